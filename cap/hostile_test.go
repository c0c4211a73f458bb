package cap_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin/cap"
)

// TestLimits: what is too large, too deep or too many is refused, and says so.
func TestLimits(t *testing.T) {
	t.Parallel()
	ring := strings.Repeat("54.3,10.1 ", 500)
	for name, c := range map[string]struct {
		data   string
		limits cap.Limits
	}{
		"bytes":    {sound, cap.Limits{Bytes: 100}},
		"elements": {sound, cap.Limits{Elements: 10}},
		"depth":    {strings.Replace(sound, "<status>", strings.Repeat("<x>", 50), 1), cap.Limits{}},
		"points":   {strings.Replace(sound, "54.30,10.10 54.30", ring+"54.30", 1), cap.Limits{Points: 400}},
		"infos":    {strings.Replace(sound, "<info>", strings.Repeat("<info/>", 300)+"<info>", 1), cap.Limits{}},
		"refs":     {strings.Replace(sound, "</scope>", "</scope><references>"+strings.Repeat("a,b,c ", 3000)+"</references>", 1), cap.Limits{}},
		"nested":   {strings.Repeat("<a>", 1<<20), cap.Limits{}},
	} {
		_, err := cap.Reader{Limits: c.limits, Tolerant: true}.Read([]byte(c.data))
		invalid, ok := err.(*cap.InvalidError)
		if !ok || !invalid.Findings.Has("too-large") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestManyFindings: a file of nothing but faults has a bounded list, and advice does not hide a breach.
func TestManyFindings(t *testing.T) {
	t.Parallel()
	data := strings.Replace(sound, "<geocode>", strings.Repeat("<geocode><valueName>a</valueName><value></value></geocode>", 3000)+"<geocode>", 1)
	data = strings.Replace(data, "</alert>", "<wrong/></alert>", 1)
	m, err := cap.ReadTolerant([]byte(data))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Findings) > 1000 || !m.Findings.Has("unknown") {
		t.Errorf("%d findings, breach among them: %v", len(m.Findings), m.Findings.Has("unknown"))
	}
	if _, err := cap.Read([]byte(data)); err == nil {
		t.Error("the strict reader takes it")
	}
}

// TestDocumentTypes: no entity of a stranger is resolved, and none makes a file grow.
func TestDocumentTypes(t *testing.T) {
	t.Parallel()
	for _, dtd := range []string{
		`<!DOCTYPE alert SYSTEM "http://192.0.2.1/x.dtd">`,
		`<!DOCTYPE alert [<!ENTITY x SYSTEM "file:///etc/passwd">]>`,
		`<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]>`,
	} {
		_, err := cap.ReadTolerant([]byte(strings.Replace(sound, "<alert ", dtd+"<alert ", 1)))
		if invalid, ok := err.(*cap.InvalidError); !ok || !invalid.Findings.Has("dtd") {
			t.Errorf("%s: %v", dtd, err)
		}
	}
	if _, err := cap.ReadTolerant([]byte(strings.Replace(sound, "Security alert", "&xxe;", 1))); err == nil {
		t.Error("an entity that nobody declared was taken")
	}
}

func TestLatin1(t *testing.T) {
	t.Parallel()
	data := []byte(strings.Replace(strings.Replace(sound, "UTF-8", "ISO-8859-1", 1), "The harbour", "Caf\xe9 M\xfcller", 1))
	m, err := cap.Read(data)
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Alert.Infos[0].Areas[0].Description; got != "Café Müller" {
		t.Errorf("area %q", got)
	}
	if !bytes.Equal(m.Raw, data) {
		t.Error("the bytes were not kept")
	}
}

// FuzzRead: no input makes the reader fail otherwise than by its own error; what is taken can be written
// again, unless a rule that is owed says why not, and reads as the same alert.
func FuzzRead(f *testing.F) {
	f.Add([]byte(sound))
	f.Add([]byte("\ufeff" + sound))
	for _, c := range ruleCases {
		f.Add([]byte(strings.Replace(sound, c.from, c.to, 1)))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := cap.Limits{Bytes: 1 << 16}
		m, err := cap.Reader{Limits: limits, Tolerant: true}.Read(data)
		strict, strictErr := cap.Reader{Limits: limits}.Read(data)
		if err != nil {
			if _, ok := err.(*cap.InvalidError); !ok || strictErr == nil {
				t.Fatalf("%T %v; strict: %v", err, err, strictErr)
			}
			return
		}
		if (strictErr == nil) == m.Findings.Breaks() {
			t.Fatalf("strict: %v; findings %v", strictErr, m.Findings)
		}
		cap.Resolve([]cap.Alert{m.Alert, m.Alert.Update("next", m.Alert.Sent.Time())}, m.Alert.Sent.Time())
		if strictErr != nil {
			return
		}
		out, err := cap.Write(strict.Alert)
		if err != nil {
			return
		}
		again, err := cap.Read(out)
		if err != nil {
			t.Fatalf("what was written is refused: %v\n%s", err, out)
		}
		if got, want := fmt.Sprintf("%+v", flat(again.Alert)), fmt.Sprintf("%+v", flat(strict.Alert)); got != want {
			t.Fatalf("read again it says\n%s\nand was\n%s", got, want)
		}
	})
}

// flat is an alert in a form that prints: heights by value, geometry as it is written.
func flat(a cap.Alert) string {
	out, err := cap.Write(a)
	if err != nil {
		return err.Error()
	}
	return string(out)
}

// TestWorkIsBounded: no input within the limits costs more than a little time, whatever it repeats.
func TestWorkIsBounded(t *testing.T) {
	t.Parallel()
	fill := func(at, piece string) string {
		return strings.Replace(sound, at, strings.Repeat(piece, (1<<20)/len(piece))+at, 1)
	}
	for name, data := range map[string]string{
		"elements": fill("<geocode>", "<x/>"), "points": fill("54.30,10.10 54.30", "1,1 "), "attributes": strings.Replace(sound, "<info>", "<info "+strings.Repeat(`a="" `, 1<<18)+">", 1),
		"blanks": fill("</event>", " "), "comments": fill("</event>", "<!---->"), "entities": fill("</event>", "&amp;"), "incidents": strings.Replace(sound, "</scope>", "</scope><incidents>"+strings.Repeat("a ", 1<<18)+"</incidents>", 1),
		"polygons": fill("<circle>", "<polygon>x</polygon>"), "infos": fill("<info>", "<info/>"),
	} {
		began := time.Now()
		_, _ = cap.ReadTolerant([]byte(data))
		if took := time.Since(began); took > 20*time.Second { // a slow machine under the race detector; it takes a tenth of a second
			t.Errorf("%s: %s", name, took)
		} else {
			t.Logf("%s: %d bytes in %s", name, len(data), took)
		}
	}
}

package cap_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"tocsin/cap"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"pgregory.net/rapid"
)

var zone = time.FixedZone("", 2*3600)

func at(hour int) time.Time {
	return time.Date(2031, 6, 2, 0, 0, 0, 0, zone).Add(time.Duration(hour) * time.Hour)
}

// harbour is an alert in three languages, with everything that an alert can have.
func harbour() cap.Alert {
	low, high := -10.5, 300.0
	area := cap.Area{
		Description: "The harbour", Polygons: []cap.Polygon{{{54.3, 10.1}, {54.3, 10.2}, {54.36, 10.2}, {54.3, 10.1}}},
		Circles: []cap.Circle{{Center: cap.Point{Lat: 54.32, Lon: 10.14}, Radius: 1.5}}, Geocodes: []cap.NameValue{{Name: "quarter", Value: "4"}},
		Altitude: &low, Ceiling: &high,
	}
	info := func(lang, event, headline, words, do string) cap.Info {
		return cap.Info{
			Language: lang, Categories: []cap.Category{cap.Security, cap.Safety}, Event: event, ResponseTypes: []cap.ResponseType{cap.Avoid},
			Urgency: cap.UrgencyExpected, Severity: cap.SeveritySevere, Certainty: cap.CertaintyPossible, Audience: "everyone in the city",
			EventCodes: []cap.NameValue{{Name: "city", Value: "SEC"}}, Effective: cap.At(at(9)), Onset: cap.At(at(18)), Expires: cap.At(at(57)),
			SenderName: "City of the example", Headline: headline, Description: words, Instruction: do, Web: "https://city.example/alerts/6h2k9d?a=1&b=2",
			Contact: "112", Parameters: []cap.NameValue{{Name: "level", Value: "<public> & \"quoted\""}},
			Resources: []cap.Resource{{Description: "Map", MIMEType: "image/png", Size: 1234, URI: "https://city.example/map.png", Digest: "0a4d55a8d778e5022fab701977c5d840bbc486d0"}},
			Areas:     []cap.Area{area},
		}
	}
	return cap.Alert{
		Identifier: "6h2k9d", Sender: "alerts@city.example", Sent: cap.At(at(9)), Status: cap.Actual, MsgType: cap.MsgAlert, Source: "duty desk",
		Scope: cap.Public, Codes: []string{"city-1"}, Incidents: []string{"harbour 2031", "42"},
		Infos: []cap.Info{
			info("en", "Security alert", "Security alert: the harbour", "An attack on a concert by the harbour is feared.\nNobody is accused.", "Keep away from large gatherings by the harbour."),
			info("de", "Sicherheitswarnung", "Sicherheitswarnung: Hafen", "Ein Anschlag auf ein Konzert am Hafen wird befürchtet.", "Meiden Sie große Versammlungen am Hafen."),
			info("ar", "تنبيه أمني", "تنبيه أمني: الميناء", "يُخشى وقوع هجوم على حفل موسيقي قرب الميناء.", "ابتعدوا عن التجمعات الكبيرة قرب الميناء."),
		},
	}
}

// story is an alert, its extension and its end.
func story() []cap.Alert {
	first := harbour()
	second := first.Update("0w8r3t", at(50))
	for i := range second.Infos {
		second.Infos[i].Expires = cap.At(at(80).UTC())
	}
	third := second.Cancel("9m1c5v", at(70),
		cap.Closing{Language: "en", Headline: "Ended: the harbour", Words: "The police searched the hall. The advice to keep away has ended."},
		cap.Closing{Language: "de", Headline: "Beendet: Hafen", Words: "Die Polizei hat die Halle durchsucht. Der Rat ist beendet."},
		cap.Closing{Language: "ar", Headline: "انتهى: الميناء", Words: "فتشت الشرطة القاعة. انتهت النصيحة."})
	return []cap.Alert{first, second, third}
}

func TestWriteGolden(t *testing.T) {
	t.Parallel()
	for i, a := range story() {
		out, err := cap.Write(a)
		if err != nil {
			t.Fatal(err)
		}
		golden(t, []string{"alert.cap", "update.cap", "cancel.cap"}[i], out)
		m, err := cap.Read(out)
		if err != nil {
			t.Fatal(err)
		}
		if len(m.Findings) > 0 {
			t.Errorf("findings of what we write: %v", m.Findings)
		}
		if d := cmp.Diff(a, m.Alert, cmp.AllowUnexported(cap.Time{}), cmpopts.EquateEmpty(), sameMoment); d != "" {
			t.Errorf("written and read again (-want +got):\n%s", d)
		}
	}
}

var sameMoment = cmp.Comparer(func(a, b time.Time) bool { return a.Equal(b) })

func TestWrittenIsValid(t *testing.T) {
	t.Parallel()
	xmllint(t)
	var docs [][]byte
	for _, a := range story() {
		out, err := cap.Write(a)
		if err != nil {
			t.Fatal(err)
		}
		docs = append(docs, out)
	}
	for i, err := range validity(t, docs) {
		if err != nil {
			t.Errorf("%s: %v", docs[i], err)
		}
	}
}

// TestWriterRefuses: what receivers need and the schema does not ask for is owed by who writes.
func TestWriterRefuses(t *testing.T) {
	t.Parallel()
	for rule, spoil := range map[string]func(*cap.Alert){
		"expires":    func(a *cap.Alert) { a.Infos[1].Expires = cap.Time{} },
		"area":       func(a *cap.Alert) { a.Infos[0].Areas = nil },
		"no-info":    func(a *cap.Alert) { a.Infos = nil },
		"window":     func(a *cap.Alert) { a.Infos[2].Expires = cap.At(at(8)) },
		"same-event": func(a *cap.Alert) { a.Infos[1].Event, a.Infos[1].Severity = a.Infos[0].Event, cap.SeverityMinor },
		"note":       func(a *cap.Alert) { a.Status = cap.Exercise },
		"empty":      func(a *cap.Alert) { a.Infos[0].Contact = " " },
		"characters": func(a *cap.Alert) { a.Infos[0].Description = "a\x01b" },
		"references": func(a *cap.Alert) { a.MsgType = cap.MsgUpdate },
		"closing": func(a *cap.Alert) {
			*a = a.Cancel("x", at(60), cap.Closing{Language: "en", Words: "It ended."}, cap.Closing{Language: "de"})
		},
		"word":    func(a *cap.Alert) { a.Status = "actual" },
		"time":    func(a *cap.Alert) { a.Sent.Text = "2031-06-02" },
		"polygon": func(a *cap.Alert) { a.Infos[0].Areas[0].Polygons = []cap.Polygon{{{1, 2}}} },
		"list":    func(a *cap.Alert) { a.Incidents = []string{`a "b" c`} },
	} {
		a := harbour()
		spoil(&a)
		out, err := cap.Write(a)
		invalid, ok := err.(*cap.InvalidError)
		if !ok || !invalid.Findings.Has(rule) || !invalid.Findings.Breaks() || out != nil {
			t.Errorf("%s: %v", rule, err)
		}
	}
}

func TestAdviceAcrossLanguages(t *testing.T) {
	t.Parallel()
	a := harbour()
	a.Infos[1].Headline, a.Infos[1].Description = a.Infos[0].Headline, a.Infos[0].Description
	c := a.Cancel("x", at(60), cap.Closing{Language: "en", Words: "It ended."})
	c.Infos[0].Urgency = cap.UrgencyImmediate
	if !a.Validate().Has("languages") || !c.Validate().Has("cancel-active") {
		t.Errorf("%v %v", a.Validate(), c.Validate())
	}
}

// TestOffsets: UTC is -00:00, local time keeps its offset, and nothing is turned into another zone.
func TestOffsets(t *testing.T) {
	t.Parallel()
	moment := time.Date(2031, 6, 2, 7, 0, 0, 999, time.UTC)
	for zone, want := range map[*time.Location]string{
		time.UTC: "2031-06-02T07:00:00-00:00", time.FixedZone("", 3*3600): "2031-06-02T10:00:00+03:00",
		time.FixedZone("", -34200): "2031-06-01T21:30:00-09:30", time.FixedZone("", 0): "2031-06-02T07:00:00+00:00",
		time.FixedZone("LMT", 1234): "2031-06-02T07:20:00+00:20",
	} {
		if got := cap.At(moment.In(zone)).Text; got != want {
			t.Errorf("%s: %s, want %s", zone, got, want)
		}
	}
}

// anyAlert draws alerts of all kinds, most of them fit to be written.
func anyAlert(t *rapid.T) cap.Alert {
	words := rapid.StringMatching(`[ -~äöüßЖ中\n]{0,40}`)
	name := rapid.StringMatching(`[a-zA-Z0-9.@_-]{1,20}`)
	pairs := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) cap.NameValue {
		return cap.NameValue{Name: name.Draw(t, "name"), Value: name.Draw(t, "value")}
	}), 0, 3)
	moment := func(label string, from, to int) cap.Time {
		offset := rapid.IntRange(-14*4, 14*4).Draw(t, label+" zone") * 900
		return cap.At(at(rapid.IntRange(from, to).Draw(t, label)).In(time.FixedZone("", offset)))
	}
	point := rapid.Custom(func(t *rapid.T) cap.Point {
		return cap.Point{Lat: rapid.Float64Range(-90, 90).Draw(t, "lat"), Lon: rapid.Float64Range(-180, 180).Draw(t, "lon")}
	})
	area := rapid.Custom(func(t *rapid.T) cap.Area {
		a := cap.Area{Description: name.Draw(t, "area"), Geocodes: pairs.Draw(t, "geocodes")}
		for range rapid.IntRange(0, 2).Draw(t, "polygons") {
			ring := rapid.SliceOfN(point, 3, 6).Draw(t, "ring")
			a.Polygons = append(a.Polygons, append(ring, ring[0]))
		}
		for range rapid.IntRange(0, 2).Draw(t, "circles") {
			a.Circles = append(a.Circles, cap.Circle{Center: point.Draw(t, "centre"), Radius: rapid.Float64Range(0, 20000).Draw(t, "radius")})
		}
		return a
	})
	info := rapid.Custom(func(t *rapid.T) cap.Info {
		return cap.Info{
			Language: rapid.SampledFrom([]string{"", "en", "de", "zh-Hant-TW", "ar"}).Draw(t, "language"), Categories: rapid.SliceOfN(rapid.SampledFrom(cap.Categories), 1, 3).Draw(t, "categories"),
			Event: name.Draw(t, "event"), ResponseTypes: rapid.SliceOfN(rapid.SampledFrom(cap.ResponseTypes), 0, 2).Draw(t, "responses"),
			Urgency: rapid.SampledFrom(cap.Urgencies).Draw(t, "urgency"), Severity: rapid.SampledFrom(cap.Severities).Draw(t, "severity"), Certainty: rapid.SampledFrom(cap.Certainties).Draw(t, "certainty"),
			EventCodes: pairs.Draw(t, "codes"), Expires: moment("expires", 40, 90), SenderName: words.Draw(t, "senderName"), Headline: words.Draw(t, "headline"),
			Description: words.Draw(t, "description"), Instruction: words.Draw(t, "instruction"), Parameters: pairs.Draw(t, "parameters"),
			Web:   rapid.SampledFrom([]string{"", "https://city.example/a?b=c&d=e", "https://city.example/ü", "urn:x:1", "https://[::1]:80/%41", "mailto:a@city.example"}).Draw(t, "web"),
			Areas: rapid.SliceOfN(area, 1, 2).Draw(t, "areas"),
		}
	})
	a := cap.Alert{
		Identifier: name.Draw(t, "identifier"), Sender: name.Draw(t, "sender"), Sent: moment("sent", 10, 20), Status: rapid.SampledFrom(cap.Statuses).Draw(t, "status"),
		MsgType: rapid.SampledFrom(cap.MsgTypes).Draw(t, "msgType"), Scope: cap.Public, Note: words.Draw(t, "note"), Codes: rapid.SliceOfN(name, 0, 2).Draw(t, "codes"),
		Incidents: rapid.SliceOfN(rapid.StringMatching(`[a-z]{1,5}( [a-z]{1,5})?`), 0, 2).Draw(t, "incidents"), Infos: rapid.SliceOfN(info, 1, 3).Draw(t, "infos"),
	}
	if a.MsgType != cap.MsgAlert {
		a.References = []cap.Reference{{Sender: name.Draw(t, "of"), Identifier: name.Draw(t, "ref"), Sent: moment("before", 0, 9)}}
	}
	return a
}

// TestAnythingWrittenIsValid: whatever the writer takes is valid under the schema and reads as what it was.
func TestAnythingWrittenIsValid(t *testing.T) {
	t.Parallel()
	var docs [][]byte
	refused := 0
	rapid.Check(t, func(t *rapid.T) {
		a := anyAlert(t)
		out, err := cap.Write(a)
		if err != nil {
			refused++
			return
		}
		m, err := cap.Read(out)
		if err != nil {
			t.Fatalf("what was written is refused: %v\n%s", err, out)
		}
		again, err := cap.Write(m.Alert)
		if err != nil || string(again) != string(out) {
			t.Fatalf("read and written again it is\n%s\n%v\nand was\n%s", again, err, out)
		}
		docs = append(docs, out)
	})
	if len(docs) < 10 {
		t.Fatalf("only %d alerts were written, %d refused", len(docs), refused)
	}
	xmllint(t)
	for i, err := range validity(t, docs) {
		if err != nil {
			t.Errorf("%v\n%s", err, docs[i])
		}
	}
}

func TestUpdateNamesAllBefore(t *testing.T) {
	t.Parallel()
	s := story()
	var got []string
	for _, r := range s[2].References {
		got = append(got, r.Identifier)
	}
	if strings.Join(got, " ") != "6h2k9d 0w8r3t" {
		t.Errorf("the cancel names %v", got)
	}
	if len(s[0].References) != 0 {
		t.Error("the alert was changed by what follows it")
	}
}

func ExampleWrite() {
	a := cap.Alert{
		Identifier: "6h2k9d", Sender: "alerts@city.example", Sent: cap.At(time.Date(2031, 6, 2, 9, 0, 0, 0, time.UTC)),
		Status: cap.Actual, MsgType: cap.MsgAlert, Scope: cap.Public,
		Infos: []cap.Info{{
			Language: "en", Categories: []cap.Category{cap.Security}, Event: "Security alert",
			Urgency: cap.UrgencyExpected, Severity: cap.SeverityUnknown, Certainty: cap.CertaintyPossible,
			Description: "An attack on a concert is feared.", Instruction: "Keep away from large gatherings.",
			Areas: []cap.Area{{Description: "The harbour"}},
		}},
	}
	_, err := cap.Write(a)
	fmt.Println(err)
	a.Infos[0].Expires = cap.At(time.Date(2031, 6, 4, 9, 0, 0, 0, time.UTC))
	out, err := cap.Write(a)
	fmt.Println(len(out) > 0, err)
	// Output:
	// alert/info[1]: error: it does not say until when it stands, and each receiver will guess: give the time until which it stands (expires, CAP 1.2 3.2.2 expires)
	// true <nil>
}

func ExampleReadTolerant() {
	m, err := cap.ReadTolerant([]byte(`<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>7</identifier><sender>a@city.example</sender>
  <sent>2031-06-02T09:00:00Z</sent>
  <status>Test</status><msgType>Cancel</msgType><scope>Public</scope>
  <note>over</note><references>6</references>
</alert>`))
	if err != nil {
		panic(err)
	}
	for _, f := range m.Findings {
		fmt.Println(f.Line, f.Rule, "-", f.What)
	}
	// Output:
	// 1 no-info - this Cancel says nothing to anybody
	// 3 time - "2031-06-02T09:00:00Z" is not in the form of a time
	// 5 references - "6": name an earlier message as sender,identifier,sent
}

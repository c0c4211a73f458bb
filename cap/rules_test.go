package cap_test

import (
	"strings"
	"testing"

	"tocsin/cap"
)

// sound is a message without a finding. The tests of rules change one thing in it.
const sound = `<?xml version="1.0" encoding="UTF-8"?>
<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2">
  <identifier>6h2k9d</identifier>
  <sender>alerts@city.example</sender>
  <sent>2031-06-02T09:00:00+02:00</sent>
  <status>Actual</status>
  <msgType>Alert</msgType>
  <scope>Public</scope>
  <info>
    <language>en</language>
    <category>Security</category>
    <event>Security alert</event>
    <responseType>Avoid</responseType>
    <urgency>Expected</urgency>
    <severity>Severe</severity>
    <certainty>Possible</certainty>
    <expires>2031-06-04T09:00:00+02:00</expires>
    <headline>Security alert: the harbour</headline>
    <description>An attack on a concert by the harbour is feared.</description>
    <instruction>Keep away from large gatherings by the harbour.</instruction>
    <web>https://city.example/alerts</web>
    <resource><resourceDesc>Map</resourceDesc><mimeType>image/png</mimeType><uri>https://city.example/map.png</uri></resource>
    <area>
      <areaDesc>The harbour</areaDesc>
      <polygon>54.30,10.10 54.30,10.20 54.36,10.20 54.30,10.10</polygon>
      <circle>54.32,10.14 1.5</circle>
      <geocode><valueName>quarter</valueName><value>4</value></geocode>
    </area>
  </info>
</alert>
`

// change replaces one piece of the sound message.
func change(t *testing.T, from, to string) []byte {
	t.Helper()
	if strings.Count(sound, from) < 1 {
		t.Fatalf("the sound message has no %q", from)
	}
	return []byte(strings.Replace(sound, from, to, 1))
}

func findings(t *testing.T, data []byte) cap.Findings {
	t.Helper()
	m, err := cap.ReadTolerant(data)
	if err == nil {
		return m.Findings
	}
	invalid, ok := err.(*cap.InvalidError)
	if !ok {
		t.Fatal(err)
	}
	return invalid.Findings
}

func TestSoundMessage(t *testing.T) {
	t.Parallel()
	m, err := cap.Read([]byte(sound))
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Findings) != 0 {
		t.Errorf("findings: %v", m.Findings)
	}
}

// ruleCases break one rule each, and say on which line the finding stands.
var ruleCases = []struct {
	rule     string
	from, to string
	line     int
}{
	{"not-xml", "</alert>", "", 31},
	{"not-xml", "</alert>\n", "</alert><alert/>", 30},
	{"not-xml", "</alert>\n", "</alert>and more", 30},
	{"not-xml", "<info>", `<info a="1" a="2">`, 9},
	{"not-xml", "  <info>", `<?xml version="1.0"?><info>`, 9},
	{"dtd", "<alert ", "<!DOCTYPE alert><alert ", 2},
	{"encoding", "UTF-8", "UTF-16", 1},
	{"root", sound[strings.Index(sound, "<alert "):], "<feed></feed>", 2},
	{"namespace", "cap:1.2", "cap:1.3", 2},
	{"namespace", "<status>", `<e:sender xmlns:e="urn:x">x</e:sender><status>`, 6},
	{"version", "cap:1.2", "cap:1.1", 2},
	{"unknown", "<scope>", "<password>x</password><scope>", 8},
	{"order", "<status>Actual</status>\n  <msgType>Alert</msgType>", "<msgType>Alert</msgType>\n  <status>Actual</status>", 7},
	{"repeated", "<scope>", "<status>Test</status><scope>", 8},
	{"nested", "Security alert</event>", "<b>Security</b></event>", 12},
	{"attribute", "<status>", `<status id="1">`, 6},
	{"stray-text", "<info>", "<info>here", 9},
	{"blanks", "<status>Actual", "<status> Actual", 6},
	{"comment", "Security alert</event>", "Security<!-- x --> alert</event>", 12},
	{"empty", "<scope>", "<source></source><scope>", 8},
	{"signature", "</info>\n", `</info><Signature xmlns="http://www.w3.org/2000/09/xmldsig#"><x/></Signature>`, 29},
	{"required", "  <sender>alerts@city.example</sender>\n", "", 2},
	{"required", "<event>Security alert</event>", "", 9},
	{"word", "Expected", "Soon", 14},
	{"identifier", "6h2k9d", "6h2k 9d", 3},
	{"sender", "alerts@city.example", "alerts,city", 4},
	{"time", "2031-06-02T09:00:00+02:00", "2031-06-02T07:00:00Z", 5},
	{"time", "2031-06-02T09:00:00+02:00", "2031-06-02T07:00:00", 5},
	{"time", "2031-06-02T09:00:00+02:00", "2031-06-02T07:00:00.5+02:00", 5},
	{"time", "2031-06-02T09:00:00+02:00", "2031-06-02T09:00:00,02:00", 5},
	{"time", "2031-06-02T09:00:00+02:00", "2031-06-02T09:00:00+15:00", 5},
	{"offset", "2031-06-02T09:00:00+02:00", "2031-06-02T07:00:00+00:00", 5},
	{"offset", "2031-06-02T09:00:00+02:00", "2031-06-02T07:00:00-06:50", 5},
	{"restriction", "Public", "Restricted", 2},
	{"no-restriction", "</scope>", "</scope><restriction>staff</restriction>", 8},
	{"addresses", "Public", "Private", 2},
	{"list", "</scope>", `</scope><addresses>"fire brigade</addresses>`, 8},
	{"note", "Actual", "Exercise", 2},
	{"references", "<msgType>Alert", "<msgType>Update", 2},
	{"references", "</scope>", "</scope><references>a,b</references>", 8},
	{"future", "</scope>", "</scope><references>a,b,2031-06-03T09:00:00+02:00</references>", 8},
	{"future", "</scope>", "</scope><references>alerts@city.example,6h2k9d,2031-06-02T07:00:00-00:00</references>", 8},
	{"language", "<language>en", "<language>English please", 10},
	{"headline", "Security alert: the harbour", "An attack on a concert by the harbour is feared.", 18},
	{"headline", "Security alert: the harbour", strings.Repeat("x", 161), 18},
	{"headline", "Keep away from large gatherings by the harbour.", "An attack on a concert by the harbour is feared.", 20},
	{"expires", "<expires>2031-06-04T09:00:00+02:00</expires>", "", 9},
	{"window", "2031-06-04T09:00:00+02:00", "2031-06-02T09:00:00+03:00", 17},
	{"instruction", "<instruction>Keep away from large gatherings by the harbour.</instruction>", "", 9},
	{"uri", "https://city.example/alerts", "city.example/alerts", 21},
	{"name-value", "<valueName>quarter</valueName>", "", 27},
	{"mime-type", "image/png", "png", 22},
	{"resource", "<uri>https://city.example/map.png</uri>", "", 22},
	{"number", "<uri>", "<size>big</size><uri>", 22},
	{"polygon", "54.30,10.10 54.30,10.20 54.36,10.20 54.30,10.10", "54.30,10.10 54.30,10.20 54.36,10.20", 25},
	{"polygon", "54.30,10.10 54.30,10.20 54.36,10.20 54.30,10.10", "54.30,10.10 54.30,10.20 54.30,10.10", 25},
	{"polygon", "54.30,10.10 54.30", "[54.30,10.10] 54.30", 25},
	{"polygon", "54.30,10.10 54.30,10.20 54.36,10.20 54.30,10.10", "139.7,35.6 139.8,35.6 139.8,35.7 139.7,35.6", 25},
	{"circle", "54.32,10.14 1.5", "54.32,10.14", 26},
	{"circle", "54.32,10.14 1.5", "54.32,10.14 -1", 26},
	{"point", "54.32,10.14 1.5", "54.32,10.14 0", 26},
	{"altitude", "</area>", "<ceiling>100</ceiling></area>", 23},
	{"crosses", "54.30,10.10 54.30,10.20 54.36,10.20 54.30,10.10", "-17,179 -17,-179 -16,-179 -17,179", 25},
	{"all-clear", "<responseType>Avoid", "<responseType>AllClear", 9},
	{"no-info", sound[strings.Index(sound, "  <info>"):strings.Index(sound, "</alert>")], "", 2},
	{"area", sound[strings.Index(sound, "    <area>"):strings.Index(sound, "  </info>")], "", 9},
}

// TestRules breaks each rule in one message, and holds the finding to its line.
func TestRules(t *testing.T) {
	t.Parallel()
	broken := map[string]bool{}
	for _, c := range ruleCases {
		data := change(t, c.from, c.to)
		found := findings(t, data)
		hit := false
		for _, f := range found {
			if f.Rule == c.rule && f.Line == c.line {
				hit = true
			}
		}
		if !hit {
			t.Errorf("%s on line %d is not found where %q stands: %v", c.rule, c.line, c.to, found)
		}
		broken[c.rule] = true
		if _, err := cap.Read(data); (err == nil) == found.Breaks() {
			t.Errorf("%s: strict says %v", c.rule, err)
		}
	}
	for _, rule := range []string{"too-large", "characters", "languages", "same-event", "closing", "cancel-active"} {
		broken[rule] = true // have tests of their own
	}
	for _, r := range cap.Rules() {
		if !broken[r.Code] {
			t.Errorf("no test breaks the rule %s", r.Code)
		}
		if r.Clause == "" || r.Checks == "" {
			t.Errorf("%s has no clause, or does not say what it checks", r.Code)
		}
	}
}

// TestForeignNamespace: an element of another namespace cannot take the place of one of CAP's.
func TestForeignNamespace(t *testing.T) {
	t.Parallel()
	data := change(t, "<status>", `<e:identifier xmlns:e="urn:evil">taken</e:identifier><status>`)
	m, err := cap.ReadTolerant(data)
	if err != nil {
		t.Fatal(err)
	}
	if m.Alert.Identifier != "6h2k9d" {
		t.Errorf("identifier %q", m.Alert.Identifier)
	}
}

// TestFirstOfTwo: of an element that may stand once the first is read, not the last.
func TestFirstOfTwo(t *testing.T) {
	t.Parallel()
	m, err := cap.ReadTolerant(change(t, "<sent>", "<sender>other@city.example</sender><sent>"))
	if err != nil {
		t.Fatal(err)
	}
	if m.Alert.Sender != "alerts@city.example" || !m.Findings.Has("repeated") {
		t.Errorf("sender %q, %v", m.Alert.Sender, m.Findings)
	}
}

func TestCommentInText(t *testing.T) {
	t.Parallel()
	m, err := cap.Read(change(t, "Security alert</event>", "Security<!-- x --> alert</event>"))
	if err != nil {
		t.Fatal(err)
	}
	if got := m.Alert.Infos[0].Event; got != "Security alert" {
		t.Errorf("event %q", got)
	}
}

// TestVersion10: a message of the first version is read where it means the same.
func TestVersion10(t *testing.T) {
	t.Parallel()
	old := strings.NewReplacer(
		"urn:oasis:names:tc:emergency:cap:1.2", "http://www.incident.com/cap/1.0",
		"<geocode><valueName>quarter</valueName><value>4</value></geocode>", "<geocode>quarter=4</geocode>",
		"<certainty>Possible", "<certainty>Very Likely",
		"<scope>", "<password>secret</password><scope>",
	).Replace(sound)
	m, err := cap.Read([]byte(old))
	if err != nil {
		t.Fatal(err)
	}
	info := m.Alert.Infos[0]
	if m.Version != "1.0" || info.Certainty != cap.CertaintyLikely || info.Areas[0].Geocodes[0] != (cap.NameValue{Name: "quarter", Value: "4"}) {
		t.Errorf("read as %+v", info)
	}
	for _, f := range m.Findings {
		if strings.Contains(f.String(), "secret") {
			t.Errorf("a finding tells the password: %v", f)
		}
	}
}

// TestTimesThatCanBeUnderstood: Z and parts of a second break the form and keep their moment.
func TestTimesThatCanBeUnderstood(t *testing.T) {
	t.Parallel()
	for text, unix := range map[string]int64{
		"2031-06-02T07:00:00-00:00": 1938150000, "2031-06-02T09:00:00+02:00": 1938150000,
		"2031-06-02T07:00:00Z": 1938150000, "2031-06-02T07:00:00.25-00:00": 1938150000,
		"2031-06-02T07:00:00": 0, "2031-06-02": 0, "2031-13-02T07:00:00-00:00": 0, "2031-06-02T24:00:00-00:00": 0,
	} {
		got, err := cap.ParseTime(text)
		if got.Unix() != unix || got.Text != text {
			t.Errorf("%s: %d, %v", text, got.Unix(), err)
		}
	}
}

package tearline

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func place(values ...string) []Secret {
	return []Secret{{Name: "place", Values: values, Levels: []string{Tearline, Public}}}
}

func source(values ...string) []Secret {
	return []Secret{{Name: "source", Values: values, Source: true}}
}

func check(secrets []Secret, body string) []Finding {
	return Check(secrets, []Text{{Level: Public, Where: "text[en]", Body: body}})
}

func TestCheckFinds(t *testing.T) {
	t.Parallel()
	tests := []struct{ value, body, hit, how string }{
		{"Crocus City Hall", "at Crocus City Hall today", "Crocus City Hall", Exact},
		{"Crocus City Hall", "at CROCUS city hall today", "CROCUS city hall", OtherCase},
		{"Crocus City Hall", "near the Crocus tonight", "Crocus", Exact},
		{"Crocus City Hall", "near the crocus tonight", "crocus", OtherCase},
		{"Crocus City Hall", "в Крокус Сити Холле", "Крокус", OtherScript},
		{"Crocus City Hall", "у Крокуса вечером", "Крокуса", Inside},
		{"Crocus City Hall", "قرب كروكوس", "كروكوس", OtherScript},
		{"Крокус Сити Холл", "the Krokus", "Krokus", OtherScript},
		{"Крокус Сити Холл", "the Crocus", "Crocus", OtherScript},
		{"Crocus City Hall", "the Krokus", "Krokus", Spelling},
		{"Crocus City Hall", "the Crokus", "Crokus", Spelling},
		{"Crocus City Hall", "the Corcus", "Corcus", Spelling},
		{"Crocus City Hall", "#CrocusCityHall2024", "CrocusCityHall2024", Inside},
		{"Crocus City Hall", "CrocusCityHall", "CrocusCityHall", Joined},
		{"Crocus City Hall", "crocus-city-hall", "crocus", OtherCase},
		{"Crocus City Hall", "антикрокус", "антикрокус", Inside},
		{"Crocus City Hall", "антиCrocus", "антиCrocus", Inside},
		{"Crocus City Hall", "C r o c u s", "C r o c u s", Spaced},
		{"Crocus City Hall", "see C.r.o.c.u.s.", "C.r.o.c.u.s", Spaced},
		{"Crocus City Hall", "the К р о к у с а", "К р о к у с а", Spaced},
		{"Crocus City Hall", "Cro-\ncus", "Cro-\ncus", Split},
		{"Crocus City Hall", "Cro cus", "Cro cus", Split},
		{"Crocus City Hall", "кро-кус", "кро-кус", Split},
		{"Crocus City Hall", "Cro\u200bcus", "Cro\u200bcus", LookAlike},
		{"Crocus City Hall", "Crосus", "Crосus", LookAlike}, // о, с
		{"Crocus City Hall", "Cr0cu5", "Cr0cu5", LookAlike},
		{"Crocus City Hall", "Crocус", "Crocус", LookAlike},
		{"Crocus City Hall", "ᴄʀᴏᴄᴜs", "ᴄʀᴏᴄᴜs", Spelling},
		{"Crocus City Hall", "https://x.org/%D0%9A%D1%80%D0%BE%D0%BA%D1%83%D1%81", "https://x.org/%D0%9A%D1%80%D0%BE%D0%BA%D1%83%D1%81", Encoded},
		{"Crocus City Hall", "&#67;&#114;&#x6f;cus", "&#67;&#114;&#x6f;cus", Encoded},
		{"City Hall", "near City Hall", "City Hall", Exact},
		{"City Hall", "near city-hall", "city-hall", OtherCase},
		{"City Hall", "near Citty Hall", "Citty Hall", Spelling},
		{"City Hall", "near the CityHall", "CityHall", Joined},
		{"Сити Холл", "the Siti Kholl", "Siti Kholl", OtherScript},
		{"ISIS-K", "of ISISK there", "ISISK", Joined},
		{"ISIS-K", "of ISIS K there", "ISIS K", Spelling},
		{"ISIS-K", "of isis-k there", "isis-k", OtherCase},
		{"IS-K", "of ISK there", "ISK", Joined},
		{"IS-K", "of IS K there", "IS K", Spelling},
		{"Anna Stone", "said that Stone will attend", "Stone", Exact},
		{"Golden Horse", "by GOLDEN-HORSE", "GOLDEN-HORSE", OtherCase},
		{"meeting room of the Crocus", "the krokus", "krokus", Spelling},
		{"crocus city hall", "the Krokus", "Krokus", Spelling},
		{"US", "from the U.S. now", "U.S", Spaced},
		{"Lemp", "Лемп поёт", "Лемп", OtherScript},
		{"Lemp", "L e m p sings", "L e m p", Spaced},
		{"Rustamin Baridoni", "one Badoni", "Badoni", Spelling},
		{"Kholodovsky", "Cholodowski", "Cholodowski", Spelling},
		{"محمد", "Mohammed", "Mohammed", OtherScript},
		{"2024-03-09", "on 2024-03-09 at", "2024-03-09", Exact},
		{"2024-03-09", "on 9 March 2024 at", "9 March 2024", Notation},
		{"2024-03-09", "on March 9 at", "March 9", Notation},
		{"2024-03-09", "on March the 9th, 2024", "March the 9th, 2024", Notation},
		{"2024-03-09", "on the 9th of March", "9th of March", Notation},
		{"2024-03-09", "09.03.2024 г.", "09.03.2024", Notation},
		{"2024-03-09", "03/09/24", "03/09/24", Notation},
		{"2024-03-09", "9-Mar-24", "9-Mar-24", Notation},
		{"2024-03-09", "9 марта 2024", "9 марта 2024", Notation},
		{"2024-03-09", "9-го марта", "9-го марта", Notation},
		{"2024-03-09", "2024-03-09T20:00Z", "2024-03-09T20", Notation},
		{"2024-03-09", "20240309", "20240309", Joined},
		{"evening of 22 March 2024", "on 22.03.2024", "22.03.2024", Notation},
		{"from 9 March to 11 March", "on March 11", "March 11", Notation},
		{"signals intelligence", "by signals-intelligence", "signals-intelligence", Spelling},
		{"9 March 2024, 20:00", "09.03.2024", "09.03.2024", Notation},
		{"+7 (495) 123-45-67", "call 84951234567", "84951234567", Notation},
		{"+7 (495) 123-45-67", "call 8 495 1234567", "495 1234567", Notation},
		{"А123ВС77", "car A 123 BC 77", "A 123 BC 77", Split},
		{"А 123 ВС 77", "car A123BC77", "A123BC77", Joined},
		{"克罗库斯", "在克罗库斯音乐厅", "在克罗库斯音乐厅", Inside},
		{"***", "say *** now", "***", Exact},
	}
	for _, tt := range tests {
		got := check(place(tt.value), tt.body)
		if len(got) == 0 || tt.body[got[0].Start:got[0].End] != tt.hit || got[0].How != tt.how {
			t.Errorf("%q in %q: got %v, want %q %s", tt.value, tt.body, got, tt.hit, tt.how)
		}
	}
}

func TestCheckFindsEncodedSource(t *testing.T) {
	t.Parallel()
	bodies := map[string]string{
		"see QlJPQURTVE9ORQ== there":                   "QlJPQURTVE9ORQ",
		"xxIGJyb2Fkc3RvbmUg":                           "xxIGJyb2Fkc3RvbmUg",
		"hex 62726f616473746f6e65":                     "62726f616473746f6e65",
		"hex 42 52 4F 41 44 53 54 4F 4E 45":            "42 52 4F 41 44 53 54 4F 4E 45",
		"rot oebnqfgbar":                               "oebnqfgbar",
		"back ENOTSDAORB":                              "ENOTSDAORB",
		"percent %62%72%6f%61dstone":                   "%62%72%6f%61dstone",
		"lines U291cmNlOiBCUk9BRFN\r\nUT05FIHNhaWQuIA": "lines",
	}
	for body, hit := range bodies {
		got := check(source("BROADSTONE"), body)
		if len(got) != 1 || !got[0].Source || !strings.Contains(body[got[0].Start:got[0].End], hit) && hit != "lines" {
			t.Errorf("%q: got %v", body, got)
		}
	}
}

// Ordinary sentences against secrets that they only resemble.
func TestCheckStaysSilent(t *testing.T) {
	t.Parallel()
	secrets := []Secret{
		{Name: "place", Values: []string{"Crocus City Hall", "Крокус Сити Холл"}, Levels: []string{Public}},
		{Name: "actor", Values: []string{"ISIS-K", "Wilayat Khorasan"}, Levels: []string{Public}},
		{Name: "person", Values: []string{"Rustamin Baridoni", "Anvardzhon Karimzoda"}, Levels: []string{Public}},
		{Name: "artist", Values: []string{"Lemp", "Shaman"}, Levels: []string{Public}},
		{Name: "time", Values: []string{"2024-03-09", "20:00"}, Levels: []string{Public}},
		{Name: "partner", Values: []string{"US", "IS"}, Levels: []string{Public}},
		{Name: "names", Values: []string{"Enver Said", "Hasan Unity", "Anna Stone", "Golden Horse"}, Levels: []string{Public}},
		{Name: "method", Values: []string{"vehicle-borne explosive device", "signals intelligence"}, Levels: []string{Public}},
		{Name: "car", Values: []string{"А123ВС77", "+7 495 123-45-67"}, Levels: []string{Public}},
		{Name: "compartment", Values: []string{"BROADSTONE", "TIDE"}, Source: true},
	}
	bodies := []string{
		"The Embassy is monitoring reports that extremists have imminent plans to target large gatherings in Moscow, to include concerts, and U.S. citizens should be advised to avoid large gatherings over the next 48 hours.",
		"Avoid crowds, city hall squares, concert venues and shopping centres in the capital until Sunday, 10 March 2024.",
		"The crook used us; macro custom circus rules focus on the crew and the cross.",
		"Monitor local media for updates. Be aware of your surroundings. Edit the list on 8 March, 2000 copies.",
		"Избегайте массовых мероприятий, концертов и торговых центров в Москве в ближайшие 48 часов.",
		"Посольство отслеживает сообщения о том, что экстремисты готовят нападения на концерты в Москве. Холл и сити закрыты.",
		"What is known tells us that the threat is current. Sherman and Lepore gave a lecture on leaps and lapses.",
		"Telephone 112 or 495 765 43 21; the car A124BC77 is not involved; version 9.3 of 03.2024.",
		"He said that the community never has an open stone wall. Stone walls are unclear; golden days; a horse. Intelligence on vehicles.",
		"تجنبوا التجمعات الكبيرة في موسكو خلال الساعات القادمة",
		"A broad stone wall; a tidal wave; the stone is broad. Base64: SGVsbG8gd29ybGQgdGhpcyBpcyBhIHRlc3Q=",
		"A branch of the Islamic State is active in the region; a group in Afghanistan called for attacks.",
	}
	for _, body := range bodies {
		for _, f := range check(secrets, body) {
			if f.Match == "US" && strings.Contains(f.Excerpt, "U.S.") || f.Match == "BROADSTONE" && f.How == Split {
				continue // rightly met
			}
			t.Errorf("%v", f)
		}
	}
}

func TestCheckLevels(t *testing.T) {
	t.Parallel()
	texts := []Text{{Full, "text", "tulip"}, {Tearline, "text", "tulip"}, {Public, "text", "tulip"}}
	tests := []struct {
		name   string
		secret Secret
		want   []string
	}{
		{"public only", Secret{Values: []string{"tulip"}, Levels: []string{Public}}, []string{"public exact"}},
		{"tearline is public too", Secret{Values: []string{"tulip"}, Levels: []string{Tearline}}, []string{"tearline exact", "public exact"}},
		{"source everywhere", Secret{Values: []string{"tulip"}, Source: true}, []string{"full exact", "tearline exact", "public exact"}},
	}
	for _, tt := range tests {
		var got []string
		for _, f := range Check([]Secret{tt.secret}, texts) {
			got = append(got, f.Level+" "+f.How)
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", tt.name, diff)
		}
	}
}

func TestCheckFailsClosed(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("a", MaxText+1)
	tests := []struct {
		name   string
		secret Secret
		text   Text
	}{
		{"large text", Secret{Values: []string{"tulip"}, Levels: []string{Public}}, Text{Public, "text", big}},
		{"unknown level of the text", Secret{Values: []string{"tulip"}, Levels: []string{Public}}, Text{"Public", "text", "x"}},
		{"unknown level of the secret", Secret{Values: []string{"tulip"}, Levels: []string{"pubic"}}, Text{Full, "text", "x"}},
		{"no level", Secret{Values: []string{"tulip"}}, Text{Public, "text", "x"}},
		{"no value", Secret{Levels: []string{Public}}, Text{Public, "text", "x"}},
		{"empty value", Secret{Values: []string{" "}, Levels: []string{Public}}, Text{Public, "text", "x"}},
		{"long value", Secret{Values: []string{big}, Levels: []string{Public}}, Text{Public, "text", "x"}},
		{"many values", Secret{Values: make([]string, MaxValues+1), Levels: []string{Public}}, Text{Public, "text", "x"}},
	}
	for _, tt := range tests {
		got := Check([]Secret{tt.secret}, []Text{tt.text})
		if len(got) == 0 || !got[0].Unchecked() || got[0].Where != "text" || !strings.Contains(got[0].String(), "not checked") {
			t.Errorf("%s: got %v", tt.name, got)
		}
	}
	var texts []Text
	for range MaxTotal/MaxText + 1 {
		texts = append(texts, Text{Public, "text", strings.Repeat("word ", MaxText/5)})
	}
	if got := Check(place("tulip"), texts); len(got) != 1 || !got[0].Unchecked() {
		t.Errorf("over MaxTotal: got %d findings", len(got))
	}
	if got := check(place("tulip"), strings.Repeat("tulip ", 60)); len(got) != MaxHits+1 || got[MaxHits].How != More {
		t.Errorf("over MaxHits: got %d findings", len(got))
	}
}

func TestFindingInPlainWords(t *testing.T) {
	t.Parallel()
	got := check([]Secret{{Name: "the place", Values: []string{"Crocus City Hall"}, Levels: []string{Public}}}, "Avoid the Крокус tonight.")
	want := []Finding{{
		Secret: "the place", Level: Public, Where: "text[en]", Start: 10, End: 22,
		Excerpt: "Avoid the Крокус tonight.", Match: "Crocus", How: OtherScript,
	}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
	const words = `public, text[en], bytes 10-22: "Avoid the Крокус tonight." gives away the place (Crocus): other script`
	if s := got[0].String(); s != words {
		t.Errorf("got %s\nwant %s", s, words)
	}
}

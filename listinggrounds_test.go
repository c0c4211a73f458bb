package tocsin_test

import (
	"strings"
	"testing"

	"tocsin"
)

// TestOnlyWho: reasons that say who somebody is, what they think, or only judge, and name no act.
func TestOnlyWho(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		words string
		as    tocsin.WhoGround
	}{
		{"A dissident who lives abroad.", tocsin.OfOpinion},
		{"Took part in an unauthorised rally.", tocsin.OfOpinion},
		{"Opposition politician, chairs a party.", tocsin.OfOpinion},
		{"Anti-war posts on a social network.", tocsin.OfOpinion},
		{"Discredited the armed forces.", tocsin.OfOpinion},
		{"Peaceful protest; no violence.", tocsin.OfOpinion},
		{"A non-violent activist.", tocsin.OfOpinion},
		{"The journalist wrote about the attack.", tocsin.OfOpinion},
		{"Supporter of the opposition, protested against the killing of a colleague.", tocsin.OfOpinion},
		{"Declared a foreign agent.", tocsin.OfOpinion},
		{"Works for a human rights group.", tocsin.OfOpinion},
		{"Feminist. Trade union member.", tocsin.OfOpinion},
		{"Jehovah's Witness", tocsin.OfBelief},
		{"Preaches in an unregistered church", tocsin.OfBelief},
		{"Devout Muslim, attends the mosque daily", tocsin.OfBelief},
		{"A convert.", tocsin.OfBelief},
		{"Ethnic minority", tocsin.OfOrigin},
		{"A migrant, born in another country", tocsin.OfOrigin},
		{"An asylum seeker", tocsin.OfOrigin},
		{"LGBTQ+ movement", tocsin.OfOrientation},
		{"L.G.B.T.", tocsin.OfOrientation},
		{"Lives with a same-sex partner", tocsin.OfOrientation},
		{"Terror suspect", tocsin.OfLabel},
		{"TERRORIST", tocsin.OfLabel},
		{"Extremist; a danger to the state.", tocsin.OfLabel},
		{"Диссидент, живёт за границей.", tocsin.OfOpinion},
		{"Участвовал в митинге, репосты.", tocsin.OfOpinion},
		{"Дискредитация вооружённых сил.", tocsin.OfOpinion},
		{"Ненасильственный протест", tocsin.OfOpinion},
		{"Писал об убийстве журналиста", tocsin.OfOpinion},
		{"Свидетели Иеговы", tocsin.OfBelief},
		{"Уроженец другой страны", tocsin.OfOrigin},
		{"Движение ЛГБТ", tocsin.OfOrientation},
		{"Экстремист", tocsin.OfLabel},
		{"Einflussreicher Regierungskritiker", tocsin.OfOpinion},
		{"Zeuge Jehovas", tocsin.OfBelief},
		{"Manifestant", tocsin.OfOpinion},
		{"Croyant", tocsin.OfBelief},
		{"Activista de derechos humanos", tocsin.OfOpinion},
		{"Testigo de Jehová", tocsin.OfBelief},
		{"معارض سياسي", tocsin.OfOpinion},
	} {
		r := tocsin.ReadReasons(c.words)
		if !r.OnlyWho() {
			t.Errorf("%q: got %+v, want only who somebody is", c.words, r)
			continue
		}
		if r.Who[0].Ground != c.as {
			t.Errorf("%q: got %s (%q), want %s", c.words, r.Who[0].Ground, r.Who[0].Word, c.as)
		}
	}
}

// TestActsAreNamed: reasons that name an act of violence, whoever did it, and ones that name neither.
func TestActsAreNamed(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"", "Bought two rifles and tested a bomb in a wood.",
		"On 7 March he drove a lorry into a crowd.", "Convicted under article 205 of the criminal code.",
		"An opposition politician who hired a gunman to kill a rival.",
		"Shot dead two guards of a synagogue.", "Set fire to a mosque with people in it.", "Planned to attack the pride march with knives.",
		"Called on his followers to kill believers of another faith.",
		"The dissident is no gunman. He abducted a judge.", // the act stands in another sentence
		"Reportedly killed two policemen; a supporter of the group.",
		"Fingerprints on the detonator.", "Convertible car.", "Drove the car at the border post.", "Marched off with the till.",
		"Застрелил двух охранников синагоги.", "Экстремист, взорвал мост с людьми.", "Готовил теракт в концертном зале.",
		"Найдено оружие и самодельная бомба.", "Erschoss zwei Wachleute einer Moschee.", "A préparé un attentat contre une église.",
		"Secuestró a un periodista.", "قتل معارض",
	} {
		if r := tocsin.ReadReasons(words); r.OnlyWho() {
			t.Errorf("%q: got %+v", words, r)
		}
	}
}

// TestReadingErrs shows on which sides it errs. The first are refused and can be written in other
// words; the others pass this look, and meet the act, ground and evidence that are owed all the same.
func TestReadingErrs(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"The journalist did not stop and shot at an officer.", // denied, as far as three words back can tell
		"A refugee from the north ran people down.",           // no word of the list
	} {
		if !tocsin.ReadReasons(words).OnlyWho() {
			t.Errorf("%q passes: move it to TestActsAreNamed", words)
		}
	}
	for _, words := range []string{
		"The blogger attacked the governor in his articles.", // a figure of speech
		"He is of the wrong kind.",                           // says who somebody is in no word of the list
	} {
		if tocsin.ReadReasons(words).OnlyWho() {
			t.Errorf("%q is found: move it to TestOnlyWho", words)
		}
	}
}

func FuzzReadReasons(f *testing.F) {
	f.Add("A dissident; no violence.")
	f.Add("Дискредитация вооружённых сил")
	f.Fuzz(func(t *testing.T, words string) {
		r := tocsin.ReadReasons(words)
		// A sentence that names an act answers for all; one that names who somebody is hides none.
		if tocsin.ReadReasons(words, "He shot dead two guards.").OnlyWho() {
			t.Fatalf("%q hides the act", words)
		}
		with := tocsin.ReadReasons(words, "A dissident.")
		if len(with.Acts) != len(r.Acts) || len(with.Who) != len(r.Who)+1 {
			t.Fatalf("%q: got %+v, and with one more word %+v", words, r, with)
		}
		for _, w := range r.Who {
			if w.Word == "" || strings.ContainsAny(w.Word, " \n") {
				t.Fatalf("%q: found %q", words, w.Word)
			}
		}
	})
}

func BenchmarkReadReasons(b *testing.B) {
	text := strings.Repeat("On that day he met two men in a wood and showed them how the thing is put together, and ", 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		tocsin.ReadReasons(text)
	}
}

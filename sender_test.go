package tocsin_test

import (
	"testing"

	"tocsin"
)

var theSender = []string{"us-embassy", "U.S.", "United States", "CIA", "Госдеп", "США", "Embassy_Annex", ""}

func TestSpeaksOfSender(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		// a judgement of the sender
		"distrust_of_sender", "We distrust them.", "mistrust", "an untrustworthy service", "not trustworthy",
		"we do not trust it", "don't trust it", "we can't trust that", "cannot trust", "Never trust them", "there is no trust",
		"the sender lies", "senders like these", "«Outright blackmail»", "*blackmail*", "a provocation", "PROPAGANDA",
		"a hostile state", "our enemy says so", "enemies", "an adversary", "ulterior ends", "we know their motives", "meant to destabilise us",
		"Недоверие к источнику", "мы не доверяем", "откровенный шантаж", "провокация", "пропаганда", "это враги", "отправитель лжёт",
		"недовіра", "не довіряємо", "méfiance", "du chantage", "Erpressung", "Misstrauen", "eine Provokation", "desconfianza", "chantaje", "ابتزاز",
		// its names
		"the US always cries wolf", "the U.S. always cries wolf", "the U. S. says", "us embassy", "US-embassy", "the United States' view",
		"it is the CIA's", "a CIA story", "Госдеп опять", "опять США.", "(США)", "embassy annex",
	} {
		if word, ok := tocsin.SpeaksOfSender(words, theSender); !ok || word == "" {
			t.Errorf("%q: got nothing, want it found", words)
		}
	}
}

// TestSpeaksOfContent: ordinary words about the content are not taken for distrust.
func TestSpeaksOfContent(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"", "known_false", "below_threshold", "duplicate_of r1",
		"The hall named in it has been closed since 2021.",
		"No concert takes place on that date: the programme shows none.",
		"The man described died in 2019.",
		"Arrested on 7 March in Kaluga, two dead, weapons seized.",
		"Forwarded to the county police, whose district it is.",
		"Not specific: neither place nor time, and no way to find either.",
		"The same words as in the alert of 7 March, already on the desk.",
		"It tells us nothing of the place; let us ask for more.", // "us" is no name
		"The suspect's motive was a debt.", "No motive was found.",
		"The National Trust then closed the house.", "The Hospital Trust the threat names is in another county.",
		"Sendero Luminoso was disbanded there.", "Enemonzo is in Italy.",
		"The locomotive was searched.", "The entrance was tested.", "A trusted locksmith opened it.",
		"Овраг за залом осмотрен.", "Концерт отменён, зал закрыт.",
		"La salle est fermée depuis 2021.", "Die Halle ist seit 2021 geschlossen.", "La sala está cerrada.",
		"Suspects came by bus.", "The specialist checked the gas.", "A special train", "Status: vacant",
	} {
		if word, ok := tocsin.SpeaksOfSender(words, theSender); ok {
			t.Errorf("%q: got %q, want nothing found", words, word)
		}
	}
}

// TestSpeaksOfSenderErrs shows on which side it errs: these speak of the content, and are refused
// all the same. Whoever is refused writes them in other words.
func TestSpeaksOfSenderErrs(t *testing.T) {
	t.Parallel()
	for _, words := range []string{
		"The mail is the blackmail wave of 2018.",
		"The photo is from an old propaganda video of the group.",
		"The group calls the state its enemy.",
	} {
		if _, ok := tocsin.SpeaksOfSender(words, nil); !ok {
			t.Errorf("%q: got nothing: move it to TestSpeaksOfContent", words)
		}
	}
}

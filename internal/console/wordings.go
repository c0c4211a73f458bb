package console

import (
	"regexp"
	"strings"
	"unicode"

	"tocsin"
)

// A wording is words to begin a warning with, for somebody who has ten minutes. They say what is held, name
// what is not known, and promise nothing. What only the writer knows is a gap in them, and words with a gap
// do not leave the house.
type wording struct {
	ID, Name string
	Title    string // of the threat
	Place    string // what the gap for the place asks for
	Victim   tocsin.VictimKind
	Says     map[string]phrases // by language: en, and what it can be translated to
}

// phrases are a wording in one language. {place}, {when} and {held} are taken from the threat.
type phrases struct {
	Full, Shared, Public       string
	DoFull, DoShared, DoPublic string
}

// wordings are those that there are, in the order in which they are offered.
var wordings = []wording{
	{ID: "venue", Name: "an attack on a venue", Title: "Attack on {place}", Place: "the venue", Victim: "place_of_business", Says: map[string]phrases{
		"en": {
			Full:     "An attack on {place} may be planned. When: {when}. {held}This is what we hold. Ask us for what you need to act.",
			Shared:   "An attack on {place} may be planned. When: {when}. Ask us for what you need to act.",
			Public:   "There may be an attack on {place}. When: {when}.",
			DoFull:   "Check every entrance, bag and vehicle, and keep the exits free. Brief each shift. Decide today whether what is planned there can be moved or called off, and tell us what you changed.",
			DoShared: "Be watchful at the entrances and round the place, and report what you see.",
			DoPublic: "Keep away from {place} until we say that this has ended. If you are there, know the exits. If something is wrong, leave, and ring the emergency number.",
		},
		"ru": {
			Full:     "Возможно, готовится нападение. Место: {place}. Когда: {when}. {held}Это то, чем мы располагаем. Спросите у нас то, чего вам не хватает.",
			Shared:   "Возможно, готовится нападение. Место: {place}. Когда: {when}. Спросите у нас то, чего вам не хватает.",
			Public:   "Возможно нападение. Место: {place}. Когда: {when}.",
			DoFull:   "Проверяйте каждый вход, сумки и машины, держите выходы свободными. Проинструктируйте каждую смену. Решите сегодня, можно ли перенести или отменить то, что там намечено, и сообщите нам, что вы изменили.",
			DoShared: "Будьте внимательны у входов и вокруг этого места, сообщайте о том, что заметили.",
			DoPublic: "Держитесь подальше от этого места ({place}), пока мы не сообщим об окончании. Если вы там, запомните выходы. Если что-то не так, уходите и звоните в экстренную службу.",
		},
	}},
	{ID: "journey", Name: "a threat to a journey or a route", Title: "Threat to the journey: {place}", Place: "from where, to where, by which way", Victim: "group", Says: map[string]phrases{
		"en": {
			Full:     "Those who travel this way may be attacked: {place}. When: {when}. {held}This is what we hold. Ask us for what you need to act.",
			Shared:   "Those who travel this way may be attacked: {place}. When: {when}. Ask us for what you need to act.",
			Public:   "Those who travel this way may be attacked: {place}. When: {when}.",
			DoFull:   "Put the journey off, or take another way at another hour, and tell it to nobody who need not know. If you are followed, drive to a guarded place and ring [FILL IN: the number]. Tell us what you decided.",
			DoShared: "Take another way or another hour where you can, and report what you see on this one.",
			DoPublic: "Do not take this way until we say that this has ended. If you are on it, do not stop where you are alone, and ring the emergency number if something is wrong.",
		},
		"ru": {
			Full:     "Возможно нападение на тех, кто едет этим путём: {place}. Когда: {when}. {held}Это то, чем мы располагаем. Спросите у нас то, чего вам не хватает.",
			Shared:   "Возможно нападение на тех, кто едет этим путём: {place}. Когда: {when}. Спросите у нас то, чего вам не хватает.",
			Public:   "Возможно нападение на тех, кто едет этим путём: {place}. Когда: {when}.",
			DoFull:   "Отложите поездку или выберите другой путь и другое время и не говорите о них тем, кому это знать не нужно. Если за вами следят, поезжайте в охраняемое место и звоните: [ВПИСАТЬ: номер]. Сообщите нам, что вы решили.",
			DoShared: "По возможности выберите другой путь или другое время, сообщайте о том, что заметили на этом пути.",
			DoPublic: "Не ездите этим путём, пока мы не сообщим об окончании. Если вы уже в пути, не останавливайтесь в безлюдных местах. Если что-то не так, звоните в экстренную службу.",
		},
	}},
	{ID: testWording, Name: "a test: nothing has happened", Says: map[string]phrases{
		"en": {
			Full:   "This is a test of the warning line. Nothing has happened, and nothing is planned. Please answer it, so that we know that you are reached.",
			Shared: "This is a test of the warning line. Nothing has happened, and nothing is planned. Please answer it, so that we know that you are reached.",
			Public: "This is a test of the warning line. Nothing has happened, and nothing is planned.",
		},
		"ru": {
			Full:   "Это проверка линии оповещения. Ничего не произошло и ничего не готовится. Ответьте, пожалуйста, чтобы мы знали, что сообщения до вас доходят.",
			Shared: "Это проверка линии оповещения. Ничего не произошло и ничего не готовится. Ответьте, пожалуйста, чтобы мы знали, что сообщения до вас доходят.",
			Public: "Это проверка линии оповещения. Ничего не произошло и ничего не готовится.",
		},
	}},
}

const testWording = "test"

// A closing is words to begin the message with that ends, or extends, what people were told to do.
type closing struct {
	ID, Name, How string
	Says          map[string]string
}

var closings = []closing{
	{ID: "relieved", Name: "the window has ended, the measures are relieved", How: "ended", Says: map[string]string{
		"en": "The time for which we warned you has ended, and we no longer ask for the measures. That does not say that there was no danger, or that there is none now. Still in force: [FILL IN: what, or nothing]. Tell us what you saw.",
		"ru": "Время, на которое мы вас предупреждали, истекло, и мы больше не просим о мерах. Это не значит, что опасности не было или что её нет сейчас. Остаётся в силе: [ВПИСАТЬ: что, или ничего]. Сообщите нам, что вы заметили.",
	}},
	{ID: "extended", Name: "the window is extended, the measures stand", How: "extended", Says: map[string]string{
		"en": "The time for which we warned you is extended until [FILL IN: when]. What we asked you to do stands. Why: [FILL IN: what has changed].",
		"ru": "Время, на которое мы вас предупреждали, продлено до: [ВПИСАТЬ: когда]. То, о чём мы вас просили, остаётся в силе. Почему: [ВПИСАТЬ: что изменилось].",
	}},
}

func wordingOf(id string) *wording {
	for i := range wordings {
		if wordings[i].ID == id {
			return &wordings[i]
		}
	}
	return nil
}

// gap is what a wording leaves to the writer.
var gap = regexp.MustCompile(`\[(?:FILL IN|ВПИСАТЬ)[^\]]*\]`)

// filledIn refuses words in which a gap was left.
func filledIn(words ...string) error {
	for _, w := range words {
		if left := gap.FindString(w); left != "" {
			return tocsin.Refuse(tocsin.RuleForm, "fill it in, or strike it out", "a gap still stands in the words: %s", left)
		}
	}
	return nil
}

// inLanguage are the small words that a language needs round what is held.
type inLanguage struct {
	gap, when, how, who, unknown string
	script                       *unicode.RangeTable
}

var languages = map[string]inLanguage{
	"en": {"[FILL IN: %]", "when", "How", "Who", "Not known", unicode.Latin},
	"ru": {"[ВПИСАТЬ: %]", "когда", "Как", "Кто", "Неизвестно", unicode.Cyrillic},
}

func (l inLanguage) open(what string) string { return strings.Replace(l.gap, "%", what, 1) }

// value is what somebody wrote, if it is in the script of the language; else there is a gap for it.
func (l inLanguage) value(s, what string) string {
	letter := func(r rune) bool { return unicode.IsLetter(r) && !unicode.Is(l.script, r) }
	if s == "" || strings.ContainsFunc(s, letter) {
		return l.open(strings.ToLower(what))
	}
	return s
}

// put puts what a part of a threat says into a phrase of a language.
func (w wording) put(phrase, lang string, p tocsin.Part) string {
	l := languages[lang]
	place := p.Facets.Place.Value
	if place == "" {
		place = l.open(w.Place)
	}
	var held strings.Builder
	var unknown []string
	for _, f := range []struct {
		tocsin.Facet
		word string
	}{{p.Facets.Method, l.how}, {p.Facets.Actor, l.who}} {
		if f.Held() {
			held.WriteString(f.word + ": " + l.value(f.Value, f.word) + ". ")
		} else {
			unknown = append(unknown, strings.ToLower(f.word))
		}
	}
	if len(unknown) > 0 {
		held.WriteString(l.unknown + ": " + strings.Join(unknown, ", ") + ". ")
	}
	return strings.NewReplacer("{place}", place, "{when}", l.value(p.Facets.Time.Value, l.when), "{held}", held.String()).Replace(phrase)
}

// at are the words of a wording at a level, and what it tells people to do.
func (p phrases) at(l tocsin.Level) (says, do string) {
	switch l {
	case tocsin.Full:
		return p.Full, p.DoFull
	case tocsin.Tearline:
		return p.Shared, p.DoShared
	}
	return p.Public, p.DoPublic
}

// begin fills a level of a warning with a wording, and with a translation of it.
func (w wording) begin(f *levelForm, t tocsin.Threat, translated string) {
	if len(t.Parts) == 0 {
		return
	}
	says, do := w.Says["en"].at(f.Level)
	f.Text, f.Do = w.put(says, "en", t.Parts[0]), w.put(do, "en", t.Parts[0])
	more, ok := w.Says[translated]
	if !ok || translated == "en" {
		return
	}
	says, do = more.at(f.Level)
	f.More, f.MoreIn = w.put(says, translated, t.Parts[0]), translated
	if do != "" {
		f.Do += "\n\n" + w.put(do, translated, t.Parts[0])
	}
}

// words are those of a closing message, in each language in which there are any of those that people were told in.
func (c closing) words(told []tocsin.Text) string {
	var out strings.Builder
	out.WriteString(c.Says["en"])
	for _, t := range told {
		if w := c.Says[t.Lang]; w != "" && t.Lang != "en" {
			out.WriteString("\n\n" + w)
		}
	}
	return out.String()
}

package brief

import (
	"fmt"
	"slices"
	"time"

	"tocsin"
)

// Langs are the languages in which a sheet can be written.
var Langs = []string{"en", "ru"}

// Check refuses a language that there is no table for.
func Check(lang string) error {
	if !slices.Contains(Langs, lang) {
		return tocsin.Refuse(tocsin.RuleForm, "use one of: en, ru", "a brief cannot be written in %q", lang)
	}
	return nil
}

// table are the phrases of one language, by the English one's key.
type table map[string]string

var tables = map[string]table{
	"en": {
		"brief": "For decision", "exercise": "EXERCISE", "by": "Written by the desk of %s, %s", "open": "open", "review_due": "its window is ending or has ended, and nobody has decided", "closed": "closed",
		"known": "What is known", "place": "place", "time": "time", "actor": "who", "target": "target", "method": "how", "window": "window",
		"stated": "stated", "generalised": "only in general terms", "withheld": "withheld by who told it", "not_held": "not known",
		"check": "What of it can be checked", "check.place": "%s: go and look; ask who runs it what was seen there", "check.site": "%s: on our list of sites; ask its operator what was seen there, and what is planned in the window",
		"check.time": "%s: hold it against the calendar of the place", "check.actor": "%s: search our own records, travel and payments under every spelling", "check.target": "%s: ask who protects it what has changed",
		"check.method": "%s: ask who sells, rents or guards what it takes", "ask": "Ask for: %s", "nothing": "Nothing that is stated can be checked here. Ask for more.",
		"weight": "How much stands behind it", "weight.is": "%d account(s) of %d origin(s): %.0f in 100, and from %.0f to %.0f as far as the records of the sources leave it open.",
		"weight.one": "A second origin confirms it.", "weight.no": "No second origin confirms it yet. That is no reason to wait: one report that names a place is enough to act on.",
		"ours": "Our own reports that match", "joined": "joined", "proposed": "proposed, not joined", "why": "why", "none": "none",
		"done": "What was done", "protected": "to protect", "inquired": "line of inquiry", "warned": "warning", "decided": "decision", "briefed": "people told",
		"owed": "What is owed now", "overdue": "overdue since %s", "due": "by %s",
		"acting": "What acting costs", "event": "%s, %s: go or no-go", "expected": "%d expected", "held": "held already: %s", "until": "can be kept up until %s", "acting.none": "No event at the place inside the window, and no measure in force, is on record.",
		"waiting": "What waiting costs", "untold": "%s is named as in danger and was not told.", "opens": "The window opens %s.", "runs": "The window runs until %s.", "ended": "The window ended %s. A quiet window is no evidence that it was false.", "nowindow": "No window was given: the danger stands until somebody decides.",
		"late": "%d duty or duties are overdue.", "end": "Who sent a warning is not on this sheet: it is judged by what it says. Nothing here closes anything.",
	},
	"ru": {
		"brief": "На решение", "exercise": "УЧЕНИЯ", "by": "Подготовлено дежурной службой: %s, %s", "open": "открыто", "review_due": "окно завершается или завершилось, решение не принято", "closed": "закрыто",
		"known": "Что известно", "place": "место", "time": "время", "actor": "кто", "target": "цель", "method": "как", "window": "окно",
		"stated": "указано", "generalised": "только в общих чертах", "withheld": "не раскрыто тем, кто сообщил", "not_held": "не известно",
		"check": "Что из этого можно проверить", "check.place": "%s: осмотреть на месте; спросить владельца, что там замечено", "check.site": "%s: объект есть в нашем списке; спросить владельца, что там замечено и что намечено на эти дни",
		"check.time": "%s: сверить с календарём этого места", "check.actor": "%s: искать в своих записях, поездках и платежах во всех написаниях", "check.target": "%s: спросить охрану, что изменилось",
		"check.method": "%s: спросить, кто продаёт, сдаёт или хранит нужное для этого", "ask": "Запросить: %s", "nothing": "Указанного, что можно проверить здесь, нет. Запросить больше.",
		"weight": "Что за этим стоит", "weight.is": "Сообщений: %d, источников: %d. Вероятность %.0f из 100, от %.0f до %.0f в пределах того, что известно об источниках.",
		"weight.one": "Второй источник подтверждает.", "weight.no": "Второй источник пока не подтверждает. Это не причина ждать: одного сообщения, которое называет место, достаточно, чтобы действовать.",
		"ours": "Наши собственные сообщения, которые совпадают", "joined": "присоединено", "proposed": "предложено, не присоединено", "why": "почему", "none": "нет",
		"done": "Что сделано", "protected": "защита", "inquired": "проверка", "warned": "предупреждение", "decided": "решение", "briefed": "оповещены",
		"owed": "Что должно быть сделано", "overdue": "просрочено с %s", "due": "до %s",
		"acting": "Цена действия", "event": "%s, %s: проводить или нет", "expected": "ожидается человек: %d", "held": "уже действует: %s", "until": "можно поддерживать до %s", "acting.none": "Мероприятий в этом месте в дни окна и действующих мер в записях нет.",
		"waiting": "Цена ожидания", "untold": "%s: под угрозой и не предупреждён.", "opens": "Окно открывается %s.", "runs": "Окно длится до %s.", "ended": "Окно закончилось %s. То, что было тихо, не доказывает ложности.", "nowindow": "Окно не указано: угроза остаётся, пока не принято решение.",
		"late": "Просроченных обязанностей: %d.", "end": "Кто прислал предупреждение, здесь не указано: его оценивают по содержанию. Этот лист ничего не закрывает.",

		"not graded": "без оценки",
		"prior":      "исходно", "type": "способ", "names": "имена", "words": "слова", "share": "доля общих слов", "focus": "повторяемое слово", "figures": "числа", "text": "текст",
		"duty_decision": "решить, предупреждать ли", "second_signature": "вторая подпись", "receipt": "подтверждение получения", "grade": "оценить содержание",
		"onward": "предупредить того, кому угрожают", "parity": "кому ещё угрожает", "window_review": "окно закончилось: решить", "closing_message": "завершающее сообщение",
		"detail": "ответить на запрос", "go_or_no_go": "проводить ли мероприятие", "sustain": "сменить или заменить меру", "justify": "обосновать заново", "until_when": "сказать, до каких пор",
		"join": "сопоставить два дела", "open_file": "завести дело", "twin": "два дела, одна угроза", "circular": "спросить, откуда сведения", "reach": "найти того, кто ответит",
	},
}

// writer puts a sheet into a language.
type writer struct {
	t    table
	lang string
	loc  *time.Location
}

func (w writer) say(key string, args ...any) string {
	text, ok := w.t[key]
	if !ok {
		text = key
	}
	if len(args) == 0 {
		return text
	}
	return fmt.Sprintf(text, args...)
}

// day is a day, with the hour where it is known.
func (w writer) day(t time.Time, hour bool) string {
	form := map[string]string{"en": "2 Jan 2006", "ru": "02.01.2006"}[w.lang]
	if hour {
		form += " 15:04 MST"
	}
	return t.In(w.loc).Format(form)
}

func (w writer) instant(i tocsin.Instant, latest bool) string {
	at := i.Earliest
	if latest || at.IsZero() {
		at = i.Latest
	}
	if at.IsZero() {
		return ""
	}
	return w.day(at, i.Precision == tocsin.ToMinute || i.Precision == tocsin.ToSecond || i.Precision == tocsin.Exact)
}

func (w writer) span(x tocsin.Window) string {
	from, to := w.instant(x.Start, false), w.instant(x.End, true)
	switch {
	case from == "" && to == "":
		return ""
	case from == to || to == "":
		return from
	case from == "":
		return "… – " + to
	}
	return from + " – " + to
}

func (w writer) duty(k tocsin.ObligationKind) string {
	if text, ok := w.t[string(k)]; ok && w.lang != "en" {
		return text
	}
	return k.Plain()
}

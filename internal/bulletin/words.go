package bulletin

import (
	"strings"
	"time"

	"tocsin/cap"
)

// Words are what a page says of itself in one language.
type Words struct {
	Event     string // what an alert is called
	HasEnded  string // headline of the message that ends one
	Index     string // heading of the list
	InForce   string
	Recently  string
	None      string
	UntilThen string // before a time
	From      string
	Ended     string
	Passed    string // its time has passed, and nobody has said that it ended
	NotOver   string // that it ended does not say that the danger is over
	Do        string
	What      string
	Said      string // of one that has ended
	Where     string
	Contact   string
	Messages  string
	Sent      string
	Exercise  string // the word, in capitals
	NotReal   string // that this is one
	Kinds     map[cap.MsgType]string
	layout    string // of a time
}

// languages are those in which a page can speak of itself. An alert in another language is told in that
// language all the same, with the words round it in English.
var languages = map[string]Words{
	"en": {
		Event: "Security alert", HasEnded: "This alert has ended", Index: "Public alerts", InForce: "In force", Recently: "Ended in the last days", None: "There is no alert in force.",
		UntilThen: "In force until", From: "From", Ended: "Ended", Passed: "The time of this alert has passed. No message has ended it.",
		NotOver: "That an alert has ended does not say that there is no danger.", Do: "What to do", What: "What is known", Said: "What it said",
		Where: "Where", Contact: "Questions", Messages: "Messages", Sent: "Sent",
		Exercise: "EXERCISE", NotReal: "This is an exercise. Nothing of this has happened.",
		Kinds: map[cap.MsgType]string{cap.MsgAlert: "Alert", cap.MsgUpdate: "Update", cap.MsgCancel: "End"}, layout: "Monday 2 January 2006, 15:04",
	},
	"de": {
		Event: "Sicherheitswarnung", HasEnded: "Diese Warnung ist beendet", Index: "Öffentliche Warnungen", InForce: "In Kraft", Recently: "In den letzten Tagen beendet", None: "Es ist keine Warnung in Kraft.",
		UntilThen: "In Kraft bis", From: "Ab", Ended: "Beendet", Passed: "Die Zeit dieser Warnung ist abgelaufen. Keine Meldung hat sie beendet.",
		NotOver: "Dass eine Warnung beendet ist, heißt nicht, dass keine Gefahr besteht.", Do: "Was zu tun ist", What: "Was bekannt ist", Said: "Was sie sagte",
		Where: "Wo", Contact: "Fragen", Messages: "Meldungen", Sent: "Gesendet",
		Exercise: "ÜBUNG", NotReal: "Dies ist eine Übung. Nichts davon ist geschehen.",
		Kinds: map[cap.MsgType]string{cap.MsgAlert: "Warnung", cap.MsgUpdate: "Aktualisierung", cap.MsgCancel: "Ende"}, layout: "02.01.2006, 15:04",
	},
	"fr": {
		Event: "Alerte de sécurité", HasEnded: "Cette alerte est terminée", Index: "Alertes publiques", InForce: "En vigueur", Recently: "Terminées ces derniers jours", None: "Aucune alerte n’est en vigueur.",
		UntilThen: "En vigueur jusqu’au", From: "À partir du", Ended: "Terminée", Passed: "La durée de cette alerte est écoulée. Aucun message n’y a mis fin.",
		NotOver: "La fin d’une alerte ne signifie pas qu’il n’y a plus de danger.", Do: "Que faire", What: "Ce que l’on sait", Said: "Ce qu’elle disait",
		Where: "Où", Contact: "Questions", Messages: "Messages", Sent: "Envoyé",
		Exercise: "EXERCICE", NotReal: "Ceci est un exercice. Rien de tout cela n’est arrivé.",
		Kinds: map[cap.MsgType]string{cap.MsgAlert: "Alerte", cap.MsgUpdate: "Mise à jour", cap.MsgCancel: "Fin"}, layout: "02/01/2006, 15:04",
	},
	"es": {
		Event: "Alerta de seguridad", HasEnded: "Esta alerta ha terminado", Index: "Alertas públicas", InForce: "En vigor", Recently: "Terminadas en los últimos días", None: "No hay ninguna alerta en vigor.",
		UntilThen: "En vigor hasta el", From: "Desde el", Ended: "Terminada", Passed: "El plazo de esta alerta ha pasado. Ningún mensaje la ha dado por terminada.",
		NotOver: "Que una alerta haya terminado no significa que no haya peligro.", Do: "Qué hacer", What: "Qué se sabe", Said: "Qué decía",
		Where: "Dónde", Contact: "Preguntas", Messages: "Mensajes", Sent: "Enviado",
		Exercise: "EJERCICIO", NotReal: "Esto es un ejercicio. Nada de esto ha ocurrido.",
		Kinds: map[cap.MsgType]string{cap.MsgAlert: "Alerta", cap.MsgUpdate: "Actualización", cap.MsgCancel: "Fin"}, layout: "02/01/2006, 15:04",
	},
	"ru": {
		Event: "Предупреждение об опасности", HasEnded: "Это предупреждение больше не действует", Index: "Предупреждения", InForce: "Действуют", Recently: "Завершены в последние дни", None: "Действующих предупреждений нет.",
		UntilThen: "Действует до", From: "С", Ended: "Завершено", Passed: "Срок этого предупреждения истёк. Сообщения о его завершении нет.",
		NotOver: "Завершение предупреждения не означает, что опасности нет.", Do: "Что делать", What: "Что известно", Said: "Что в нём говорилось",
		Where: "Где", Contact: "Вопросы", Messages: "Сообщения", Sent: "Отправлено",
		Exercise: "УЧЕНИЯ", NotReal: "Это учения. Ничего из этого не произошло.",
		Kinds: map[cap.MsgType]string{cap.MsgAlert: "Предупреждение", cap.MsgUpdate: "Обновление", cap.MsgCancel: "Завершение"}, layout: "02.01.2006, 15:04",
	},
}

// In are the words in a language, and the language that they are in: its own, or English.
func In(lang string) (Words, string) {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if w, ok := languages[base]; ok {
		return w, base
	}
	return languages["en"], "en"
}

// Drill is what an exercise says of itself in a language: the word for it, and a sentence.
func Drill(lang string) (word, says string) {
	w, _ := In(lang)
	return w.Exercise, w.NotReal
}

// Each gives one of the words in every language that there is, by language.
func Each(word func(Words) string) map[string]string {
	out := map[string]string{}
	for lang, w := range languages {
		out[lang] = word(w)
	}
	return out
}

// clock is a time in the offset in which it was told.
func (w Words) clock(t time.Time) string {
	zone := "UTC"
	if _, offset := t.Zone(); offset != 0 {
		zone += t.Format("-07:00")
	}
	return t.Format(w.layout) + " (" + zone + ")"
}

// fromRight are the languages that are written from right to left.
var fromRight = map[string]bool{"ar": true, "dv": true, "fa": true, "he": true, "ps": true, "sd": true, "ug": true, "ur": true, "yi": true}

// direction is that in which a language is written.
func direction(lang string) string {
	base, _, _ := strings.Cut(strings.ToLower(lang), "-")
	if fromRight[base] {
		return "rtl"
	}
	return "ltr"
}

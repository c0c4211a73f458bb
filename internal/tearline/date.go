package tearline

import (
	"slices"
	"strconv"
	"strings"

	"tocsin/internal/names"
)

// date is a withheld day; year 0 is any. A day and month written in figures may be read two
// ways, and both are looked for.
type date struct {
	secret int
	match  string
	year   int
	days   []monthDay
}

type monthDay struct{ month, day int }

// written is a date as it stands in a text, on the words first to last.
type written struct {
	date
	first, last int
}

// datesIn returns the dates of a value that says nothing else: "22 March 2024, 20:00",
// "evening of 22 March", "from 9.3.2024 to 11.3.2024". A value with a name in it has none,
// because the name tells more than the day.
func datesIn(toks []names.Token, value string) []date {
	spans, folds := make([]names.Span, len(toks)), make([]string, len(toks))
	for i, t := range toks {
		spans[i], folds[i] = t.Span, t.Fold
	}
	var out []date
	for i := 0; i < len(toks); i++ {
		if w, ok := dateAt(value, spans, folds, i); ok {
			out = append(out, w.date)
			i = w.last
			continue
		}
		if f := folds[i]; countDigits(f) == 0 && !generic(f) && !timeWords[f] || countDigits(f) > 4 {
			return nil
		}
	}
	return out
}

var timeWords = map[string]bool{"z": true, "utc": true, "gmt": true, "msk": true, "h": true, "g": true, "goda": true}

// findDates reads every date of the text in these notations: 2024-03-09, 9.3.2024, 03/09/24,
// 20240309, 09.03 (two figures each), 9 March 2024, March 9th, 2024, 9 March, 9 марта 2024 г.
func (c *scan) findDates() {
	if len(c.dates) == 0 {
		return
	}
	folds := make([]string, len(c.words))
	for i, w := range c.words {
		folds[i] = w.fold
	}
	for i := range folds {
		w, ok := dateAt(c.body, c.spans, folds, i)
		if !ok {
			continue
		}
		for _, d := range c.dates {
			if d.meets(w.date) {
				c.hits = append(c.hits, hit{d.secret, c.spans[w.first].Start, c.spans[w.last].End, d.match, Notation})
			}
		}
	}
}

func (d date) meets(o date) bool {
	if d.year != 0 && o.year != 0 && d.year != o.year {
		return false
	}
	return slices.ContainsFunc(d.days, func(x monthDay) bool { return slices.Contains(o.days, x) })
}

// dateAt reads a date that begins at word i.
func dateAt(body string, spans []names.Span, folds []string, i int) (written, bool) {
	m, named := months[folds[i]]
	first := leadingNumber(folds[i])
	if !named && first < 0 {
		return written{}, false
	}
	r := &reader{body: body, spans: spans, folds: folds, at: i}
	if named {
		return r.monthFirst(m)
	}
	if w, ok := r.compact(); ok {
		return w, true
	}
	r.at = i
	if w, ok := r.dayFirst(first); ok {
		return w, true
	}
	r.at = i
	return r.figures(first)
}

// leadingNumber reads 9, 09, 9th, 9-го written as one word, 09T20; -1 if fold is no such word.
func leadingNumber(fold string) int {
	n := 0
	for n < len(fold) && '0' <= fold[n] && fold[n] <= '9' {
		n++
	}
	rest := fold[n:]
	if n == 0 || n > 4 || rest != "" && !ordinals[rest] && !(n == 2 && rest[0] == 't' && countDigits(rest) == len(rest)-1) {
		return -1
	}
	v, err := strconv.Atoi(fold[:n])
	if err != nil {
		return -1
	}
	return v
}

var ordinals = map[string]bool{"st": true, "nd": true, "rd": true, "th": true, "go": true, "e": true, "er": true, "y": true}

// months holds the names of the months in English, Russian, Ukrainian, French, German,
// Spanish and Turkish by their fold.
var months = func() map[string]int {
	m := make(map[string]int)
	for i, line := range strings.Split(strings.TrimSpace(monthNames), "\n") {
		for w := range strings.FieldsSeq(line) {
			m[names.Fold(w)] = i + 1
		}
	}
	return m
}()

const monthNames = `
january jan январь января янв січень січня janvier januar enero ocak يناير
february feb февраль февраля фев лютий лютого février februar febrero şubat فبراير
march mar март марта мар березень березня mars märz maerz marzo mart مارس
april apr апрель апреля апр квітень квітня avril abril nisan أبريل
may май мая травень травня mai mayo mayıs مايو
june jun июнь июня июн червень червня juin juni junio haziran يونيو
july jul июль июля июл липень липня juillet juli julio temmuz يوليو
august aug август августа авг серпень серпня août agosto ağustos أغسطس
september sep sept сентябрь сентября сен вересень вересня septembre septiembre eylül سبتمبر
october oct октябрь октября окт жовтень жовтня octobre oktober octubre ekim أكتوبر
november nov ноябрь ноября ноя листопад листопада novembre noviembre kasım نوفمبر
december dec декабрь декабря дек грудень грудня décembre dezember diciembre aralık ديسمبر
`

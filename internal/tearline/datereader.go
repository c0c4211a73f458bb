package tearline

import (
	"strconv"
	"strings"

	"tocsin/internal/names"
)

// reader reads one date from neighbouring words.
type reader struct {
	body  string
	spans []names.Span
	folds []string
	at    int // the word that was read last
}

// next returns the word after the last one if at most three bytes, and no line end, are
// between them.
func (r *reader) next() (fold, between string, ok bool) {
	if r.at+1 >= len(r.folds) {
		return "", "", false
	}
	between = r.body[r.spans[r.at].End:r.spans[r.at+1].Start]
	if len(between) > 3 || strings.ContainsAny(between, "\n\r") {
		return "", "", false
	}
	return r.folds[r.at+1], strings.TrimSpace(between), true
}

func (r *reader) number() (n int, between string, ok bool) {
	fold, between, ok := r.next()
	if !ok {
		return 0, "", false
	}
	if n = leadingNumber(fold); n < 0 {
		return 0, "", false
	}
	r.at++
	return n, between, true
}

// skip passes over the small words of a date: of, st, de, го.
func (r *reader) skip() {
	if fold, _, ok := r.next(); ok && (fold == "of" || fold == "de" || fold == "the" || ordinals[fold]) {
		r.at++
	}
}

// year reads a year if one follows.
func (r *reader) year() int {
	at := r.at
	r.skip()
	if y, _, ok := r.number(); ok && (1900 <= y && y <= 2100) {
		return y
	}
	r.at = at
	return 0
}

func (r *reader) done(first, year int, days ...monthDay) (written, bool) {
	var valid []monthDay
	for _, d := range days {
		if 1 <= d.month && d.month <= 12 && 1 <= d.day && d.day <= 31 {
			valid = append(valid, d)
		}
	}
	return written{date: date{year: year, days: valid}, first: first, last: r.at}, len(valid) > 0
}

// monthFirst reads March 9, March 9th 2024, March the 9th.
func (r *reader) monthFirst(month int) (written, bool) {
	first := r.at
	r.skip()
	day, _, ok := r.number()
	if !ok || day > 31 {
		return written{}, false
	}
	r.skip()
	return r.done(first, r.year(), monthDay{month, day})
}

// dayFirst reads 9 March, 9th of March 2024, 9-го марта, 2024 March 9.
func (r *reader) dayFirst(day int) (written, bool) {
	first := r.at
	r.skip()
	fold, _, ok := r.next()
	month, named := months[fold]
	if !ok || !named {
		return written{}, false
	}
	r.at++
	if day >= 1900 {
		d, _, ok := r.number()
		if !ok {
			return written{}, false
		}
		return r.done(first, day, monthDay{month, d})
	}
	return r.done(first, r.yearAfter(), monthDay{month, day})
}

// yearAfter reads a year of four figures, or of two right after a hyphen: 9-Mar-24.
func (r *reader) yearAfter() int {
	if y := r.year(); y != 0 {
		return y
	}
	at := r.at
	if y, between, ok := r.number(); ok && y < 100 && between == "-" {
		return 2000 + y
	}
	r.at = at
	return 0
}

// compact reads 20240309 and 09032024.
func (r *reader) compact() (written, bool) {
	fold := r.folds[r.at]
	if len(fold) != 8 || countDigits(fold) != 8 {
		return written{}, false
	}
	part := func(from, to int) int { n, _ := strconv.Atoi(fold[from:to]); return n }
	if y := part(0, 4); 1900 <= y && y <= 2100 {
		return r.done(r.at, y, monthDay{part(4, 6), part(6, 8)})
	}
	return r.done(r.at, part(4, 8), monthDay{part(2, 4), part(0, 2)}, monthDay{part(0, 2), part(2, 4)})
}

// figures reads 2024-03-09, 9.3.2024, 03/09/24 (both ways), and 09.03 without a year.
func (r *reader) figures(a int) (written, bool) {
	first := r.at
	b, sep, ok := r.number()
	if !ok {
		return written{}, false
	}
	two := r.at
	c, sep2, ok := r.number()
	switch {
	case ok && 1900 <= a && a <= 2100:
		return r.done(first, a, monthDay{b, c})
	case ok && a <= 31 && b <= 31 && (1900 <= c && c <= 2100 || c < 100 && sep != "" && sep == sep2):
		if c < 100 {
			c += 2000
		}
		return r.done(first, c, monthDay{b, a}, monthDay{a, b})
	}
	r.at = two
	if (sep == "." || sep == "/") && len(r.folds[first]) == 2 && len(r.folds[two]) == 2 {
		return r.done(first, 0, monthDay{b, a}, monthDay{a, b})
	}
	return written{}, false
}

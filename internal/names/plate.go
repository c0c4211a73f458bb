package names

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// plate is a registration plate that was read: capital Latin letters and figures, "?" for a sign
// that nobody could read.
type plate struct {
	signs   string
	region  int    // where the code of the region begins; len(signs) if there is none
	country string // whose form it has; empty if it is no known form
}

// plateForms are forms of plates: L a letter, 9 a figure, | where the region begins.
var plateForms = []struct{ country, form string }{
	{"RU", "L999LL|99"}, {"RU", "L999LL|999"}, {"RU", "LL999|99"}, {"RU", "LL999|999"}, {"RU", "LL9999|99"}, {"RU", "9999LL|99"},
	{"UA", "LL9999LL"}, {"TJ", "9999LL|99"}, {"TJ", "999LL|99"}, {"KZ", "999LLL|99"}, {"KZ", "999LL|99"},
	{"UZ", "99L999LL"}, {"KG", "99999LLL"}, {"BY", "9999LL9"}, {"TR", "99L9999"}, {"TR", "99LL999"}, {"TR", "99LLL99"}, {"TR", "99LL9999"},
	{"IR", "99L99999"}, {"FR", "LL999LL"}, {"IT", "LL999LL"}, {"GB", "LL99LLL"}, {"PL", "LL99999"}, {"PL", "LLL9999"}, {"GE", "LL999LL"},
}

// plateLetters are letters of other scripts by the Latin ones that plates show beside them:
// Cyrillic by their look (GOST R 50577), Arabic as on Saudi plates. Ukrainian І is I.
var plateLetters = map[rune]byte{
	'А': 'A', 'В': 'B', 'Е': 'E', 'К': 'K', 'М': 'M', 'Н': 'H', 'О': 'O', 'Р': 'P', 'С': 'C', 'Т': 'T', 'У': 'Y', 'Х': 'X', 'І': 'I',
	'Д': 'D', 'Ѕ': 'S', 'Ј': 'J', 'Ф': 'F', 'Л': 'L', 'З': 'Z', 'И': 'I', 'Б': 'B', 'Г': 'G', 'Я': 'Y', 'Ю': 'U', 'П': 'P', 'Ж': 'J',
	'ا': 'A', 'ب': 'B', 'ح': 'J', 'د': 'D', 'ر': 'R', 'س': 'S', 'ص': 'X', 'ط': 'T', 'ع': 'E', 'ق': 'G', 'ك': 'K', 'ل': 'L',
	'م': 'Z', 'ن': 'N', 'ه': 'H', 'و': 'U', 'ى': 'V', 'ی': 'V', 'ي': 'V',
	'Α': 'A', 'Β': 'B', 'Ε': 'E', 'Ζ': 'Z', 'Η': 'H', 'Ι': 'I', 'Κ': 'K', 'Μ': 'M', 'Ν': 'N', 'Ο': 'O', 'Ρ': 'P', 'Τ': 'T', 'Υ': 'Y', 'Χ': 'X',
}

// longestPlate is how many signs of a plate are read.
const longestPlate = 16

// readPlate reads a plate: case, script, spaces and dashes do not count, nor the word RUS.
func readPlate(text string) plate {
	var b strings.Builder
	n := 0
	for _, r := range norm.NFKC.String(text) {
		r = unicode.ToUpper(r)
		switch l, known := plateLetters[r]; {
		case known:
			b.WriteByte(l)
		case 'A' <= r && r <= 'Z', '0' <= r && r <= '9':
			b.WriteByte(byte(r))
		case unicode.Is(unicode.Nd, r):
			b.WriteByte('0' + byte(digit(r)))
		case r == '?' || r == '*' || r == '_' || r == '…' || unicode.IsLetter(r):
			b.WriteByte('?')
		default:
			continue
		}
		if n++; n == longestPlate {
			break
		}
	}
	p := plate{signs: b.String()}
	p.signs = strings.TrimSuffix(p.signs, "RUS")
	p.region = len(p.signs)
	for _, f := range plateForms {
		if at, ok := hasForm(p.signs, f.form); ok {
			p.country, p.region = f.country, at
			break
		}
	}
	return p
}

// mayBePlate reports whether a text can be a plate of an unknown form, or a part of one.
func mayBePlate(text string) bool {
	s := readPlate(text).signs
	return len(s) >= 4 && len(s) <= 10 && strings.ContainsAny(s, "0123456789") && strings.Trim(s, "0123456789") != ""
}

// hasForm reports whether signs have a form, and where the region begins.
func hasForm(signs, form string) (region int, ok bool) {
	head, tail, _ := strings.Cut(form, "|")
	if len(signs) != len(head)+len(tail) || strings.Contains(signs, "?") && tail == "" {
		return 0, false
	}
	for i, f := range []byte(head + tail) {
		c := signs[i]
		if c == '?' {
			continue
		}
		if letter := 'A' <= c && c <= 'Z'; letter != (f == 'L') {
			return 0, false
		}
	}
	return len(head), true
}

// misread are signs of plates that eyes and cameras take for each other.
var misread = strings.Fields("0O 0D OD 0Q OQ 1I 1L IL 1T 17 2Z 5S 6G 8B 3B 38 4A 7T VY UV MN MH HN PR BP CG EF KX 69 89 68")

func takenFor(a, b byte) bool {
	for _, m := range misread {
		if m[0] == a && m[1] == b || m[0] == b && m[1] == a {
			return true
		}
	}
	return false
}

// Points of the parts of a plate. They are set by hand: there are no labelled plates.
const (
	plateSign    = 15  // each sign that agrees, as one of some 30 that could stand there
	plateMisread = -30 // each pair that is easily taken for one another
	plateOther   = -90 // each other sign: mostly another car
	plateUnread  = -5  // each sign that nobody could read
	plateRegion  = -20 // the region is given on one side only
	plateNeed    = -50 // what a plate must bring up before it is alike
)

// comparePlates lays two plates beside each other. A plate can be given without its region; signs
// can be left out or added at the price of another sign.
func comparePlates(a, b plate) []Term {
	if a.signs == "" || b.signs == "" {
		return nil
	}
	out := []Term{{Why: Enough, Points: plateNeed}}
	x, y := a.signs, b.signs
	switch {
	case a.region < len(x) && a.region == len(y):
		out = append(out, Term{Unread, x[a.region:], "", plateRegion})
		x = x[:a.region]
	case b.region < len(y) && b.region == len(x):
		out = append(out, Term{Unread, "", y[b.region:], plateRegion})
		y = y[:b.region]
	}
	return append(out, alignSigns(x, y)...)
}

// signPoints prices two signs over each other; 0 stands for none.
func signPoints(a, b byte) (Points, Why) {
	switch {
	case a == '?' && b != 0 || b == '?' && a != 0:
		return plateUnread, Unread
	case a == b:
		return plateSign, Sign
	case a != 0 && b != 0 && takenFor(a, b):
		return plateMisread, Misread
	}
	return plateOther, NotSign
}

// alignSigns finds the way to lay the signs over each other that brings most points.
func alignSigns(x, y string) []Term {
	var best [longestPlate + 1][longestPlate + 1]Points
	for i := len(x); i >= 0; i-- {
		for j := len(y); j >= 0; j-- {
			switch {
			case i == len(x) && j == len(y):
			case i == len(x):
				best[i][j] = plateOther + best[i][j+1]
			case j == len(y):
				best[i][j] = plateOther + best[i+1][j]
			default:
				p, _ := signPoints(x[i], y[j])
				best[i][j] = max(p+best[i+1][j+1], plateOther+best[i+1][j], plateOther+best[i][j+1])
			}
		}
	}
	return signTerms(x, y, &best)
}

// signTerms walks the best way: one term for all signs that agree, one for each other sign.
func signTerms(x, y string, best *[longestPlate + 1][longestPlate + 1]Points) []Term {
	var out []Term
	same := Term{Why: Sign}
	for i, j := 0, 0; i < len(x) || j < len(y); {
		if i < len(x) && j < len(y) {
			p, why := signPoints(x[i], y[j])
			if best[i][j] == p+best[i+1][j+1] {
				if why == Sign {
					same.A, same.B, same.Points = same.A+x[i:i+1], same.B+y[j:j+1], same.Points+p
				} else {
					out = append(out, Term{why, x[i : i+1], y[j : j+1], p})
				}
				i, j = i+1, j+1
				continue
			}
		}
		if i < len(x) && best[i][j] == plateOther+best[i+1][j] {
			out = append(out, Term{NotSign, x[i : i+1], "", plateOther})
			i++
		} else {
			out = append(out, Term{NotSign, "", y[j : j+1], plateOther})
			j++
		}
	}
	if same.A != "" {
		out = append([]Term{same}, out...)
	}
	return out
}

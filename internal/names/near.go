package names

import (
	"fmt"
	"strings"
	"unicode/utf8"
)

// MinInside is the shortest word, in runes, that is looked for inside a longer one.
const MinInside = 5

// Near compares two tokens or phrases and says why they meet; the score is 0 and the reason
// empty when they do not. It is symmetric. The scores only put the reasons in order; they
// are no probabilities:
//
//	1.00  exact
//	0.98  same folded (case, marks, script, look-alikes)
//	0.95  same but for spaces
//	0.92  same by sound or by look (words of mixed script, digits as letters)
//	0.90  same skeleton
//	0.80  same consonants (one side Arabic, three or more consonants)
//	0.75  near: edit distance within [Tolerance], on skeletons 1 from seven runes on; never
//	      when a digit is involved
//	0.60  one inside the other (the shorter of [MinInside] runes or more)
//	up to 0.75  phrases: some words meet; the share of letters in them, from one half on
func Near(a, b string) (score float64, why string) {
	if a == b && a != "" {
		return 1, "exact"
	}
	fa, fb := Fold(a), Fold(b)
	if fa == "" || fb == "" {
		return 0, ""
	}
	if a > b { // one order for both, so that ties between words fall alike
		a, b, fa, fb = b, a, fb, fa
	}
	if score, why = nearWhole(a, b, fa, fb); score > 0 {
		return score, why
	}
	if strings.Contains(fa, " ") || strings.Contains(fb, " ") {
		return nearPhrase(a, b)
	}
	if inside(fa, fb) || inside(Skeleton(a), Skeleton(b)) {
		return 0.6, "one inside the other"
	}
	return 0, ""
}

func nearWhole(a, b, fa, fb string) (float64, string) {
	ja, jb := strings.ReplaceAll(fa, " ", ""), strings.ReplaceAll(fb, " ", "")
	sa, sb := Skeleton(a), Skeleton(b)
	oneArabic := Arabic(a) != Arabic(b)
	switch ca := Consonants(a); {
	case fa == fb:
		return 0.98, "same folded"
	case ja == jb:
		return 0.95, "same but for spaces"
	case Sound(a) == Sound(b), Look(a) == Look(b):
		return 0.92, "same by sound or look"
	case sa == sb:
		return 0.9, "same skeleton"
	case oneArabic && len(ca) >= 3 && ca == Consonants(b):
		return 0.8, "same consonants"
	}
	if strings.ContainsAny(ja+jb, "0123456789") {
		return 0, "" // another digit is another number
	}
	limit := Tolerance(ja, jb)
	if d := Distance(ja, jb, limit); d <= limit {
		return 0.75, fmt.Sprintf("near: edit distance %d", d)
	}
	if min(utf8.RuneCountInString(sa), utf8.RuneCountInString(sb)) >= 7 && Distance(sa, sb, 1) <= 1 {
		return 0.75, "near: skeletons 1 edit apart"
	}
	return 0, ""
}

func inside(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return utf8.RuneCountInString(a) >= MinInside && strings.Contains(b, a)
}

// nearPhrase pairs each word of a with the best free word of b.
func nearPhrase(a, b string) (float64, string) {
	ta, tb := Tokens(a), Tokens(b)
	used := make([]bool, len(tb))
	met, letters, sum := 0, 0, 0.0
	for _, x := range ta {
		best, at := 0.0, -1
		for j, y := range tb {
			if used[j] {
				continue
			}
			if s, _ := nearWhole(x.Text, y.Text, x.Fold, y.Fold); s > best {
				best, at = s, j
			}
		}
		if at >= 0 {
			used[at] = true
			n := len(x.Fold) + len(tb[at].Fold)
			met, letters, sum = met+1, letters+n, sum+best*float64(n)
		}
	}
	all := 0
	for _, t := range append(ta, tb...) {
		all += len(t.Fold)
	}
	if letters*2 < all || met == 0 {
		return 0, ""
	}
	return 0.75 * sum / float64(all), fmt.Sprintf("%d of %d words meet", met, max(len(ta), len(tb)))
}

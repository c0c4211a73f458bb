package names

import (
	"slices"
	"strings"
)

// joinLetters makes one word of letters with dots: G.m.b.H., S.C. Johnson. In the name of a person
// they stay initials.
func (r *reader) joinLetters() {
	if r.kind == Person || r.kind == Place {
		return
	}
	for i := 0; i < len(r.parts); i++ {
		j := i
		for j < len(r.parts) && r.parts[j].role == initial {
			j++
		}
		if j-i < 2 {
			continue
		}
		whole := r.part(r.written(i, j, ""), "")
		r.parts = slices.Replace(r.parts, i, j, whole)
	}
}

// written gives the words from i to j with sep between them.
func (r *reader) written(i, j int, sep string) string {
	var words []string
	for _, p := range r.parts[i:j] {
		words = append(words, p.text)
	}
	return strings.Join(words, sep)
}

// longestForm is how many words a legal form has at most.
const longestForm = 8

// joinForms makes one part of a legal form of several words.
func (r *reader) joinForms() {
	if r.kind != Organisation {
		return
	}
	for i := 0; i < len(r.parts); i++ {
		key, best, canon := "", 0, ""
		for j := i; j < min(i+longestForm, len(r.parts)); j++ {
			if j > i {
				key += " "
			}
			key += r.parts[j].fold
			if c := longForms[key]; c != "" {
				best, canon = j+1, c
			}
		}
		if best > 0 {
			whole := part{lexeme: r.parts[i].lexeme, text: r.written(i, best, " "), role: form, canon: canon}
			r.parts = slices.Replace(r.parts, i, best, whole)
		}
	}
}

// joinNumbers adds a unit to the ten before it: forty-four is 44.
func (r *reader) joinNumbers() {
	for i := 0; i+1 < len(r.parts); i++ {
		a, b := r.parts[i], r.parts[i+1]
		tens := a.role == number && a.script != digits && len(a.canon) == 2 && a.canon[1] == '0'
		if tens && b.role == number && len(b.canon) == 1 {
			a.text, a.canon = r.written(i, i+2, " "), a.canon[:1]+b.canon
			r.parts = slices.Replace(r.parts, i, i+2, a)
		}
	}
}

// findPatronymic marks the father's name in a person's name of three words or more.
func (r *reader) findPatronymic() {
	if r.kind != Person || len(r.parts) < 3 {
		return
	}
	for i := len(r.parts) - 1; i >= 0; i-- {
		if p := &r.parts[i]; p.role == word && fatherly(p.fold) {
			p.role = patronymic
			return
		}
	}
}

var fatherEndings = strings.Fields("ovich evich ovych yovych ovitch evitch owitsch ewitsch ovna evna ivna yivna ichna")

func fatherly(fold string) bool {
	for _, e := range fatherEndings {
		if strings.HasSuffix(fold, e) && len(fold) > len(e)+2 {
			return true
		}
	}
	return false
}

// promote lets a name that has nothing but particles, titles and forms live by them.
func (r *reader) promote() {
	if slices.ContainsFunc(r.parts, func(p part) bool { return p.bears() }) {
		return
	}
	for i := range r.parts {
		r.parts[i].role, r.parts[i].canon = word, ""
	}
}

package tocsin

import (
	"slices"
	"strings"
)

// A Likelihood is a word of estimative probability with its interval in per cent (ICD 203). The
// intervals touch at their ends. Two rows of words exist for one scale; a text uses one row.
type Likelihood struct {
	Code      string `json:"code"`
	Row1      string `json:"row1"`
	Row2      string `json:"row2"`
	Low, High int
}

// Likelihoods is the scale, from least to most likely.
var Likelihoods = []Likelihood{
	{"almost_no_chance", "almost no chance", "remote", 1, 5},
	{"very_unlikely", "very unlikely", "highly improbable", 5, 20},
	{"unlikely", "unlikely", "improbable", 20, 45},
	{"even", "roughly even chance", "roughly even odds", 45, 55},
	{"likely", "likely", "probable", 55, 80},
	{"very_likely", "very likely", "highly probable", 80, 95},
	{"almost_certain", "almost certain", "nearly certain", 95, 99},
}

// FindLikelihood looks a code up.
func FindLikelihood(code string) (Likelihood, bool) {
	i := slices.IndexFunc(Likelihoods, func(l Likelihood) bool { return l.Code == code })
	if i < 0 {
		return Likelihood{}, false
	}
	return Likelihoods[i], true
}

// LikelihoodCodes are the codes, for messages.
func LikelihoodCodes() []string {
	codes := make([]string, len(Likelihoods))
	for i, l := range Likelihoods {
		codes[i] = l.Code
	}
	return codes
}

// Confidences is how well a judgement's basis is thought to stand. It is about the basis, not the
// event, and is never in one sentence with a likelihood.
var Confidences = []string{"low", "moderate", "high"}

// A Judgement is what an analyst holds of a threat, at a time. A later one says what changed.
type Judgement struct {
	Text         string    `json:"text"`
	Likelihood   string    `json:"likelihood,omitempty"`
	Confidence   string    `json:"confidence,omitempty"`
	Assumptions  []string  `json:"assumptions,omitempty"`
	Alternatives []string  `json:"alternatives,omitempty"`
	ChangeReason string    `json:"change_reason,omitempty"`
	By           Signature `json:"by,omitzero"`
}

// Check refuses a judgement that breaks the standard: an unknown term, a change without its
// reason (ICD 203, tradecraft standard 7), likelihood and confidence in one sentence, or both
// rows of terms in one text.
func (j Judgement) Check(earlier []Judgement) error {
	if strings.TrimSpace(j.Text) == "" {
		return refuse(RuleReasonOwed, "write the judgement in a sentence", "the judgement has no text")
	}
	if j.Likelihood != "" {
		if _, ok := FindLikelihood(j.Likelihood); !ok {
			return refuse(RuleForm, "use one of: "+strings.Join(LikelihoodCodes(), ", "), "%q is not a term of the scale", j.Likelihood)
		}
	}
	if j.Confidence != "" && !slices.Contains(Confidences, j.Confidence) {
		return refuse(RuleForm, "use low, moderate or high", "%q is not a confidence", j.Confidence)
	}
	if len(earlier) > 0 && strings.TrimSpace(j.ChangeReason) == "" {
		return refuse(RuleChangeReason, "say in change_reason what changed, or that nothing did and why", "a later judgement on the same threat must explain the change")
	}
	return checkEstimativeText(j.Text)
}

func checkEstimativeText(text string) error {
	row1, row2 := false, false
	for _, s := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return strings.ContainsRune(".!?\n", r) }) {
		one, two := usesRow(s)
		row1, row2 = row1 || one, row2 || two
		if (one || two) && (strings.Contains(s, "confidence") || strings.Contains(s, " confident ")) {
			return refuse(RuleLikelihoodSentence, "write two sentences", "one sentence holds both a likelihood and a confidence")
		}
	}
	if row1 && row2 {
		return refuse(RuleLikelihoodSentence, "use the words of one row only", "the text mixes the two rows of likelihood terms")
	}
	return nil
}

// usesRow reports which row of terms a lower-case sentence uses. Longer terms are taken out
// first, so that "highly improbable" is not also read as "improbable". "Remote" alone is no term:
// bombs have remote controls.
func usesRow(s string) (row1, row2 bool) {
	s = " " + strings.Join(strings.FieldsFunc(s, func(r rune) bool { return r < 'a' || r > 'z' }), " ") + " "
	terms := []struct {
		words string
		row   int
	}{
		{"almost no chance", 1}, {"very unlikely", 1}, {"very likely", 1}, {"roughly even chance", 1}, {"almost certain", 1}, {"almost certainly", 1},
		{"highly improbable", 2}, {"highly probable", 2}, {"roughly even odds", 2}, {"nearly certain", 2}, {"nearly certainly", 2},
		{"unlikely", 1}, {"likely", 1}, {"improbable", 2}, {"probable", 2}, {"probably", 2},
		{"remote chance", 2}, {"remote possibility", 2}, {"is remote", 2}, {"remains remote", 2}, {"as remote", 2},
	}
	for _, t := range terms {
		if strings.Contains(s, " "+t.words+" ") {
			row1, row2 = row1 || t.row == 1, row2 || t.row == 2
			s = strings.ReplaceAll(s, " "+t.words+" ", "  ")
		}
	}
	return row1, row2
}

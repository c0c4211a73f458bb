package tocsin_test

import (
	"testing"

	"tocsin"
)

func TestLikelihoods(t *testing.T) {
	t.Parallel()
	high := 0
	for i, l := range tocsin.Likelihoods {
		if l.Low >= l.High || i > 0 && l.Low != high {
			t.Errorf("%s: the interval %d to %d does not touch the one before", l.Code, l.Low, l.High)
		}
		high = l.High
		for _, words := range []string{l.Row1, l.Row2} {
			text := "That it comes about is " + words + "."
			if words == "remote" {
				text = "The chance is remote."
			}
			j := tocsin.Judgement{Text: text, Likelihood: l.Code, Confidence: "low"}
			wantRule(t, j.Check(nil), "")
			j.Text = "With high confidence: " + text
			wantRule(t, j.Check(nil), tocsin.RuleLikelihoodSentence)
		}
		if got, ok := tocsin.FindLikelihood(l.Code); !ok || got != l {
			t.Errorf("%s is not found", l.Code)
		}
	}
	if _, ok := tocsin.FindLikelihood("probable"); ok {
		t.Error("got a code that is none")
	}
}

func TestJudgementText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text string
		rule tocsin.Rule
	}{
		{"An attack on a concert is likely. Our confidence is moderate.", ""},
		{"An attack is likely, we say with moderate confidence.", tocsin.RuleLikelihoodSentence},
		{"An attack is likely; our confidence is low.", tocsin.RuleLikelihoodSentence}, // one sentence still
		{"We are highly confident that an attack is likely.", tocsin.RuleLikelihoodSentence},
		{"They will almost certainly strike, we say with high confidence.", tocsin.RuleLikelihoodSentence},
		{"Our confidence is low!\nIt is very likely?", ""},
		{"It is likely at the hall. It is improbable at the synagogue.", tocsin.RuleLikelihoodSentence}, // two rows
		{"It is highly improbable. Later it is probable.", ""},
		{"It is very unlikely. Later it is unlikely.", ""},
		{"They will probably come by car. It is unlikely that they walk.", tocsin.RuleLikelihoodSentence},
		{"The bomb will likely be set off by remote control.", ""}, // a remote control is no likelihood
		{"An attack is likely. The chance of a second is remote.", tocsin.RuleLikelihoodSentence},
		{"A confidential source says that it is likely.", ""},
		{"The cell holds the hall for a soft target.", ""},
		{" ", tocsin.RuleReasonOwed},
	} {
		t.Run(c.text, func(t *testing.T) { wantRule(t, tocsin.Judgement{Text: c.text}.Check(nil), c.rule) })
	}
}

func TestJudgementCheck(t *testing.T) {
	t.Parallel()
	earlier := []tocsin.Judgement{{Text: "They plan something."}}
	for _, c := range []struct {
		name    string
		j       tocsin.Judgement
		earlier []tocsin.Judgement
		rule    tocsin.Rule
	}{
		{"the first", tocsin.Judgement{Text: "They will come.", Likelihood: "likely", Confidence: "high"}, nil, ""},
		{"a later one with its reason", tocsin.Judgement{Text: "They will come.", ChangeReason: "nothing changed: the same two reports"}, earlier, ""},
		{"a later one without", tocsin.Judgement{Text: "They will come.", ChangeReason: " "}, earlier, tocsin.RuleChangeReason},
		{"a term that is none", tocsin.Judgement{Text: "They will come.", Likelihood: "possible"}, nil, tocsin.RuleForm},
		{"a confidence that is none", tocsin.Judgement{Text: "They will come.", Confidence: "total"}, nil, tocsin.RuleForm},
	} {
		t.Run(c.name, func(t *testing.T) { wantRule(t, c.j.Check(c.earlier), c.rule) })
	}
}

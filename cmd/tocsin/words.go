package main

import (
	"fmt"
	"slices"
	"strings"

	"tocsin"
	"tocsin/cap"
	"tocsin/internal/brief"
	"tocsin/internal/names"
	"tocsin/internal/strict"

	"github.com/alecthomas/kong"
)

// usageError is a command line that cannot be carried out as it stands: exit code 2.
type usageError struct{ text string }

func (u *usageError) Error() string { return u.text }

func usage(format string, args ...any) error { return &usageError{text: fmt.Sprintf(format, args...)} }

// wordLists are the closed lists that a flag or an argument takes its words from, by the tag
// `words`. Help, completion and the check of the command line read the same list.
var wordLists = map[string][]string{
	"roles":       words(tocsin.Roles),
	"orgkinds":    words(tocsin.OrgKinds),
	"letters":     {"A", "B", "C", "D", "E", "F"},
	"digits":      {"2", "3", "4", "5", "6"},
	"victimkinds": words(tocsin.VictimKinds),
	"likelihoods": tocsin.LikelihoodCodes(),
	"confidences": tocsin.Confidences,
	"answers":     words(tocsin.Answers),
	"harms":       words(tocsin.Harms),
	"outcomes":    words(tocsin.DutyOutcomes),
	"grounds":     words(tocsin.WaiverGrounds),
	"levels":      words(tocsin.Levels),
	"tlps":        words(tocsin.TLPs),
	"closings":    tocsin.ClosingWays,
	"accesses":    words(tocsin.Accesses),
	"briefs":      brief.Langs,
	"leads":       tocsin.LeadOutcomes,
	"postures":    words(tocsin.Postures),
	"families":    tocsin.MeasureFamilies,
	"decisions":   {tocsin.Go, tocsin.NoGo},
	"codes":       tocsin.SARCodes,
	"facets":      words(tocsin.FacetNames),
	"statuses":    words(tocsin.ClaimStatuses),
	"shells":      shells,
	"urgencies":   words(cap.Urgencies),
	"severities":  words(cap.Severities),
	"certainties": words(cap.Certainties),
	"erasable":    tocsin.ErasableKinds,
	"listedfor":   words(tocsin.ListedFors), "removals": words(tocsin.RemovalGrounds), "factors": words(tocsin.FactorKinds), "tableforms": words(tocsin.TableForms),
	"namekinds": words(names.Kinds[1:]), // without Any
	"channels":  words(tocsin.Channels),
	"told":      tocsin.ToldOutcomes,
	// What the rules refuse is left to the rules: a refusal is on record, and says what to do.
	"endings": append(words(tocsin.WindowEnds), "acted_not_substantiated"),
	"dismiss": words(tocsin.DismissReasons),
}

// free are the lists whose words only help the writer: any other word goes to the rule.
var free = []string{"endings", "dismiss", "digits"}

func words[T ~string](list []T) []string {
	out := make([]string, len(list))
	for i, w := range list {
		out[i] = string(w)
	}
	return out
}

// wordVars lets help texts say ${roles}.
func wordVars() kong.Vars {
	vars := kong.Vars{}
	for name, list := range wordLists {
		vars[name] = strings.Join(list, ", ")
	}
	return vars
}

// checkWords refuses a word that is not in the list of its flag or argument.
func checkWords(k *kong.Context) error {
	for _, f := range k.Flags() {
		if err := checkWord("--"+f.Name, f.Value); err != nil {
			return err
		}
	}
	if k.Selected() == nil {
		return nil
	}
	for _, v := range k.Selected().Positional {
		if err := checkWord("<"+v.Name+">", v); err != nil {
			return err
		}
	}
	return nil
}

func checkWord(name string, v *kong.Value) error {
	list := v.Tag.Get("words")
	if list == "" || slices.Contains(free, list) || v.Target.IsZero() {
		return nil
	}
	word := fmt.Sprint(v.Target.Interface())
	allowed := wordLists[list]
	if slices.Contains(allowed, word) {
		return nil
	}
	hint := ""
	if guess, ok := strict.Suggest(word, allowed); ok {
		hint = fmt.Sprintf(" did you mean %q?", guess)
	}
	return fmt.Errorf("%s cannot be %q:%s it can be %s", name, word, hint, strings.Join(allowed, ", "))
}

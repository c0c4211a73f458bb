package main

import (
	"cmp"
	"reflect"
	"slices"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/casefile"
	"tocsin/internal/replay"
)

type warnReviseCmd struct {
	ID tocsin.WarningID `arg:"" help:"The draft."`
	drafting
	asRead
	acting
}

// Help shows an example.
func (warnReviseCmd) Help() string {
	return "A file says all of it anew. A flag changes what it names: --text the words of the full version, --to who is told. Who writes it anew does not sign it as second.\n\nFor example:\n\n\ttocsin warn revise 9d3f --text \"The Grey Cell plans to strike Harbour Hall on Saturday.\"\n\ttocsin warn revise 9d3f --file warning.yaml"
}

// Run revises a draft.
func (c warnReviseCmd) Run(e *env) error {
	f := &casefile.Warn{}
	switch alone := (drafting{Lang: c.Lang, fromFile: c.fromFile}); {
	case c.File != "" && !reflect.DeepEqual(c.drafting, alone):
		return usage("a file says all of it: leave the flags out that say what changes")
	case c.File != "":
		var err error
		if f, err = c.warning(e); err != nil {
			return err
		}
	case reflect.DeepEqual(c.drafting, alone):
		return usage("say what changes: --file with all of it, or --title, --text, --tearline, --public, --do, --to and the like")
	case c.Until != "" && c.Do == "":
		return usage("--until says until when --do stands: give both")
	}
	e.draftOnly(f)
	times, err := c.takeCommon(f.Common)
	if err != nil {
		return err
	}
	return c.onWarning(e, tocsin.WarningOfficer, c.ID, func(s *session, id tocsin.WarningID) error {
		w, err := c.anew(s, f, *s.warning(id))
		if err != nil {
			return err
		}
		w.ID, w.Times, w.Revision = id, times, c.Revision
		_, err = s.send(client.ReviseWarning{Warning: w}, "", told{
			words: "Draft written anew",
			waits: "for a second officer, another person than you (warning officer or approver), who reads it first: tocsin warn show ID says its revision",
		})
		return err
	})
}

// anew is what the draft says from now on.
func (c warnReviseCmd) anew(s *session, f *casefile.Warn, was tocsin.Warning) (tocsin.Warning, error) {
	if c.File != "" {
		return s.draft(f, was.Threat)
	}
	f.Full, f.Tearline, f.Public = c.anewAt(was, tocsin.Full), c.anewAt(was, tocsin.Tearline), c.anewAt(was, tocsin.Public)
	if err := c.rest(s.e, f); err != nil {
		return was, err
	}
	if err := c.place(f, was); err != nil {
		return was, err
	}
	said, err := replay.WarningOf(f, was.Threat, nil)
	if err != nil {
		return was, err
	}
	was.Versions = slices.Clone(was.Versions)
	for _, v := range said.Versions {
		if had := was.Version(v.Level); had != nil {
			c.change(had, v)
		} else {
			was.Versions = append(was.Versions, v)
		}
	}
	was.Title = cmp.Or(c.Title, was.Title)
	if len(c.To) > 0 {
		for i := range said.Addressees {
			a := &said.Addressees[i]
			for _, had := range was.Addressees {
				if had.Org == a.Org && had.Level == a.Level {
					a.Reaches, a.Channel = had.Reaches, had.Channel
				}
			}
		}
		was.Addressees = said.Addressees
	}
	if len(c.NotTold) > 0 {
		was.Absences = said.Absences
	}
	if len(c.Override) > 0 {
		was.Overrides = said.Overrides
	}
	return was, nil
}

// place moves what people are to do to the version in which it stands so far.
func (c warnReviseCmd) place(f *casefile.Warn, was tocsin.Warning) error {
	if c.Do == "" {
		return nil
	}
	at := map[tocsin.Level]*casefile.Version{tocsin.Full: f.Full, tocsin.Tearline: f.Tearline, tocsin.Public: f.Public}
	var stands []tocsin.Level
	for _, v := range was.Versions {
		if v.Instruction != nil {
			stands = append(stands, v.Level)
		}
	}
	switch len(stands) {
	case 0:
		return nil
	case 1:
		for l, v := range at {
			if v != nil && v.Do != "" && l != stands[0] {
				at[stands[0]].Do, at[stands[0]].Stands = v.Do, v.Stands
				v.Do, v.Stands = "", nil
				break
			}
		}
		return nil
	}
	return usage("several versions say what to do: write them anew with --file")
}

// words are those that the flags give for a level, or none.
func (c warnReviseCmd) words(l tocsin.Level) string {
	return map[tocsin.Level]string{tocsin.Full: c.Text, tocsin.Tearline: c.Tearline, tocsin.Public: c.Public}[l]
}

// anewAt is what the flags say of a level that is written, or is to be.
func (c warnReviseCmd) anewAt(was tocsin.Warning, l tocsin.Level) *casefile.Version {
	if was.Version(l) == nil && c.words(l) == "" {
		return nil
	}
	if l == tocsin.Public {
		return c.version(c.words(l), "")
	}
	return c.version(c.words(l), c.TLP)
}

// change puts what the flags name in place of what a version says: words take the place of those in
// their language.
func (c warnReviseCmd) change(had *tocsin.Version, said tocsin.Version) {
	if c.words(said.Level) != "" {
		had.Text = slices.Clone(had.Text)
		same := func(t tocsin.Text) bool { return t.Lang == c.Lang }
		if i := slices.IndexFunc(had.Text, same); i >= 0 {
			had.Text[i].Words = c.words(said.Level)
		} else {
			had.Text = append(had.Text, tocsin.Text{Lang: c.Lang, Words: c.words(said.Level), Original: len(had.Text) == 0})
		}
	}
	if c.TLP != "" && said.Level != tocsin.Public {
		had.TLP = said.TLP
	}
	if said.Instruction != nil {
		had.Instruction = said.Instruction
	}
}

package desk

import (
	"errors"
	"iter"
	"math"
	"slices"
	"sync"

	"tocsin"
	"tocsin/internal/fusion"
	"tocsin/internal/store"
)

// A board is the desk's open files laid out for comparison. Nothing in it is of record: it is read
// from the record when it is first asked, and told of each report and threat that an act writes. It
// is of the state that its pegs name. An act that finds it in another one (because what it was told
// of was undone, or the store does not know whether it was) takes it back step by step, or reads it
// anew.
type board struct {
	mu   sync.Mutex    // guards what follows
	dots *fusion.Board // nil: not read
	at   pegs
	back []step // how to go back, the newest last
	held []string
	last *fusion.View // of the report that was written last, as long as nothing else was written
}

// pegs name a state of the record, as far as the board is made of it. The store gives no number twice.
type pegs struct{ reports, threats uint64 }

type step struct {
	was  pegs
	undo func()
}

// in is how the reports of a file are known that lay open before; of none when there was no such file.
func in(was *fusion.File) func(tocsin.ReportID) (fusion.View, bool) {
	return func(id tocsin.ReportID) (x fusion.View, ok bool) {
		if was == nil {
			return x, false
		}
		i := slices.IndexFunc(was.Reports, func(v fusion.View) bool { return v.Ref == string(id) })
		if i < 0 {
			return x, false
		}
		return was.Reports[i], true
	}
}

// Bounds of what the board keeps in memory.
const (
	maxSteps = 512    // more acts than this undone at once: it is read anew
	maxHeld  = 20_000 // reports in no file, and those that it is read from: of more, those recorded last
	maxLaid  = 16     // reports of one file that are compared: those joined last
)

func (a *act) pegs() pegs {
	return pegs{a.Stamp(tocsin.KindReport), a.Stamp(tocsin.KindThreat)}
}

// laid is the board as this act sees the record.
func (a *act) laid() (*fusion.Board, error) {
	b := a.d.board
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.rewind(a.pegs()) {
		return b.dots, nil
	}
	return b.dots, b.read(a)
}

// laidFor is the board as a reader has it: from whom something is hidden, it is laid out of what he may
// read. How rare a word is, and how many files lie open, would tell him of the others.
func (a *act) laidFor(who Viewer) (*fusion.Board, error) {
	seen := who.sees(a.Tx)
	for _, kind := range []string{tocsin.KindReport, tocsin.KindThreat} {
		all, err := a.Number(store.Query{Kind: kind}, math.MaxInt64)
		if err != nil {
			return nil, err
		}
		n, err := seen.Number(store.Query{Kind: kind}, math.MaxInt64)
		if err != nil {
			return nil, err
		}
		if n != all {
			b := &board{}
			err := b.lay(seen)
			return b.dots, err
		}
	}
	return a.laid()
}

// rewind takes the board back to a state that it was in, and reports whether it is in that state.
func (b *board) rewind(to pegs) bool {
	if b.dots == nil || b.at == to {
		return b.dots != nil
	}
	i := slices.IndexFunc(b.back, func(s step) bool { return s.was == to })
	if i < 0 {
		return false
	}
	for _, s := range slices.Backward(b.back[i:]) {
		s.undo()
	}
	b.back, b.at, b.last = b.back[:i], to, nil
	return true
}

// forget drops the board, with every word in it.
func (b *board) forget() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.dots, b.back, b.held, b.last = nil, nil, nil, nil
}

// read fills the board from the record.
func (b *board) read(a *act) error {
	if err := b.lay(a); err != nil {
		return err
	}
	b.at = a.pegs()
	return nil
}

// lay lays out what a view shows: the open files, and the reports that were recorded last. How rare a
// word is, those tell as well as all, and the desk acts again soon after it is opened.
func (b *board) lay(v store.View) error {
	b.dots, b.back, b.held, b.last = fusion.NewBoard(fusion.NewReader(fusion.NewStat())), nil, nil, nil
	joined, loose := map[tocsin.ReportID]fusion.View{}, []fusion.View{}
	for r, err := range latest(v, tocsin.KindReport, maxHeld, 500) {
		if err != nil {
			return b.fail(err)
		}
		if r.Erased {
			continue
		}
		rep, err := decode[tocsin.Report](r)
		if err != nil {
			return b.fail(err)
		}
		if rep.Background {
			continue
		}
		x := b.dots.Reader.Take(fusion.OfReport(*rep))
		if len(rep.Threats) == 0 {
			loose = append(loose, x)
		} else {
			joined[rep.ID] = x
		}
	}
	for _, x := range slices.Backward(loose) {
		b.hold(&x)
	}
	threats, err := list[tocsin.Threat](v, store.Query{Kind: tocsin.KindThreat, State: tocsin.PartOpen})
	if err != nil {
		return b.fail(err)
	}
	for _, t := range threats {
		reports, err := b.reports(v, t, func(id tocsin.ReportID) (fusion.View, bool) { x, ok := joined[id]; return x, ok })
		if err != nil {
			return b.fail(err)
		}
		b.dots.Open(b.file(t, reports))
	}
	return nil
}

// latest are the newest records of a kind, the newest first, read page by page so that no more than a
// page of them is in memory.
func latest(v store.View, kind string, most, page int) iter.Seq2[store.Record, error] {
	return func(yield func(store.Record, error) bool) {
		last := ""
		for left := most; left > 0; {
			n := 0
			for r, err := range v.List(store.Query{Kind: kind, After: last, Limit: min(page, left), Newest: true}) {
				if !yield(r, err) || err != nil {
					return
				}
				last, n = r.ID, n+1
			}
			if left -= n; n < page {
				return
			}
		}
	}
}

func (b *board) fail(err error) error {
	b.dots = nil
	return err
}

// file is a threat as it is compared.
func (b *board) file(t *tocsin.Threat, reports []fusion.View) *fusion.File {
	f := &fusion.File{Ref: string(t.ID), Reports: reports}
	for _, m := range fusion.OfThreat(*t) {
		f.Parts = append(f.Parts, b.dots.Reader.View(m))
	}
	for _, id := range t.Names {
		f.Names = append(f.Names, string(id))
	}
	for _, x := range t.Apart {
		f.Names = append(f.Names, string(x.Threat)) // a person has decided: it is not asked again
	}
	return f
}

// hold keeps a report that lies in no file, and lets the oldest go when there are too many.
func (b *board) hold(v *fusion.View) {
	b.dots.Hold(v)
	b.held = append(b.held, v.Ref)
	for b.dots.Held() > maxHeld {
		b.dots.Let(b.held[0])
		b.held = b.held[1:]
	}
	if len(b.held) > 2*maxHeld {
		b.held = slices.DeleteFunc(b.held, func(ref string) bool { return !b.dots.Holds(ref) })
	}
}

// tell is what save calls around its write: the board follows, and remembers how to go back.
func (b *board) tell(a *act, noun any, fresh bool, write func() error) error {
	was := a.pegs()
	if err := write(); err != nil {
		return err
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if !b.rewind(was) {
		return nil // it is read when somebody asks
	}
	var undo func()
	var err error
	b.last = nil
	switch v := noun.(type) {
	case *tocsin.Report:
		undo = b.report(v, fresh)
	case *tocsin.Threat:
		undo, err = b.threat(a, v)
	}
	if err != nil {
		return b.fail(err)
	}
	b.back = append(b.back, step{was, undo})
	b.back = b.back[max(0, len(b.back)-maxSteps):]
	b.at = a.pegs()
	return nil
}

// view is a report as it is compared: as it was written, when that was the last that was.
func (b *board) view(dots *fusion.Board, r *tocsin.Report) *fusion.View {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.dots == dots && b.last != nil && b.last.Ref == string(r.ID) {
		return b.last
	}
	v := dots.Reader.View(fusion.OfReport(*r))
	return &v
}

// report takes in a report that was written.
func (b *board) report(r *tocsin.Report, fresh bool) (undo func()) {
	if r.Background {
		return func() {}
	}
	m, dots := fusion.OfReport(*r), b.dots
	if fresh {
		dots.Reader.Learn(m)
	}
	v, was := dots.Reader.View(m), dots.Holds(string(r.ID))
	b.last = &v
	if len(r.Threats) == 0 && !was {
		b.hold(&v)
	} else if len(r.Threats) > 0 {
		dots.Let(v.Ref)
	}
	return func() {
		if fresh {
			dots.Reader.Forget(m)
		}
		if was {
			dots.Hold(&v)
		} else {
			dots.Let(v.Ref)
		}
	}
}

// threat takes in a threat that was written: open, with the reports that it has now, or closed.
func (b *board) threat(a *act, t *tocsin.Threat) (undo func(), err error) {
	dots, ref := b.dots, string(t.ID)
	was := dots.File(ref)
	if t.IsOpen() {
		reports, err := b.reports(a, t, in(was))
		if err != nil {
			return nil, err
		}
		dots.Open(b.file(t, reports))
	} else {
		dots.Close(ref)
	}
	return func() {
		if was != nil {
			dots.Open(was)
		} else {
			dots.Close(ref)
		}
	}, nil
}

// reports are the views of the reports of a threat that were joined last: those that are known
// already, and the others read anew.
func (b *board) reports(v store.View, t *tocsin.Threat, known func(tocsin.ReportID) (fusion.View, bool)) ([]fusion.View, error) {
	var out []fusion.View
	for _, id := range t.Reports[max(0, len(t.Reports)-maxLaid):] {
		if x, ok := known(id); ok {
			out = append(out, x)
			continue
		}
		r, err := load[tocsin.Report](v, tocsin.KindReport, string(id))
		if _, gone := errors.AsType[*tocsin.Refusal](err); gone {
			continue // it was erased, or the act that names it will be refused
		}
		if err != nil {
			return nil, err
		}
		if !r.Background {
			out = append(out, b.dots.Reader.View(fusion.OfReport(*r)))
		}
	}
	return out, nil
}

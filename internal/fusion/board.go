package fusion

import "slices"

// A Board holds the open files of one desk in memory and finds those that a report belongs to. It
// is filled from the record when the desk opens and is told of each file that changes; nothing in
// it is of record. It is not safe for concurrent use.
type Board struct {
	Reader *Reader
	Scorer *Scorer
	index  *Index
	files  map[string]*File
	slots  []*File // by their slot in the index
	loose  *Index  // reports that lie in no file
	laid   int     // how often a report was compared with a file
	seen   int     // what fetch read, so that it is not left out as useless
}

// laid is how many candidates are compared in full.
const laid = 64

// NewBoard returns an empty board over a reader.
func NewBoard(rd *Reader) *Board {
	return &Board{Reader: rd, Scorer: NewScorer(rd.Stat), index: NewIndex(), files: map[string]*File{}, loose: NewIndex()}
}

// Len is how many files lie open.
func (b *Board) Len() int { return len(b.files) }

// File returns an open file, or nil.
func (b *Board) File(ref string) *File { return b.files[ref] }

// Open lays a file open, or anew when it has changed.
func (b *Board) Open(f *File) {
	b.Close(f.Ref)
	b.files[f.Ref] = f
	n := int(b.index.add(f.Ref, f.views()))
	b.slots = append(b.slots, make([]*File, max(0, n+1-len(b.slots)))...)
	b.slots[n] = f
}

// Close takes a file off the board.
func (b *Board) Close(ref string) {
	if n, open := b.index.at[ref]; open {
		b.slots[n] = nil
	}
	delete(b.files, ref)
	b.index.Remove(ref)
}

// Links lays a report beside the files that share anything with it and returns the n likeliest of
// those to which it may belong (0.50 and more), the likeliest first; equal ones in the order of their
// refs. A report may belong to several. The prior is one in as many as lie open.
func (b *Board) Links(v *View, n int) []Link {
	b.Scorer.Prior = PriorAmong(len(b.files))
	var out []Link
	found := b.index.candidates(v, laid)
	b.fetch(found)
	for _, n := range found {
		b.laid++
		f := b.slots[n]
		if b.Scorer.ceiling(v, f) < ShowAt {
			continue
		}
		if l := b.Scorer.lay(v, f, false); l.Standing != Hidden {
			out = append(out, l)
		}
	}
	slices.SortFunc(out, byTotal)
	out = out[:min(n, len(out))]
	for i, l := range out {
		out[i] = b.Scorer.Lay(v, b.files[l.File])
	}
	return out
}

// fetch reads a word of everything that is compared first, of all candidates in a row, so that the
// processor waits for memory once and not for each file anew: with many files open none is near.
func (b *Board) fetch(slots []int32) {
	for _, n := range slots {
		for i := range b.slots[n].Parts {
			p := &b.slots[n].Parts[i]
			b.seen += p.count + len(p.venue) + len(p.values[0].path)
			if len(p.words) > 0 {
				b.seen += int(p.words[0].n)
			}
		}
	}
}

func byTotal(a, b Link) int {
	if x, y := a.Score.Total(), b.Score.Total(); x != y {
		return int(y - x)
	}
	if a.File < b.File {
		return -1
	}
	return 1
}

// Hold keeps a report that lies in no file, so that a file that is opened later finds it. Only its
// keys are kept: who asks reads the report again.
func (b *Board) Hold(v *View) { b.loose.Add(v.Ref, v) }

// Let forgets a report that was held.
func (b *Board) Let(ref string) { b.loose.Remove(ref) }

// Holds reports whether a report is held.
func (b *Board) Holds(ref string) bool { return b.loose.Has(ref) }

// Loose are the refs of held reports that share anything with a file, those that share most with one
// of its views first.
func (b *Board) Loose(ref string) []string {
	f := b.files[ref]
	if f == nil {
		return nil
	}
	return b.loose.candidatesOf(f.views(), laid)
}

// Held is how many reports are held.
func (b *Board) Held() int { return b.loose.Len() }

// Lay lays a report beside one open file, as Links does.
func (b *Board) Lay(v *View, ref string) Link {
	b.Scorer.Prior = PriorAmong(len(b.files))
	return b.Scorer.Lay(v, b.files[ref])
}

// Twins compares an open file with the others that share anything with it, and returns the alarms
// for both owners, the surest first. Those of which but says so are not compared: their owners were
// told already.
func (b *Board) Twins(ref string, but func(other string) bool) []TwinAlarm {
	f := b.files[ref]
	if f == nil {
		return nil
	}
	b.Scorer.Prior = PriorAmong(len(b.files))
	var out []TwinAlarm
	for _, other := range b.index.candidatesOf(f.views(), laid) {
		g := b.files[other]
		if g != f && !slices.Contains(f.Names, other) && !slices.Contains(g.Names, ref) && !but(other) {
			out = append(out, b.Scorer.pair(f, g, func(own, other *File) (a, b []*View) { return own.views(), other.views() })...)
		}
	}
	sortTwins(out)
	return out
}

// views are all views by which a file can be found.
func (f *File) views() []*View {
	var out []*View
	for i := range f.Parts {
		out = append(out, &f.Parts[i])
	}
	return append(out, f.recent("")...)
}

package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"
)

// A Change is one act as somebody follows the record: what was done, and to what. What it says now
// is read from the records themselves.
type Change struct {
	Cursor   string       `json:"-"` // where a reader goes on who has this change
	Act      Act          `json:"act"`
	Recorded time.Time    `json:"recorded"`
	Records  []tocsin.Ref `json:"records"` // that it wrote, as far as the viewer may see them; the first is what it was about, if that is among them
}

// mostScanned is how many leaves are looked at in one read.
const mostScanned = 1000

// Changes reads what was recorded after a cursor, in the order of the log, most changes at most. The
// next cursor stands after all that was looked at, whether the viewer may see it or not; there may be
// more when there are as many changes as asked for, or behind is true. An empty cursor stands at the
// end of the log: nothing comes after it yet.
func (d *Desk) Changes(ctx context.Context, who Viewer, cursor string, most int) (out []Change, next string, behind bool, err error) {
	err = d.see(ctx, who, func(seen, _ store.View) error {
		out = nil
		at := cursorAt{Leaf: seen.Leaves()}
		if cursor != "" {
			if at, err = d.unsealCursor(cursor, "stream"); err != nil {
				return err
			}
		}
		end := min(seen.Leaves(), at.Leaf+mostScanned)
		for at.Leaf < end && len(out) < most {
			c, err := change(seen, at.Leaf)
			if err != nil {
				return err
			}
			at.Leaf++
			if len(c.Records) > 0 {
				c.Cursor = d.sealCursor(at, "stream")
				out = append(out, c)
			}
		}
		next, behind = d.sealCursor(at, "stream"), at.Leaf < seen.Leaves()
		return nil
	})
	return out, next, behind, err
}

// change is what the act of a leaf did, as the view has it.
func change(seen store.View, leaf int64) (Change, error) {
	l, err := seen.Leaf(leaf)
	if err != nil {
		return Change{}, fmt.Errorf("read leaf %d: %w", leaf, err)
	}
	c := Change{Act: Act(l.Act), Recorded: l.Recorded}
	named, err := namedIn(l)
	if err != nil {
		return c, err
	}
	for _, ref := range named {
		_, err := seen.Get(ref.Kind, ref.ID)
		if errors.Is(err, store.ErrNotFound) {
			continue
		}
		if err != nil {
			return c, fmt.Errorf("read %s: %w", ref, err)
		}
		c.Records = append(c.Records, ref)
	}
	return c, nil
}

// namedIn are the records that the statement of a leaf names, of the kinds that somebody reads.
func namedIn(l store.Leaf) (named []tocsin.Ref, err error) {
	typ, line, err := seal.Peek(l.Statement)
	if err != nil || typ != seal.ActType {
		return nil, err
	}
	var said seal.Act
	if err := json.Unmarshal(line, &said); err != nil {
		return nil, fmt.Errorf("leaf %d: %w", l.Index, err)
	}
	names := []string{said.Object}
	for _, w := range said.Content {
		names = append(names, w.Record[:max(0, strings.LastIndexByte(w.Record, '/'))])
	}
	for _, name := range names {
		kind, id, _ := strings.Cut(name, "/")
		ref := tocsin.Ref{Kind: kind, ID: id}
		if slices.Contains(Readable(), kind) && !slices.Contains(named, ref) {
			named = append(named, ref)
		}
	}
	return named, nil
}

// SeesLeaf reports whether a viewer may read the statement of a leaf: it names no record that he may
// not see. That there is a leaf everybody knows.
func (d *Desk) SeesLeaf(ctx context.Context, who Viewer, leaf int64) (sees bool, err error) {
	err = d.see(ctx, who, func(seen, whole store.View) error {
		l, err := whole.Leaf(leaf)
		if err != nil {
			return fmt.Errorf("read leaf %d: %w", leaf, err)
		}
		named, err := namedIn(l)
		b := who.blanker(whole)
		sees = !slices.ContainsFunc(named, func(r tocsin.Ref) bool { return b.hidden(r.Kind, r.ID) })
		return errors.Join(err, b.err)
	})
	return sees, err
}

// Changed returns a channel that is closed when something is recorded after the call. Who waits must
// read once more after the call, and only then wait.
func (d *Desk) Changed() <-chan struct{} { return d.news.wait() }

// news tells all who wait that something happened.
type news struct {
	mu sync.Mutex // guards ch
	ch chan struct{}
}

func (n *news) wait() <-chan struct{} {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ch == nil {
		n.ch = make(chan struct{})
	}
	return n.ch
}

func (n *news) tell() {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.ch != nil {
		close(n.ch)
		n.ch = nil
	}
}

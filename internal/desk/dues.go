package desk

import (
	"slices"
	"sync"

	"tocsin"
	"tocsin/internal/store"
)

// dues keep in memory what was ever owed about the records that acts asked after, so that a question
// that many pairs of files raise is not answered from the record for each of them. Nothing in it is of
// record: it is of the state of the obligations that its stamp names, and is dropped in any other.
type dues struct {
	mu sync.Mutex       // guards what follows
	at uint64           // stamp of the obligations
	of map[string][]due // by the id of what they are about
	n  int
}

// A due is what is kept of an obligation.
type due struct {
	id      tocsin.ObligationID
	kind    tocsin.ObligationKind
	about   tocsin.Ref
	subject tocsin.Ref
	owes    tocsin.OrgID
	open    bool
}

// mostDues bounds what is kept: beyond it all is dropped and read again when it is asked after.
const mostDues = 100_000

func dueOf(o *tocsin.Obligation) due {
	return due{o.ID, o.Kind, o.About, o.Subject, o.Owes.Org, o.State == tocsin.Open}
}

// everOwed reports whether anything that matches was ever owed about a record, or about any part of it.
func (a *act) everOwed(about tocsin.Ref, match func(due) bool) (bool, error) {
	k := a.d.dues
	k.mu.Lock()
	defer k.mu.Unlock()
	if now := a.Stamp(tocsin.KindObligation); k.at != now || k.of == nil || k.n > mostDues {
		k.at, k.of, k.n = now, map[string][]due{}, 0
	}
	all, known := k.of[about.ID]
	if !known {
		read, err := list[tocsin.Obligation](a, store.Query{Kind: tocsin.KindObligation, Parent: about.ID})
		if err != nil {
			return false, err
		}
		for _, o := range read {
			all = append(all, dueOf(o))
		}
		k.of[about.ID], k.n = all, k.n+len(all)+1
	}
	return slices.ContainsFunc(all, func(d due) bool { return d.about.Kind == about.Kind && match(d) }), nil
}

// tell is what save calls around the write of an obligation.
func (k *dues) tell(a *act, o *tocsin.Obligation, write func() error) error {
	was := a.Stamp(tocsin.KindObligation)
	if err := write(); err != nil {
		return err
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.at != was {
		return nil // it is dropped when somebody asks
	}
	k.at = a.Stamp(tocsin.KindObligation)
	all, known := k.of[o.About.ID]
	if !known {
		return nil
	}
	if i := slices.IndexFunc(all, func(d due) bool { return d.id == o.ID }); i >= 0 {
		all[i] = dueOf(o)
	} else {
		k.of[o.About.ID], k.n = append(all, dueOf(o)), k.n+1
	}
	return nil
}

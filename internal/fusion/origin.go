package fusion

import (
	"slices"

	"tocsin"
)

// An Account is one report as corroboration sees it: whose eyes are behind it, and how far it is
// to be relied on. Time is not in it: an account does not grow weaker with age.
type Account struct {
	Ref     string
	Origin  string   // who saw or heard it, as an opaque name; empty when not declared
	From    []string // refs of what it was taken from: reports, releases, public items
	Against bool     // it denies what the others say: a claim like any other, with a weight of its own
	Letter  tocsin.Reliability
	Record  Record             // of the source, beyond its letter
	Content tocsin.Credibility // entered before the sender was shown
	Said    Material           // who told it, when, in what words: for hints only
}

// A Record is what became of a source's earlier reports. What was warned of and prevented is
// neither a hit nor a miss.
type Record struct{ Hits, Misses int }

// AccountOf takes a report's account.
func AccountOf(r tocsin.Report) Account {
	a := Account{Ref: string(r.ID), Origin: r.Origin, Against: r.Denies, Letter: r.Grade.Reliability, Content: r.Grade.Credibility, Said: OfReport(r)}
	for _, id := range r.DerivedFrom {
		a.From = append(a.From, string(id))
	}
	for _, ref := range r.TakenFrom {
		a.From = append(a.From, ref.ID)
	}
	return a
}

// An ancestry is what an account goes back to.
type ancestry struct {
	roots    []string // sorted; the origins behind it, and what it was taken from and nobody here holds
	declared bool     // some origin behind it has a name
	ours     string   // something that we sent out ourselves, on the way
}

// ancestries follows each account's derivations to its roots. Two accounts with a root in common
// are not independent of each other. ours are the refs of what we sent out.
func ancestries(accounts []Account, ours map[string]bool) []ancestry {
	at := map[string]int{}
	for i, a := range accounts {
		at[a.Ref] = i
	}
	out := make([]ancestry, len(accounts))
	for i := range accounts {
		w := walk{accounts: accounts, at: at, ours: ours, seen: map[string]bool{}}
		w.visit(i)
		slices.Sort(w.roots)
		out[i] = ancestry{slices.Compact(w.roots), w.declared, w.back}
	}
	return out
}

type walk struct {
	accounts []Account
	at       map[string]int
	ours     map[string]bool
	seen     map[string]bool
	ancestry
	back string
}

// visit goes up from an account, through declared origins too: a report that names its own origin
// and was taken from another one is independent of neither. A circle ends the way.
func (w *walk) visit(i int) {
	a := w.accounts[i]
	if w.seen[a.Ref] {
		return
	}
	w.seen[a.Ref] = true
	if w.ours[a.Ref] {
		w.back = a.Ref
	}
	if a.Origin != "" {
		w.roots, w.declared = append(w.roots, "origin "+a.Origin), true
	} else if len(a.From) == 0 {
		w.roots = append(w.roots, "report "+a.Ref)
	}
	for _, ref := range a.From {
		if w.ours[ref] {
			w.back = ref
		}
		switch k, held := w.at[ref]; {
		case held:
			w.visit(k)
		default:
			w.roots = append(w.roots, "report "+ref)
		}
	}
}

// meet reports whether two sorted lists have an element in common.
func meet(a, b []string) bool {
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] < b[j]:
			i++
		case a[i] > b[j]:
			j++
		default:
			return true
		}
	}
	return false
}

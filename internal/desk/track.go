package desk

import (
	"errors"
	"fmt"
	"slices"
	"sync"

	"tocsin"
	"tocsin/internal/fusion"
	"tocsin/internal/store"
)

// past is what became of earlier accounts, by their source, and who turned out to tell at first hand: as
// the record had it after its first so many leaves. It is kept in memory and follows the log: what a
// later act wrote is read again, and nothing else. Nothing in it is of record.
type past struct {
	mu       sync.Mutex // guards what follows; who was given it holds it
	at       int64
	accounts map[string]told            // by the id of the report, or of the warning received
	by       map[string]map[string]bool // the accounts of a source
	hits     map[tocsin.ThreatID]int    // leads on it that were substantiated
	threats  map[tocsin.ThreatID]bool   // whether every part of it was closed as false
	tracks   fusion.Tracks
}

// pasts are kept apart for readers who see different records: what one may not see counts for nothing
// in what it is shown.
type pasts struct {
	mu sync.Mutex // guards of
	of map[string]*past
}

// mostPasts is for how many kinds of readers one is kept.
const mostPasts = 16

// open brings what a viewer may know to the state of its view, and holds it until done is called.
func (k *pasts) open(who Viewer, seen store.View) (p *past, done func(), err error) {
	key := fmt.Sprintf("%t %s %q", who.All, who.Role, slices.Sorted(slices.Values(who.Compartments)))
	k.mu.Lock()
	if k.of == nil || len(k.of) >= mostPasts && k.of[key] == nil {
		k.of = map[string]*past{}
	}
	if k.of[key] == nil {
		k.of[key] = &past{}
	}
	p = k.of[key]
	k.mu.Unlock()
	p.mu.Lock()
	if err := p.follow(seen); err != nil {
		p.mu.Unlock()
		return nil, nil, err
	}
	return p, p.mu.Unlock, nil
}

// told is what is kept of an account.
type told struct {
	source  string // empty: it adds to nobody's record
	threats []tocsin.ThreatID
	sender  string
	access  tocsin.Access
	lead    tocsin.ThreatID // of which a lead that came with it was substantiated
}

// sourceOf is whose record a report adds to: the protected source that it came from, or its origin.
func sourceOf(r *tocsin.Report) string {
	if r.Source != "" {
		return "source " + string(r.Source)
	}
	if r.Origin != "" {
		return "origin " + r.Origin
	}
	return ""
}

// of is the record of a source, apart from the files that are being weighed. What was warned of and
// stopped is neither a hit nor a miss: nobody can know.
func (p *past) of(source string, but []*tocsin.Threat) fusion.Record {
	var r fusion.Record
	if source == "" {
		return r
	}
	for id := range p.by[source] {
		for _, threat := range p.accounts[id].threats {
			if slices.ContainsFunc(but, func(t *tocsin.Threat) bool { return t.ID == threat }) {
				continue
			}
			miss, known := p.threats[threat]
			if known && p.hits[threat] > 0 {
				r.Hits++
			} else if miss {
				r.Misses++
			}
		}
	}
	return r
}

// mostFollowed is how many acts are followed one by one; after more the record is read anew.
const mostFollowed = 2_000

// follow brings it to the state of a view: a threat of which a lead was substantiated is a hit for who
// told of it, one whose every part was closed as false is a miss.
func (p *past) follow(v store.View) error {
	end := v.Leaves()
	if p.accounts == nil || end < p.at || end-p.at > mostFollowed {
		return p.read(v)
	}
	for ; p.at < end; p.at++ {
		l, err := v.Leaf(p.at)
		if err != nil {
			return fmt.Errorf("read leaf %d: %w", p.at, err)
		}
		if l.Act == string(ActGiveOrder) { // it may have erased anything
			return p.read(v)
		}
		named, err := namedIn(l)
		if err != nil {
			return err
		}
		for _, ref := range named {
			if !slices.Contains(tracked, ref.Kind) {
				continue
			}
			r, err := v.Get(ref.Kind, ref.ID)
			if errors.Is(err, store.ErrNotFound) { // it was closed to this reader
				r, err = store.Record{Kind: ref.Kind, ID: ref.ID, Erased: true}, nil
			}
			if err == nil {
				err = p.take(r)
			}
			if err != nil {
				p.accounts = nil
				return fmt.Errorf("read %s: %w", ref, err)
			}
		}
	}
	return nil
}

// tracked are the kinds of records that it is made of.
var tracked = []string{tocsin.KindReceived, tocsin.KindThreat, tocsin.KindReport}

// read fills it from the record.
func (p *past) read(v store.View) error {
	p.accounts, p.by, p.tracks = map[string]told{}, map[string]map[string]bool{}, fusion.Tracks{}
	p.hits, p.threats = map[tocsin.ThreatID]int{}, map[tocsin.ThreatID]bool{}
	for _, kind := range tracked {
		for r, err := range v.List(store.Query{Kind: kind}) {
			if err == nil {
				err = p.take(r)
			}
			if err != nil {
				p.accounts = nil
				return fmt.Errorf("list %s: %w", kind, err)
			}
		}
	}
	p.at = v.Leaves()
	return nil
}

// take takes in the newest version of a record, in the place of what was known of it.
func (p *past) take(r store.Record) error {
	if r.Kind == tocsin.KindThreat {
		delete(p.threats, tocsin.ThreatID(r.ID))
		if r.Erased {
			return nil
		}
		t, err := decode[tocsin.Threat](r)
		if err == nil {
			p.threats[t.ID] = closedFalse(t)
		}
		return err
	}
	p.drop(r.ID)
	if r.Erased {
		return nil
	}
	var x told
	if r.Kind == tocsin.KindReport {
		rep, err := decode[tocsin.Report](r)
		if err != nil {
			return err
		}
		x = told{threats: rep.Threats, sender: rep.Origin, access: rep.Access}
		if !rep.Denies {
			x.source = sourceOf(rep)
		}
	} else {
		in, err := decode[tocsin.Received](r)
		if err != nil {
			return err
		}
		if slices.ContainsFunc(in.Leads, func(l tocsin.Lead) bool { return l.Outcome == "substantiated" }) {
			x.lead = in.Threat
		}
		if in.Revealed != nil {
			x.source, x.sender, x.access = "org "+string(in.Release.From), string(in.Release.From), in.Lineage.Access
			x.threats = []tocsin.ThreatID{in.Threat}
		}
	}
	p.add(r.ID, x)
	return nil
}

func (p *past) add(id string, x told) {
	p.accounts[id] = x
	p.count(x, 1)
	if x.source == "" {
		return
	}
	if p.by[x.source] == nil {
		p.by[x.source] = map[string]bool{}
	}
	p.by[x.source][id] = true
}

func (p *past) drop(id string) {
	x, known := p.accounts[id]
	if !known {
		return
	}
	p.count(x, -1)
	delete(p.accounts, id)
	if delete(p.by[x.source], id); len(p.by[x.source]) == 0 {
		delete(p.by, x.source)
	}
}

// count adds an account to what is counted, or takes it away.
func (p *past) count(x told, n int) {
	if x.lead != "" {
		p.hits[x.lead] += n
	}
	k := p.tracks[x.sender]
	switch x.access {
	case tocsin.AccessDirect:
		k.FirstHand += n
	case tocsin.AccessRelayed:
		k.Relayed += n
	default:
		return
	}
	if p.tracks[x.sender] = k; k.FirstHand == 0 && k.Relayed == 0 {
		delete(p.tracks, x.sender)
	}
}

// closedFalse reports whether a threat came to an end, and every part of it as false.
func closedFalse(t *tocsin.Threat) bool {
	for _, p := range t.Parts {
		n := len(p.Decisions)
		if p.State != tocsin.PartClosed || n == 0 || p.Decisions[n-1].End != tocsin.CloseFalse {
			return false
		}
	}
	return len(t.Parts) > 0
}

package desk

import (
	"context"
	"errors"
	"fmt"
	"time"

	"tocsin"
	"tocsin/internal/store"
)

// A Press gives public releases the form in which they are published. It must be quick, and give the
// same for the same.
type Press interface {
	// Print makes the form of a release, and says until when it stands if nothing follows it. What it
	// cannot print it refuses with a [tocsin.Refusal].
	Print(Proof) (form []byte, until time.Time, err error)
}

// A Proof is what a press has to print from, and nothing else is in it that is not public: the release,
// how we call ourselves, and where the places are that the release names.
type Proof struct {
	Name    string // of our organisation
	Release tocsin.Release
	First   tocsin.Release // that began the chain; Release itself, if it does
	Last    []byte         // the form of the message before; nil for the first
	// Where is the position of a site that is called as a place is in the release.
	Where func(place string) (tocsin.Position, bool)
}

// publish records the publication of a release in the act that makes it, if it is public and for everybody:
// one for each message, however many it is sent to.
func (a *act) publish(w tocsin.WarningID, r tocsin.Release) error {
	if r.Level != tocsin.Public || r.TLP != tocsin.TLPClear {
		return nil
	}
	before, err := list[tocsin.Publication](a, store.Query{Kind: tocsin.KindPublication, Parent: string(w)})
	if err != nil {
		return err
	}
	if len(before) == 0 && r.Closing != nil || len(before) > 0 && (r.Closing == nil || r.Replaces != before[0].Release) {
		return nil // a copy of what is published, for one more addressee
	}
	p := &tocsin.Publication{Release: r.ID, First: r.ID, Warning: w, State: tocsin.PublicationWaiting, TLP: r.TLP, Times: tocsin.Now(a.now)}
	if len(before) > 0 {
		p.First = before[0].Release
	}
	if a.d.press != nil {
		if err := a.print(p, r, before); err != nil {
			return err
		}
	}
	return a.save(p)
}

// print gives a publication its form, and takes back the one before it.
func (a *act) print(p *tocsin.Publication, r tocsin.Release, before []*tocsin.Publication) error {
	me, err := a.self()
	if err != nil {
		return err
	}
	proof := Proof{Name: me.Name, Release: r, First: r, Where: a.where}
	var last *tocsin.Publication
	if len(before) > 0 {
		first, err := load[Sent](a, tocsin.KindRelease, string(p.First))
		if err != nil {
			return err
		}
		last = before[len(before)-1]
		if last.State == tocsin.PublicationWaiting {
			return nil // it is printed in its turn
		}
		proof.First, proof.Last = first.Release, last.Form
	}
	form, until, err := a.d.press.Print(proof)
	if err != nil {
		return err
	}
	if err := p.Print(form, until); err != nil || last == nil {
		return err
	}
	last.Replace(r.Issued.Earliest)
	return a.save(last)
}

// where is the position of a site of this name.
func (a *act) where(place string) (tocsin.Position, bool) {
	sites, err := a.sites()
	if err != nil {
		return tocsin.Position{}, false
	}
	for _, s := range sites {
		if s.Position != nil && namesSite(place, s) {
			return *s.Position, true
		}
	}
	return tocsin.Position{}, false
}

// PublishWaiting publishes what was released while nobody published, one act each, the oldest first. What
// fails keeps nothing else from being published, but what follows it.
func (d *Desk) PublishWaiting(ctx context.Context) (published int, err error) {
	var ids []string
	err = d.store.View(ctx, func(v store.View) error {
		for r, err := range v.List(store.Query{Kind: tocsin.KindPublication, State: tocsin.PublicationWaiting}) {
			if err != nil {
				return err
			}
			ids = append(ids, r.ID)
		}
		return nil
	})
	var failed []error
	for _, id := range ids {
		switch err := d.publishOne(ctx, id); {
		case errors.Is(err, errNotDue):
		case err != nil:
			failed = append(failed, fmt.Errorf("publish release %s: %w", id, err))
		default:
			published++
		}
	}
	return published, errors.Join(append(failed, err)...)
}

func (d *Desk) publishOne(ctx context.Context, id string) error {
	clock := Caller{Role: tocsin.Gateway, Person: "clock"}
	_, err := d.update(ctx, clock, ActPublish, id, func(a *act) (tocsin.Ref, error) {
		ref := tocsin.Ref{Kind: tocsin.KindPublication, ID: id}
		p, err := load[tocsin.Publication](a, ref.Kind, ref.ID)
		if err != nil {
			return ref, err
		}
		s, err := load[Sent](a, tocsin.KindRelease, id)
		if err != nil {
			return ref, err
		}
		all, err := list[tocsin.Publication](a, store.Query{Kind: tocsin.KindPublication, Parent: string(p.Warning)})
		if err != nil {
			return ref, err
		}
		before := all[:0]
		for _, o := range all {
			if o.Release == p.Release {
				break
			}
			before = append(before, o)
		}
		if a.d.press == nil || p.State != tocsin.PublicationWaiting {
			return ref, errNotDue
		}
		if err := a.print(p, s.Release, before); err != nil {
			return ref, err
		}
		if p.State == tocsin.PublicationWaiting {
			return ref, errNotDue // what it follows could not be published
		}
		return ref, a.save(p)
	})
	return err
}

// A Published is one message to the public, as everybody may have it.
type Published struct {
	ID    tocsin.ReleaseID // its name in addresses
	First tocsin.ReleaseID // of the message that began the chain
	Form  []byte           // CAP 1.2, byte for byte as it was published
}

// everybodys is a view as everybody has it, who has no account: of all that is on record there is what was
// published, and nothing else.
func everybodys(v store.View) store.View {
	return v.Seen(func(kind, label string) bool {
		return kind == tocsin.KindPublication && label == string(tocsin.TLPClear)
	})
}

// PublishedSince reads every message to the public that stands, or stood at a moment or later, however
// many there are and however old they are.
func (d *Desk) PublishedSince(ctx context.Context, since time.Time) (out []Published, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		out, err = published(everybodys(v), store.Query{Kind: tocsin.KindPublication, DueFrom: since})
		return err
	})
	return out, err
}

// PublishedWith reads the messages that belong together with one, the oldest first: the alert, what
// extended it, what ended it. Of what was not published, or was erased, nobody learns that it was there.
func (d *Desk) PublishedWith(ctx context.Context, id tocsin.ReleaseID) (out []Published, err error) {
	err = d.store.View(ctx, func(v store.View) error {
		v = everybodys(v)
		r, err := v.Get(tocsin.KindPublication, string(id))
		if errors.Is(err, store.ErrNotFound) || err == nil && r.Erased {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read publication %s: %w", id, err)
		}
		if r.State != tocsin.PublicationWaiting {
			out, err = published(v, store.Query{Kind: tocsin.KindPublication, Parent: r.Parent})
		}
		return err
	})
	return out, err
}

func published(v store.View, q store.Query) ([]Published, error) {
	all, err := list[tocsin.Publication](v, q)
	var out []Published
	for _, p := range all {
		if p.State != tocsin.PublicationWaiting {
			out = append(out, Published{p.Release, p.First, p.Form})
		}
	}
	return out, err
}

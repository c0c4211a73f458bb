package desk

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"tocsin"
	"tocsin/internal/store"
	"tocsin/seal"
)

// A Keyholder is a role that holds one of the two keys behind which names are.
type Keyholder struct {
	Role tocsin.Role
	Key  seal.Recipient
}

// Keyholders are the two roles whose keys it takes to name a person: the first opens the outside,
// the second what is in it. The zero value is nobody: then no name is kept.
type Keyholders [2]Keyholder

func (k Keyholders) none() bool { return k[0].Role == "" || k[1].Role == "" }

// personBody is who is behind a tag, for two keys to open. Its id is drawn: statements name it,
// and must not tell the tag.
type personBody struct {
	ID     string         `json:"id"`
	Tag    string         `json:"tag"`
	Roles  [2]tocsin.Role `json:"roles"` // whose keys open it, the outer first
	Keys   [2]string      `json:"keys"`  // their fingerprints
	Sealed []byte         `json:"sealed"`
	Times  tocsin.Times   `json:"times"`
}

// SealedPerson is what two keyholders need to name the person behind an act: the name behind both
// their keys, and the act's statement, to whose commitment the name must fit.
type SealedPerson struct {
	Leaf      int64          `json:"leaf"`
	Statement []byte         `json:"statement"`
	Roles     [2]tocsin.Role `json:"roles"`
	Keys      [2]string      `json:"keys"`
	Sealed    []byte         `json:"sealed"`
}

// sealName writes down, in the first act of a tag, who is behind it.
func (a *act) sealName() error {
	if a.d.holders.none() || a.by.Tag == "" {
		return nil
	}
	named, err := a.d.named.get(a.Stamp(tocsin.KindPerson), func() ([]string, error) { return tags(a) })
	if err != nil || slices.Contains(named, a.by.Tag) {
		return err
	}
	k := a.d.holders
	sealed, err := seal.SealPerson(seal.Person{Tag: a.by.Tag, Name: a.who.Person, Role: string(a.who.Role)}, k[0].Key, k[1].Key)
	if err != nil {
		return fmt.Errorf("seal the name behind the act: %w", err)
	}
	id, err := a.id()
	if err != nil {
		return err
	}
	return a.save(&personBody{
		ID: id, Tag: a.by.Tag, Roles: [2]tocsin.Role{k[0].Role, k[1].Role},
		Keys: [2]string{k[0].Key.Fingerprint(), k[1].Key.Fingerprint()}, Sealed: sealed, Times: tocsin.Now(a.now),
	})
}

// tags are the tags whose names are sealed.
func tags(v store.View) (out []string, err error) {
	for r, err := range v.List(store.Query{Kind: tocsin.KindPerson}) {
		if err != nil {
			return nil, fmt.Errorf("list persons: %w", err)
		}
		out = append(out, r.Parent)
	}
	return out, nil
}

// personBehind finds the sealed name behind a leaf, and the statement of that leaf.
func personBehind(v store.View, leaf string) (*personBody, store.Leaf, error) {
	n, err := strconv.ParseInt(leaf, 10, 64)
	if err != nil || n < 0 || n >= v.Leaves() {
		return nil, store.Leaf{}, tocsin.Refuse(tocsin.RuleForm, fmt.Sprintf("the log has the leaves 0 to %d", v.Leaves()-1), "there is no leaf %q", clip(leaf, maxID))
	}
	l, err := v.Leaf(n)
	if err != nil {
		return nil, l, fmt.Errorf("read leaf %d: %w", n, err)
	}
	typ, line, err := seal.Peek(l.Statement)
	if err != nil {
		return nil, l, fmt.Errorf("leaf %d: %w", n, err)
	}
	var said seal.Act
	if typ == seal.ActType {
		if err := json.Unmarshal(line, &said); err != nil {
			return nil, l, fmt.Errorf("leaf %d: %w", n, err)
		}
	}
	persons, err := list[personBody](v, store.Query{Kind: tocsin.KindPerson})
	if err != nil {
		return nil, l, err
	}
	i := slices.IndexFunc(persons, func(p *personBody) bool { return said.Did(p.Tag) })
	if i < 0 {
		return nil, l, tocsin.Refuse(tocsin.RuleState, "names are kept from the first act on that follows `tocsin org init` or `tocsin person init`", "no name was sealed for who did the act of leaf %d", n)
	}
	return persons[i], l, nil
}

// OpenPerson carries out an order to name the person behind a leaf. It gives out the sealed name,
// which only the two keys open, to a caller who says that he has them: the keys themselves never
// come here. The act has its leaf before anybody can read the name.
func (d *Desk) OpenPerson(ctx context.Context, who Caller, id tocsin.OrderID, keys []string) (Receipt, error) {
	return d.onOrder(ctx, who, ActOpenPerson, id, keys, func(a *act, o *tocsin.Order) error {
		if o.Kind != tocsin.Identify {
			return tocsin.Refuse(tocsin.RuleForm, "name an order to name the person behind a leaf", "the order is to %s", o.Kind.Plain())
		}
		p, l, err := personBehind(a, o.About.ID)
		if err != nil {
			return err
		}
		if err := o.CarryOut(a.by); err != nil {
			return err
		}
		for i, want := range p.Keys {
			if !slices.Contains(keys, want) {
				return tocsin.Refuse(tocsin.RuleForm, "give both key files, of "+keyholders(p), "the key of the %s (%s) is missing", plainRole(p.Roles[i]), want)
			}
		}
		a.receipt.Person = &SealedPerson{Leaf: l.Index, Statement: l.Statement, Roles: p.Roles, Keys: p.Keys, Sealed: p.Sealed}
		return nil
	})
}

func keyholders(p *personBody) string {
	var words []string
	for i, r := range p.Roles {
		words = append(words, fmt.Sprintf("the %s (%s)", plainRole(r), p.Keys[i]))
	}
	return strings.Join(words, " and ")
}

package sqlite

import (
	"encoding/json"
	"slices"

	"tocsin/internal/store"
)

// Seen is this view as a reader has it who may not see everything.
func (v *view) Seen(sight store.Sight) store.View {
	seen := *v
	seen.sight = sight
	if was := v.sight; was != nil {
		seen.sight = func(kind, label string) bool { return was(kind, label) && sight(kind, label) }
	}
	return &seen
}

// labels are those that a reader sees of a kind.
type labels struct {
	all   bool // he sees everything
	those []string
	list  string // the same in JSON, for a query
}

func (l labels) has(label string) bool { return l.all || slices.Contains(l.those, label) }

// distinctLabels goes from one label of a kind to the next: as many steps as there are labels,
// however many records there are.
const distinctLabels = `WITH RECURSIVE l(label) AS (
	SELECT (SELECT min(label) FROM head WHERE kind = $1)
	UNION ALL SELECT (SELECT min(h.label) FROM head h WHERE h.kind = $1 AND h.label > l.label) FROM l WHERE l.label IS NOT NULL)
	SELECT label FROM l WHERE label IS NOT NULL`

// seen asks the sight about every label that there is of a kind.
func (v *view) seen(kind string) (labels, error) {
	if v.sight == nil {
		return labels{all: true}, nil
	}
	rows, err := v.q.QueryContext(v.ctx, distinctLabels, kind)
	if err != nil {
		return labels{}, err
	}
	defer rows.Close()
	seen := labels{those: []string{}}
	for rows.Next() {
		var label string
		if err := rows.Scan(&label); err != nil {
			return labels{}, err
		}
		if v.sight(kind, label) {
			seen.those = append(seen.those, label)
		}
	}
	list, err := json.Marshal(seen.those)
	if err != nil {
		return labels{}, err
	}
	seen.list = string(list)
	return seen, rows.Err()
}

// sees says whether a record is there for the reader. One that is nowhere is left to who asks.
func (v *view) sees(kind, id string) (bool, error) {
	if v.sight == nil {
		return true, nil
	}
	h, found, err := readOne[head](v.ctx, v.q, `WHERE kind = $1 AND id = $2`, kind, id)
	if err == nil && found && (h.kind != kind || h.id != id) {
		err = headTable.damaged("an index leads to it that should not", h.columns()...)
	}
	return found && v.sight(kind, h.label), err
}

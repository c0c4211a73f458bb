package sqlite

import (
	"database/sql"
	"fmt"
	"math"
	"strings"

	"tocsin/internal/store"
)

var (
	newestVersion = `WHERE kind = $1 AND id = $2 AND leaf < $3 ORDER BY version DESC LIMIT 1`
	selectVersion = `SELECT ` + versionTable.of("v") + ` FROM version v `
	selectListed  = `SELECT ` + versionTable.of("v") + `, ` + headTable.of("h") + ` FROM `
)

// CROSS JOIN makes SQLite take the tables in this order; elsewhere it is a plain join.
const headVersion = `head h CROSS JOIN version v WHERE v.kind = h.kind AND v.id = h.id AND v.version = `

// order is that of first versions: recorded never goes down as leaves go up, so the leaf decides.
// due is what it says of when a record is due.
func order(q store.Query, due string) string {
	switch {
	case q.ByDue:
		return ` ORDER BY ` + due + `, h.id`
	case q.Newest:
		return ` ORDER BY h.first_leaf DESC, h.id DESC`
	}
	return ` ORDER BY h.first_leaf, h.id`
}

// spot is where in the order of first versions a record stands, for a page that begins after it.
type spot struct {
	first int64
	id    string
}

// after adds that a record comes after a place.
func (c *clause) after(q store.Query, due string, at *spot) {
	if q.ByDue {
		c.text.WriteString(" AND " + due + " IS NOT NULL")
	}
	if at == nil {
		return
	}
	column, value, than := "h.first_leaf", at.first, ">"
	switch {
	case q.ByDue:
		column, value = due, micros(q.AfterDue)
	case q.Newest:
		than = "<"
	}
	c.args = append(c.args, value, at.id)
	fmt.Fprintf(&c.text, " AND (%s, h.id) %s ($%d, $%d)", column, than, len(c.args)-1, len(c.args))
}

// clause is a condition under construction; each value gets its number.
type clause struct {
	text strings.Builder
	args []any
}

func (c *clause) and(condition string, value any) {
	c.args = append(c.args, value)
	fmt.Fprintf(&c.text, " AND "+condition, len(c.args))
}

// matching adds the query's filters on the columns of table t. state and due are what it says of
// a record's state and when it is due, if that is not simply a column.
func (c *clause) matching(t, state, due string, q store.Query) {
	if q.Parent != "" {
		c.and(t+".parent = $%d AND "+t+".parent <> ''", q.Parent)
	}
	if q.State != "" {
		c.and(state+" = $%d", q.State)
		if state == t+".state" {
			c.text.WriteString(" AND " + state + " <> ''") // or the index of those that have one is not used
		}
	}
	if !q.DueBefore.IsZero() {
		c.and(due+" <= $%d", micros(q.DueBefore))
	}
	if !q.DueFrom.IsZero() {
		c.and(due+" >= $%d", micros(q.DueFrom))
	}
}

// labels adds that the label, of a table's alias that ends with a dot, is one that is seen.
func (c *clause) labels(alias string, seen labels) {
	if seen.all {
		return
	}
	c.and(alias+"label IN (SELECT value FROM json_each($%d))", seen.list)
}

func (c *clause) limit(n int) {
	if n > 0 {
		c.args = append(c.args, n)
		fmt.Fprintf(&c.text, " LIMIT $%d", len(c.args))
	}
}

// current is the query for the newest versions that match: head filters and orders.
func current(q store.Query, at *spot, seen labels) (string, []any) {
	var c clause
	c.and("h.kind = $%d", q.Kind)
	c.matching("h", "h.state", "h.due", q)
	c.labels("h.", seen)
	c.after(q, "h.due", at)
	c.text.WriteString(order(q, "h.due"))
	c.limit(q.Limit)
	return selectListed + headVersion + "h.version" + c.text.String(), c.args
}

// number is the query for how many records match, at most so many. In a view of the past only the kind counts.
func number(q store.Query, bound, most int64, seen labels) (string, []any) {
	var c clause
	c.and("h.kind = $%d", q.Kind)
	if bound != present {
		c.and("h.first_leaf < $%d", bound)
	}
	c.matching("h", "h.state", "h.due", q)
	c.labels("h.", seen)
	c.after(q, "h.due", nil)
	c.args = append(c.args, most)
	return `SELECT count(*) FROM (SELECT 1 FROM head h WHERE 1 = 1` + c.text.String() + fmt.Sprintf(" LIMIT $%d)", len(c.args)), c.args
}

// What a version in a view of the past says of its state and of when it is due.
const (
	pastState = "(CASE WHEN v.erased < $1 THEN '" + store.StateErased + "' ELSE v.state END)"
	pastDue   = "(CASE WHEN v.erased < $1 THEN NULL ELSE v.due END)"
)

// past is the query for the versions that were the newest before leaf bound and match. What
// head says of a record's state is of today, so the filters look at the version itself.
func past(q store.Query, bound int64, at *spot, seen labels) (string, []any) {
	const newest = `(SELECT w.version FROM version w WHERE w.kind = h.kind AND w.id = h.id
		AND w.leaf < $1 ORDER BY w.version DESC LIMIT 1)`
	c := clause{args: []any{bound, q.Kind}}
	c.text.WriteString(" AND h.first_leaf < $1 AND h.kind = $2")
	from := selectListed
	if q.Parent != "" { // begin with the few that ever had this parent
		from += `(SELECT DISTINCT p.id FROM version p
			WHERE p.kind = $2 AND p.parent = $3 AND p.parent <> '') c CROSS JOIN `
		c.text.WriteString(" AND h.id = c.id")
	}
	// $3 is the parent, if there is one
	c.matching("v", pastState, pastDue, q)
	c.labels("h.", seen)
	c.after(q, pastDue, at)
	c.text.WriteString(order(q, pastDue))
	c.limit(q.Limit)
	return from + headVersion + newest + c.text.String(), c.args
}

// atMost is a LIMIT for n: everything when n says nothing.
func atMost(n int) int64 {
	if n <= 0 {
		return math.MaxInt64
	}
	return int64(n)
}

// checkListed says whether a listed row is of the record that head names, and is what was asked
// for: the rows are summed, the indexes in which they were found are not.
func checkListed(q store.Query, bound int64, v *version, h *head) error {
	past := bound != present
	state, due := h.state, h.due
	if past {
		if state, due = v.State, v.due; v.erased.Valid && v.erased.Int64 < bound {
			state, due = store.StateErased, sql.NullInt64{}
		}
	}
	switch {
	case h.kind != q.Kind || h.kind != v.Kind || h.id != v.ID || past && v.Leaf >= bound || !past && h.version != v.Version:
	case q.Parent != "" && v.Parent != q.Parent:
	case q.State != "" && state != q.State:
	case q.ByDue && !due.Valid:
	case !q.DueBefore.IsZero() && (!due.Valid || due.Int64 > micros(q.DueBefore)):
	case !q.DueFrom.IsZero() && (!due.Valid || due.Int64 < micros(q.DueFrom)):
	default:
		return nil
	}
	return headTable.damaged("an index leads to it that should not", h.columns()...)
}

package sqlite

import (
	"fmt"
	"math"
	"strings"

	"tocsin/internal/store"
)

const columns = `SELECT v.kind, v.id, v.version, v.leaf, v.recorded, v.wall, v.schema,
	v.parent, v.state, v.due, v.label, v.body, v.salt FROM `

const selectVersion = columns + `version v `

// CROSS JOIN makes SQLite take the tables in this order; elsewhere it is a plain join.
const headVersion = `head h CROSS JOIN version v WHERE v.kind = h.kind AND v.id = h.id AND v.version = `

// The order of first versions: recorded never goes down as leaves go up, so the leaf decides.
const inOrder = ` ORDER BY h.first_leaf, h.id`

// clause is a condition under construction; each value gets its number.
type clause struct {
	text strings.Builder
	args []any
}

func (c *clause) and(condition string, value any) {
	c.args = append(c.args, value)
	fmt.Fprintf(&c.text, " AND "+condition, len(c.args))
}

// matching adds the query's filters on the columns of table t.
func (c *clause) matching(t string, q store.Query) {
	if q.Parent != "" {
		c.and(t+".parent = $%d AND "+t+".parent <> ''", q.Parent)
	}
	if q.State != "" {
		c.and(t+".state = $%d", q.State)
	}
	if !q.DueBefore.IsZero() {
		c.and(t+".due <= $%d", micros(q.DueBefore))
	}
}

func (c *clause) limit(n int) {
	if n > 0 {
		c.args = append(c.args, n)
		fmt.Fprintf(&c.text, " LIMIT $%d", len(c.args))
	}
}

// current is the query for the newest versions that match: head filters and orders.
func current(q store.Query) (string, []any) {
	var c clause
	c.and("h.kind = $%d", q.Kind)
	c.matching("h", q)
	c.text.WriteString(inOrder)
	c.limit(q.Limit)
	return columns + headVersion + "h.version" + c.text.String(), c.args
}

// past is the query for the versions that were the newest before leaf bound and match. What
// head says of a record's state is of today, so the filters look at the version itself.
func past(q store.Query, bound int64) (string, []any) {
	const newest = `(SELECT w.version FROM version w WHERE w.kind = h.kind AND w.id = h.id
		AND w.leaf < $1 ORDER BY w.version DESC LIMIT 1)`
	c := clause{args: []any{bound, q.Kind}}
	c.text.WriteString(" AND h.first_leaf < $1 AND h.kind = $2")
	from := columns
	if q.Parent != "" { // begin with the few that ever had this parent
		from += `(SELECT DISTINCT p.id FROM version p
			WHERE p.kind = $2 AND p.parent = $3 AND p.parent <> '') c CROSS JOIN `
		c.text.WriteString(" AND h.id = c.id")
	}
	c.matching("v", q) // $3 is the parent, if there is one
	c.text.WriteString(inOrder)
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

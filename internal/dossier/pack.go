package dossier

import (
	"cmp"
	"slices"
)

// A slot is something to be drawn in a row: a bar with its label on one side of it. In lane one a
// leader line goes down from the bar to the axis, which lies below row 0.
type slot struct {
	from, to float64 // the bar
	lead     float64 // where its leader line goes down
	label    float64 // how wide the label is, with its distance from the bar
	left     bool    // the label stands to the left of the bar
	row      int
}

const packGap = 6

// span is where the label lies.
func (s slot) span() (from, to float64) {
	if s.left {
		return s.from - s.label, s.from
	}
	return s.to, s.to + s.label
}

func (s slot) meets(o slot) bool {
	a, b := s.ends()
	c, d := o.ends()
	return a < d+packGap && c < b+packGap
}

// ends are those of bar and label together.
func (s slot) ends() (from, to float64) {
	a, b := s.span()
	return min(a, s.from), max(b, s.to)
}

// under reports whether the leader line of o would cross the label of s if o stood higher.
func (s slot) under(o slot) bool {
	a, b := s.span()
	if s.left {
		return o.lead > a-packGap && o.lead < b
	}
	return o.lead > a && o.lead < b+packGap
}

// stack places bars so that no two touch and no leader line crosses a label. The first n of the
// bars by their beginning have their labels to the left and rise towards the right, the others have
// them to the right and fall. It returns the number of rows.
func stack(slots []slot, n int) int {
	order := sides(slots, n)
	slices.Reverse(order[n:])
	rows := 0
	for k, i := range order {
		s := &slots[i]
		for _, j := range order[:k] {
			if s.under(slots[j]) {
				s.row = max(s.row, slots[j].row+1)
			}
		}
		for taken(slots, order[:k], *s) {
			s.row++
		}
		rows = max(rows, s.row+1)
	}
	return rows
}

// sides puts the labels of the first n on the left, and returns the order of the bars.
func sides(slots []slot, n int) []int {
	order := make([]int, len(slots))
	for i := range order {
		order[i] = i
		slots[i].row = 0
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return cmp.Or(cmp.Compare(slots[a].lead, slots[b].lead), cmp.Compare(slots[a].from, slots[b].from), cmp.Compare(slots[b].to, slots[a].to), cmp.Compare(a, b))
	})
	for k, i := range order {
		slots[i].left = k < n
	}
	return order
}

// rowsOf places bars in the first row with room, in the order given. It returns the number of rows.
func rowsOf(slots []slot) int {
	rows := 0
	order := make([]int, 0, len(slots))
	for i := range slots {
		for taken(slots, order, slots[i]) {
			slots[i].row++
		}
		order = append(order, i)
		rows = max(rows, slots[i].row+1)
	}
	return rows
}

func taken(slots []slot, placed []int, s slot) bool {
	return slices.ContainsFunc(placed, func(j int) bool { return slots[j].row == s.row && slots[j].meets(s) })
}

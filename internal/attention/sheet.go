package attention

import (
	"fmt"
	"slices"
)

// A Sheet is small multiples over one time axis and one scale, with a table beneath that holds every
// number that is drawn.
type Sheet struct {
	Title string   `json:"title"`
	Lead  string   `json:"lead"` // one or two sentences beneath the title: what is shown, by whom it was told
	Unit  string   `json:"unit"`
	Of    bool     `json:"of"` // a level is of its whole step, and not of its end
	Steps []Step   `json:"steps,omitempty"`
	Panes []Pane   `json:"panes,omitempty"`
	Notes []string `json:"notes,omitempty"` // what can be said of it and what cannot
}

// A Step is one place on the time axis.
type Step struct {
	Period Period `json:"period"`
	Short  string `json:"short,omitempty"` // beneath a panel and over a column
	Cut    bool   `json:"cut"`             // a year that is not whole: Short has a star
}

// A Pane is one panel and one row of the table.
type Pane struct {
	Title  string `json:"title"`
	Words  string `json:"words,omitempty"`  // of what ground, and whether that is inferred
	Levels []int  `json:"levels,omitempty"` // at the end of each step
	In     []int  `json:"in,omitempty"`     // of each step; nil when nothing is known of what came and went
	Out    []int  `json:"out,omitempty"`
}

// RegisterSheet draws a register: all of it, then each category, at the end of each period, with what
// came and went.
func RegisterSheet(r Register, periods []Period) Sheet {
	s := Sheet{Title: r.Name, Lead: fmt.Sprintf("Kept by: %s. Data: %s", r.Keeper, r.Source), Unit: "entries", Steps: steps(periods)}
	s.Panes = append(s.Panes, r.pane("All entries", "", "", periods))
	for _, c := range r.Categories {
		s.Panes = append(s.Panes, r.pane(c.Label, c.Words(), c.Code, periods))
	}
	if n := len(periods); n > 0 && periods[n-1].Last() > r.Until {
		s.Notes = append(s.Notes, fmt.Sprintf("The data speak until %s. What is shown of later days is what stood then.", r.Until))
	}
	for _, c := range r.Categories {
		if c.Basis == Inferred {
			s.Notes = append(s.Notes, fmt.Sprintf("%s: %s. %s", c.Label, c.Words(), c.Why))
		}
	}
	return s
}

func (r Register) pane(title, words, code string, periods []Period) Pane {
	p := Pane{Title: title, Words: words}
	for _, f := range r.Flows(code, periods) {
		p.Levels, p.In, p.Out = append(p.Levels, f.End.N), append(p.In, f.In()), append(p.Out, f.Out())
	}
	return p
}

// LongerPane is how many entries have stood for more than so many days at the end of each period.
func (r Register) LongerPane(title, words string, days int, periods []Period) Pane {
	p := Pane{Title: title, Words: words}
	for _, x := range periods {
		p.Levels = append(p.Levels, r.Longer(x.Last(), days).All.N)
	}
	return p
}

// EffortSheet draws what each subject got of one kind in each period, as shares of a thousand; the
// table has the shares and the notes the amounts.
func EffortSheet(title, lead string, l Ledger, k Kind, periods []Period) Sheet {
	s := Sheet{Title: title, Lead: lead, Unit: "‰ of all " + string(k), Of: true, Steps: steps(periods)}
	for _, x := range l.Subjects {
		p := Pane{Title: x.Label, Words: "a threat that was assessed"}
		if x.Threat == "" {
			p.Words = "no threat that was assessed"
		}
		for _, period := range periods {
			n, _ := l.Share(x.Key, k, period).Permille()
			p.Levels = append(p.Levels, n)
		}
		s.Panes = append(s.Panes, p)
	}
	for _, period := range periods {
		s.Notes = append(s.Notes, l.Spent(k, period).Shown())
	}
	return s
}

// steps name years and months by themselves, and other periods by their first day.
func steps(periods []Period) []Step {
	out := make([]Step, len(periods))
	for i, p := range periods {
		from := p.From.Time()
		y, m := from.Year(), from.Month()
		out[i] = Step{Period: p, Short: from.Format("2.1.06")}
		switch {
		case p == Period{NewDay(y, 1, 1), NewDay(y+1, 1, 1)}:
			out[i].Short = fmt.Sprint(y)
		case p == Period{NewDay(y, m, 1), NewDay(y, m+1, 1)}:
			out[i].Short = from.Format("1/2006")
		case p.From == NewDay(y, 1, 1) && p.To < NewDay(y+1, 1, 1):
			out[i].Short, out[i].Cut = fmt.Sprintf("%d*", y), true
		}
	}
	return out
}

// when says of a step what a level is of.
func (s Sheet) when(x Step) string {
	if s.Of {
		return "in " + x.Period.String()
	}
	return "on " + x.Period.Last().String()
}

// high is the largest number that is drawn as a level.
func (s Sheet) high() int {
	n := 0
	for _, p := range s.Panes {
		for _, l := range p.Levels {
			n = max(n, l)
		}
	}
	return n
}

// flows reports whether anything is known of what came and went.
func (s Sheet) flows() bool {
	return slices.ContainsFunc(s.Panes, func(p Pane) bool { return p.In != nil })
}

// busiest is the largest number that came or went in one step.
func (s Sheet) busiest() int {
	n := 0
	for _, p := range s.Panes {
		for i := range p.In {
			n = max(n, p.In[i], p.Out[i])
		}
	}
	return n
}

package tocsin

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// ClaimStatus is how a claim stands.
type ClaimStatus string

// ClaimStatuses is the closed list.
var ClaimStatuses = []ClaimStatus{"asserted_no_evidence", "supported", "contradicted", "revised", "withdrawn"}

// A Claim is what somebody said about a question, at a time. A disputed figure is a set of claims
// with their bounds, never one number that was overwritten.
type Claim struct {
	ID       ClaimID     `json:"id"`
	Question string      `json:"question"` // short name: "deaths", "what the private warning said"
	Claimant string      `json:"claimant"`
	Facet    FacetName   `json:"facet,omitempty"` // which facet it speaks of, if it does
	Figure   *Figure     `json:"figure,omitempty"`
	Answer   string      `json:"answer,omitempty"` // for what is not a figure: a short answer, the same word for the same answer
	Words    string      `json:"words,omitempty"`
	Unit     string      `json:"unit,omitempty"`  // whose unit a milestone speaks of
	Event    string      `json:"event,omitempty"` // milestone: arrived_scene, entered ...
	Zero     string      `json:"zero,omitempty"`  // what a duration is counted from
	Status   ClaimStatus `json:"status,omitempty"`
	Duress   bool        `json:"duress,omitempty"`  // made in custody or under force
	Revises  ClaimID     `json:"revises,omitempty"` // an earlier claim of the same claimant
	SameAs   ClaimID     `json:"same_as,omitempty"` // the same utterance, printed or translated otherwise
	Agrees   []ClaimID   `json:"agrees,omitempty"`  // declared compatible, with the reason in Words
	Cites    []Citation  `json:"cites,omitempty"`
	Times    Times       `json:"times"`
}

// A Figure is a number with the side on which it is open.
type Figure struct {
	Bound Bound   `json:"bound"`
	N     float64 `json:"n"`
	Of    string  `json:"of,omitempty"` // people, min, km
}

var boundWords = []struct {
	words string
	bound Bound
}{
	{"at least", AtLeast}, {"at_least", AtLeast}, {">=", AtLeast}, {"more than", MoreThan}, {"over", MoreThan}, {"more_than", MoreThan}, {">", MoreThan},
	{"at most", AtMost}, {"at_most", AtMost}, {"<=", AtMost}, {"less than", LessThan}, {"under", LessThan}, {"less_than", LessThan}, {"<", LessThan},
	{"about", About}, {"around", About}, {"~", About}, {"exactly", Exactly},
}

// ParseFigure reads "144", "at least 143", "more than 370 km", "about 140", "at most 30 min".
func ParseFigure(s string) (Figure, error) {
	rest := strings.ToLower(strings.TrimSpace(s))
	f := Figure{Bound: Exactly}
	for _, b := range boundWords {
		if after, ok := strings.CutPrefix(rest, b.words); ok {
			f.Bound, rest = b.bound, strings.TrimSpace(after)
			break
		}
	}
	num, of, _ := strings.Cut(rest, " ")
	n, err := strconv.ParseFloat(strings.ReplaceAll(num, ",", ""), 64)
	another := slices.ContainsFunc(strings.Fields(of), func(w string) bool { return w[0] >= '0' && w[0] <= '9' })
	if err != nil || another || !groupsThousands(num) || math.IsNaN(n) || math.IsInf(n, 0) {
		return Figure{}, fmt.Errorf("%q is not a figure: write 144, at least 143, more than 370 km, about 140, at most 30 min", s)
	}
	f.N, f.Of = n, strings.TrimSpace(of)
	return f, nil
}

// groupsThousands reports whether the commas of a number, if any, stand where thousands do. "1,5"
// is one and a half in half of the world: it is refused, never read as 15.
func groupsThousands(num string) bool {
	whole, fraction, _ := strings.Cut(num, ".")
	groups := strings.Split(strings.TrimLeft(whole, "+-"), ",")
	if len(groups) == 1 {
		return !strings.Contains(fraction, ",")
	}
	short := func(g string) bool { return len(g) != 3 || strings.Trim(g, "0123456789") != "" }
	return len(groups[0]) >= 1 && len(groups[0]) <= 3 && !strings.Contains(fraction, ",") && !slices.ContainsFunc(groups[1:], short)
}

// Interval is what the figure allows, both ends included. A round figure allows half a unit of
// its last digit that is not zero.
func (f Figure) Interval() (low, high float64) {
	switch f.Bound {
	case AtLeast:
		return f.N, math.Inf(1)
	case MoreThan:
		return math.Nextafter(f.N, math.Inf(1)), math.Inf(1)
	case AtMost:
		return math.Inf(-1), f.N
	case LessThan:
		return math.Inf(-1), math.Nextafter(f.N, math.Inf(-1))
	case About:
		half := roundUnit(f.N) / 2
		return f.N - half, f.N + half
	}
	return f.N, f.N
}

// roundUnit is the size of the last digit that is not zero: 10 for 140, 1 for 143, 0.1 for 1.5.
func roundUnit(n float64) float64 {
	if n == 0 {
		return 1
	}
	if n != math.Trunc(n) {
		_, decimals, _ := strings.Cut(strconv.FormatFloat(n, 'f', -1, 64), ".")
		return math.Pow10(-len(decimals))
	}
	unit := 1.0
	for math.Mod(n, unit*10) == 0 {
		unit *= 10
	}
	return unit
}

// Meets reports whether both figures can be true at once.
func (f Figure) Meets(o Figure) bool {
	a, b := f.Interval()
	c, d := o.Interval()
	return a <= d && c <= b
}

func (f Figure) String() string {
	s := strconv.FormatFloat(f.N, 'f', -1, 64)
	if f.Of != "" {
		s += " " + f.Of
	}
	if f.Bound != Exactly && f.Bound != "" {
		s = strings.ReplaceAll(string(f.Bound), "_", " ") + " " + s
	}
	return s
}

// Check refuses a claim without a claimant, a question or an answer.
func (c Claim) Check() error {
	switch {
	case strings.TrimSpace(c.Question) == "":
		return refuse(RuleForm, "name the question, for example: deaths", "the claim answers no question")
	case strings.TrimSpace(c.Claimant) == "":
		return refuse(RuleForm, "name who says so, by office", "the claim has no claimant")
	case c.Figure == nil && strings.TrimSpace(c.Answer) == "":
		return refuse(RuleForm, "give a figure or a short answer", "the claim says nothing")
	case c.Figure != nil && c.Figure.Bound != "" && !slices.Contains(Bounds, c.Figure.Bound):
		return refuse(RuleForm, "use one of: "+join(Bounds), "%q is not a bound of a figure", c.Figure.Bound)
	case c.Status != "" && !slices.Contains(ClaimStatuses, c.Status):
		return refuse(RuleForm, "use one of: "+join(ClaimStatuses), "%q is not a status of a claim", c.Status)
	}
	return nil
}

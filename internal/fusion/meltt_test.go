package fusion

import (
	"encoding/csv"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"tocsin"
)

// readCSV returns the rows of a table, by the names of its columns.
func readCSV(tb testing.TB, file string) []map[string]string {
	tb.Helper()
	f, err := os.Open(filepath.Join(corpus(tb), file))
	if err != nil {
		tb.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil || len(rows) < 2 {
		tb.Fatalf("%s: %d rows, %v", file, len(rows), err)
	}
	var out []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		out = append(out, m)
	}
	return out
}

// crashKinds are the three taxonomies, each under a facet of ours.
var crashKinds = map[tocsin.FacetName]string{tocsin.Target: "model_tax", tocsin.Method: "color_tax", tocsin.Actor: "damage_tax"}

// readCrashes returns the records of the three simulated sources, read with their taxonomies, and
// the source of each. A position is known to within 2 km: meltt was run with a window of 4.
func readCrashes(tb testing.TB) (views []View, rd *Reader) {
	rd = NewReader(NewStat())
	rd.Kinds = map[tocsin.FacetName]*Taxonomy{}
	for facet, column := range crashKinds {
		rd.Kinds[facet] = NewTaxonomy()
		for _, row := range readCSV(tb, "events/meltt/crash_tax_"+column+".csv") {
			var levels []string
			for n := 1; n <= 3; n++ {
				for name, v := range row {
					if strings.HasSuffix(name, fmt.Sprintf("_level%d", n)) {
						levels = append(levels, v)
					}
				}
			}
			rd.Kinds[facet].Add(row["data.source"]+" "+row["base.categories"], levels...)
		}
	}
	spots := map[string]Spot{}
	rd.Locate = func(f tocsin.Facet) Spot { return spots[f.Value] }
	var all []Material
	for n := 1; n <= 3; n++ {
		for _, row := range readCSV(tb, fmt.Sprintf("events/meltt/crash_data%d.csv", n)) {
			m := Material{Ref: fmt.Sprintf("%d-%s", n, row["event"])}
			m.Facets.Place = stated(m.Ref)
			spots[m.Ref] = Spot{Known: true, Lat: number(tb, row["latitude"]), Lon: number(tb, row["longitude"]), Radius: 2}
			for facet, column := range crashKinds {
				*m.Facets.Get(facet) = stated(row["dataset"] + " " + row[column])
			}
			m.Window = tocsin.Window{Start: dayOf(tb, row["date"]), End: dayOf(tb, row["enddate"])}
			rd.Learn(m)
			all = append(all, m)
		}
	}
	for _, m := range all {
		views = append(views, rd.View(m))
	}
	return views, rd
}

func number(tb testing.TB, s string) float64 {
	x, err := strconv.ParseFloat(s, 64)
	if err != nil {
		tb.Fatal(err)
	}
	return x
}

func dayOf(tb testing.TB, s string) tocsin.Instant {
	i, err := tocsin.ParseInstant(s, time.UTC)
	if err != nil {
		tb.Fatal(err)
	}
	return i
}

// melttMatches are the groups that meltt found.
func melttMatches(tb testing.TB) []string {
	var out []string
	for _, file := range []string{"event", "episode"} {
		for _, row := range readCSV(tb, "events/meltt/meltt_"+file+"_matched.csv") {
			var group []string
			for n := 1; n <= 3; n++ {
				if e := row[fmt.Sprintf("event%d", n)]; e != "0" {
					group = append(group, fmt.Sprintf("%d-%s", n, e))
				}
			}
			out = append(out, strings.Join(group, " "))
		}
	}
	return out
}

// crashes are what TestMeltt knows of the records.
type crashes struct {
	views  []View
	at     map[string]int
	scorer *Scorer
}

func (c crashes) total(a, b string) Weight {
	return c.scorer.total(&c.views[c.at[a]], &c.views[c.at[b]])
}

// mean is the mean link within a group, in decibans.
func (c crashes) mean(group string) float64 {
	refs, sum, n := strings.Fields(group), 0.0, 0.0
	for i := range refs {
		for j := range i {
			sum, n = sum+c.total(refs[i], refs[j]).Decibans(), n+1
		}
	}
	return sum / n
}

// mixed reports whether a group holds both a record of one day and one of several: meltt never lays
// an event beside an episode.
func (c crashes) mixed(group string) bool {
	one, several := false, false
	for ref := range strings.FieldsSeq(group) {
		w := c.views[c.at[ref]].window
		if w.to-w.from < day {
			one = true
		} else {
			several = true
		}
	}
	return one && several
}

// far reports whether two records of a group lie outside the window of 4 km that meltt was run with.
func (c crashes) far(group string) bool {
	refs := strings.Fields(group)
	for i := range refs {
		for j := range i {
			if c.views[c.at[refs[i]]].spot.km(c.views[c.at[refs[j]]].spot) > 4 {
				return true
			}
		}
	}
	return false
}

// grouped are the groups that our scores give, from a mean probability of 0.9 on.
func (c crashes) grouped() []string {
	var pairs []Scored
	for i := range c.views {
		for j := range i {
			if c.views[i].Ref[0] != c.views[j].Ref[0] { // within one source nothing is told twice
				pairs = append(pairs, Scored{j, i, c.scorer.total(&c.views[i], &c.views[j])})
			}
		}
	}
	var out []string
	for _, g := range Group(len(c.views), pairs, 0.9) {
		var refs []string
		for _, i := range g {
			refs = append(refs, c.views[i].Ref)
		}
		if len(g) > 1 {
			out = append(out, strings.Join(refs, " "))
		}
	}
	return out
}

// TestMeltt lays our groups beside meltt's on its own data and wants every difference to be one of
// three: an event and an episode that belong together, which meltt never compares; records just
// outside its window; or a record that meltt gave to the worse of two groups.
func TestMeltt(t *testing.T) {
	t.Parallel()
	views, rd := readCrashes(t)
	c := crashes{views, map[string]int{}, NewScorer(rd.Stat)}
	c.scorer.Area, c.scorer.Horizon, c.scorer.Prior = 25_000, 31, PriorAmong(len(views)) // where and when the records lie
	for i, v := range views {
		c.at[v.Ref] = i
	}
	ours, theirs, same := c.grouped(), melttMatches(t), 0
	better := func(group string) (string, bool) { // ours that took a record of theirs, and is nearer
		for _, g := range ours {
			if c.mean(g) > c.mean(group) && meet(sortedSet(strings.Fields(g)), sortedSet(strings.Fields(group))) {
				return g, true
			}
		}
		return "", false
	}
	for _, g := range theirs {
		if slices.Contains(ours, g) {
			same++
			continue
		}
		within := slices.IndexFunc(ours, func(o string) bool { return strings.Contains(o, g) && c.mixed(o) })
		if within >= 0 {
			t.Logf("meltt's %s is in our %s, an episode and events", g, ours[within])
		} else if b, ok := better(g); ok {
			t.Logf("meltt's %s (%.1f dB) is worse than our %s (%.1f dB)", g, c.mean(g), b, c.mean(b))
		} else {
			t.Errorf("meltt's %s (%.1f dB) is not among ours", g, c.mean(g))
		}
	}
	for _, g := range ours {
		worse := slices.IndexFunc(theirs, func(o string) bool {
			return c.mean(g) > c.mean(o) && meet(sortedSet(strings.Fields(g)), sortedSet(strings.Fields(o)))
		})
		switch {
		case slices.Contains(theirs, g):
		case c.mixed(g):
			t.Logf("ours alone: %s (%.1f dB), an episode and events", g, c.mean(g))
		case c.far(g):
			t.Logf("ours alone: %s (%.1f dB), outside the window of 4 km", g, c.mean(g))
		case worse >= 0:
			t.Logf("ours alone: %s (%.1f dB), in place of %s (%.1f dB)", g, c.mean(g), theirs[worse], c.mean(theirs[worse]))
		default:
			t.Errorf("ours alone, for no reason that is known: %s (%.1f dB)", g, c.mean(g))
		}
	}
	t.Logf("%d records; ours %d, meltt's %d, the same %d", len(views), len(ours), len(theirs), same)
	if same < 28 {
		t.Errorf("%d of meltt's %d are the same, want 28", same, len(theirs))
	}
}

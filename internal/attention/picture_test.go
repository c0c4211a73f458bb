package attention

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// checkSVG holds a picture to what it promises: well-formed, nothing from elsewhere, all of it inside
// its frame, and every number of its sheet in the table.
func checkSVG(t fataler, s Sheet, svg []byte) {
	t.Helper()
	var wide, high float64
	var cells []string
	role := ""
	dec := xml.NewDecoder(bytes.NewReader(svg))
	for {
		tok, err := dec.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			t.Fatalf("not well-formed: %v\n%s", err, svg)
		}
		switch x := tok.(type) {
		case xml.StartElement:
			if slices.Contains([]string{"script", "image", "use", "foreignObject", "a", "animate", "set"}, x.Name.Local) {
				t.Fatalf("<%s> in a picture", x.Name.Local)
			}
			role = ""
			at := map[string]float64{}
			for _, a := range x.Attr {
				if strings.HasPrefix(a.Name.Local, "on") || strings.Contains(a.Name.Local, "href") {
					t.Fatalf("<%s> has %s", x.Name.Local, a.Name.Local)
				}
				at[a.Name.Local], _ = strconv.ParseFloat(a.Value, 64)
				if a.Name.Local == "role" {
					role = a.Value
				}
			}
			if x.Name.Local == "svg" {
				wide, high = at["width"], at["height"]
			}
			if r, b := at["x"]+at["width"], at["y"]+at["height"]; at["x"] < 0 || at["y"] < 0 || x.Name.Local != "svg" && (r > wide || b > high) {
				t.Fatalf("<%s> at %v,%v to %v,%v is outside of %v x %v", x.Name.Local, at["x"], at["y"], r, b, wide, high)
			}
		case xml.EndElement:
			role = ""
		case xml.CharData:
			if role == "cell" {
				cells = append(cells, string(x))
			}
			role = ""
		}
	}
	for _, outside := range []string{"url(", "@import", "http://", "https://"} {
		if rest := strings.ReplaceAll(string(svg), `xmlns="http://www.w3.org/2000/svg"`, ""); strings.Contains(rest, outside) && !strings.Contains(fmt.Sprint(s), outside) {
			t.Fatalf("the picture has %s", outside)
		}
	}
	var want []string
	for _, p := range s.Panes {
		for _, n := range p.Levels {
			want = append(want, strconv.Itoa(n))
		}
		if p.In != nil {
			want = append(want, strconv.Itoa(total(p.In)), strconv.Itoa(total(p.Out)))
		}
	}
	if !slices.Equal(cells, want) {
		t.Fatalf("the table has %q, want %q", cells, want)
	}
}

type fataler interface {
	Helper()
	Fatalf(string, ...any)
}

// TestDraw draws registers of every shape.
func TestDraw(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := drawRegister(t)
		for i := range r.Categories {
			r.Categories[i].Label = rapid.StringN(0, 80, -1).Draw(t, "label") + "<&\">\u202e]]>"
		}
		periods := []Period{{0, 100}, {100, 200}, {200, 420}}[:rapid.IntRange(1, 3).Draw(t, "periods")]
		s := RegisterSheet(r, periods)
		if rapid.Bool().Draw(t, "longer") {
			s.Panes = append(s.Panes, r.LongerPane("Longer", "", 30, periods))
		}
		svg := Draw(s)
		checkSVG(t, s, svg)
		r.Entries = rapid.Permutation(r.Entries).Draw(t, "permuted")
		again := RegisterSheet(r, periods)
		again.Panes = append(again.Panes, s.Panes[len(again.Panes):]...)
		if !bytes.Equal(svg, Draw(again)) {
			t.Fatal("the order of the entries changes the picture")
		}
	})
}

func TestDrawEffort(t *testing.T) {
	t.Parallel()
	s := EffortSheet("Hours", "As the desk's own time sheets have them.", desk(), Hours, []Period{then, now})
	svg := Draw(s)
	checkSVG(t, s, svg)
	for _, want := range []string{
		"attacks on halls, a threat that was assessed: 600 ‰ of all hours in 1 Jan 1970 to 19 Feb 1970, 100 in 20 Feb",
		"hours in 20 Feb 1970 to 10 Apr 1970: 1200 halls + 0 bridges + 10800 posts = 12000 minutes",
	} {
		if !strings.Contains(string(svg), want) {
			t.Errorf("the picture does not say %q", want)
		}
	}
}

// TestSheetNotes: a sheet says what in it is inferred, and until when its data speak.
func TestSheetNotes(t *testing.T) {
	t.Parallel()
	r := Register{Until: 99, Categories: []Category{{Code: "a", Label: "A", Ground: Nonviolent, Basis: Inferred, Why: "Its title speaks of clubs."}, {Code: "b", Label: "B", Ground: NotStated, Basis: Label}}}
	if got := RegisterSheet(r, []Period{{0, 100}}).Notes; !slices.Equal(got, []string{"A: no violent ground (inferred). Its title speaks of clubs."}) {
		t.Errorf("got %q", got)
	}
	if got := RegisterSheet(r, []Period{{0, 101}}).Notes; len(got) != 2 || got[0] != "The data speak until 10 Apr 1970. What is shown of later days is what stood then." {
		t.Errorf("got %q", got)
	}
	if got := RegisterSheet(r, nil).Panes[2].Words; got != "ground not stated (the keeper's label)" {
		t.Errorf("got %q", got)
	}
}

// TestDrawNothing: an empty sheet is a picture too.
func TestDrawNothing(t *testing.T) {
	t.Parallel()
	for _, s := range []Sheet{{}, {Title: "t", Panes: []Pane{{Title: "p"}}}, RegisterSheet(Register{Name: "r"}, nil)} {
		checkSVG(t, s, Draw(s))
	}
}

// TestContrast: text and lines can be read in light and in dark (WCAG 2.2: 4.5 for text, 3 for shapes).
func TestContrast(t *testing.T) {
	t.Parallel()
	light, dark, ok := strings.Cut(style, "@media (prefers-color-scheme:dark)")
	if !ok {
		t.Fatal("the picture has no colours for dark screens")
	}
	for _, css := range []string{light, dark} {
		paper := colour(t, css, ".paper", "fill")
		for _, c := range []struct {
			class, property string
			least           float64
		}{{"text", "fill", 4.5}, {".rm", "fill", 4.5}, {".level", "stroke", 3}, {".in", "fill", 3}, {".out", "stroke", 3}} {
			if got := contrast(paper, colour(t, css, c.class, c.property)); got < c.least {
				t.Errorf("%s %s on paper: %.1f, want %.1f", c.class, c.property, got, c.least)
			}
		}
		if got := contrast(colour(t, css, ".area", "fill"), colour(t, css, "text", "fill")); got < 4.5 {
			t.Errorf("text over an area: %.1f", got)
		}
	}
}

func colour(t *testing.T, css, class, property string) float64 {
	t.Helper()
	rule := regexp.MustCompile(regexp.QuoteMeta(class) + `\{[^}]*` + property + `:#([0-9a-f]{6})`).FindStringSubmatch(css)
	if rule == nil {
		t.Fatalf("%s has no %s in %s", class, property, css)
	}
	n, err := strconv.ParseUint(rule[1], 16, 32)
	if err != nil {
		t.Fatal(err)
	}
	l := 0.0
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		c := float64(n>>(16-8*i)&0xff) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}

func contrast(a, b float64) float64 { return (max(a, b) + 0.05) / (min(a, b) + 0.05) }

func TestWrap(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.String().Draw(t, "text")
		room := float64(rapid.IntRange(40, 400).Draw(t, "room"))
		most := rapid.IntRange(0, 3).Draw(t, "most")
		lines := wrap(s, 13, room, most)
		if most > 0 && len(lines) > most {
			t.Fatalf("%d lines", len(lines))
		}
		for _, l := range lines {
			if width(l, 13) > room && len([]rune(l)) > 2 {
				t.Fatalf("%q is wider than %v", l, room)
			}
		}
		if joined := strings.Join(lines, " "); !strings.Contains(joined, "…") && joined != strings.Join(strings.Fields(s), " ") {
			t.Fatalf("%q became %q", s, joined)
		}
	})
}

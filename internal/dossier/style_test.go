package dossier

import (
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

var token = regexp.MustCompile(`--([a-z-]+): (#[0-9a-f]{3,6});`)

// tokens reads the colours of one :root block of the style.
func tokens(block string) map[string]string {
	out := map[string]string{}
	for _, m := range token.FindAllStringSubmatch(block, -1) {
		out[m[1]] = m[2]
	}
	return out
}

func luminance(t *testing.T, hex string) float64 {
	t.Helper()
	hex = strings.TrimPrefix(hex, "#")
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	var l float64
	for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
		n, err := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		if err != nil {
			t.Fatal(err)
		}
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += weight * c
	}
	return l
}

// WCAG 2.2 1.4.3: text at least 4.5 to 1; 1.4.11: shapes at least 3 to 1. In light, dark and print.
func TestContrast(t *testing.T) {
	t.Parallel()
	blocks := strings.Split(style, ":root {")[1:]
	if len(blocks) != 3 {
		t.Fatalf("%d sets of colours, want light, dark and print", len(blocks))
	}
	for i, block := range blocks {
		set := tokens(block[:strings.Index(block, "}")])
		need := map[string]float64{"ink": 4.5, "soft": 4.5, "owed": 4.5, "over": 4.5, "held": 4.5, "met": 4.5, "closed": 4.5, "would": 4.5, "link": 4.5}
		for name, least := range need {
			for _, ground := range []string{"bg", "panel"} {
				a, b := luminance(t, set[name])+0.05, luminance(t, set[ground])+0.05
				if ratio := max(a, b) / min(a, b); ratio < least {
					t.Errorf("set %d: %s on %s is %.2f to 1, want %.1f", i, name, ground, ratio, least)
				}
			}
		}
	}
}

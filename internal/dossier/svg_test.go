package dossier

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// A box is what a text or a shape covers, in the units of its drawing.
type box struct {
	x0, y0, x1, y1 float64
	what           string
}

// checkDrawings holds everything that is drawn inside its drawing, and every label apart from every
// other.
func checkDrawings(t *testing.T, page string) {
	t.Helper()
	for i, svg := range regexp.MustCompile(`(?s)<svg class="pic.*?</svg>`).FindAllString(page, -1) {
		checkDrawing(t, fmt.Sprintf("drawing %d", i+1), svg)
	}
}

func checkDrawing(t *testing.T, name, svg string) {
	t.Helper()
	var frame box
	var labels []box
	var text *box
	err := walk(svg, func(tok xml.Token) {
		switch x := tok.(type) {
		case xml.StartElement:
			if frame.x1 == 0 && x.Name.Local == "svg" {
				_, err := fmt.Sscanf(attr(x, "viewBox"), "%f %f %f %f", &frame.x0, &frame.y0, &frame.x1, &frame.y1)
				if err != nil {
					t.Fatalf("%s: viewBox: %v", name, err)
				}
				return
			}
			b, ok := shape(x)
			if ok && (b.x0 < frame.x0-1 || b.y0 < frame.y0-3 || b.x1 > frame.x1+1 || b.y1 > frame.y1+1) {
				t.Errorf("%s: <%s> %v is outside of %v", name, x.Name.Local, b, frame)
			}
			text = nil
			if x.Name.Local == "text" && attr(x, "class") == "" || attr(x, "class") == "l" {
				text = &b
			}
		case xml.CharData:
			if text != nil {
				labels = append(labels, text.with(string(x)))
				text = nil
			}
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range labels {
		if a.x0 < frame.x0-1 || a.x1 > frame.x1+1 {
			t.Errorf("%s: the label %q runs out of the drawing: %v", name, a.what, a)
		}
		for _, b := range labels[:i] {
			if a.x0 < b.x1 && b.x0 < a.x1 && a.y0 < b.y1 && b.y0 < a.y1 {
				t.Errorf("%s: the labels %q and %q overlap", name, a.what, b.what)
			}
		}
	}
}

// with is the box of a label that begins, or for a label on the left ends, at a point.
func (b box) with(s string) box {
	w := textWidth(s, font)
	if b.what == "l" {
		return box{b.x0 - w, b.y0 - 9, b.x0, b.y0 + 2, s}
	}
	return box{b.x0, b.y0 - 9, b.x0 + w, b.y0 + 2, s}
}

func shape(e xml.StartElement) (box, bool) {
	n := func(name string) float64 { f, _ := strconv.ParseFloat(attr(e, name), 64); return f }
	switch e.Name.Local {
	case "rect":
		return box{x0: n("x"), y0: n("y"), x1: n("x") + n("width"), y1: n("y") + n("height")}, true
	case "circle":
		return box{x0: n("cx") - n("r"), y0: n("cy") - n("r"), x1: n("cx") + n("r"), y1: n("cy") + n("r")}, true
	case "text":
		return box{x0: n("x"), y0: n("y"), x1: n("x"), y1: n("y"), what: attr(e, "class")}, true
	case "path":
		return trace(attr(e, "d")), attr(e, "class") != "h"
	}
	return box{}, false
}

var pathPart = regexp.MustCompile(`([MmHhVvLlz])([^MmHhVvLlz]*)`)

// trace follows a path and gives what it covers.
func trace(d string) box {
	var x, y float64
	b := box{x0: 1e9, y0: 1e9, x1: -1e9, y1: -1e9}
	for _, p := range pathPart.FindAllStringSubmatch(d, -1) {
		var v []float64
		for s := range strings.FieldsSeq(strings.ReplaceAll(p[2], ",", " ")) {
			f, _ := strconv.ParseFloat(s, 64)
			v = append(v, f)
		}
		switch p[1] {
		case "M":
			x, y = v[0], v[1]
		case "l":
			x, y = x+v[0], y+v[1]
		case "H":
			x = v[0]
		case "h":
			x += v[0]
		case "V":
			y = v[0]
		case "v":
			y += v[0]
		}
		b = box{x0: min(b.x0, x), y0: min(b.y0, y), x1: max(b.x1, x), y1: max(b.y1, y)}
	}
	return b
}

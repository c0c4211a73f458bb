package picture

import (
	_ "embed"
	"fmt"
	"html/template"
	"math"
	"strings"

	"tocsin"
)

// World is the outline of the world as an SVG picture, 360 wide and 180 high, for the background of a [Map].
//
//go:embed world.svg
var World []byte

// A Mark is a place on a map.
type Mark struct {
	ID, Name string
	At       tocsin.Position
}

// MarkAt is a place by its degrees, WGS 84.
func MarkAt(name string, lat, lon float64) Mark {
	return Mark{ID: name, Name: name, At: tocsin.Position{Lat: lat, Lon: lon}}
}

// A Map is a part of the outline of the world with places on it. Beside each map stands its
// list, for those who cannot see it.
type Map struct {
	Marks []Mark
	World string // address of [World]
}

// The picture of a map: plate carree, degrees as units; as wide as mapMargin degrees round its places.
const (
	mapMargin = 9.0
	mapRatio  = 0.55 // height to width
)

// SVG is the map, cut to its places.
func (m Map) SVG() template.HTML {
	if len(m.Marks) == 0 {
		return ""
	}
	west, east, south, north := 180.0, -180.0, 90.0, -90.0
	for _, p := range m.Marks {
		west, east = math.Min(west, p.At.Lon), math.Max(east, p.At.Lon)
		south, north = math.Min(south, p.At.Lat), math.Max(north, p.At.Lat)
	}
	wide := math.Max(east-west+2*mapMargin, (north-south+mapMargin)/mapRatio)
	x, y, high := (west+east-wide)/2, -(north+south)/2-wide*mapRatio/2, wide*mapRatio
	var s strings.Builder
	fmt.Fprintf(&s, `<svg class="map" viewBox="%.3f %.3f %.3f %.3f" role="img" aria-label="%s">`, x, y, wide, high, template.HTMLEscapeString(m.say()))
	fmt.Fprintf(&s, `<image href="%s" x="-180" y="-90" width="360" height="180" preserveAspectRatio="none"/>`, template.HTMLEscapeString(m.World))
	for _, p := range m.Marks {
		fmt.Fprintf(&s, `<circle class="map-mark" cx="%.4f" cy="%.4f" r="%.3f"/><text class="map-name" x="%.4f" y="%.4f" font-size="%.3f">%s</text>`,
			p.At.Lon, -p.At.Lat, wide/90, p.At.Lon+wide/60, -p.At.Lat+wide/150, wide/36, template.HTMLEscapeString(p.Name))
	}
	s.WriteString(`</svg>`)
	return template.HTML(s.String())
}

func (m Map) say() string {
	names := make([]string, len(m.Marks))
	for i, p := range m.Marks {
		names[i] = p.Name
	}
	return "Map with " + strings.Join(names, ", ")
}

// Where is a position in words.
func (m Mark) Where() string {
	ns, ew := "N", "E"
	if m.At.Lat < 0 {
		ns = "S"
	}
	if m.At.Lon < 0 {
		ew = "W"
	}
	return fmt.Sprintf("%.4f° %s, %.4f° %s", math.Abs(m.At.Lat), ns, math.Abs(m.At.Lon), ew)
}

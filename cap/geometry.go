package cap

import (
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"
)

// A Point is a place in degrees, WGS 84: latitude first (CAP 1.2 3.3.1).
type Point struct{ Lat, Lon float64 }

// A Polygon is a closed ring: at least four points, the last one equal to the first (CAP 1.2 3.2.4 polygon).
// Its edges are straight in latitude and longitude, as senders draw them; CAP does not say.
type Polygon []Point

// A Circle is a centre and a radius in kilometres (CAP 1.2 3.2.4 circle).
type Circle struct {
	Center Point
	Radius float64
}

func (p Point) String() string { return degrees(p.Lat) + "," + degrees(p.Lon) }

func (p Polygon) String() string {
	words := make([]string, len(p))
	for i, v := range p {
		words[i] = v.String()
	}
	return strings.Join(words, " ")
}

func (c Circle) String() string { return c.Center.String() + " " + degrees(c.Radius) }

// degrees writes nine decimals at most, a tenth of a millimetre, and never an exponent.
func degrees(f float64) string {
	if f = math.Round(f*1e9) / 1e9; f == 0 {
		return "0" // never -0
	}
	return strconv.FormatFloat(f, 'f', -1, 64)
}

var errPoint = errors.New("write a point as latitude,longitude in decimal degrees: 55.825,37.39")

// ParsePolygon reads points separated by spaces. It checks each point, not the ring: see [Polygon.Check].
func ParsePolygon(s string) (Polygon, error) {
	var out Polygon
	for word := range strings.FieldsSeq(s) {
		p, err := parsePoint(word)
		if err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	if out == nil {
		return nil, errors.New("leave out an empty polygon")
	}
	return out, nil
}

// ParseCircle reads a centre and a radius: 55.825,37.39 1.5
func ParseCircle(s string) (Circle, error) {
	words := strings.Fields(s)
	if len(words) != 2 {
		return Circle{}, errors.New("write a circle as centre and radius in kilometres: 55.825,37.39 1.5")
	}
	p, err := parsePoint(words[0])
	if err != nil {
		return Circle{}, err
	}
	r, err := parseDecimal(words[1])
	if err != nil {
		return Circle{}, fmt.Errorf("the radius %q is no number of kilometres", clip(words[1]))
	}
	return Circle{p, r}, nil
}

func parsePoint(word string) (Point, error) {
	lat, lon, ok := strings.Cut(word, ",")
	if !ok {
		return Point{}, fmt.Errorf("%q: %w", clip(word), errPoint)
	}
	a, aErr := parseDecimal(lat)
	o, oErr := parseDecimal(lon)
	if aErr != nil || oErr != nil {
		return Point{}, fmt.Errorf("%q: %w", clip(word), errPoint)
	}
	return Point{a, o}, nil
}

// parseDecimal reads digits with one point and a sign: no exponent, no Inf, no hexadecimal.
func parseDecimal(s string) (float64, error) {
	if s == "" || len(s) > 40 || strings.Trim(s, "+-.0123456789") != "" {
		return 0, strconv.ErrSyntax
	}
	return strconv.ParseFloat(s, 64)
}

func (p Point) check() error {
	if math.Abs(p.Lat) > 90 || math.Abs(p.Lon) > 180 || math.IsNaN(p.Lat) || math.IsNaN(p.Lon) {
		return fmt.Errorf("%s lies outside latitude -90 to 90, longitude -180 to 180: latitude stands first", p)
	}
	return nil
}

// Check says what is wrong with a ring, or returns nil.
func (p Polygon) Check() error {
	for _, v := range p {
		if err := v.check(); err != nil {
			return err
		}
	}
	switch {
	case len(p) == 0:
		return errors.New("leave out an empty polygon")
	case p[0] != p[len(p)-1]:
		return errors.New("end the ring with its first point; no point is to be dropped for it")
	case len(p) < 4:
		return fmt.Errorf("a ring has at least 4 points, the last one equal to the first; this one has %d", len(p))
	}
	return nil
}

// Check says what is wrong with a circle, or returns nil. A radius of 0 is a point, which CAP allows.
func (c Circle) Check() error {
	if err := c.Center.check(); err != nil {
		return err
	}
	if !(c.Radius >= 0) || c.Radius > 20040 { // half way round the earth
		return fmt.Errorf("a radius of %s km is none on this earth", degrees(c.Radius))
	}
	return nil
}

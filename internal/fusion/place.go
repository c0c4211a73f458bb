package fusion

import "math"

// The place term: a Gaussian round each point, as wide as the two radii together, against a point
// anywhere in the area from which reports come (fusion.md, "Recommended link score").
const (
	venueRadius = 0.1 // km: what a venue's own extent adds to each radius
	placeCap    = 25  // dB
	placeFloor  = -15 // dB
	earthRadius = 6371.0
)

// place compares where: by venue, then by the map, then by name. Only the finest of them counts,
// because a venue in a city in a country is one thing known, not three. venue reports that the
// venue decided, so that the target says nothing more.
func (s *Scorer) place(a, b *View, say bool) (t Term, counted facetSet, venue bool) {
	t.Name = TermPlace
	byName, shared := Weight(0), ""
	if !a.spot.Known || !b.spot.Known {
		byName, shared = matchNames(a.place, b.place)
	}
	switch {
	case a.venue != "" && a.venue == b.venue:
		t.Weight = weightOf(placeCap)
		because(&t, say, "both name the same venue, %s", a.venue)
		return t, inPlace | inTarget, true
	case a.venue != "" && b.venue != "":
		t.Weight = weightOf(placeFloor)
		because(&t, say, "they name two venues, %s and %s", a.venue, b.venue)
		return t, inPlace | inTarget, true
	case a.spot.Known && b.spot.Known:
		km := a.spot.km(b.spot)
		t.Weight = s.distance(km, a.spot.Radius, b.spot.Radius)
		because(&t, say, "%.1f km apart, known to within %.1f and %.1f km", km, a.spot.Radius, b.spot.Radius)
	case byName > 0:
		t.Weight = byName
		because(&t, say, "both name %q as the place", shared)
	case a.place.known && b.place.known:
		t.Why = "two names of places, and no map says how far apart: counts as not known"
		return t, 0, false
	default:
		t.Why = "not known on both sides"
		return t, 0, false
	}
	return t, inPlace, false
}

// distance is the weight of two points km apart, each known to within a radius (km).
func (s *Scorer) distance(km, r1, r2 float64) Weight {
	s2 := r1*r1 + r2*r2 + venueRadius*venueRadius
	db := 10 * (math.Log10(s.Area/(2*math.Pi*s2)) - km*km/(2*s2)*math.Log10E)
	return weightOf(math.Min(math.Max(db, placeFloor), placeCap))
}

// km is the great-circle distance (haversine).
func (s Spot) km(o Spot) float64 {
	rad := math.Pi / 180
	dLat, dLon := (o.Lat-s.Lat)*rad, (o.Lon-s.Lon)*rad
	h := math.Pow(math.Sin(dLat/2), 2) + math.Cos(s.Lat*rad)*math.Cos(o.Lat*rad)*math.Pow(math.Sin(dLon/2), 2)
	return 2 * earthRadius * math.Asin(math.Min(1, math.Sqrt(h)))
}

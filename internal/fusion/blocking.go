package fusion

import (
	"cmp"
	"math"
	"slices"
)

// Kinds of keys.
const (
	keyVenue    = 'V'
	keyCell     = 'C' // a place cell, at any time
	keyCellWeek = 'W' // a place cell in a week
	keyTimeless = 'T' // a place cell of which no time is known
	keyName     = 'N'
	keySound    = 'S' // a name by its consonants
	keySpelling = 'L' // a name by what its spellings share
	keyWord     = 'R'
	keyWordWeek = 'K'
)

// key mixes a kind with up to two numbers.
func key(kind byte, a, b uint64) uint64 {
	h := uint64(kind)*0x9e3779b97f4a7c15 ^ a
	h = (h ^ h>>31) * 0xbf58476d1ce4e5b9
	h ^= b * 0x94d049bb133111eb
	return (h ^ h>>29) * 0x9e3779b97f4a7c15
}

// appendKeys appends the keys of a view. Those who ask look one week and one place cell around
// them too, so that no border between two cells separates what is near.
func (v *View) appendKeys(keys []uint64, ask bool) []uint64 {
	if v.venue != "" {
		keys = append(keys, key(keyVenue, siteID(v.venue), 0))
	}
	weeks := v.weeks(ask)
	keys = v.appendCells(keys, weeks, ask)
	for _, val := range []value{v.place, v.values[0], v.values[2]} {
		for _, name := range val.names {
			for _, t := range name {
				keys = append(keys, key(keyName, t.id, 0))
				if len(t.consonants) >= 3 {
					keys = append(keys, key(keySound, hash(0, t.consonants), 0))
				}
				for _, k := range t.word.Keys() {
					keys = append(keys, key(keySpelling, k, 0))
				}
			}
		}
	}
	return v.appendWords(keys, weeks)
}

// weeks are the weeks of the window, or of the time at which it was told; nil when neither is
// known or the window is longer than mostWeeks.
func (v *View) weeks(ask bool) []uint64 {
	t := v.window
	if !t.known {
		t = v.told
	}
	from, to := floorDiv(t.from, 7*day), floorDiv(t.to, 7*day)
	if !t.known || to-from >= mostWeeks {
		return nil
	}
	if ask {
		from, to = from-1, to+1
	}
	var out []uint64
	for w := from; w <= to; w++ {
		out = append(out, uint64(w))
	}
	return out
}

func floorDiv(a, b int64) int64 {
	if a < 0 {
		return -((b - 1 - a) / b)
	}
	return a / b
}

// A grid is a way to cut the map into cells, for places that are known about equally well. Whoever
// knows a place to within a city asks for others of that kind in cells so much smaller, of which far
// fewer files are in one.
type grid struct {
	class uint64
	cells float64 // to a degree
}

var (
	everyPlace = grid{0, 1}
	finePlace  = grid{1, 2} // at 60 degrees of latitude a cell is still 28 km wide: beyond, such places contradict
	roughPlace = grid{2, 1}
)

// fine is the radius (km) up to which a place is a fine one.
const fine = 5

// appendCells appends the keys of place and time together. A file is listed among all places and among
// those of its kind; who asks for a fine place looks among the fine ones and the rough ones apart.
func (v *View) appendCells(keys []uint64, weeks []uint64, ask bool) []uint64 {
	switch isFine := v.spot.Radius <= fine; {
	case !v.spot.Known || v.spot.Radius > coarse:
		return keys
	case ask && isFine:
		return v.appendGrid(v.appendGrid(keys, finePlace, weeks, ask), roughPlace, weeks, ask)
	case ask:
		return v.appendGrid(keys, everyPlace, weeks, ask)
	case isFine:
		return v.appendGrid(v.appendGrid(keys, everyPlace, weeks, ask), finePlace, weeks, ask)
	}
	return v.appendGrid(v.appendGrid(keys, everyPlace, weeks, ask), roughPlace, weeks, ask)
}

func (v *View) appendGrid(keys []uint64, g grid, weeks []uint64, ask bool) []uint64 {
	around := int64(0)
	if ask {
		around = 1
	}
	lat, lon, all := int64(math.Floor(v.spot.Lat*g.cells)), int64(math.Floor(v.spot.Lon*g.cells)), int64(360*g.cells)
	for y := lat - around; y <= lat+around; y++ {
		for x := lon - around; x <= lon+around; x++ {
			cell := g.class<<40 | uint64(y+all)<<16 | uint64((x+2*all)%all)
			for _, w := range weeks {
				keys = append(keys, key(keyCellWeek, cell, w))
			}
			if weeks == nil || !ask {
				keys = append(keys, key(keyCell, cell, 0))
			}
			if weeks == nil || ask {
				keys = append(keys, key(keyTimeless, cell, 0))
			}
		}
	}
	return keys
}

// appendWords appends the rarest words, and the next ones by week.
func (v *View) appendWords(keys []uint64, weeks []uint64) []uint64 {
	order := make([]int32, 0, len(v.words))
	for i, w := range v.words {
		if w.share < uncommon || !v.wide {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(a, b int32) int {
		x, y := v.words[a], v.words[b]
		return cmp.Or(cmp.Compare(y.weight, x.weight), cmp.Compare(x.id, y.id))
	})
	for i, o := range order {
		if i >= rareKeys+weekKeys {
			break
		}
		if i < rareKeys {
			keys = append(keys, key(keyWord, v.words[o].id, 0))
		}
		for _, w := range weeks {
			keys = append(keys, key(keyWordWeek, v.words[o].id, w))
		}
	}
	return keys
}

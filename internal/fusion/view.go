package fusion

import (
	"tocsin"
	"tocsin/internal/names"
)

// A Spot is where something is, as well as that is known.
type Spot struct {
	Known  bool
	Lat    float64 // degrees
	Lon    float64
	Radius float64 // km: venue 0.1, city 5, district 30, region 100, country 500
}

// A View is a material as it is compared. Weights of words are those of the moment at which it
// was read.
type View struct {
	spot   Spot // what is compared first stands together
	window span
	told   span
	words  []word        // by id
	count  int           // how many words there are, 0: no text
	wide   bool          // the statistic had seen enough reports to call a word rare
	norm   float64       // length of the vector of weights
	rare   float64       // rarity that all rare words have together
	venue  tocsin.SiteID // of the place, or of the target
	ages   []figure      // by id
	others []figure      // by id
	values [3]value      // target, method, actor
	place  value
	Ref    string
	Sender string
}

type word struct {
	id     uint64
	share  float32 // of all reports, in which it stands
	weight float32 // (1+ln n) * ln(1/share)
	n      uint16
	name   bool
	house  bool     // the sender prints it in most of its reports: a letterhead, the name of its town
	facet  facetSet // the facets whose value has this word
}

type figure struct {
	id    uint64
	share float64
}

// facetSet is a set of facets as bits.
type facetSet uint8

const (
	inPlace facetSet = 1 << iota
	inTarget
	inMethod
	inActor
)

// A value is a facet's value: its names, and its place in the taxonomy, finest level first.
type value struct {
	known  bool
	shown  string
	names  [][]nameToken
	path   []string
	rarest float64 // the highest info of its words
}

type nameToken struct {
	id         uint64
	info       float64 // ln(1/share)
	word       names.Word
	consonants string // for Arabic beside another script
}

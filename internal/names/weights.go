package names

// weight is one weight of the score.
type weight uint8

const (
	wShare weight = iota
	wSlip
	wOther
	wOmitted
	wInitial
	wOrder
	wForm
	fitted // the weights before this one are fitted, those after it are set by hand
	wInitialOmitted
	wThin
	wSpelling
	wFather
	wNotFigure
	wFigureOmitted
	wFormOmitted
	wChance
	nWeights
)

// weights are in points. The fitted ones are those of a logistic regression with a ridge of 1 on
// the first half of the labelled pairs (TestFit fits them again and holds these to the result). The
// others are set by hand: the pairs say too little of them.
var weights = [nWeights]float64{
	wShare:   97,  // when all words agree; each word gives its share
	wSlip:    -38, // a full slip in a rare word
	wOther:   -106,
	wOmitted: -15, // a rare word
	wInitial: -31,
	wOrder:   -30,
	wForm:    -15,

	wInitialOmitted: -10,
	wThin:           -5, // for each 100 points that the evidence is short of enough
	wSpelling:       -5, // so that the exact name comes before its variants
	wFather:         -3,
	wNotFigure:      -106, // as another word
	wFigureOmitted:  -40,
	wFormOmitted:    -3,
	wChance:         -50, // for each 100 points that the evidence is short of the list's length
}

// AlikeFrom and PerhapsFrom are the totals from which on two names are [Alike] and [Perhaps].
// AlikeFrom is where the fit gives even odds.
const (
	AlikeFrom   Points = 0
	PerhapsFrom Points = -40
)

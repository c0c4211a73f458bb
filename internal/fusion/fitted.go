package fusion

// Fitted are the tables of the terms that are measured on texts. They were fitted together, by an
// additive logistic model whose steps never fall, on the 1480 press reports of the training half of
// events/gva (1000 pairs of one incident among those that the index finds); the other half was never
// fitted on. TestFitted fits them again: go test ./internal/fusion -run TestFitted -update.
var Fitted = Tables{
	Told: Table{
		Edges:   []float64{-730, -365, -90, -60, -21, -14, -10, -7, -5, -4, -3, -1, 0},
		Weights: []Weight{-70, -61, -17, -16, 24, 44, 54, 68, 84, 91, 116, 125, 168, 198},
	},
	Names: Table{
		Edges:   []float64{0.598, 0.952, 1.549, 2.545, 3.208},
		Weights: []Weight{0, 23, 44, 51, 56, 73},
	},
	Words: Table{
		Edges:   []float64{2.396, 3.403, 5.702, 6.777, 9.268, 10.555, 19.475},
		Weights: []Weight{-1, 7, 17, 21, 25, 35, 44, 61},
	},
	Share: Table{
		Edges:   []float64{0.047, 0.078, 0.114, 0.147, 0.197, 0.227},
		Weights: []Weight{-2, 28, 41, 47, 70, 73, 81},
	},
	Focus: Table{
		Edges:   []float64{4.735, 6.201, 11.016, 13.213, 24.986, 33.048},
		Weights: []Weight{-3, 34, 37, 51, 68, 76, 115},
	},
	Ages: Table{
		Edges:   []float64{0, 3, 5},
		Weights: []Weight{-23, 38, 84, 95},
	},
	Text: Table{
		Edges:   []float64{0.072, 0.106, 0.135, 0.194},
		Weights: []Weight{-29, 27, 55, 75, 78},
	},
}

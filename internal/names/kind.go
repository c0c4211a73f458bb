package names

// Kind says what a name names. It decides which words count for little and how numbers count.
type Kind string

const (
	// Any is a name of unknown kind: a plate if it has the form of one, an organisation if it has
	// a legal form, a person otherwise.
	Any Kind = ""
	// Person is a human being.
	Person Kind = "person"
	// Organisation is a company, an authority, a group.
	Organisation Kind = "organisation"
	// Place is a town, a street, a building.
	Place Kind = "place"
	// Vessel is a ship, an aircraft or another thing with a name of its own.
	Vessel Kind = "vessel"
	// Plate is the registration plate of a vehicle.
	Plate Kind = "plate"
)

// Kinds are all kinds.
var Kinds = []Kind{Any, Person, Organisation, Place, Vessel, Plate}

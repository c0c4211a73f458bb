package strict_test

import (
	"fmt"

	"tocsin/internal/strict"
)

func ExampleYAML() {
	type Event struct {
		At    string `yaml:"at,required" example:"2024-03-07"`
		Words string `yaml:"words"`
	}
	var file struct {
		Events []Event `yaml:"events,required"`
	}
	source := []byte("events:\n  - wrds: two words\n  - at: 2024-03-07\n")
	doc, err := strict.YAML("case.yaml", source, &file)
	fmt.Print(doc.Excerpt(err))

	var later strict.Problems // checks that need the decoded values
	if file.Events[1].Words == "" {
		later = append(later, doc.Problem("the event says nothing", "", "events", 1, "words"))
	}
	fmt.Println(later.Err())
	// Output:
	// case.yaml:2:5: this event has no `at`; write for example `at: 2024-03-07`
	//     2 |   - wrds: two words
	//       |     ^
	// case.yaml:2:5: unknown key `wrds` in this event; did you mean `words`?
	//     2 |   - wrds: two words
	//       |     ^
	// case.yaml:3:5: the event says nothing
}

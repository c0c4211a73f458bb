package casefile

import "testing"

// TestTemplate holds the template to the format: it is what people begin from.
func TestTemplate(t *testing.T) {
	c, doc, err := Parse("template.yaml", Template())
	if err != nil {
		t.Fatalf("the template is not in order:\n%s", doc.Excerpt(err))
	}
	if !c.Exercise {
		t.Error("the template must be marked as an exercise")
	}
}

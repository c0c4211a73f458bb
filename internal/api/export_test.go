package api

// Described are the types that the document describes, as their comments are found.
func Described() map[string]bool {
	d := &describer{schemas: map[string]schema{}, keys: map[string]bool{}}
	for _, r := range routes() {
		r.describe(d)
	}
	return d.keys
}

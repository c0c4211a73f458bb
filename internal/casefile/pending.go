package casefile

// Placeholder by the lead so that the other packages build: the author of this package deletes
// this file together with writing the real ones.

type things struct{}

func (k *checker) shapes() {}
func (k *checker) order()  {}

// Template is a case to begin from.
func Template() []byte { return nil }

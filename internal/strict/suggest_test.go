package strict

import "testing"

func TestSuggest(t *testing.T) {
	t.Parallel()
	words := []string{"at", "title", "events", "location", "start-time", "заголовок"}
	for _, c := range []struct{ word, want string }{
		{"titel", "title"}, {"tilte", "title"}, {"TITLE", "title"}, {"ttle", "title"}, {"titlees", "title"},
		{"event", "events"}, {"loc", "location"}, {"locations_of", "location"}, {"start_time", "start-time"},
		{"загаловок", "заголовок"}, {"ta", "at"}, {"att", "at"}, {"id", ""}, {"lo", ""}, {"", ""}, {"colour", ""},
	} {
		got, ok := Suggest(c.word, words)
		if got != c.want || ok != (c.want != "") {
			t.Errorf("Suggest(%q) = %q, %v, want %q", c.word, got, ok, c.want)
		}
	}
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "ab", 2}, {"ab", "ba", 1}, {"abc", "abc", 0}, {"abcd", "acbe", 2}, {"a", "wxyz", 100}} {
		if got := distance([]rune(c.a), []rune(c.b)); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

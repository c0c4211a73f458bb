package desk

import "testing"

// TestSame: what asks an officer to lay two files side by side, and what does not.
func TestSame(t *testing.T) {
	t.Parallel()
	for _, x := range []struct {
		a, b string
		want bool
	}{
		{"Crocus City Hall", "Крокус Сити Холл", true},
		{"Crocus City Hall", "Crocus Town Hall", false},
		{"a synagogue in Kaluga", "Kaluga", true},
		{"Kyiv", "Киев", true},
		{"ISIS-K", "ISIS K", true},
		{"Iosif Prigozhin", "Пригожин, Иосиф", true},
		{"Joseph Prigozhin", "Yosif Prigozhin", true},
		{"أيمن الظواهري", "al-Zawahiri, Ayman", true},
		{"North Hall", "South Hall", false},
		{"station 4", "station 5", false},
		{"Crocus Expo", "Crocus City Hall", false},
		{"city police", "city council", false},
		{"Bashar al-Assad", "Hafez al-Assad", false},
		{"Red Square", "Red Army", false},
		{"", "Moscow", false},
		{"the", "hall", false},
	} {
		if got, back := same(x.a, x.b), same(x.b, x.a); got != x.want || back != x.want {
			t.Errorf("%q and %q: %v, the other way %v; want %v", x.a, x.b, got, back, x.want)
		}
	}
}

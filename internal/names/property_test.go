package names

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// drawName draws a name of words that the tables know, that they do not, and of no words at all.
func drawName(t *rapid.T, label string) string {
	word := rapid.OneOf(
		rapid.SampledFrom(strings.Fields(`Muhammad Мухаммад محمد al- bin ибн بن abu Abdul Rahman عبدالرحمن Ivan Ivanovich Иванович И. Юрий Iouri
			Dr. Sheikh Mullah MV Ltd. LLC ООО GmbH Bank 7 42 forty four First Д'Артаньян O'Brien JC Jean-Claude Crocus Крокус Crocуs Cr0cus
			김정은 Kim 李 小龍 オバマ Παπανδρέου ბიძინა North Северная Юг street ул. А123ВС77 y de van Ł ß`)),
		rapid.StringOfN(rapid.RuneFrom([]rune("abcdefghijklmnoprstuvyzABKMöşčабвгджиклмнорстуя'.-,")), 1, 9, -1),
		rapid.StringN(0, 6, -1),
	)
	return strings.Join(rapid.SliceOfN(word, 0, 5).Draw(t, label), rapid.SampledFrom([]string{" ", ", ", "-", ""}).Draw(t, "between"))
}

// TestTotalsAreTheirTerms recomputes each total from the terms that are shown, as they are printed.
func TestTotalsAreTheirTerms(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(Kinds).Draw(t, "kind")
		a, b := drawName(t, "a"), drawName(t, "b")
		l := Compare(kind, a, b)
		checkSum(t, l)
		x := NewIndex()
		x.Add("1", kind, b)
		for i := range rapid.IntRange(0, 3).Draw(t, "others") {
			x.Add(fmt.Sprint(i), rapid.SampledFrom(Kinds).Draw(t, "kind of another"), drawName(t, "another"))
		}
		for _, c := range x.Search(kind, a, 9) {
			checkSum(t, c.Likeness)
		}
	})
}

type failer interface{ Fatalf(string, ...any) }

// checkSum reads the printed lines again and adds them up.
func checkSum(t failer, l Likeness) {
	var sum, total float64
	lines := strings.Split(l.Explain(), "\n")
	n := len(lines) - 3 // the total, the caution, what follows the last line's end
	for _, line := range lines[n-len(l.Terms) : n] {
		var p float64
		if _, err := fmt.Sscan(line, &p); err != nil {
			t.Fatalf("%q shows no points: %v", line, err)
		}
		sum += p
	}
	if _, err := fmt.Sscan(lines[n], &total); err != nil {
		t.Fatalf("%q shows no total: %v", lines[n], err)
	}
	if int(sum*10+1000.5) != int(total*10+1000.5) || fmt.Sprintf("%+.1f", total) != l.Total.String() {
		t.Fatalf("the terms add up to %+.1f, the total is %+.1f (%s)\n%s", sum, total, l.Total, l.Explain())
	}
}

// TestCompareIsSymmetric and that a name is alike itself, however it is cased.
func TestCompareIsSymmetric(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		kind := rapid.SampledFrom(Kinds).Draw(t, "kind")
		a, b := drawName(t, "a"), drawName(t, "b")
		there, back := Compare(kind, a, b), Compare(kind, b, a)
		if there.Total != back.Total || len(there.Terms) != len(back.Terms) || there.Kind != back.Kind {
			t.Fatalf("one way\n%sthe other\n%s", there.Explain(), back.Explain())
		}
		own := Compare(kind, a, a)
		if own.Kind != Plate && len(own.Terms) > 0 && own.Band() != Alike {
			t.Fatalf("a name is not alike itself:\n%s", own.Explain())
		}
		if there.Kind != Plate && own.Kind != Plate && own.Total < there.Total-20 && len(own.Terms) > 0 {
			t.Fatalf("%q is more alike %q than itself:\n%s%s", a, b, there.Explain(), own.Explain())
		}
	})
}

// TestCasedName: a name that is listed in mixed case is alike itself in lower case.
func TestCasedName(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"CHOI, Bu-il", "RI, Hong-il", "YU, Chol U", "CHO, Il-U", "P-671", "Saif-ud-Din Al-Masri", "Jean de la Tour"} {
		if l := Compare(Person, name, strings.ToLower(name)); l.Band() != Alike {
			t.Error(l.Explain())
		}
	}
}

// TestArticles: the small words of a description are no names.
func TestArticles(t *testing.T) {
	t.Parallel()
	for _, p := range [][2]string{{"a synagogue", "the synagogue"}, {"The Crocus hall", "a Crocus hall"}, {"bank of the west", "Bank of West"}} {
		if l := Compare(Any, p[0], p[1]); l.Band() != Alike {
			t.Error(l.Explain())
		}
	}
}

func TestCaseSaysNothing(t *testing.T) {
	t.Parallel()
	people := loadPeople(t)
	rapid.Check(t, func(t *rapid.T) {
		g := people[rapid.IntRange(0, len(people)-1).Draw(t, "region")]
		words := append([]string{"P-671", "y", "U", "il-U", "al-", "B.", "O'Neil", "Ivanovich", "x"}, append(g.given, g.family...)...)
		name := strings.Join(rapid.SliceOfN(rapid.SampledFrom(words), 1, 4).Draw(t, "words"), " ")
		kind := rapid.SampledFrom([]Kind{Person, Organisation, Place, Vessel}).Draw(t, "kind")
		l := Compare(kind, strings.ToUpper(name), strings.ToLower(name))
		if l.Band() != Alike && len(l.Terms) > 0 {
			t.Fatalf("case makes another name:\n%s", l.Explain())
		}
	})
}

// FuzzCompare holds what strangers type as names to what is promised of every likeness.
func FuzzCompare(f *testing.F) {
	for _, s := range [][2]string{
		{"Yevgeny Prigozhin", "Пригожин, Евгений"}, {"أيمن الظواهري", "Ayman al-Zawahiri"}, {"김정은", "Kim Jong Un"},
		{"А123ВС77", "A123BC"}, {"\xff\xfe", "\u202e"}, {"Ig0r", "ⅷ ﬁ"}, {"a. b. c. d. e. f.", "ABCDEF"}, {"กรุงเทพ", "ក្រុង"},
	} {
		for k := range Kinds {
			f.Add(uint8(k), s[0], s[1])
		}
	}
	f.Fuzz(func(t *testing.T, k uint8, a, b string) {
		kind := Kinds[int(k)%len(Kinds)]
		l, back := Compare(kind, a, b), Compare(kind, b, a)
		sum := Points(0)
		for _, term := range l.Terms {
			sum += term.Points
		}
		if sum != l.Total || back.Total != l.Total {
			t.Fatalf("terms %s, total %s, the other way %s", sum, l.Total, back.Total)
		}
		x := NewIndex()
		x.Add("1", kind, a)
		x.Add("2", kind, b)
		x.Search(kind, a, 3)
		x.Search(Any, b, 3)
		if !x.Remove("1") || x.Names() != 1 {
			t.Fatalf("%d names are left of two", x.Names())
		}
	})
}

// FuzzPlate holds what strangers type as plates to one form.
func FuzzPlate(f *testing.F) {
	for _, s := range []string{"А123ВС 77 RUS", "a123bc77", "A1?3BC", "١٢٣ ا ب ح", "34 ABC 1234", "", strings.Repeat("9", 99)} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := readPlate(s)
		if len(p.signs) > longestPlate || p.region < 0 || p.region > len(p.signs) || strings.Trim(p.signs, "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789?") != "" {
			t.Fatalf("readPlate(%q) = %+v", s, p)
		}
		if again := readPlate(p.signs); again.signs != p.signs {
			t.Fatalf("readPlate(%q) = %q, read again %q", s, p.signs, again.signs)
		}
		l := Compare(Plate, s, s)
		for _, term := range l.Terms {
			if term.Why == NotSign || term.Why == Misread {
				t.Fatalf("a plate differs from itself:\n%s", l.Explain())
			}
		}
	})
}

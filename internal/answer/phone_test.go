package answer_test

import (
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/browsertest"
)

// lights are the two in which a telephone shows a page.
var lights = map[string]browsertest.Options{"light": {Phone: true}, "dark": {Phone: true, Dark: true}}

// ours are the words of the page that are not the warning's own, before the first button is reached.
const ours = "h1, main > p, label, summary, button.main"

// fits holds a page to the width of the telephone.
func fits(t *testing.T, b *browsertest.Browser, page string) {
	t.Helper()
	if w := browsertest.Eval[int](b, "document.documentElement.scrollWidth"); w > 390 {
		t.Errorf("%s is %d pixels wide on a screen of 390", page, w)
	}
}

// TestAnswerOnATelephone answers a warning with a thumb: one tap, and no more of our words than are read
// in ten seconds. A reason that speaks of the sender is refused on the page that it was typed on.
func TestAnswerOnATelephone(t *testing.T) {
	for name, o := range lights {
		t.Run(name, func(t *testing.T) {
			w, m, s := asked(t)
			link := s.URL + "/a/" + m.Token
			b := browsertest.Open(t, o)
			b.Expect("422") // what a rule refuses
			b.Expect("404") // the link that is not good
			b.Go(link)
			b.Axe("the answer page, " + name)
			b.Shot("answer-" + name)
			fits(t, b, "the answer page")
			read := b.Reading(ours)
			t.Logf("to read beside the warning: %s", read.Round(time.Second))
			if read > 10*time.Second {
				t.Errorf("our own words take %s to read", read)
			}
			b.Tap("details:last-of-type summary")
			b.Choose("#reason", string(tocsin.KnownFalse))
			b.Fill("#evidence", "It is blackmail, we do not trust them")
			b.Axe("a dismissal, " + name)
			b.Tap("details:last-of-type button")
			b.Until(`document.querySelector(".problem") !== null`)
			b.Axe("a refused dismissal, " + name)
			b.Shot("answer-refused-" + name)
			if got := browsertest.Eval[string](b, `document.querySelector("#evidence").value`); got != "It is blackmail, we do not trust them" {
				t.Errorf("what was typed is %q", got)
			}
			if got := state(t, w); got != tocsin.NotificationOpen {
				t.Errorf("a refused dismissal left it %s", got)
			}

			b.Go(link)
			_, before := b.Effort()
			b.Tap("button.main")
			b.Until(`document.querySelector("p.done") !== null && document.readyState === "complete"`)
			if _, after := b.Effort(); after-before != 1 {
				t.Errorf("%d taps to say that we act on it", after-before)
			}
			b.Axe("answered, " + name)
			b.Shot("answer-done-" + name)
			if got := state(t, w); got != tocsin.NotificationAnswered {
				t.Errorf("one tap left it %s", got)
			}
			b.Go(s.URL + "/a/0123456789abcdefghjkmnpqrstvwxyz")
			b.Axe("a link that is not good, " + name)
			b.Shot("answer-bad-link-" + name)
		})
	}
}

// TestSightingOnATelephone sends what somebody at a door saw: a choice, a sentence and a tap, and so
// little to read that half a minute is enough.
func TestSightingOnATelephone(t *testing.T) {
	for name, o := range lights {
		t.Run(name, func(t *testing.T) {
			w, _, s := asked(t)
			w.Act(us, tocsin.Administrator, client.AddSite{Site: tocsin.Site{ID: "hall", Name: "Harbour & Hall"}})
			w.Act(us, tocsin.SiteManager, client.MakePoster{Site: "hall"})
			code, _, err := w.Desk(us).Poster(t.Context(), "hall")
			if err != nil {
				t.Fatal(err)
			}
			b := browsertest.Open(t, o)
			b.Go(s.URL + "/s/" + code)
			b.Axe("the sighting form, " + name)
			b.Shot("sighting-" + name)
			fits(t, b, "the sighting form")
			read := b.Reading(ours)
			t.Logf("to read: %s", read.Round(time.Second))
			if read > 20*time.Second {
				t.Errorf("the form takes %s to read", read)
			}
			b.Choose("#code", "PHOTO")
			b.Fill("#what", "Filmed the doors at nine")
			b.Tap("button.main")
			b.Until(`document.querySelector("p.done") !== null && document.readyState === "complete"`)
			fields, taps := b.Effort()
			if fields != 2 || taps != 1 {
				t.Errorf("it took %d fields and %d taps", fields, taps)
			}
			b.Axe("sent, " + name)
			b.Shot("sighting-done-" + name)
			seen := w.Snap(us).Sightings
			if len(seen) != 1 || seen[0].Code != "PHOTO" || seen[0].What != "Filmed the doors at nine" {
				t.Errorf("on record is %+v", seen)
			}
		})
	}
}

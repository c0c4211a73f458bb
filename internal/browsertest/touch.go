package browsertest

import (
	"context"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"
)

// thumb is how large, in CSS pixels, what is tapped has to be in each direction (WCAG 2.2, 2.5.5).
const thumb = 44

// Tap taps what a CSS selector finds with a finger, where a person would: in the middle of what can be
// seen of it. What is smaller than a thumb fails the test.
func (b *Browser) Tap(css string) {
	b.t.Helper()
	b.clicks++
	b.Wait(css)
	type spot struct{ X, Y, W, H float64 }
	at := Eval[spot](b, fmt.Sprintf(`(function () { var e = document.querySelector(%q); e.scrollIntoView({block: "center", behavior: "instant"});
		var r = e.getBoundingClientRect(); return {X: r.left + r.width / 2, Y: r.top + r.height / 2, W: r.width, H: r.height}; })()`, css))
	if at.W < thumb || at.H < thumb {
		b.t.Errorf("%s is %.0f by %.0f pixels: too small for a thumb", css, at.W, at.H)
	}
	b.touch(input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: []*input.TouchPoint{{X: at.X, Y: at.Y}}})
	b.touch(input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
}

// touch sends a touch. Its answer can get lost with the page that it leaves: what follows on the tap is
// for the test to wait for.
func (b *Browser) touch(p input.DispatchTouchEventParams) {
	b.t.Helper()
	ctx, stop := context.WithTimeout(b.ctx, 10*time.Second)
	defer stop()
	if _, err := chromedp.Call(ctx, input.DispatchTouchEvent, p); err != nil && ctx.Err() == nil {
		b.t.Fatalf("touch the screen: %v", err)
	}
}

// wordsAMinute is how fast adults read to themselves (Brysbaert 2019: 238 words a minute).
const wordsAMinute = 238

// Reading is how long a person reads what can be seen of the elements that a selector finds.
func (b *Browser) Reading(css string) time.Duration {
	b.t.Helper()
	n := Eval[int](b, fmt.Sprintf(`Array.from(document.querySelectorAll(%q)).reduce(function (n, e) { return n + (e.innerText.match(/\S+/g) || []).length; }, 0)`, css))
	return time.Duration(n) * time.Minute / wordsAMinute
}

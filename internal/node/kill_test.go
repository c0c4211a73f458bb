package node_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/node"
	"tocsin/internal/store"

	"github.com/google/go-cmp/cmp"
)

// rounds is how many strokes are wanted: what the environment says, or so many.
func rounds(t *testing.T, variable string, otherwise int) int {
	t.Helper()
	text := os.Getenv(variable)
	if text == "" {
		return otherwise
	}
	n := 0
	if _, err := fmt.Sscan(text, &n); err != nil || n < 1 {
		t.Fatalf("%s is %q: say how many", variable, text)
	}
	return n
}

// pair is two organisations that are struck together, and what is known of them.
type pair struct {
	order
	hall, city *witness
}

// renew gives the hall a fresh folder, and lets its name be forgotten.
func (p *pair) renew(t *testing.T, in string, round int) {
	t.Helper()
	if err := os.RemoveAll(filepath.Join(p.Apart, string(hall)+".checkpoint")); err != nil {
		t.Fatal(err)
	}
	p.Hall = filepath.Join(in, fmt.Sprintf("hall-%d", round))
	p.hall = newWitness(hall)
}

// hear takes down what a child said.
func (p *pair) hear(t *testing.T, said []line, before int) {
	t.Helper()
	p.hall.listen(t, said, before)
	p.city.listen(t, said, before)
}

// check opens what stroke i of n left and holds it to what was heard. Before the hall's folder is
// given up, and at the end, everything is verified; the city, which grows, ten times in all.
func (p *pair) check(t *testing.T, i, n, keep int) (confirmed int) {
	t.Helper()
	last := i == n-1
	p.hall.apart(t, p.order)
	p.city.apart(t, p.order)
	nodes, err := p.openAll(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		for _, n := range nodes {
			if err := n.Close(); err != nil {
				t.Error(err)
			}
		}
	}()
	confirmed = p.hall.check(t, nodes[0]) + p.city.check(t, nodes[1])
	if i%keep == keep-1 || last {
		p.whole(t, nodes, last || i%max(keep, n/10) < keep)
	}
	return confirmed
}

// whole verifies all of the hall, and of the city if so wished. First the last messages are carried:
// what left the hall has come to the city, once.
func (p *pair) whole(t *testing.T, nodes []*node.Node, cityToo bool) {
	t.Helper()
	if err := carryAll(nodes, func(node.Carriage) {}); err != nil {
		t.Error(err)
	}
	sent, err := nodes[0].Desk.AsOf(t.Context(), nodes[0].Now())
	if err != nil {
		t.Fatal(err)
	}
	came := received(t, nodes[1])
	for _, r := range sent.Sent {
		if n := came[string(r.Release.ID)]; r.Release.To == city && n != 1 {
			t.Errorf("the release %s came to the city %d times", r.Release.ID, n)
		}
	}
	verify(t, nodes[0])
	if cityToo {
		verify(t, nodes[1])
	}
	p.hall.read(t, nodes[0])
	p.city.read(t, nodes[1])
}

const keep = 20 // rounds for which the hall keeps its folder; the city keeps its own through all

// TestKill kills two organisations at work, again and again: every act that was confirmed is
// there, with the same receipt; what was not answered is asked again and is there once; the logs
// grow out of what was seen of them.
func TestKill(t *testing.T) {
	t.Parallel()
	n := rounds(t, "TOCSIN_KILL", 5)
	dir := t.TempDir()
	p := &pair{order: order{Role: "load", City: dir, Apart: t.TempDir(), Producers: 8, Epoch: time.Now()}, city: newWitness(city)}
	confirmed, unanswered := 0, 0
	for i := range n {
		if i%keep == 0 {
			p.renew(t, dir, i)
		}
		p.Run = fmt.Sprintf("k%d", i)
		after, fromStart := time.Duration(rand.IntN(400))*time.Millisecond, i%10 == 9
		if i%10 == 4 {
			after += time.Second // until the checkpoints outside were written
		}
		said, _ := p.struck(t, after, fromStart, func(c *child) {
			if i%2 == 1 { // the moment after an answer
				n := c.heard.Load()
				for late := time.Now().Add(100 * time.Millisecond); c.heard.Load() == n && time.Now().Before(late); {
					runtime.Gosched()
				}
			}
			c.cmd.Process.Kill()
		})
		p.hear(t, said, len(said))
		unanswered += len(p.hall.asked) + len(p.city.asked)
		confirmed += p.check(t, i, n, keep)
		if t.Failed() {
			t.Fatalf("in round %d, killed after %s", i, after)
		}
	}
	t.Logf("%d kills: %d acts were confirmed, none is lost; %d requests were not answered, each is there once", n, confirmed, unanswered)
}

// TestKillOpen kills an organisation while it opens: while its keys, its store and its log are
// made, and while the folder of an older schema is brought to today's. It opens all the same.
func TestKillOpen(t *testing.T) {
	t.Parallel()
	n := max(5, rounds(t, "TOCSIN_KILL", 20)/4)
	for name, fill := range map[string]func(t *testing.T, dir string){
		"founding": func(*testing.T, string) {},
		"migration": func(t *testing.T, dir string) {
			if err := os.CopyFS(dir, os.DirFS("testdata/schema1")); err != nil {
				t.Fatal(err)
			}
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			whole := openOrder(t, fill)
			c := whole.start(t)
			if said, err := c.end(t); err != nil || len(said) != 2 {
				t.Fatalf("%v: %+v", err, said)
			}
			took := c.at[1].Sub(c.at[0])
			want, cut := standing(t, whole), 0
			for i := range n {
				o := openOrder(t, fill)
				for range 1 + i%3 { // some more than once
					c := o.start(t)
					<-c.opened
					time.Sleep(rand.N(took))
					c.cmd.Process.Kill()
					said, _ := c.end(t)
					if len(said) == 1 {
						cut++
					}
				}
				got := standing(t, o)
				if name == "founding" {
					got.Keys = want.Keys // drawn anew
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("after a kill it opens as something else (-whole +killed):\n%s", diff)
				}
			}
			t.Logf("%d folders were opened after one to three kills within %s; %d of the kills came before they were open", n, took, cut)
			if cut == 0 && n >= 50 {
				t.Error("no kill came before it was open")
			}
		})
	}
}

// openOrder is the order to open an organisation in a folder of its own.
func openOrder(t *testing.T, fill func(*testing.T, string)) order {
	t.Helper()
	o := order{Role: "open", Hall: t.TempDir(), Org: "hall", Epoch: time.Now()}
	fill(t, o.Hall)
	return o
}

// state is what an organisation is found to be.
type state struct {
	Keys          string
	Leaves        int64
	Verified      store.Verification
	Reports, Sent int
}

// standing opens an organisation, verifies all of it and has it do something.
func standing(t *testing.T, o order) (s state) {
	t.Helper()
	nodes, err := o.openAll(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	n := nodes[0]
	defer func() {
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	}()
	for _, file := range []string{"log.key", "log.pub", "desk.key", "desk.pub", "person.key"} {
		b, err := os.ReadFile(filepath.Join(o.folder(hall), file))
		if err != nil {
			t.Error(err)
		}
		s.Keys += string(b)
	}
	if left, err := filepath.Glob(filepath.Join(o.folder(hall), "*.*.*.new")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q, %v", left, err)
	}
	if s.Verified, err = node.StoreOf(n).Verify(t.Context(), store.VerifyOptions{}); err != nil {
		t.Fatal(err)
	}
	s.Verified.Checkpoint = nil
	snap, err := n.Desk.AsOf(t.Context(), time.Time{})
	if err != nil {
		t.Fatal(err)
	}
	s.Leaves, s.Reports, s.Sent = snap.Leaves, len(snap.Reports), len(snap.Sent)
	if _, err := n.Client(client.Caller{Role: tocsin.Administrator}).Act(t.Context(), client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall"}}); err != nil {
		t.Error(err)
	}
	verify(t, n)
	return s
}

// TestPublicKeysComeBack: the public half of a key that was lost, or cut off, is made from the key.
func TestPublicKeysComeBack(t *testing.T) {
	t.Parallel()
	o := order{Hall: t.TempDir(), Epoch: time.Now()}
	keys := map[string]string{}
	for _, damage := range []func(string) error{nil, os.Remove, func(path string) error { return os.Truncate(path, 0) }} {
		for _, file := range []string{"log.pub", "desk.pub"} {
			if damage == nil {
				break
			}
			if err := damage(filepath.Join(o.folder(hall), file)); err != nil {
				t.Fatal(err)
			}
		}
		nodes, err := o.openAll(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		if err := nodes[0].Close(); err != nil {
			t.Error(err)
		}
		for _, file := range []string{"log.pub", "desk.pub"} {
			b, err := os.ReadFile(filepath.Join(o.folder(hall), file))
			if was := keys[file]; err != nil || len(b) == 0 || was != "" && was != string(b) {
				t.Errorf("%s is %q (%v), and was %q", file, b, err, was)
			}
			keys[file] = string(b)
		}
	}
}

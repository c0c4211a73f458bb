package node_test

import (
	"bufio"
	"bytes"
	"context"
	"database/sql/driver"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"modernc.org/sqlite"
)

// What a stroke from outside does to an organisation is tested with another process: this test
// program, run again with an order.
const childOrder = "TOCSIN_NODE_CHILD"

func TestMain(m *testing.M) {
	if text := os.Getenv(childOrder); text != "" {
		var o order
		out := &speaker{}
		if err := errors.Join(json.Unmarshal([]byte(text), &o), o.play(out)); err != nil {
			out.say(line{Fault: err.Error()})
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// play runs in the child.
func (o order) play(out *speaker) error {
	var writers []sqlite.ExecQuerierContext
	if o.Normal {
		sqlite.RegisterConnectionHook(func(c sqlite.ExecQuerierContext, source string) error {
			if strings.Contains(source, "mode=rw") {
				writers = append(writers, c)
			}
			return nil
		})
	}
	out.say(line{Says: "begin"})
	nodes, err := o.openAll(context.Background())
	if err != nil {
		return err
	}
	out.say(line{Says: "open"})
	for _, w := range writers { // nobody writes yet
		if err := weaken(w); err != nil {
			return err
		}
	}
	if o.Normal && len(writers) != 2*len(nodes) { // the committer's, and the mover's
		return fmt.Errorf("%d connections write for %d organisations", len(writers), len(nodes))
	}
	l := &load{order: o, out: out, nodes: nodes}
	switch o.Role {
	case "load":
		l.work()
		return errors.New("the work came to an end")
	case "bulk":
		h := l.hands(nodes[0], "bulk")
		h.found()
		for i := range 1 + int(time.Now().UnixNano()%40) {
			h.warn(i)
		}
		return errors.Join(h.err, nodes[0].Close())
	}
	for _, n := range nodes { // "open"
		err = errors.Join(err, n.Close())
	}
	return err
}

// weaken sets synchronous=NORMAL on a connection.
func weaken(w sqlite.ExecQuerierContext) error {
	if _, err := w.ExecContext(context.Background(), `PRAGMA synchronous = NORMAL`, nil); err != nil {
		return err
	}
	rows, err := w.QueryContext(context.Background(), `PRAGMA synchronous`, nil)
	if err != nil {
		return err
	}
	defer rows.Close()
	got := []driver.Value{nil}
	if err := rows.Next(got); err != nil || got[0] != int64(1) {
		return fmt.Errorf("synchronous is %v (%v)", got[0], err)
	}
	return nil
}

// A child is under way.
type child struct {
	cmd    *exec.Cmd
	lines  chan []string // all that it said, when it has ended
	n      atomic.Int64  // lines that were read
	heard  atomic.Int64  // answers among them
	at     []time.Time   // when the first two of them came
	opened chan bool     // closed at the first line
	first  chan bool     // closed at the first answer
	stderr bytes.Buffer
}

// start starts a child. It has a minute at most.
func (o order) start(t *testing.T) *child {
	t.Helper()
	text, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	c := &child{cmd: exec.CommandContext(ctx, self), lines: make(chan []string, 1), opened: make(chan bool), first: make(chan bool)}
	c.cmd.Env = append(os.Environ(), childOrder+"="+string(text))
	c.cmd.Stderr = &c.stderr
	out, err := c.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		cancel()
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cancel()
		c.cmd.Wait() // again, if it has ended
	})
	go func() {
		var all []string
		opened := false
		for in := bufio.NewReaderSize(out, 1<<20); ; {
			text, err := in.ReadString('\n')
			if err != nil { // a last line without an end was cut off
				break
			}
			if all = append(all, text); len(all) < 3 {
				c.at = append(c.at, time.Now())
			}
			c.n.Add(1)
			if !opened {
				opened = true
				close(c.opened)
			}
			if strings.Contains(text, `"heard":`) && c.heard.Add(1) == 1 {
				close(c.first)
			}
		}
		if !opened {
			close(c.opened)
		}
		c.lines <- all
	}()
	return c
}

// end waits for the child to end and returns what it said, and how it ended.
func (c *child) end(t *testing.T) ([]line, error) {
	t.Helper()
	var out []line
	for _, text := range <-c.lines {
		var l line
		if err := json.Unmarshal([]byte(text), &l); err != nil {
			t.Fatalf("the child says %q: %v", text, err)
		}
		out = append(out, l)
	}
	err := c.cmd.Wait()
	if s := c.stderr.String(); strings.Contains(s, "DATA RACE") || t.Failed() && s != "" {
		t.Errorf("the child says, besides: %.4000s", s)
	}
	return out, err
}

// struck starts a child, strikes some time after its first answer, or after it was started, and
// returns what it said, and how much of that was heard before the stroke. strike brings the child
// to its end.
func (o order) struck(t *testing.T, after time.Duration, fromStart bool, strike func(*child)) (said []line, before int) {
	t.Helper()
	c := o.start(t)
	from := c.first
	if fromStart {
		from = make(chan bool)
		close(from)
	}
	select {
	case <-from:
	case said := <-c.lines:
		c.lines <- said
		_, err := c.end(t)
		t.Fatalf("the child ended before the stroke: %v: %s", err, strings.Join(said[max(0, len(said)-3):], ""))
	}
	time.Sleep(after)
	before = int(c.n.Load())
	strike(c)
	said, _ = c.end(t)
	return said, before
}

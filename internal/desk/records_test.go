package desk_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/desk"
	"tocsin/internal/tocsintest"

	"github.com/google/go-cmp/cmp"
)

var house = desk.Viewer{All: true}

// pages reads a list to its end, page by page.
func pages(t testing.TB, d *desk.Desk, q desk.Query) (all []desk.Item) {
	t.Helper()
	for {
		p, err := d.Records(t.Context(), house, q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		if len(p.Items) > q.Limit && q.Limit > 0 {
			t.Fatalf("%+v: %d items", q, len(p.Items))
		}
		all = append(all, p.Items...)
		if q.Cursor = p.Next; p.Next == "" {
			return all
		}
	}
}

// shelfOf finds a kind's records in a snapshot, by the type of what the kind holds.
func shelfOf(s desk.Snapshot, kind string) (out []string) {
	want := reflect.TypeOf(desk.NounOf(kind)).Elem()
	v := reflect.ValueOf(s)
	for i := range v.NumField() {
		if f := v.Field(i); f.Kind() == reflect.Slice && f.Type().Elem() == want && v.Type().Field(i).IsExported() {
			for j := range f.Len() {
				b, err := json.Marshal(f.Index(j).Interface())
				if err != nil {
					panic(err)
				}
				out = append(out, string(b))
			}
		}
	}
	return out
}

// TestRecordsAreTheGlance: whatever is read by the page or one by one is what a glance at the whole
// shows, as masked as there.
func TestRecordsAreTheGlance(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	for i := range 3 {
		if _, err := take(t, w, guard, embassy, "release", talkative(t, tocsin.ReleaseID(fmt.Sprint("rel-", i)))); err != nil {
			t.Fatal(err)
		}
	}
	w.RefusedAs(guard, client.Caller{Role: tocsin.WarningOfficer}, client.Dismiss{Received: w.Snap(guard).Received[0].ID, Reason: "other", Words: "x"}, tocsin.RuleDismissalReason)
	whole, some := w.Snap(guard), 0
	for _, kind := range desk.Readable() {
		for _, limit := range []int{1, 2, 500} {
			var got []string
			for _, x := range pages(t, w.Desk(guard), desk.Query{Kind: kind, Order: desk.OrderOldest, Limit: limit}) {
				one, err := w.Desk(guard).Record(t.Context(), house, kind, x.Ref.ID)
				if err != nil {
					t.Fatal(err)
				}
				b, err := json.Marshal(x.Noun)
				alone, aerr := json.Marshal(one.Noun)
				if err := errors.Join(err, aerr); err != nil {
					t.Fatal(err)
				}
				if diff := cmp.Diff(string(b), string(alone)); diff != "" {
					t.Errorf("%s alone is another:\n%s", x.Ref, diff)
				}
				got = append(got, string(b))
			}
			if some += len(got); !cmp.Equal(shelfOf(whole, kind), got) {
				t.Errorf("%ss, %d a page:\n%s", kind, limit, cmp.Diff(shelfOf(whole, kind), got))
			}
			for _, text := range got {
				for _, word := range []string{"Norland", "norland", string(embassy)} {
					if kind == tocsin.KindReceived && strings.Contains(text, word) {
						t.Errorf("%s tells %q", kind, word)
					}
				}
			}
		}
	}
	if some < 20 {
		t.Errorf("only %d records were compared", some)
	}
}

// TestRecordsFilterAndOrder filters, orders and counts, and turns pages while records come.
func TestRecordsFilterAndOrder(t *testing.T) {
	t.Parallel()
	w := tocsintest.New(t, tocsintest.Options{}, "hall")
	w.Meet(tocsin.Org{ID: "hall", Name: "Hall"})
	title := func(items []desk.Item) (out []string) {
		for _, x := range items {
			out = append(out, x.Noun.(*tocsin.Threat).Title)
		}
		return out
	}
	open := func(i int, end time.Duration) tocsin.ThreatID {
		p := tocsin.Part{ID: "hall", Name: "hall"}
		if end != 0 {
			p.Window = tocsin.Window{Start: tocsin.At(tocsintest.Start), End: tocsin.At(tocsintest.Start.Add(end))}
		}
		return tocsin.ThreatID(w.Act("hall", tocsin.DutyOfficer, client.OpenThreat{Threat: tocsin.Threat{Title: fmt.Sprint(i), Parts: []tocsin.Part{p}}}).Object.ID)
	}
	closed := open(0, 72*time.Hour)
	for i, end := range []time.Duration{48 * time.Hour, 0, 24 * time.Hour} {
		open(i+1, end)
	}
	for _, role := range []tocsin.Role{tocsin.WarningOfficer, tocsin.Approver} {
		w.Act("hall", role, client.DecidePart{Threat: closed, Decision: tocsin.ReviewDecision{End: tocsin.CloseDisrupted, Reason: "both were arrested", Evidence: "the order of the court", Successor: "normal"}})
	}
	d := w.Desk("hall")
	for _, c := range []struct {
		q    desk.Query
		want []string
	}{
		{desk.Query{}, []string{"3", "2", "1", "0"}},
		{desk.Query{State: tocsin.PartOpen}, []string{"3", "2", "1"}},
		{desk.Query{State: tocsin.PartClosed}, []string{"0"}},
		{desk.Query{Order: desk.OrderDue}, []string{"3", "1"}},
		{desk.Query{DueBefore: tocsintest.Start.Add(25 * time.Hour)}, []string{"3"}},
		{desk.Query{State: "never"}, nil},
		{desk.Query{Parent: "nobody"}, nil},
	} {
		c.q.Kind, c.q.Limit, c.q.Count = tocsin.KindThreat, 2, true
		if got := title(pages(t, d, c.q)); !cmp.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.q, got, c.want)
		}
		if p, err := d.Records(t.Context(), house, c.q); err != nil || p.Total != int64(len(c.want)) || p.More {
			t.Errorf("%+v: %d in all, %t (%v)", c.q, p.Total, p.More, err)
		}
	}
	q := desk.Query{Kind: tocsin.KindThreat, Limit: 2}
	p, err := d.Records(t.Context(), house, q)
	if err != nil {
		t.Fatal(err)
	}
	open(4, 0) // somebody writes while the page is turned
	q.Cursor = p.Next
	next, err := d.Records(t.Context(), house, q)
	if got := append(title(p.Items), title(next.Items)...); err != nil || !cmp.Equal(got, []string{"3", "2", "1", "0"}) {
		t.Errorf("%v (%v)", got, err)
	}
}

// TestRecordsRefuse: what cannot be asked is refused, and what may not be read is not there.
func TestRecordsRefuse(t *testing.T) {
	t.Parallel()
	w := newWorld(t)
	d := w.Desk(guard)
	p, err := d.Records(t.Context(), house, desk.Query{Kind: tocsin.KindOrg, Limit: 1})
	if err != nil || p.Next == "" {
		t.Fatalf("%+v, %v", p, err)
	}
	for name, q := range map[string]desk.Query{
		"a protected source":         {Kind: tocsin.KindSource},
		"a sealed name":              {Kind: tocsin.KindPerson},
		"no kind":                    {},
		"too many":                   {Kind: tocsin.KindOrg, Limit: 501},
		"less than none":             {Kind: tocsin.KindOrg, Limit: -1},
		"no order":                   {Kind: tocsin.KindOrg, Order: "label"},
		"a cursor of another order":  {Kind: tocsin.KindOrg, Order: desk.OrderOldest, Cursor: p.Next},
		"a cursor of another filter": {Kind: tocsin.KindOrg, State: "x", Cursor: p.Next},
		"a cursor somebody made up":  {Kind: tocsin.KindOrg, Cursor: "AAAA"},
		"a cursor that was changed":  {Kind: tocsin.KindOrg, Cursor: p.Next[:len(p.Next)-3] + "AAA"},
		"no cursor at all":           {Kind: tocsin.KindOrg, Cursor: "*"},
	} {
		if _, err := d.Records(t.Context(), house, q); !refusedBy(err, tocsin.RuleForm) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := d.Records(t.Context(), desk.Viewer{Role: tocsin.Analyst}, desk.Query{Kind: tocsin.KindOrg, Cursor: p.Next}); !refusedBy(err, tocsin.RuleForm) {
		t.Errorf("another's cursor: %v", err)
	}
	if _, err := d.Records(t.Context(), desk.Viewer{}, desk.Query{Kind: tocsin.KindOrg}); !refusedBy(err, tocsin.RulePermission) {
		t.Errorf("nobody: %v", err)
	}
	var none *desk.NotHere
	for _, ref := range []tocsin.Ref{{Kind: tocsin.KindSource, ID: "x"}, {Kind: tocsin.KindThreat, ID: "x"}} {
		if _, err := d.Record(t.Context(), house, ref.Kind, ref.ID); !errors.As(err, &none) {
			t.Errorf("%s: %v", ref, err)
		}
	}
}

func refusedBy(err error, rule tocsin.Rule) bool {
	r, ok := errors.AsType[*tocsin.Refusal](err)
	return ok && r.Rule == rule
}

package api_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/client"
	"tocsin/internal/api"
	"tocsin/internal/identity"
	"tocsin/internal/node"
)

// An office is one organisation's API on loopback. Who asks says so in a header: the tests of
// package identity hold what stands there in earnest.
type office struct {
	t    testing.TB
	node *node.Node
	url  string
	stop chan struct{}
}

func newOffice(t testing.TB) *office {
	t.Helper()
	n, err := node.Open(t.Context(), t.TempDir(), "hall", node.Options{})
	if err != nil {
		t.Fatal(err)
	}
	o := &office{t: t, node: n, stop: make(chan struct{})}
	h := api.Handler(api.Options{Desk: n.Desk, Version: "test", Stop: o.stop})
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		r = r.WithContext(api.NewRequest().With(r.Context()))
		r.Body = http.MaxBytesReader(w, r.Body, 2<<20)
		if who := r.Header.Get("Test-Account"); who != "" {
			p := identity.Principal{Account: who, Roles: tocsin.Roles, Role: tocsin.Role(r.Header.Get("Test-Role"))}
			if s := r.Header.Get("Test-Scope"); s != "" {
				p.Scopes = strings.Split(s, " ")
			}
			r = r.WithContext(identity.With(r.Context(), p))
		}
		h.ServeHTTP(w, r)
	}))
	o.url = srv.URL
	t.Cleanup(func() {
		close(o.stop)
		srv.Close()
		if err := n.Close(); err != nil {
			t.Error(err)
		}
	})
	o.act(tocsin.Administrator, client.Admit{Org: tocsin.Org{ID: "hall", Name: "Hall", Kind: tocsin.OrgOperator}})
	return o
}

// do sends a request as a role, with headers in pairs.
func (o *office) do(role tocsin.Role, method, path, body string, headers ...string) (*http.Response, []byte) {
	o.t.Helper()
	r, err := http.NewRequestWithContext(o.t.Context(), method, o.url+path, strings.NewReader(body))
	if err != nil {
		o.t.Fatal(err)
	}
	if role != "" {
		r.Header.Set("Test-Account", "account of the "+string(role))
		r.Header.Set("Test-Role", string(role))
	}
	if body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	for i := 0; i < len(headers); i += 2 {
		r.Header.Set(headers[i], headers[i+1])
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	b, err := io.ReadAll(answer.Body)
	if err != nil {
		o.t.Fatal(err)
	}
	return answer, b
}

var keys int

// act sends a message that must be done.
func (o *office) act(role tocsin.Role, m client.Message) client.Receipt {
	o.t.Helper()
	in, err := json.Marshal(m)
	if err != nil {
		o.t.Fatal(err)
	}
	keys++
	answer, b := o.do(role, "POST", "/api/v1/messages/"+m.Name(), `{"input":`+string(in)+`}`, "Idempotency-Key", fmt.Sprint("key-", keys))
	if answer.StatusCode != 200 {
		o.t.Fatalf("%s: %d %s", m.Name(), answer.StatusCode, b)
	}
	var r client.Receipt
	if err := json.Unmarshal(b, &r); err != nil {
		o.t.Fatal(err)
	}
	return r
}

func problem(t testing.TB, b []byte) api.Problem {
	t.Helper()
	var p api.Problem
	if err := json.Unmarshal(b, &p); err != nil {
		t.Fatalf("%s: %v", b, err)
	}
	return p
}

func TestActsAreDoneOnce(t *testing.T) {
	o := newOffice(t)
	body := `{"input":{"report":{"title":"A van","text":"A van stood there."}}}`
	_, first := o.do(tocsin.Analyst, "POST", "/api/v1/messages/report.record", body, "Idempotency-Key", "k1")
	again, second := o.do(tocsin.Analyst, "POST", "/api/v1/messages/report.record", body, "Idempotency-Key", `"k1"`)
	if string(first) != string(second) || again.StatusCode != 200 {
		t.Errorf("%s\n%s", first, second)
	}
	other, b := o.do(tocsin.Analyst, "POST", "/api/v1/messages/report.record", strings.Replace(body, "A van", "A car", 1), "Idempotency-Key", "k1")
	if p := problem(t, b); other.StatusCode != 409 || p.Rule != tocsin.RuleState {
		t.Errorf("another input under the key: %d %s", other.StatusCode, b)
	}
	if _, b := o.do(tocsin.Analyst, "GET", "/api/v1/records/report?count=true", ""); !strings.Contains(string(b), `"total":1`) {
		t.Errorf("%s", b)
	}
}

func TestProblems(t *testing.T) {
	o := newOffice(t)
	for name, c := range map[string]struct {
		role               tocsin.Role
		method, path, body string
		headers            []string
		status             int
		rule               tocsin.Rule
	}{
		"nobody":            {"", "GET", "records/org", "", nil, 401, tocsin.RulePermission},
		"nobody acts":       {"", "POST", "messages/org.admit", "{}", []string{"Idempotency-Key", "a"}, 401, tocsin.RulePermission},
		"no such path":      {tocsin.Analyst, "GET", "nothing", "", nil, 404, ""},
		"no such message":   {tocsin.Analyst, "POST", "messages/report.burn", "{}", nil, 404, ""},
		"no such kind":      {tocsin.Analyst, "GET", "records/secret", "", nil, 404, ""},
		"protected sources": {tocsin.Analyst, "GET", "records/source", "", nil, 404, ""},
		"sealed names":      {tocsin.Analyst, "GET", "records/person", "", nil, 404, ""},
		"no such record":    {tocsin.Analyst, "GET", "records/threat/x", "", nil, 404, ""},
		"another method":    {tocsin.Analyst, "DELETE", "records/threat/x", "", nil, 405, ""},
		"read a message":    {tocsin.Analyst, "GET", "messages/org.admit", "", nil, 405, ""},
		"a form":            {tocsin.Analyst, "POST", "messages/org.admit", "a=b", []string{"Content-Type", "application/x-www-form-urlencoded", "Idempotency-Key", "a"}, 415, ""},
		"no key":            {tocsin.Administrator, "POST", "messages/org.admit", "{}", nil, 400, tocsin.RuleForm},
		"a long key":        {tocsin.Administrator, "POST", "messages/org.admit", "{}", []string{"Idempotency-Key", strings.Repeat("k", 129)}, 400, tocsin.RuleForm},
		"not JSON":          {tocsin.Administrator, "POST", "messages/org.admit", "{", []string{"Idempotency-Key", "a"}, 422, tocsin.RuleForm},
		"unknown field":     {tocsin.Administrator, "POST", "messages/org.admit", `{"input":{"org":{"trust":1}}}`, []string{"Idempotency-Key", "a"}, 422, tocsin.RuleForm},
		"another person":    {tocsin.Administrator, "POST", "messages/org.admit", `{"person":"x"}`, []string{"Idempotency-Key", "a"}, 422, tocsin.RuleForm},
		"no such role":      {tocsin.Administrator, "POST", "messages/org.admit", `{"as":"king"}`, []string{"Idempotency-Key", "a"}, 403, tocsin.RulePermission},
		"not this role":     {tocsin.Inspector, "POST", "messages/org.admit", `{}`, []string{"Idempotency-Key", "a"}, 403, tocsin.RulePermission},
		"not this token":    {tocsin.Administrator, "POST", "messages/org.admit", `{}`, []string{"Idempotency-Key", "a", "Test-Scope", "report.record"}, 403, tocsin.RulePermission},
		"not to read":       {tocsin.Administrator, "GET", "records/org", "", []string{"Test-Scope", "report.record"}, 403, tocsin.RulePermission},
		"too large":         {tocsin.Administrator, "POST", "messages/org.admit", strings.Repeat(" ", 3<<20), []string{"Idempotency-Key", "a"}, 413, ""},
		"unknown parameter": {tocsin.Analyst, "GET", "records/org?trust=1", "", nil, 422, tocsin.RuleForm},
		"parameter twice":   {tocsin.Analyst, "GET", "records/org?limit=1&limit=2", "", nil, 422, tocsin.RuleForm},
		"limit of none":     {tocsin.Analyst, "GET", "records/org?limit=0", "", nil, 422, tocsin.RuleForm},
		"no moment":         {tocsin.Analyst, "GET", "records/org?due_before=soon", "", nil, 422, tocsin.RuleForm},
		"a made-up cursor":  {tocsin.Analyst, "GET", "records/org?cursor=abc", "", nil, 422, tocsin.RuleForm},
		"a made-up event":   {tocsin.Analyst, "GET", "stream", "", []string{"Last-Event-ID", "7"}, 422, tocsin.RuleForm},
	} {
		answer, b := o.do(c.role, c.method, "/api/v1/"+c.path, c.body, c.headers...)
		p := problem(t, b)
		if answer.StatusCode != c.status || p.Status != c.status || p.Rule != c.rule || p.Request == "" || p.Detail == "" || answer.Header.Get("Content-Type") != "application/problem+json" {
			t.Errorf("%s: %d %s %s", name, answer.StatusCode, answer.Header.Get("Content-Type"), b)
		}
	}
}

// TestRefusalHasItsRecord: a rule's refusal comes with its rule, what to do instead, and its leaf.
func TestRefusalHasItsRecord(t *testing.T) {
	o := newOffice(t)
	answer, b := o.do(tocsin.Inspector, "POST", "/api/v1/messages/report.record", `{"input":{"report":{"title":"A van"}}}`, "Idempotency-Key", "k")
	p := problem(t, b)
	if answer.StatusCode != 403 || p.Rule != tocsin.RulePermission || p.Instead == "" || p.Leaf == nil || len(p.Receipt) == 0 {
		t.Errorf("%d %s", answer.StatusCode, b)
	}
}

func TestRecordsOverHTTP(t *testing.T) {
	o := newOffice(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, o.act(tocsin.Analyst, client.RecordReport{Report: tocsin.Report{Title: fmt.Sprint("report ", i), Text: "words"}}).Object.ID)
	}
	var got []string
	path := "/api/v1/records/report?order=oldest&limit=2"
	for path != "" {
		answer, b := o.do(tocsin.Analyst, "GET", path, "")
		var page client.Page
		if err := json.Unmarshal(b, &page); err != nil || answer.StatusCode != 200 {
			t.Fatalf("%s: %s", path, b)
		}
		for _, x := range page.Items {
			got = append(got, x.ID)
		}
		path = ""
		if link := answer.Header.Get("Link"); link != "" {
			path = strings.TrimPrefix(strings.Split(link, ">")[0], "<")
		}
	}
	if strings.Join(got, " ") != strings.Join(ids, " ") {
		t.Errorf("got %v, want %v", got, ids)
	}
	one := "/api/v1/records/report/" + ids[0]
	answer, b := o.do(tocsin.Analyst, "GET", one, "")
	tag := answer.Header.Get("ETag")
	if answer.StatusCode != 200 || tag == "" || !strings.Contains(string(b), `"title":"report 0"`) {
		t.Errorf("%d %s %s", answer.StatusCode, tag, b)
	}
	if answer, b := o.do(tocsin.Analyst, "GET", one, "", "If-None-Match", `"x", W/`+tag); answer.StatusCode != 304 || len(b) > 0 {
		t.Errorf("what the client has: %d %s", answer.StatusCode, b)
	}
	o.act(tocsin.DutyOfficer, client.GradeReport{Report: tocsin.ReportID(ids[0]), Reliability: "B", Credibility: 2})
	if answer, _ := o.do(tocsin.Analyst, "GET", one, "", "If-None-Match", tag); answer.StatusCode != 200 || answer.Header.Get("ETag") == tag {
		t.Errorf("what changed: %d", answer.StatusCode)
	}
}

// events reads a stream: ids and data of its changes, until n came or it ends.
func (o *office) events(role tocsin.Role, last string, n int) (ids, data []string) {
	o.t.Helper()
	r, err := http.NewRequestWithContext(o.t.Context(), "GET", o.url+"/api/v1/stream", nil)
	if err != nil {
		o.t.Fatal(err)
	}
	r.Header.Set("Test-Account", string(role))
	r.Header.Set("Test-Role", string(role))
	if last != "" {
		r.Header.Set("Last-Event-ID", last)
	}
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		o.t.Fatal(err)
	}
	defer answer.Body.Close()
	timer := time.AfterFunc(20*time.Second, func() { answer.Body.Close() })
	defer timer.Stop()
	in, id := bufio.NewScanner(answer.Body), ""
	in.Buffer(nil, 1<<20)
	for in.Scan() {
		name, value, _ := strings.Cut(in.Text(), ": ")
		switch {
		case name == "id":
			id = value
		case name == "data":
			if ids, data = append(ids, id), append(data, value); len(data) > n {
				return ids, data
			}
		}
	}
	return ids, data
}

// TestStreamResumesWithoutAGap: however often a reader is cut off, and whatever is recorded
// meanwhile, it gets every act once and in order.
func TestStreamResumesWithoutAGap(t *testing.T) {
	o := newOffice(t)
	ids, data := o.events(tocsin.Analyst, "", 0) // hello
	if len(ids) != 1 || data[0] != "{}" {
		t.Fatalf("%v %v", ids, data)
	}
	last, done := ids[0], make(chan []string)
	const acts = 60
	go func() {
		var all []string
		for i := range acts {
			c := o.node.Client(client.Caller{Role: tocsin.Analyst})
			r, err := c.Act(o.t.Context(), client.RecordReport{Report: tocsin.Report{Title: fmt.Sprint(i), Text: "words"}})
			if err != nil {
				t.Error(err)
			}
			all = append(all, r.Object.ID)
		}
		done <- all
	}()
	var got []string
	for round := 1; len(got) < acts; round++ {
		ids, data := o.events(tocsin.Analyst, last, min(1+round%7, acts-len(got)))
		if len(ids) < 2 {
			t.Fatalf("the stream ended after %d", len(got))
		}
		for _, d := range data[1:] {
			var c client.Change
			if err := json.Unmarshal([]byte(d), &c); err != nil || c.Act != "report.record" || len(c.Records) == 0 {
				t.Fatalf("%s: %v", d, err)
			}
			got = append(got, c.Records[0].ID)
		}
		last = ids[len(ids)-1]
	}
	if want := <-done; strings.Join(got, " ") != strings.Join(want, " ") {
		t.Errorf("got %d\n%v\nwant %d\n%v", len(got), got, len(want), want)
	}
}

// TestStreamSaysNothingOfSources: an act on what nobody may read leaves no trace in the stream.
func TestStreamSaysNothingOfSources(t *testing.T) {
	o := newOffice(t)
	ids, _ := o.events(tocsin.Analyst, "", 0)
	o.act(tocsin.Analyst, client.AddSource{Compartment: "KESTREL"})
	o.act(tocsin.Analyst, client.RecordReport{Report: tocsin.Report{Title: "A van", Text: "words"}})
	if _, data := o.events(tocsin.Analyst, ids[0], 1); len(data) != 2 || !strings.Contains(data[1], "report.record") || strings.Contains(data[1], "source") {
		t.Errorf("%v", data)
	}
}

func TestDocs(t *testing.T) {
	o := newOffice(t)
	for path, want := range map[string]string{"openapi.json": `"openapi": "3.1.0"`, "docs": "/api/v1/messages/received.dismiss", "docs.css": "table"} {
		answer, b := o.do("", "GET", "/api/v1/"+path, "")
		if answer.StatusCode != 200 || !strings.Contains(string(b), want) {
			t.Errorf("%s: %d %.200s", path, answer.StatusCode, b)
		}
		if path == "docs" && (strings.Contains(string(b), "<script") || strings.Contains(string(b), "://") || answer.Header.Get("Content-Security-Policy") == "") {
			t.Errorf("the page asks for more than it should: %s", answer.Header)
		}
	}
}

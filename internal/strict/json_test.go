package strict

import (
	"encoding/json"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

type message struct {
	Common
	*embedded
	Title  string             `json:"title"`
	Events []jsonEvent        `json:"events"`
	Places map[string]jsonPos `json:"places,omitempty"`
	Free   any                `json:"free"`
	Raw    json.RawMessage    `json:"raw"`
	At     time.Time          `json:"at"`
	Plain  int
	hidden int
	Self   *message `json:"self"`
}

type Common struct {
	ID    string `json:"id"`
	Title int    `json:"title"` // hidden by message.Title
}

type embedded struct {
	Deep string `json:"deep"`
}

type jsonEvent struct {
	At    string `json:"at"`
	Dead  int8   `json:"dead"`
	Grade *grade `json:"grade,omitempty"`
}

type jsonPos struct {
	Lat float64 `json:"lat"`
}

func TestJSON(t *testing.T) {
	t.Parallel()
	var got message
	const in = ` {"id": "x", "title": "T", "events": [{"at": "2024", "dead": 3}, {}],
		"places": {"any name": {"lat": 1.5}}, "free": {"a": [1, {"b": null}]}, "raw": {"c": 1e999},
		"at": "2024-03-22T20:00:00Z", "Plain": 1, "self": {"title": "\ud83d\ude00 \\ud800"}} `
	if err := JSON([]byte(in), &got, 0); err != nil {
		t.Fatal(err)
	}
	if got.ID != "x" || got.hidden != 0 || got.Events[0].Dead != 3 || got.Places["any name"].Lat != 1.5 || got.Self.Title != `😀 \ud800` {
		t.Errorf("got %+v", got)
	}
	var free any
	if err := ReadJSON(strings.NewReader("null"), &free, 4); err != nil {
		t.Errorf("null into any: %v", err)
	}
}

func TestBadJSON(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ in, want string }{
		{``, "line 1, column 1 (byte 0): there is nothing here"},
		{`null`, "line 1, column 1 (byte 0): null instead of a value"},
		{`{`, "line 1, column 1 (byte 0): not valid JSON: unexpected end of JSON input"},
		{`{"title": "a"} x`, "line 1, column 16 (byte 15): not valid JSON: invalid character 'x' after top-level value"},
		{`{"title": "a"}{}`, "line 1, column 15 (byte 14): not valid JSON: invalid character '{' after top-level value"},
		{"{\n \"title\": 'a'}", "line 2, column 11 (byte 12): not valid JSON: invalid character '\\'' looking for beginning of value"},
		{"{\"title\": \"\xff\"}", "line 1, column 12 (byte 11): this is not UTF-8"},
		{`{"title": "\ud800"}`, "line 1, column 12 (byte 11): half of a surrogate pair"},
		{`{"title": "\ud800\u0041"}`, "line 1, column 12 (byte 11): half of a surrogate pair"},
		{`{"title": "\uDE00"}`, "line 1, column 12 (byte 11): half of a surrogate pair"},
		{`{"titel": "a"}`, "line 1, column 2 (byte 1): unknown name `titel`; did you mean `title`?"},
		{`{"Title": "a"}`, "line 1, column 2 (byte 1): unknown name `Title`; did you mean `title`?"},
		{`{"hidden": 1}`, "line 1, column 2 (byte 1): unknown name `hidden`"},
		{"{\"имя\": 1}", "line 1, column 2 (byte 1): unknown name `имя`"},
		{"{\"events\": [{},\n  {\"at\": \"x\", \"colour\": 1}]}", "line 2, column 15 (byte 30): events[1]: unknown name `colour`"},
		{`{"places": {"a b": {"long": 1}}}`, "line 1, column 21 (byte 20): places[\"a b\"]: unknown name `long`"},
		{`{"self": {"self": {"x": 1}}}`, "line 1, column 20 (byte 19): self.self: unknown name `x`"},
		{`{"title": "a", "title": "b"}`, "line 1, column 16 (byte 15): the name `title` is here twice"},
		{`{"free": [0, {"a": 1, "\u0061": 2}]}`, "line 1, column 23 (byte 22): free[1]: the name `a` is here twice"},
		{`{"free": {"key": 1, "\u212aey": 2}}`, "line 1, column 21 (byte 20): free: the names `key` and `Key` differ only in case"},
		{`{"raw": {"a": 1, "A": 2}}`, "line 1, column 18 (byte 17): raw: the names `a` and `A` differ only in case"},
		{`{"events": [{"dead": 300}]}`, "line 1, column 22 (byte 21): events[0].dead: must be a whole number that fits int8, but it is number 300"},
		{`{"events": [{"dead": 1}, {"dead": "1"}]}`, "line 1, column 35 (byte 34): events[1].dead: must be a whole number that fits int8, but it is string"},
		{`{"events": {}}`, "line 1, column 12 (byte 11): events: must be an array, but it is object"},
		{`[]`, "line 1, column 1 (byte 0): must be an object, but it is array"},
		{`{"self": {"self": null, "at": "yesterday"}}`, "line 1, column 31 (byte 30): self.at: parsing time \"yesterday\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"yesterday\" as \"2006\""},
		{`{"events": [{"grade": "A"}, {"grade": "X"}]}`, "line 1, column 39 (byte 38): events[1].grade: a grade is one letter from A to F"},
		{`{"events": [{"grade": 5}]}`, "line 1, column 23 (byte 22): events[0].grade: must be a string, but it is number"},
		{`{"places": 5}`, "line 1, column 12 (byte 11): places: must be an object, but it is number"},
		{`{"places": {"x": {"lat": true}}}`, "line 1, column 26 (byte 25): places.x.lat: must be a number, but it is bool"},
		{`{"title": 5}`, "line 1, column 11 (byte 10): title: must be a string, but it is number"},
		{`{"free": ` + strings.Repeat("[", 64), "line 1, column 73 (byte 72): not valid JSON: unexpected end of JSON input"},
		{`{"free": ` + strings.Repeat("[", 64) + strings.Repeat("]", 64) + "}",
			"line 1, column 73 (byte 72): free" + strings.Repeat("[0]", 63) + ": nested more than 64 deep"},
	} {
		err := JSON([]byte(c.in), new(message), 1000)
		if got := errorText(err); got != c.want {
			t.Errorf("%s\n got %s\nwant %s", c.in, got, c.want)
		}
		if _, ok := errors.AsType[*Fault](err); !ok {
			t.Errorf("%s: %T is not a *Fault", c.in, err)
		}
	}
}

func TestJSONLimit(t *testing.T) {
	t.Parallel()
	var s string
	if err := ReadJSON(strings.NewReader(`"abc"`), &s, 5); err != nil {
		t.Error(err)
	}
	if err := ReadJSON(strings.NewReader(`"abcd"`), &s, 5); !errors.Is(err, ErrTooLarge) {
		t.Errorf("six bytes: %v", err)
	}
	if err := ReadJSON(iotest.ErrReader(io.ErrClosedPipe), &s, 5); !errors.Is(err, io.ErrClosedPipe) {
		t.Errorf("broken reader: %v", err)
	}
	if err := JSON([]byte("1"), s, 5); err == nil {
		t.Error("decoded into something that is not a pointer")
	}
}

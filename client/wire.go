package client

import (
	"encoding/json"
	"time"

	"tocsin"
)

// An Envelope is a message as the body of a request: POST /api/v1/messages/NAME.
type Envelope struct {
	As     tocsin.Role     `json:"as,omitempty"`     // a role of the account; empty: its usual one
	Reason string          `json:"reason,omitempty"` // the reason that goes with the signature, where an act needs one
	Input  json.RawMessage `json:"input,omitempty"`  // the message
}

// A Record is one record as a reader is shown it.
type Record struct {
	Kind     string          `json:"kind"`
	ID       string          `json:"id"`
	Version  int64           `json:"version"`
	Leaf     int64           `json:"leaf"`     // of the act that wrote this version
	Recorded time.Time       `json:"recorded"` // when that was
	State    string          `json:"state,omitempty"`
	Parent   string          `json:"parent,omitempty"` // id of the record that it belongs to
	Due      time.Time       `json:"due,omitzero"`     // when time alone next changes something
	Label    string          `json:"label,omitempty"`  // TLP
	Record   json.RawMessage `json:"record,omitempty"` // what it says; absent when it was erased
	Erased   *Erased         `json:"erased,omitempty"`
}

// Erased says since when a record's words are gone, on whose order, and why.
type Erased struct {
	At     time.Time      `json:"at"`
	Leaf   int64          `json:"leaf"`
	Order  tocsin.OrderID `json:"order,omitempty"`
	Asked  tocsin.Role    `json:"asked,omitempty"`
	Given  tocsin.Role    `json:"given,omitempty"`
	Reason string         `json:"reason,omitempty"`
}

// A Page is one page of a list.
type Page struct {
	Items []Record `json:"items"`
	Next  string   `json:"next,omitempty"`  // cursor of the page that follows; absent: this was the last one
	Total *int64   `json:"total,omitempty"` // how many match, when that was asked, up to 10,000
	More  bool     `json:"more,omitempty"`  // there are more than total
}

// A Change is one act as somebody follows the record.
type Change struct {
	Act      string       `json:"act"`
	Recorded time.Time    `json:"recorded"`
	Records  []tocsin.Ref `json:"records"` // that it wrote
}

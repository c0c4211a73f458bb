package cap

import "slices"

// A Rule is one thing that is checked.
type Rule struct {
	Code   string
	Clause string
	Grade  Grade
	Owed   bool // advice when reading; the writer refuses a message that breaks it
	Checks string
}

// Rules lists every rule, by code.
func Rules() []Rule {
	out := make([]Rule, 0, len(rules))
	for code, r := range rules {
		r.Code = code
		out = append(out, r)
	}
	slices.SortFunc(out, func(a, b Rule) int {
		if a.Code < b.Code {
			return -1
		}
		return 1
	})
	return out
}

const (
	schema    = "CAP 1.2 3.4 (schema)"
	inAlert   = "CAP 1.2 3.2.1 "
	inInfo    = "CAP 1.2 3.2.2 "
	inRes     = "CAP 1.2 3.2.3 "
	inArea    = "CAP 1.2 3.2.4 "
	dateTime  = "CAP 1.2 3.3.2"
	sensible  = "no clause: what receivers do"
	ourWriter = "no clause: what this writer owes the public"
)

var rules = map[string]Rule{
	// What cannot be read at all.
	"too-large":  {Clause: "no clause: a limit of this reader", Grade: Fatal, Checks: "size, depth, elements and points stay below the limits"},
	"not-xml":    {Clause: "XML 1.0", Grade: Fatal, Checks: "it is well-formed XML with one root"},
	"dtd":        {Clause: "CAP 1.2 3.3.3", Grade: Fatal, Checks: "no document type: its entities read files and addresses"},
	"encoding":   {Clause: "XML 1.0 4.3.3", Grade: Fatal, Checks: "it is in UTF-8, ASCII or ISO-8859-1"},
	"root":       {Clause: schema, Grade: Fatal, Checks: "the root is an alert"},
	"namespace":  {Clause: schema, Grade: Breach, Checks: "every element is in the namespace of CAP"},
	"version":    {Clause: "CAP 1.2 3.4", Grade: Advice, Checks: "it is CAP 1.2, not 1.0 or 1.1"},
	"unknown":    {Clause: schema, Grade: Breach, Checks: "no element that CAP does not have"},
	"order":      {Clause: schema, Grade: Breach, Checks: "the elements stand in the order of the schema"},
	"repeated":   {Clause: schema, Grade: Breach, Checks: "an element that may stand once stands once"},
	"nested":     {Clause: schema, Grade: Breach, Checks: "no element inside a text"},
	"attribute":  {Clause: schema, Grade: Breach, Checks: "no attribute: CAP has none"},
	"stray-text": {Clause: schema, Grade: Breach, Checks: "no text between elements"},
	"blanks":     {Clause: schema, Grade: Breach, Checks: "no blanks round a word of a closed list"},
	"comment":    {Clause: sensible, Grade: Advice, Checks: "no comment inside a text: some readers see half of it"},
	"empty":      {Clause: sensible, Grade: Advice, Owed: true, Checks: "an element that says nothing is left out"},
	"signature":  {Clause: "CAP 1.2 3.3.4", Grade: Advice, Checks: "whether there is a signature, which is not verified here"},
	"characters": {Clause: "XML 1.0 2.2", Grade: Breach, Checks: "only characters that XML can carry"},

	// The message (3.2.1).
	"required":       {Clause: schema, Grade: Breach, Checks: "what is required is there"},
	"word":           {Clause: schema, Grade: Breach, Checks: "a word of a closed list is one of it"},
	"identifier":     {Clause: inAlert + "identifier", Grade: Breach, Checks: "no spaces, commas, < or & in it"},
	"sender":         {Clause: inAlert + "sender", Grade: Breach, Checks: "no spaces, commas, < or & in it"},
	"time":           {Clause: dateTime, Grade: Breach, Checks: "times are 2024-03-07T20:15:00+03:00: an offset, no Z, no parts of a second"},
	"offset":         {Clause: dateTime, Grade: Advice, Checks: "UTC is -00:00, and an offset is one that exists"},
	"restriction":    {Clause: inAlert + "restriction", Grade: Breach, Checks: "a Restricted message says for whom"},
	"no-restriction": {Clause: inAlert + "restriction", Grade: Breach, Checks: "only a Restricted message has a restriction"},
	"addresses":      {Clause: inAlert + "addresses", Grade: Breach, Checks: "a Private message is addressed"},
	"list":           {Clause: inAlert + "addresses, incidents", Grade: Breach, Checks: "members with spaces stand in quotation marks"},
	"note":           {Clause: inAlert + "note", Grade: Advice, Owed: true, Checks: "an Exercise names the exercise, an Error its reason"},
	"references":     {Clause: inAlert + "references", Grade: Breach, Checks: "sender,identifier,sent, separated by spaces; an Update and a Cancel name what they replace"},
	"future":         {Clause: inAlert + "references", Grade: Breach, Checks: "what is referred to was sent before, and is not the message itself"},
	"no-info":        {Clause: sensible, Grade: Advice, Owed: true, Checks: "an Alert, an Update and a Cancel say something"},

	// What it says (3.2.2).
	"language":      {Clause: inInfo + "language", Grade: Breach, Checks: "a language tag, such as en or pt-BR"},
	"languages":     {Clause: inInfo + "language", Grade: Advice, Checks: "the same text does not stand under two languages"},
	"same-event":    {Clause: inInfo + "info", Grade: Advice, Owed: true, Checks: "all languages speak of one event: same categories, urgency, severity, certainty"},
	"headline":      {Clause: inInfo + "headline", Grade: Advice, Checks: "at most 160 characters, and not the description once more"},
	"expires":       {Clause: inInfo + "expires", Grade: Advice, Owed: true, Checks: "the message says until when it stands"},
	"window":        {Clause: inInfo + "expires", Grade: Advice, Owed: true, Checks: "it expires after it was sent, took effect and began"},
	"area":          {Clause: inInfo + "area", Grade: Advice, Owed: true, Checks: "a public message says where"},
	"instruction":   {Clause: inInfo + "instruction", Grade: Advice, Checks: "a public message says what to do"},
	"closing":       {Clause: ourWriter, Grade: Advice, Owed: true, Checks: "a message that ends another says so in words, in each of its languages"},
	"uri":           {Clause: inInfo + "web", Grade: Breach, Checks: "a link is an absolute address"},
	"name-value":    {Clause: schema, Grade: Breach, Checks: "a code has a name and a value"},
	"mime-type":     {Clause: inRes + "mimeType", Grade: Breach, Checks: "a resource has a media type"},
	"resource":      {Clause: inRes + "uri", Grade: Advice, Owed: true, Checks: "a resource can be had: by a link, or in itself"},
	"number":        {Clause: schema, Grade: Breach, Checks: "sizes and heights are numbers"},
	"polygon":       {Clause: inArea + "polygon", Grade: Breach, Checks: "at least 4 points, the last one the first; latitude first"},
	"circle":        {Clause: inArea + "circle", Grade: Breach, Checks: "a centre and a radius in kilometres"},
	"point":         {Clause: inArea + "circle", Grade: Advice, Checks: "a radius of 0 is a point, not an area"},
	"altitude":      {Clause: inArea + "altitude, ceiling", Grade: Breach, Checks: "a ceiling stands with an altitude and above it"},
	"crosses":       {Clause: inArea + "polygon", Grade: Advice, Checks: "no edge runs more than half way round the earth: split a ring at the 180th meridian"},
	"all-clear":     {Clause: inInfo + "responseType", Grade: Advice, Checks: "AllClear does not stand beside an urgency that asks to act"},
	"cancel-active": {Clause: inAlert + "msgType", Grade: Advice, Checks: "a Cancel does not ask to act at once"},
}

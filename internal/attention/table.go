package attention

import (
	"bytes"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a table. They are far above any register we know of.
const (
	MaxBytes   = 64 << 20
	MaxRows    = 1_000_000
	MaxColumns = 100
	MaxCell    = 10_000 // bytes
	maxShown   = 20     // problems that a message lists
)

// A Table is a file of rows as it was read: the raw cells are kept, so that every figure can be
// followed back to its lines. Columns that were dropped have no cells.
type Table struct {
	SHA256  string // of the bytes that were read
	Header  []string
	Dropped []string
	Rows    []Row
	Notes   []Problem // what was read with forbearance
}

// A Row is one line of a table, by the number of the line on which it begins.
type Row struct {
	Line  int
	Cells []string
}

// A Problem is what is wrong with one cell, or was taken with forbearance.
type Problem struct {
	Line   int // 0: the whole file
	Column string
	What   string
}

func (p Problem) String() string {
	switch {
	case p.Line == 0 && p.Column == "":
		return p.What
	case p.Line == 0:
		return fmt.Sprintf("column %q: %s", p.Column, p.What)
	case p.Column == "":
		return fmt.Sprintf("line %d: %s", p.Line, p.What)
	}
	return fmt.Sprintf("line %d, column %q: %s", p.Line, p.Column, p.What)
}

// A BadTable lists what is wrong with a table: the first problems, and how many there are.
type BadTable struct {
	Problems []Problem
	Count    int
}

func (b *BadTable) Error() string {
	lines := make([]string, 0, len(b.Problems)+1)
	for _, p := range b.Problems {
		lines = append(lines, p.String())
	}
	if more := b.Count - len(b.Problems); more > 0 {
		lines = append(lines, fmt.Sprintf("and %d more", more))
	}
	return strings.Join(lines, "\n")
}

func (b *BadTable) add(p Problem) {
	b.Count++
	if len(b.Problems) < maxShown {
		b.Problems = append(b.Problems, p)
	}
}

func (b *BadTable) err() error {
	if b.Count == 0 {
		return nil
	}
	return b
}

func bad(line int, column, format string, args ...any) error {
	return &BadTable{Problems: []Problem{{line, column, fmt.Sprintf(format, args...)}}, Count: 1}
}

// ReadTable reads comma-separated values (RFC 4180) with a header: UTF-8, every row as long as the
// header, quotes only where the format has them, no characters that cannot be seen. The columns in
// drop are not kept.
func ReadTable(b []byte, drop ...string) (*Table, error) {
	if len(b) > MaxBytes {
		return nil, bad(0, "", "the table has %d bytes, more than %d", len(b), MaxBytes)
	}
	sum := sha256.Sum256(b)
	t := &Table{SHA256: hex.EncodeToString(sum[:])}
	if rest, ok := bytes.CutPrefix(b, []byte("\ufeff")); ok {
		t.Notes, b = append(t.Notes, Problem{What: "a byte order mark before the header was left out"}), rest
	}
	if !utf8.Valid(b) {
		return nil, bad(invalidLine(b), "", "the table is not UTF-8: save it as UTF-8")
	}
	r := csv.NewReader(bytes.NewReader(b))
	header, err := r.Read()
	if errors.Is(err, io.EOF) {
		return nil, bad(0, "", "the table is empty: it needs a header")
	}
	if err != nil {
		return nil, csvProblem(err)
	}
	if err := t.head(header, drop); err != nil {
		return nil, err
	}
	return t, t.rows(r)
}

// head takes the names of the columns.
func (t *Table) head(header, drop []string) error {
	faults := &BadTable{}
	for i, name := range header {
		switch {
		case name == "" || strings.TrimSpace(name) != name || unseen(name) >= 0:
			faults.add(Problem{1, "", fmt.Sprintf("the name %s of column %d is empty, or has blanks around it or characters that cannot be seen", quote(name), i+1)})
		case slices.Contains(header[:i], name):
			faults.add(Problem{1, name, "there are two columns of this name"})
		}
	}
	if len(header) > MaxColumns {
		faults.add(Problem{1, "", fmt.Sprintf("the table has %d columns, more than %d", len(header), MaxColumns)})
	}
	for _, d := range drop {
		if !slices.Contains(header, d) {
			faults.add(Problem{0, d, "is to be dropped and is not there: the columns are " + strings.Join(header, ", ")})
		}
	}
	t.Header, t.Dropped = slices.Clone(header), slices.Clone(drop)
	return faults.err()
}

func (t *Table) rows(r *csv.Reader) error {
	faults := &BadTable{}
	for {
		cells, err := r.Read()
		switch {
		case errors.Is(err, io.EOF):
			return faults.err()
		case err != nil:
			return csvProblem(err)
		case len(t.Rows) == MaxRows:
			return bad(0, "", "the table has more than %d rows", MaxRows)
		}
		line, _ := r.FieldPos(0)
		row := Row{Line: line, Cells: slices.Clone(cells)}
		for i, cell := range cells {
			if slices.Contains(t.Dropped, t.Header[i]) {
				row.Cells[i] = ""
				continue
			}
			if len(cell) > MaxCell {
				faults.add(Problem{line, t.Header[i], fmt.Sprintf("the cell has %d bytes, more than %d", len(cell), MaxCell)})
			} else if at := unseen(cell); at >= 0 {
				faults.add(Problem{line, t.Header[i], fmt.Sprintf("%s has a character that cannot be seen, at byte %d", quote(cell), at)})
			}
		}
		t.Rows = append(t.Rows, row)
	}
}

// note keeps what was read with forbearance, once however often the table is read.
func (t *Table) note(p Problem) {
	if !slices.Contains(t.Notes, p) {
		t.Notes = append(t.Notes, p)
	}
}

// column finds a column that was kept, by its name.
func (t *Table) column(name string) (int, error) {
	i := slices.Index(t.Header, name)
	switch {
	case i < 0:
		return 0, bad(0, name, "there is no such column: the columns are %s", strings.Join(t.Header, ", "))
	case slices.Contains(t.Dropped, name):
		return 0, bad(0, name, "the column was dropped and cannot be used")
	}
	return i, nil
}

// account refuses a table with a column that is neither used, nor kept aside by name, nor dropped: a
// column that nobody thought about is a column that nobody may keep. Of those that say who somebody
// is, none is kept.
func (t *Table) account(used, aside []string) error {
	faults := &BadTable{}
	for _, name := range t.Header {
		dropped := slices.Contains(t.Dropped, name)
		if word, ok := saysWho(name); ok && !dropped {
			faults.add(Problem{0, name, fmt.Sprintf("says who somebody is (%q) and not what was done: drop it", word)})
		} else if !dropped && !slices.Contains(used, name) && !slices.Contains(aside, name) {
			faults.add(Problem{0, name, "nothing is said about this column: use it, keep it aside or drop it"})
		}
	}
	for _, name := range slices.Concat(used, aside) {
		if !slices.Contains(t.Header, name) {
			faults.add(Problem{0, name, "there is no such column: the columns are " + strings.Join(t.Header, ", ")})
		}
	}
	return faults.err()
}

// whoColumns are parts of the names of columns that say who somebody is.
var whoColumns = []string{
	"relig", "faith", "belief", "creed", "ethnic", "nationalit", "citizen", "race", "birthplace", "birth_place", "place_of_birth", "origin", "orient", "gender", "sex", "opinion", "party", "politic", "descent",
	"религи", "вероисп", "национальн", "граждан", "этнич", "место_рожд", "место рожд", "происхожд", "ориентац", "пол_", "убежден",
}

func saysWho(column string) (string, bool) {
	low := strings.ToLower(column)
	i := slices.IndexFunc(whoColumns, func(w string) bool { return strings.Contains(low, w) })
	if i < 0 {
		return "", false
	}
	return whoColumns[i], true
}

// unseen is where a text has its first character that cannot be seen, or -1. Line ends inside a quoted
// cell and ordinary blanks are seen.
func unseen(s string) int {
	return strings.IndexFunc(s, func(r rune) bool {
		return r != '\n' && (unicode.IsControl(r) || unicode.In(r, unicode.Cf) || r == unicode.ReplacementChar || r == 0xfffe || r == 0xffff)
	})
}

func invalidLine(b []byte) int {
	line := 1
	for len(b) > 0 {
		r, size := utf8.DecodeRune(b)
		if r == utf8.RuneError && size == 1 {
			break
		}
		if r == '\n' {
			line++
		}
		b = b[size:]
	}
	return line
}

func csvProblem(err error) error {
	p, ok := errors.AsType[*csv.ParseError](err)
	if !ok {
		return err
	}
	words := map[error]string{
		csv.ErrFieldCount: "the row has more or fewer cells than the header",
		csv.ErrQuote:      "a quoted cell does not end where its quotes do: write a quote inside as two",
		csv.ErrBareQuote:  "a quote stands inside a cell that is not quoted: quote the whole cell and write the quote as two",
	}[p.Err]
	if words == "" {
		words = p.Err.Error()
	}
	return bad(p.StartLine, "", "%s", words)
}

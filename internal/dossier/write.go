package dossier

import (
	"bytes"
	"context"
	"embed"
	"fmt"
	"html/template"
	"io"

	"tocsin/internal/replay"
)

// Options of a dossier. The zero value works.
type Options struct {
	Program string // name and version of the program, for the last section
	Digest  string // SHA-256 of the case file in hex, for the last section
	AsKnown bool   // only what an audience of the case had learned by the end of the replay
}

//go:embed templates/*.html
var templates embed.FS

//go:embed style.css
var style string

var tmpl = template.Must(template.New("page.html").Funcs(funcs).ParseFS(templates, "templates/*.html"))

// funcs are the sums that the drawing needs.
var funcs = template.FuncMap{
	"args":  func(a ...any) []any { return a },
	"plus":  func(a, b int) int { return a + b },
	"minus": func(a, b int) int { return a - b },
	"half":  func(y int) int { return y + 5 },
	"rest":  func(x, wide, from int) int { return max(x+wide-from, 0) },
	"lineY": func(y, n int) int { return y + 20 + n*orgHigh },
	"tickY": func(axis, row, line int) int { return axis + 19 + 13*(2*row+line) },
}

// Write writes the dossier of a played case. The houses of the result must still be open. Nothing
// is written to w if reading them or filling the page fails.
func Write(ctx context.Context, w io.Writer, r *replay.Result, o Options) error {
	if r == nil || r.Case == nil {
		return fmt.Errorf("write dossier: no case was played")
	}
	p, err := gather(ctx, r, o)
	if err != nil {
		return fmt.Errorf("write dossier of %s: %w", r.Case.ID, err)
	}
	var out bytes.Buffer
	if err := tmpl.ExecuteTemplate(&out, "page.html", p); err != nil {
		return fmt.Errorf("write dossier of %s: %w", r.Case.ID, err)
	}
	_, err = out.WriteTo(w)
	return err
}

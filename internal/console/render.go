package console

import (
	"bytes"
	"embed"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"net/http"
	"path"
	"slices"
	"strings"
	"sync"

	"tocsin"
	"tocsin/internal/desk"
)

//go:embed templates/*.html
var templateFiles embed.FS

//go:embed static
var staticFiles embed.FS

// pages are the templates by their names, each with the frame round it and the shared pieces, whose
// names begin with _. They are read when the first console is made: a command that serves nothing
// does not wait for them.
var pages = sync.OnceValue(func() map[string]*template.Template {
	shared := template.Must(template.New("").Funcs(funcs).ParseFS(templateFiles, "templates/_*.html"))
	names, err := fs.Glob(templateFiles, "templates/*.html")
	if err != nil {
		panic(err)
	}
	out := map[string]*template.Template{}
	for _, file := range names {
		name := strings.TrimSuffix(path.Base(file), ".html")
		if strings.HasPrefix(name, "_") {
			continue
		}
		out[name] = template.Must(template.Must(shared.Clone()).ParseFS(templateFiles, file))
	}
	return out
})

// Static serves the style sheet, the scripts and the outlines of the map.
func Static() http.Handler {
	files := http.FileServerFS(staticFiles)
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Cache-Control", "no-cache")
		w.Header().Set("X-Content-Type-Options", "nosniff")
		if r.URL.Path == worldPath {
			serveWorld(w, r)
			return
		}
		files.ServeHTTP(w, r)
	})
}

// icon is the mark, where a browser looks for one beside a page that names none, as the public ones.
func icon(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "public, max-age=86400")
	http.ServeFileFS(w, r, staticFiles, "static/mark.svg")
}

// A frame is what every page shows round its own part.
type frame struct {
	*Console
	q    *request
	Me   string // name of the organisation
	View any
}

// Exercise reports whether nothing here is real: it is in the name of the organisation, and every page says so.
func (c *Console) Exercise() bool { return c.Desk.Org().Exercise() }

// Asked is how many were asked on the page before whether they take part in the exercise.
func (f frame) Asked() string { return f.q.query("asked") }

// Refusal is what a rule said to the form that was sent, or nil.
func (f frame) Refusal() *tocsin.Refusal { return f.q.refusal }

// Form is what was typed into a field of a form that was refused.
func (f frame) Form(name string) string { return f.q.form(name) }

// Chosen reports whether a value was chosen in a form that was refused.
func (f frame) Chosen(name, value string) bool {
	return slices.Contains(f.q.sent[name], value)
}

// Request is a fresh id for a form. One that was refused keeps none: what is sent next is another input.
func (f frame) Request() string { return newRequest() }

// Done says what the page before recorded, or is empty.
func (f frame) Done() string { return f.q.query("done") }

// Leaf is the leaf of what was recorded.
func (f frame) Leaf() string { return f.q.query("leaf") }

// Pending reports whether what was recorded waits for a second signature.
func (f frame) Pending() bool { return f.q.query("pending") != "" }

// Who is who reads the page.
func (f frame) Who() any { return f.q.who }

// At is the path of the page.
func (f frame) At() string { return f.q.r.URL.Path }

// Now is when the page was made.
func (f frame) Now() moment { return f.q.moment(f.q.now) }

// May reports whether the reader's role may do an act: a form that would only be refused is not shown.
func (f frame) May(act string) bool { return desk.May(f.q.who.Role, desk.Act(act)) == nil }

// Nav is the list of pages that the role can open.
func (f frame) Nav() []link { return f.navigation(f.q) }

// Reaching is the list of pages about reaching people that the role can open.
func (f frame) Reaching() []link { return f.links(f.q, reaching) }

// show renders a page whole before a byte of it is sent.
func (c *Console) show(w http.ResponseWriter, q *request, status int, fn pageFunc) {
	name, view, err := fn(q)
	if err != nil {
		c.fail(w, q, err)
		return
	}
	if err := c.write(w, q, status, name, view); err != nil {
		c.fail(w, q, err)
	}
}

func (c *Console) write(w http.ResponseWriter, q *request, status int, name string, view any) error {
	t := pages()[name]
	if t == nil {
		return fmt.Errorf("there is no template %q", name)
	}
	var b bytes.Buffer
	f := frame{Console: c, q: q, View: view, Me: c.name(q)}
	if err := t.ExecuteTemplate(&b, "frame", f); err != nil {
		return fmt.Errorf("render %s: %w", name, err)
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(status)
	_, err := w.Write(b.Bytes())
	return err
}

// name is what the organisation calls itself.
func (c *Console) name(q *request) string {
	me, err := c.Desk.Self(q.r.Context())
	if err != nil || me.Name == "" {
		return string(c.Desk.Org())
	}
	return me.Name
}

// fail answers with what went wrong: a refusal in its own words, everything else as our fault, with
// nothing of it on the screen.
func (c *Console) fail(w http.ResponseWriter, q *request, err error) {
	status, view := http.StatusInternalServerError, failure{}
	if r, ok := errors.AsType[*tocsin.Refusal](err); ok {
		status, view.Refusal = statusOf(r), r
	} else {
		view.Request = newRequest()
		c.Errors.ErrorContext(q.r.Context(), "a page could not be made", "path", q.r.URL.Path, "id", view.Request, "error", err)
	}
	q.refusal = nil
	if err := c.write(w, q, status, "failure", view); err != nil {
		c.Errors.ErrorContext(q.r.Context(), "a failure could not be shown", "error", err)
	}
}

// failure is what the page says that stands in for another.
type failure struct {
	Refusal *tocsin.Refusal
	Request string // under which the log has more
}

// statusOf is the HTTP status of a refusal.
func statusOf(r *tocsin.Refusal) int {
	switch {
	case r.Rule == tocsin.RulePermission:
		return http.StatusForbidden
	case strings.HasPrefix(r.Reason, "there is no "):
		return http.StatusNotFound
	case r.Rule == tocsin.RuleErased:
		return http.StatusGone
	}
	return http.StatusUnprocessableEntity
}

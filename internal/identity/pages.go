package identity

import (
	"bytes"
	"embed"
	"encoding/json"
	"html/template"
	"io/fs"
	"log/slog"
	"net/http"
	"strings"

	"tocsin"
)

//go:embed pages/*.html
var pageFiles embed.FS

//go:embed static
var staticFiles embed.FS

var pages = template.Must(template.New("").Funcs(template.FuncMap{"plain": plainRole}).ParseFS(pageFiles, "pages/*.html"))

// plainRole is a role in words.
func plainRole(r tocsin.Role) string { return strings.ReplaceAll(string(r), "_", " ") }

// page writes one page, whole or not at all.
func (s *Service) page(w http.ResponseWriter, r *http.Request, status int, name string, data map[string]any) {
	data["Org"], data["Exercise"] = s.title(r.Context()), s.o.Exercise
	var b bytes.Buffer
	if err := pages.ExecuteTemplate(&b, name, data); err != nil {
		s.fault(w, r, "write the page "+name, err)
		return
	}
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Content-Security-Policy", "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'")
	h.Set("Cache-Control", "no-store")
	h.Set("Referrer-Policy", "no-referrer") // a link to enrol is a secret
	h.Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	w.Write(b.Bytes())
}

// said is a page with one sentence, for what went otherwise than hoped.
func (s *Service) said(w http.ResponseWriter, r *http.Request, status int, title, what string) {
	s.page(w, r, status, "said.html", map[string]any{"Title": title, "What": what})
}

// static serves the one script of these pages.
func static() http.Handler {
	files, err := fs.Sub(staticFiles, "static")
	if err != nil {
		panic(err) // the folder is compiled in
	}
	return http.StripPrefix("/identity/static/", http.FileServerFS(files))
}

// answer writes JSON.
func answer(w http.ResponseWriter, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	json.NewEncoder(w).Encode(v) // an error is of the connection: there is nobody to tell
}

// problem writes an error for a program: RFC 9457.
func problem(w http.ResponseWriter, status int, detail string) {
	w.Header().Set("Content-Type", "application/problem+json")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	json.NewEncoder(w).Encode(map[string]any{"title": http.StatusText(status), "status": status, "detail": detail})
}

// refused tells the operator why somebody was not let in, and him only that he was not.
func (s *Service) refused(w http.ResponseWriter, r *http.Request, what string, why error) {
	s.o.Log.LogAttrs(r.Context(), slog.LevelWarn, "identity: "+what, slog.String("why", why.Error()))
	problem(w, http.StatusForbidden, "this did not let you in: try again, or ask an administrator")
}

func (s *Service) fault(w http.ResponseWriter, r *http.Request, what string, err error) {
	s.failed(r, what, err)
	problem(w, http.StatusInternalServerError, "something went wrong here: try again, and tell an administrator")
}

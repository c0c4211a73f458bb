package delivery

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	goqr "github.com/piglig/go-qr"

	"tocsin"
	"tocsin/internal/desk"
)

//go:embed letter.html poster.html band.html
var prints embed.FS

var printed = template.Must(template.ParseFS(prints, "*.html"))

// code draws a QR code as one path of an SVG image, with the quiet zone that readers need.
func code(text string) (template.HTML, error) {
	q, err := goqr.EncodeText(text, goqr.Medium)
	if err != nil {
		return "", fmt.Errorf("draw the code: %w", err)
	}
	const quiet = 4
	side := q.Size() + 2*quiet
	var b strings.Builder
	fmt.Fprintf(&b, `<svg class="code" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" role="img" aria-label="code"><path fill="#fff" d="M0 0h%dv%dH0z"/><path fill="#000" d="`, side, side, side, side)
	for y := range q.Size() {
		for x := range q.Size() {
			if q.Module(x, y) {
				fmt.Fprintf(&b, "M%d %dh1v1h-1z", x+quiet, y+quiet)
			}
		}
	}
	b.WriteString(`"/></svg>`)
	return template.HTML(b.String()), nil // made of numbers only
}

// WriteLetter writes a message as a page to be printed and handed over: the words, their digest, the
// code of the answer page, and lines for who received it and who was there.
func WriteLetter(w io.Writer, m desk.Message, base string) error {
	at := struct {
		desk.Message
		Link, Body string
		Code       template.HTML
		Exercise   bool
	}{Message: m, Link: Link(base, m), Body: Body(m.Release), Exercise: m.Org.Exercise()}
	if at.Link != "" {
		var err error
		if at.Code, err = code(at.Link); err != nil {
			return err
		}
	}
	return printed.ExecuteTemplate(w, "letter.html", at)
}

// SightingLink is the address behind the code on a site's poster.
func SightingLink(base, code string) string { return strings.TrimSuffix(base, "/") + "/s/" + code }

// WritePoster writes the poster of a site of an organisation as a page to be printed.
func WritePoster(w io.Writer, org tocsin.OrgID, site tocsin.Site, link string) error {
	drawn, err := code(link)
	if err != nil {
		return err
	}
	return printed.ExecuteTemplate(w, "poster.html", struct {
		Site     tocsin.Site
		Link     string
		Code     template.HTML
		Exercise bool
	}{site, link, drawn, org.Exercise()})
}

package tearline

import (
	"encoding/base64"
	"html"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// barrier keeps what was undone in two places from being read as one.
const barrier = "\n000\n"

// undone collects what the encodings of a text hide, and where each piece stood.
type undone struct {
	text       strings.Builder
	ends       []int // offset in text where the piece ends
	start, end []int // offsets in the body
}

func (u *undone) add(piece string, start, end int) {
	u.text.WriteString(piece)
	u.text.WriteString(barrier)
	u.ends = append(u.ends, u.text.Len())
	u.start, u.end = append(u.start, start), append(u.end, end)
}

// encoded finds the secrets inside percent, quoted-printable, backslash and HTML escapes;
// those of protected sources also inside base64. What was undone once is not undone again.
func (s *scanner) encoded(body string) []hit {
	var escapes, binary undone
	undoEscapes(&escapes, body)
	hits := s.hidden(&escapes, false)
	if slices.ContainsFunc(s.secrets, func(x Secret) bool { return x.Source }) {
		undoBase64(&binary, body)
		hits = append(hits, s.hidden(&binary, true)...)
	}
	return hits
}

// hidden looks through what was undone. Chance makes short words of noise, so of base64 only
// plain forms of protected sources count, and inside longer words those of six bytes.
func (s *scanner) hidden(u *undone, base64 bool) []hit {
	if len(u.ends) == 0 {
		return nil
	}
	var out []hit
	for _, h := range s.scan(u.text.String()).hits {
		if base64 && (!s.secrets[h.secret].Source || !plain(h)) {
			continue
		}
		i, _ := slices.BinarySearch(u.ends, h.start+1)
		out = append(out, hit{h.secret, u.start[i], u.end[i], h.match, Encoded})
	}
	return out
}

func plain(h hit) bool {
	switch h.how {
	case Exact, OtherCase, OtherScript:
		return h.end-h.start >= 4
	case Inside:
		return len(h.match) >= 6
	}
	return false
}

// undoEscapes undoes %D0%9A, =D0=9A, \u041a, \x4b, &#1050; and &amp; in each run without
// spaces that has one.
func undoEscapes(u *undone, body string) {
	for start := 0; start < len(body); {
		end := start + strings.IndexFunc(body[start:], unicode.IsSpace)
		if end < start {
			end = len(body)
		}
		run := body[start:end]
		if strings.ContainsAny(run, `%&\=`) {
			if plain := html.UnescapeString(unescape(run)); plain != run {
				u.add(plain, start, end)
			}
		}
		_, n := utf8.DecodeRuneInString(body[end:])
		start = end + n
		if n == 0 {
			break
		}
	}
}

func unescape(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		n, skip := 0, 1
		switch {
		case s[i] == '%' || s[i] == '=':
			n = 2
		case strings.HasPrefix(s[i:], `\x`):
			n, skip = 2, 2
		case strings.HasPrefix(s[i:], `\u`):
			n, skip = 4, 2
		}
		if end := i + skip + n; n > 0 && end <= len(s) {
			if v, err := strconv.ParseUint(s[i+skip:end], 16, 32); err == nil {
				if n == 4 {
					b.WriteRune(rune(v))
				} else {
					b.WriteByte(byte(v))
				}
				i = end
				continue
			}
		}
		b.WriteByte(s[i])
		i++
	}
	return b.String()
}

// undoBase64 decodes every run of eight base64 letters or more, over line ends too, from each
// of four positions, and keeps the printable stretches of four bytes or more.
func undoBase64(u *undone, body string) {
	for i := 0; i < len(body); {
		j := i
		var run []byte
		for ; j < len(body) && (base64Letter(body[j]) || len(run) > 0 && (body[j] == '\n' || body[j] == '\r')); j++ {
			if base64Letter(body[j]) {
				run = append(run, body[j])
			}
		}
		for shift := 0; shift < 4 && len(run)-shift >= 8; shift++ {
			keepPrintable(u, decode(run[shift:]), i, j)
		}
		i = max(j, i+1)
	}
}

func base64Letter(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.IndexByte("+/-_", c) >= 0
}

var standard = strings.NewReplacer("-", "+", "_", "/")

// decode reads both alphabets and ends where less than a byte is left.
func decode(run []byte) []byte {
	s := standard.Replace(string(run))
	if len(s)%4 == 1 {
		s = s[:len(s)-1]
	}
	out, err := base64.RawStdEncoding.DecodeString(s)
	if err != nil {
		return nil
	}
	return out
}

func keepPrintable(u *undone, b []byte, start, end int) {
	from := 0
	for i := 0; i <= len(b); {
		r, n := utf8.DecodeRune(b[i:])
		if n > 0 && r != utf8.RuneError && unicode.IsPrint(r) {
			i += n
			continue
		}
		if i-from >= 4 {
			u.add(string(b[from:i]), start, end)
		}
		i += max(n, 1)
		from = i
	}
}

package cap

import (
	"errors"
	"fmt"
	"strings"
)

// parseList splits a list whose members are separated by spaces; one that holds a space stands in double
// quotes (CAP 1.2 3.2.1 addresses, incidents).
func parseList(s string) ([]string, error) {
	var out []string
	for s = strings.TrimSpace(s); s != ""; s = strings.TrimSpace(s) {
		if s[0] != '"' {
			end := strings.IndexAny(s, " \t\r\n")
			if end < 0 {
				end = len(s)
			}
			out, s = append(out, s[:end]), s[end:]
			continue
		}
		member, rest, ok := strings.Cut(s[1:], `"`)
		if !ok {
			return append(out, s[1:]), errors.New(`close the quotation mark: "fire brigade" police`)
		}
		out, s = append(out, member), rest
	}
	return out, nil
}

func formatList(list []string) string {
	words := make([]string, len(list))
	for i, m := range list {
		words[i] = m
		if strings.ContainsAny(m, " \t\r\n") {
			words[i] = `"` + m + `"`
		}
	}
	return strings.Join(words, " ")
}

// parseReferences reads sender,identifier,sent triples separated by spaces (CAP 1.2 3.2.1 references). With
// the errors it gives what could be read: identifiers alone, and the identifier/sender of CAP 1.0.
func parseReferences(s string) (refs []Reference, errs []error) {
	for word := range strings.FieldsSeq(s) {
		trimmed := strings.TrimSuffix(word, ",")
		if trimmed != word {
			errs = append(errs, errors.New("separate the triples by spaces, not by commas"))
		}
		r, err := parseReference(trimmed)
		if err != nil {
			errs = append(errs, err)
		}
		if r.Identifier != "" {
			refs = append(refs, r)
		}
	}
	return refs, errs
}

func parseReference(word string) (Reference, error) {
	parts := strings.Split(word, ",")
	if len(parts) != 3 {
		err := fmt.Errorf("%q: name an earlier message as sender,identifier,sent", clip(word))
		if id, sender, ok := strings.Cut(word, "/"); ok && len(parts) == 1 && !strings.Contains(sender, "/") {
			return Reference{Identifier: id, Sender: sender}, err
		}
		return Reference{Identifier: word}, err
	}
	sent, err := ParseTime(parts[2])
	if err != nil {
		err = fmt.Errorf("the time of %q: %w", clip(word), err)
	}
	if parts[0] == "" || parts[1] == "" {
		err = fmt.Errorf("%q: sender and identifier must both be there", clip(word))
	}
	return Reference{parts[0], parts[1], sent}, err
}

func formatReferences(refs []Reference) string {
	words := make([]string, len(refs))
	for i, r := range refs {
		words[i] = r.String()
	}
	return strings.Join(words, " ")
}

// clip shortens a stranger's text for a message.
func clip(s string) string {
	if r := []rune(s); len(r) > 60 {
		return string(r[:60]) + "…"
	}
	return s
}

package ledger

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/tlog"
)

const maxText = 4 << 10 // bytes of a checkpoint's text

// Checkpoint is what a log says of itself at one moment: its name, its number of leaves and
// their root. It is only as good as the signature it came with: see [OpenCheckpoint].
type Checkpoint struct {
	Origin string // names the log, for example "tocsin/hall"; the log's key has the same name
	Size   int64  // number of leaves
	Root   Hash
}

// Text is the checkpoint as it is signed: origin, size and root in base64, a line each.
// C2SP tlog-checkpoint, Note text
func (c Checkpoint) Text() []byte {
	return fmt.Appendf(nil, "%s\n%d\n%s\n", c.Origin, c.Size, c.Root)
}

// ParseCheckpoint reads the text of a checkpoint, without signatures. What it accepts, Text
// gives back byte for byte: it refuses leading zeros, base64 that is not canonical, an empty
// log with a root, and a size above [MaxSize].
//
// It refuses extension lines too. C2SP allows but does not recommend them; a line that nobody
// here understands must not be covered by a signature that people here rely on.
func ParseCheckpoint(text []byte) (Checkpoint, error) {
	c, err := parseCheckpoint(text)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("checkpoint: %w", err)
	}
	return c, nil
}

func parseCheckpoint(text []byte) (Checkpoint, error) {
	if len(text) > maxText {
		return Checkpoint{}, fmt.Errorf("%d bytes, at most %d are allowed", len(text), maxText)
	}
	lines := strings.Split(string(text), "\n")
	switch {
	case len(lines) < 4:
		return Checkpoint{}, errors.New("want three lines, each ending in a newline")
	case len(lines) > 4 || lines[3] != "":
		return Checkpoint{}, errors.New("extension lines are not accepted")
	}
	if err := checkOrigin(lines[0]); err != nil {
		return Checkpoint{}, err
	}
	size, err := parseSize(lines[1])
	if err != nil {
		return Checkpoint{}, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil || root.String() != lines[2] {
		return Checkpoint{}, errors.New("the root is not 32 bytes in canonical base64")
	}
	c := Checkpoint{Origin: lines[0], Size: size, Root: root}
	return c, c.check()
}

// check refuses what no log can truthfully say.
func (c Checkpoint) check() error {
	if err := checkSize(c.Size); err != nil {
		return err
	}
	if c.Size == 0 && c.Root != emptyRoot {
		return errors.New("size 0 with a root that is not that of the empty log")
	}
	return nil
}

// emptyRoot is the root of a log without leaves.
// RFC 9162 2.1.1
var emptyRoot = Hash(sha256.Sum256(nil))

// checkOrigin asks for no more than the format does.
// C2SP tlog-checkpoint, Note text, 1
func checkOrigin(origin string) error {
	if origin == "" {
		return errors.New("the origin is empty")
	}
	if !utf8.ValidString(origin) {
		return errors.New("the origin is not valid UTF-8")
	}
	if i := strings.IndexFunc(origin, func(r rune) bool { return r < 0x20 }); i >= 0 {
		return errors.New("the origin holds a control character")
	}
	return nil
}

// parseSize reads canonical decimal.
// C2SP tlog-checkpoint, Note text, 2
func parseSize(s string) (int64, error) {
	size, err := strconv.ParseInt(s, 10, 64)
	if err != nil || strconv.FormatInt(size, 10) != s {
		return 0, errors.New("the size is not a decimal number without leading zeros")
	}
	return size, checkSize(size)
}

package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strings"
)

// How an age file of ours looks: an intro, one stanza for each recipient, all of one type, and a
// MAC over that, each in the one spelling that we write; then the nonce and the payload.
const (
	intro      = "age-encryption.org/v1\n"
	stanzaHead = "-> mlkem768x25519 " // C2SP age.md, hybrid recipients (X-Wing over HPKE)
	macHead    = "--- "

	shareSize = 1120 // bytes of the encapsulated key: ML-KEM-768 and X25519
	fileKey   = 32   // bytes of the wrapped file key, with its tag
	macSize   = 32
	nonceSize = 16
	chunkSize = 64 << 10 // of the payload, in bytes of content
	tagSize   = 16       // of each chunk
)

var unpadded = base64.RawStdEncoding.Strict()

// checkWrapped refuses what [Wrap] does not write. Whether it is genuine only a key can tell.
func checkWrapped(b []byte) error {
	rest, ok := bytes.CutPrefix(b, []byte(intro))
	if !ok {
		return errors.New("it is not an age file")
	}
	if limit := MaxRecipients*4096 + 2*MaxWrapped; len(b) > limit {
		return fmt.Errorf("it has %d bytes, at most %d are opened", len(b), limit)
	}
	stanzas := 0
	for ; bytes.HasPrefix(rest, []byte("->")); stanzas++ {
		var err error
		if rest, err = cutStanza(rest); err != nil {
			return err
		}
	}
	if stanzas == 0 || stanzas > MaxRecipients {
		return fmt.Errorf("it is for %d recipients, it can be for 1 to %d", stanzas, MaxRecipients)
	}
	line, rest, ok := cutLine(rest)
	if mac, is := strings.CutPrefix(line, macHead); !ok || !is || !isBase64(mac, macSize) {
		return errors.New("its header does not end as we write it")
	}
	return checkPayload(len(rest))
}

// cutStanza cuts one recipient from the front.
func cutStanza(b []byte) (rest []byte, err error) {
	head, rest, ok := cutLine(b)
	share, is := strings.CutPrefix(head, stanzaHead)
	if !ok || !is || !isBase64(share, shareSize) {
		return nil, errors.New("it is for a recipient of another kind")
	}
	body, rest, ok := cutLine(rest)
	if !ok || !isBase64(body, fileKey) {
		return nil, errors.New("a wrapped key in it is not as we write it")
	}
	return rest, nil
}

// checkPayload: a nonce, then chunks, of which none but the only one is empty.
func checkPayload(n int) error {
	n -= nonceSize
	chunks := (n + chunkSize + tagSize - 1) / (chunkSize + tagSize)
	content := n - chunks*tagSize
	if n < tagSize || content < 0 || content == 0 && chunks > 1 || content > MaxWrapped+chunkSize {
		return errors.New("its content was cut off, or is too long")
	}
	return nil
}

func cutLine(b []byte) (line string, rest []byte, ok bool) {
	const most = 2048
	i := bytes.IndexByte(b[:min(len(b), most)], '\n')
	if i < 0 {
		return "", b, false
	}
	return string(b[:i]), b[i+1:], true
}

// isBase64 reports whether s is n bytes in base64 without padding, in the one spelling they have.
func isBase64(s string, n int) bool {
	if len(s) != unpadded.EncodedLen(n) || strings.ContainsAny(s, "\r\n") {
		return false
	}
	_, err := unpadded.DecodeString(s)
	return err == nil
}

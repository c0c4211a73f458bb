package ledger

import (
	"bytes"
	"crypto/sha256"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

const (
	proofHeader  = "c2sp.org/tlog-proof@v1"
	maxProofFile = maxNote + 4<<10 // bytes: 53 hashes of 45 and the checkpoint
)

// ProofFile is all that somebody needs who holds a statement and wants to know, offline, that it
// was logged: a C2SP tlog-proof. Such files are named *.tlog-proof.
type ProofFile struct {
	Index      int64  // of the statement's leaf
	Proof      Proof  // from the leaf to the checkpoint's root
	Checkpoint []byte // the signed note, as the log gave it out
}

// NewProofFile proves leaf index under a signed checkpoint, which it does not verify: the log's
// keeper makes the file, and the one who receives it verifies.
func NewProofFile(checkpoint []byte, index int64, r HashReader) (ProofFile, error) {
	cp, err := unverified(checkpoint)
	if err != nil {
		return ProofFile{}, fmt.Errorf("make proof file: %w", err)
	}
	p, err := ProveInclusion(cp.Size, index, r)
	if err != nil {
		return ProofFile{}, fmt.Errorf("make proof file: %w", err)
	}
	return ProofFile{index, p, bytes.Clone(checkpoint)}, nil
}

// Text is the file's content.
// C2SP tlog-proof, Format
func (f ProofFile) Text() []byte {
	b := fmt.Appendf(nil, "%s\nindex %d\n", proofHeader, f.Index)
	for _, h := range f.Proof {
		b = fmt.Appendf(b, "%s\n", h)
	}
	return append(append(b, '\n'), f.Checkpoint...)
}

// ParseProofFile reads what [ProofFile.Text] gives, and verifies nothing: see [ProofFile.Verify].
// It refuses a proof of another length than leaf and checkpoint need.
//
// It refuses extra data too. C2SP allows a line of it; nothing authenticates it, and nothing here
// uses it.
func ParseProofFile(data []byte) (ProofFile, error) {
	f, err := parseProofFile(data)
	if err == nil {
		err = f.check()
	}
	if err == nil && !bytes.Equal(f.Text(), data) {
		err = errors.New("it is not as it would be written")
	}
	if err != nil {
		return ProofFile{}, fmt.Errorf("proof file: %w", err)
	}
	return f, nil
}

func parseProofFile(data []byte) (ProofFile, error) {
	if len(data) > maxProofFile {
		return ProofFile{}, fmt.Errorf("%d bytes, at most %d are allowed", len(data), maxProofFile)
	}
	head, checkpoint, ok := bytes.Cut(data, []byte("\n\n"))
	lines := strings.Split(string(head), "\n")
	switch {
	case lines[0] != proofHeader:
		return ProofFile{}, fmt.Errorf("the first line is not %s", proofHeader)
	case len(lines) < 2 || !ok:
		return ProofFile{}, errors.New("want an index, the hashes, an empty line and a checkpoint")
	case strings.HasPrefix(lines[1], "extra "):
		return ProofFile{}, errors.New("extra data is not accepted")
	}
	number, ok := strings.CutPrefix(lines[1], "index ")
	index, err := strconv.ParseInt(number, 10, 64)
	if !ok || err != nil || strconv.FormatInt(index, 10) != number {
		return ProofFile{}, errors.New("the second line is not an index without leading zeros")
	}
	f := ProofFile{Index: index, Checkpoint: bytes.Clone(checkpoint)}
	for i, line := range lines[2:] {
		h, err := tlog.ParseHash(line)
		if err != nil || h.String() != line {
			return ProofFile{}, fmt.Errorf("hash %d is not 32 bytes in canonical base64", i)
		}
		f.Proof = append(f.Proof, h)
	}
	return f, nil
}

// check holds the parts to each other. It believes the checkpoint.
func (f ProofFile) check() error {
	cp, err := unverified(f.Checkpoint)
	if err != nil {
		return err
	}
	if err := checkIndex(cp.Size, f.Index); err != nil {
		return err
	}
	return checkInclusionLen(cp.Size, f.Index, f.Proof)
}

// Verify checks that the statement of these exact bytes is leaf Index of the log named origin,
// under a checkpoint that the log signed, and returns the checkpoint. It needs no network and no
// clock. For known see [OpenCheckpoint].
func (f ProofFile) Verify(origin string, known Verifiers, statement []byte) (Checkpoint, error) {
	cp, err := OpenCheckpoint(f.Checkpoint, origin, known)
	if err != nil {
		return Checkpoint{}, fmt.Errorf("verify proof file: %w", err)
	}
	if err := VerifyInclusion(cp, f.Index, sha256.Sum256(statement), f.Proof); err != nil {
		return Checkpoint{}, fmt.Errorf("verify proof file: %w", err)
	}
	return cp, nil
}

// unverified reads a signed checkpoint without its signatures.
func unverified(note []byte) (Checkpoint, error) {
	if len(note) > maxNote {
		return Checkpoint{}, fmt.Errorf("checkpoint: %d bytes, at most %d are allowed", len(note), maxNote)
	}
	i := bytes.LastIndex(note, []byte("\n\n"))
	if i < 0 {
		return Checkpoint{}, errors.New("checkpoint: it is not signed")
	}
	return ParseCheckpoint(note[:i+1])
}

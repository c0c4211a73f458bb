package ledger

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"slices"
	"strconv"
)

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"

// mutateBytes changes one thing at random: a bit, a byte, a stretch, a line, a number, or it takes
// a part from a donor, for example its signature.
func mutateBytes(r *rand.Rand, b, donor []byte) []byte {
	b = slices.Clone(b)
	i, n := r.IntN(len(b)), 1+r.IntN(4)
	end := min(i+n, len(b))
	switch r.IntN(13) {
	case 0:
		b[i] ^= 1 << r.IntN(8)
	case 1:
		b[i] = base64Letters[r.IntN(len(base64Letters))]
	case 2:
		return slices.Delete(b, i, end)
	case 3:
		return b[:i]
	case 4:
		return b[i:]
	case 5:
		return slices.Insert(b, i, randomBytes(r, n)...)
	case 6:
		return slices.Insert(b, i, slices.Clone(b[i:end])...)
	case 7: // a part of the donor in the place of the same part
		if end <= len(donor) {
			copy(b[i:end], donor[i:])
		}
	case 8: // the donor's end
		return append(b[:i], donor[min(i, len(donor)):]...)
	case 9:
		return changeNumber(r, b)
	case 10:
		return changeLine(r, b, donor)
	case 11: // the donor's last line: a signature
		return append(b[:lastLine(b)], donor[lastLine(donor):]...)
	default:
		j := r.IntN(len(b))
		b[i], b[j] = b[j], b[i]
	}
	return b
}

func randomBytes(r *rand.Rand, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(r.IntN(256))
	}
	return b
}

// lastLine is where the last line begins.
func lastLine(b []byte) int { return 1 + bytes.LastIndexByte(bytes.TrimSuffix(b, []byte("\n")), '\n') }

var number = regexp.MustCompile(`[0-9]+`)

func changeNumber(r *rand.Rand, b []byte) []byte {
	all := number.FindAllIndex(b, -1)
	if len(all) == 0 {
		return b
	}
	at := all[r.IntN(min(4, len(all)))] // the first ones: version, index, size
	old := string(b[at[0]:at[1]])
	v, err := strconv.Atoi(old)
	if err != nil {
		return b
	}
	fresh := []string{strconv.Itoa(v + 1), strconv.Itoa(v - 1), "0" + old, "+" + old, "-" + old, old + "0", strconv.Itoa(r.IntN(80)), "9007199254740993"}
	return slices.Concat(b[:at[0]], []byte(fresh[r.IntN(len(fresh))]), b[at[1]:])
}

// changeLine swaps, doubles, removes or exchanges a line.
func changeLine(r *rand.Rand, b, donor []byte) []byte {
	lines, others := splitLines(b), splitLines(donor)
	if len(lines) == 0 || len(others) == 0 {
		return b
	}
	i, j := r.IntN(len(lines)), r.IntN(len(lines))
	switch r.IntN(5) {
	case 0:
		lines[i], lines[j] = lines[j], lines[i]
	case 1:
		lines = slices.Insert(lines, j, lines[i])
	case 2:
		lines = slices.Delete(lines, i, i+1)
	case 3:
		lines[i] = others[min(i, len(others)-1)]
	default:
		lines[i] = others[r.IntN(len(others))]
	}
	return slices.Concat(lines...)
}

// splitLines splits after each newline. Nothing follows the last one, so that no line is added there.
func splitLines(b []byte) [][]byte {
	lines := bytes.SplitAfter(b, []byte("\n"))
	if len(lines[len(lines)-1]) == 0 {
		lines = lines[:len(lines)-1]
	}
	return lines
}

// mutateProof changes one thing at random.
func mutateProof(r *rand.Rand, p Proof) Proof {
	p = slices.Clone(p)
	if len(p) == 0 {
		return Proof{{byte(r.IntN(256))}}
	}
	i, j := r.IntN(len(p)), r.IntN(len(p))
	switch r.IntN(6) {
	case 0:
		return p[:i]
	case 1:
		return p[i:]
	case 2:
		return append(p, p[i])
	case 3:
		p[i], p[j] = p[j], p[i]
	case 4:
		return slices.Insert(p, i, Hash{})
	default:
		p[i] = flip(p[i], r.IntN(256))
	}
	return p
}

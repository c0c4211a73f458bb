package sqlite

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"tocsin/internal/store"
)

// TestWAL flips a bit of each frame of a write-ahead log, in its head and in its page: in the last
// transaction it looks torn, and before that later acts would be lost. The header is on the disk
// before the first frame is written, so it is never torn.
func TestWAL(t *testing.T) {
	t.Parallel()
	left := cutOff(t)
	data, err := os.ReadFile(filepath.Join(left.dir, fileName+"-wal"))
	if err != nil {
		t.Fatal(err)
	}
	size := frameHeader + int(binary.BigEndian.Uint32(data[8:]))
	frames := (len(data) - walHeader) / size
	// told says whether a whole end of a transaction comes behind frame i, and another frame then. It
	// may not be the end that is damaged itself: there a torn write could look the same.
	told := func(i int) bool {
		for i++; i < frames && binary.BigEndian.Uint32(data[walHeader+i*size+4:]) == 0; {
			i++
		}
		return i < frames-1
	}
	if !told(0) || frames < 30 {
		t.Fatalf("%d frames: the test shows nothing", frames)
	}
	check := func(what string, at int, data []byte, lost bool) {
		t.Helper()
		found, err := readWAL(bytes.NewReader(data))
		if !found || errors.Is(err, store.ErrDamaged) != lost || err != nil && !lost {
			t.Errorf("%s %d: %v, want it told: %v", what, at, err, lost)
		}
	}
	check("untouched", 0, data, false)
	flip := func(what string, at, offset int, lost bool) {
		t.Helper()
		bit := byte(1) << rand.IntN(8)
		data[offset] ^= bit
		check(what, at, data, lost)
		data[offset] ^= bit
	}
	for i := range walHeader {
		flip("header, byte", i, i, true)
	}
	for i := range frames {
		flip("head of frame", i, walHeader+i*size+rand.IntN(frameHeader), told(i))
		flip("page of frame", i, walHeader+i*size+frameHeader+rand.IntN(size-frameHeader), told(i))
	}
	for range 50 {
		n := walHeader + rand.IntN(len(data)-walHeader)
		check("cut to", n, data[:n], false)
	}
}

// FuzzWAL reads anything as a write-ahead log.
func FuzzWAL(f *testing.F) {
	head := make([]byte, walHeader+2*(frameHeader+512))
	copy(head, "\x37\x7f\x06\x82\x00\x2d\xe2\x18\x00\x00\x02\x00")
	f.Add(head)
	f.Add(head[:walHeader])
	f.Add([]byte{})
	f.Fuzz(func(t *testing.T, data []byte) {
		left, err := readWAL(bytes.NewReader(data))
		if err != nil && !errors.Is(err, store.ErrDamaged) || err != nil && !left {
			t.Errorf("left: %v, error %v", left, err)
		}
	})
}

package sqlite

import (
	"bufio"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"tocsin/internal/store"
)

// walLeft looks at the write-ahead log that the last writer left, before SQLite does. SQLite takes
// what comes before the first damage and forgets the rest, which is right for what a power cut tore:
// the last transaction, which was confirmed to nobody. It would forget confirmed acts as well when
// it is an older transaction that is damaged, and the log would go on without them. That can be told
// apart: a transaction was on the disk as a whole before the next one was begun, so a damage behind
// which a transaction ends and the next one follows was not torn.
//
// left is true when the last writer was cut off. The format: https://www.sqlite.org/walformat.html
func walLeft(path string) (left bool, err error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer f.Close()
	return readWAL(bufio.NewReaderSize(f, 1<<20))
}

// readWAL is walLeft for what was read.
func readWAL(r io.Reader) (left bool, err error) {
	w, err := newWAL(r)
	if err == io.EOF { // empty, or without a frame
		return false, nil
	}
	if err != nil {
		return true, err
	}
	for err == nil {
		err = w.next(r)
	}
	if err == io.EOF {
		err = nil
	}
	if err == nil && w.lost {
		err = store.Finding{Table: "tocsin.db-wal", Key: fmt.Sprint(w.bad), What: "a frame of the write-ahead log is damaged, and there are later acts behind it that would be lost"}
	}
	return true, err
}

const (
	walHeader   = 32
	frameHeader = 24
)

// walSum is the checksum of the write-ahead log, over what came before.
type walSum [2]uint32

func (s walSum) add(order binary.ByteOrder, data []byte) walSum {
	for ; len(data) >= 8; data = data[8:] {
		s[0] += order.Uint32(data) + s[1]
		s[1] += order.Uint32(data[4:]) + s[0]
	}
	return s
}

func readSum(data []byte) walSum {
	return walSum{binary.BigEndian.Uint32(data), binary.BigEndian.Uint32(data[4:])}
}

// wal is a write-ahead log under way from frame to frame.
type wal struct {
	order binary.ByteOrder
	salt  [8]byte
	frame []byte
	n     int64  // of the frame that was read, from 1
	seen  walSum // computed up to here, and over the first bad frame
	said  walSum // what the last frame said

	broken bool  // the header is
	bad    int64 // the first frame that does not follow from what is before it
	ended  bool  // behind it: the last frame followed from the one before it, and ended a transaction
	lost   bool  // and a frame followed from that one, which was written later
}

// newWAL reads the header.
func newWAL(r io.Reader) (*wal, error) {
	head := make([]byte, walHeader)
	if _, err := io.ReadFull(r, head); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		return nil, err
	}
	w := &wal{order: binary.LittleEndian, salt: [8]byte(head[16:24])}
	magic, page := binary.BigEndian.Uint32(head), binary.BigEndian.Uint32(head[8:])
	if magic&1 == 1 {
		w.order = binary.BigEndian
	}
	w.seen = walSum{}.add(w.order, head[:24])
	w.said = readSum(head[24:])
	w.broken = magic&^1 != 0x377f0682 || w.seen != w.said
	if page < 512 || page > 65536 || page&(page-1) != 0 {
		w.broken, page = true, 4096 // as all of ours have
	}
	w.frame = make([]byte, frameHeader+page)
	return w, nil
}

// next reads a frame.
func (w *wal) next(r io.Reader) error {
	if _, err := io.ReadFull(r, w.frame); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			err = io.EOF
		}
		return err
	}
	w.n++
	said := readSum(w.frame[16:24])
	ours := [8]byte(w.frame[8:16]) == w.salt
	after := func(from walSum) walSum {
		return from.add(w.order, w.frame[:8]).add(w.order, w.frame[frameHeader:])
	}
	switch {
	case w.broken: // SQLite forgets all of it
		w.bad = 1
		for _, w.order = range []binary.ByteOrder{binary.BigEndian, binary.LittleEndian} {
			w.lost = w.lost || w.n > 1 && after(w.said) == said
		}
	case w.bad == 0 && ours && after(w.seen) == said:
		w.seen = said
	case w.bad == 0:
		w.bad = w.n
		w.seen = after(w.seen) // its own sum may be what is damaged
	default:
		follows := ours && (after(w.said) == said || w.n == w.bad+1 && after(w.seen) == said)
		w.lost = w.lost || w.ended && follows
		w.ended = follows && binary.BigEndian.Uint32(w.frame[4:8]) != 0
	}
	w.said = said
	return nil
}

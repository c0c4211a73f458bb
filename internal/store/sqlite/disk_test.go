package sqlite

import (
	"sync"
	"unsafe"

	"modernc.org/libc"
	sqlite3 "modernc.org/sqlite/lib"
)

// A disk stands between SQLite and its files, so that a test can make a step of it fail, or be the
// last thing that the process does. It stands there for the whole process, so it is for children
// that play a role. Nothing of SQLite is changed but whom it asks to open a file.
type disk struct {
	tls   *libc.TLS
	fault func(step) int32

	mu    sync.Mutex // guards the fields below
	names map[uintptr]string
	kinds map[uintptr]uintptr // whom SQLite asks -> whom it asks instead
	kept  []any               // what SQLite points to
}

// A step is one request of SQLite to the disk: "write wal", "sync wal", "truncate wal", and the
// same of "db". do does it and half does half of it, where it is to write; both give SQLite's code.
type step struct {
	name     string
	do, half func() int32
}

// standing are the disks that SQLite points to, which the collector cannot see.
var standing []*disk

// breakDisk has every step go through fault, which does it, or not, and says how it went.
func breakDisk(fault func(step) int32) {
	d := &disk{tls: libc.NewTLS(), fault: fault, names: map[uintptr]string{}, kinds: map[uintptr]uintptr{}}
	standing = append(standing, d)
	vfs := deref[sqlite3.Tsqlite3_vfs](sqlite3.Xsqlite3_vfs_find(d.tls, 0))
	open := fromC[func(*libc.TLS, uintptr, uintptr, uintptr, int32, uintptr) int32](vfs.FxOpen)
	vfs.FxOpen = toC(d, func(tls *libc.TLS, v, name, file uintptr, flags int32, out uintptr) int32 {
		rc := open(tls, v, name, file, flags, out)
		if rc == sqlite3.SQLITE_OK {
			d.stand(file, flags)
		}
		return rc
	})
}

// stand puts us before an open file.
func (d *disk) stand(file uintptr, flags int32) {
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case flags&sqlite3.SQLITE_OPEN_MAIN_DB != 0:
		d.names[file] = "db"
	case flags&sqlite3.SQLITE_OPEN_WAL != 0:
		d.names[file] = "wal"
	default:
		return
	}
	f := deref[sqlite3.Tsqlite3_file](file)
	if d.kinds[f.FpMethods] == 0 {
		d.kinds[f.FpMethods] = d.instead(deref[sqlite3.Tsqlite3_io_methods](f.FpMethods))
	}
	f.FpMethods = d.kinds[f.FpMethods]
}

// instead is m with our steps, in memory where SQLite looks for it.
func (d *disk) instead(m *sqlite3.Tsqlite3_io_methods) uintptr {
	write := fromC[func(*libc.TLS, uintptr, uintptr, int32, int64) int32](m.FxWrite)
	sync := fromC[func(*libc.TLS, uintptr, int32) int32](m.FxSync)
	truncate := fromC[func(*libc.TLS, uintptr, int64) int32](m.FxTruncate)
	p := libc.Xmalloc(d.tls, libc.Tsize_t(unsafe.Sizeof(*m)))
	ours := deref[sqlite3.Tsqlite3_io_methods](p)
	*ours = *m
	ours.FxWrite = toC(d, func(tls *libc.TLS, file, from uintptr, n int32, at int64) int32 {
		do := func(n int32) func() int32 { return func() int32 { return write(tls, file, from, n, at) } }
		return d.step("write", file, do(n), do(n/2))
	})
	ours.FxSync = toC(d, func(tls *libc.TLS, file uintptr, flags int32) int32 {
		do := func() int32 { return sync(tls, file, flags) }
		return d.step("sync", file, do, do)
	})
	ours.FxTruncate = toC(d, func(tls *libc.TLS, file uintptr, size int64) int32 {
		do := func() int32 { return truncate(tls, file, size) }
		return d.step("truncate", file, do, do)
	})
	return p
}

func (d *disk) step(what string, file uintptr, do, half func() int32) int32 {
	d.mu.Lock()
	name := d.names[file]
	d.mu.Unlock()
	return d.fault(step{name: what + " " + name, do: do, half: half})
}

// deref is what a pointer of C points to.
func deref[T any](p uintptr) *T { return *(**T)(unsafe.Pointer(&p)) }

// fromC is the function behind a pointer of C, as modernc.org/sqlite keeps them.
func fromC[F any](p uintptr) F {
	f := &struct{ p uintptr }{p}
	return *(*F)(unsafe.Pointer(f))
}

// toC is the pointer of C to a function.
func toC[F any](d *disk, f F) uintptr {
	d.kept = append(d.kept, f)
	return *(*uintptr)(unsafe.Pointer(&f))
}

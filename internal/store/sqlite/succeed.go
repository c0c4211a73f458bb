package sqlite

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"tocsin/internal/store"
	"tocsin/ledger"
)

// A Former is a store that was put back from a copy, or is a copy: it can be read and verified,
// and a successor log can be opened in it. It takes no acts before that.
type Former struct {
	store.Store
	e *engine
}

// OpenFormer opens a store that [Open] refuses because it is behind what is known of its log. It
// compares it with no checkpoint outside: whoever succeeds it must. The schema is brought to that
// of this program.
func OpenFormer(ctx context.Context, dir string, opt store.Options) (*Former, error) {
	opt.Origin, opt.Key, opt.Sign, opt.Checkpoints = "", "", refuseToSign, nil
	e, err := newEngine(dir, opt)
	if err != nil {
		return nil, err
	}
	if _, err := os.Stat(filepath.Join(e.dir, fileName)); err != nil {
		return nil, fmt.Errorf("open store: %w", err)
	}
	e.former = true
	if err := e.openWriter(ctx); err != nil {
		e.release()
		return nil, fmt.Errorf("open store: %w", e.explain(err))
	}
	return &Former{Store: e, e: e}, nil
}

func refuseToSign([]byte) ([]byte, error) {
	return nil, errors.New("a log that is to be succeeded signs nothing")
}

// Succeed opens the successor log, in one transaction: its statement becomes the next leaf, and
// the log signs its first checkpoint. Number and First of next are the store's to say. statement
// is given the time that the leaf is recorded at. The store is of no use afterwards but to be
// closed, which makes it durable: then [Open] opens it as the successor.
func (f *Former) Succeed(ctx context.Context, next store.Log, sign func([]byte) ([]byte, error), statement func(at time.Time) ([]byte, error)) error {
	e := f.e
	was := e.logs
	next.Number = InLine(was[0].Origin, next.Origin)
	if last := was[len(was)-1]; next.Number <= last.Number {
		return fmt.Errorf("the log %s cannot succeed the log %s", next.Origin, last.Origin)
	}
	if _, err := ledger.NewVerifier(next.Key); err != nil {
		return err
	}
	err := e.submit(ctx, &job{succeeds: true, fn: func(t *tx) error {
		stmt, err := statement(t.Now())
		if err != nil {
			return err
		}
		if next.First, err = t.Append("succeed", stmt); err != nil {
			return err
		}
		if err := addLog(t.w, next); err != nil {
			return err
		}
		if _, err := t.exec(`DELETE FROM meta WHERE name = $1`, backupMark); err != nil {
			return err
		}
		// The committer signs after this, in the new name.
		e.logs, e.opt.Origin, e.opt.Key, e.opt.Sign = append(was[:len(was):len(was)], next), next.Origin, next.Key, sign
		return nil
	}})
	if err != nil {
		e.opt.Sign = refuseToSign
		return fmt.Errorf("open the log %s: %w", next.Origin, err)
	}
	return nil
}

// IsBackup says whether the store is a backup that nobody restored.
func (f *Former) IsBackup(ctx context.Context) (bool, error) {
	is, err := isBackup(ctx, f.e.readers)
	return is, f.e.explain(err)
}

// backupMark names the row of meta that a backup has and a store has not: it says which leaves it
// held when it was made. So a backup that is put in place of a store by hand takes no acts.
const backupMark = "backup"

// isBackup says whether the database is a backup that nobody restored.
func isBackup(ctx context.Context, q querier) (bool, error) {
	_, found, err := readOne[metaRow](ctx, q, `WHERE name = $1`, backupMark)
	return found, err
}

// addLog adds a log to the list, or says the key of one that is there.
func addLog(w *writer, l store.Log) error {
	r := logRow{l}
	_, err := w.exec(insertLog, logTable.summed(r.columns()...)...)
	return err
}

// loadLogs reads the list of logs. It is empty in a store that is just being made.
func loadLogs(ctx context.Context, q querier) ([]store.Log, error) {
	rows, err := read[logRow](ctx, q, `ORDER BY number`)
	logs := make([]store.Log, len(rows))
	for i, r := range rows {
		logs[i] = r.Log
	}
	return logs, err
}

// Logs lists the logs that the store is and was.
func (e *engine) Logs(ctx context.Context) ([]store.Log, error) {
	logs, err := loadLogs(ctx, e.readers)
	if err != nil {
		return nil, e.explain(fmt.Errorf("read the list of logs: %w", err))
	}
	return logs, nil
}

// Origin reads the name of the log in the folder dir, whatever state the store is in. It is empty
// when there is no store, or none was founded.
func Origin(ctx context.Context, dir string) (string, error) {
	db, err := openPool(ctx, reading(filepath.Join(dir, fileName)), 1)
	if err != nil {
		return "", fmt.Errorf("read the name of the log: %w", explain(dir, err))
	}
	defer db.Close()
	logs, err := loadLogs(ctx, db)
	if err != nil {
		return "", fmt.Errorf("read the name of the log: %w", explain(dir, err))
	}
	if len(logs) == 0 {
		return "", nil
	}
	return logs[len(logs)-1].Origin, nil
}

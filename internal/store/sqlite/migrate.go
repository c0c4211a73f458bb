package sqlite

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"

	"github.com/pressly/goose/v3"

	"tocsin/internal/store"
)

//go:embed migrations/*.sql
var migrations embed.FS

const applicationID = 0x546f6373 // "Tocs", set by the first migration

// migrate brings the database to the schema of this program. Forward only: a newer schema, and a
// database that is not ours, are refused and left as they are; so is one whose file is damaged,
// because what cannot be read would not come along.
func migrate(ctx context.Context, db *sql.DB) error {
	have, err := schema(ctx, db)
	if err != nil {
		return err
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	switch want := newest(p); {
	case have == want:
		return nil
	case have > want:
		return newerSchema(have, want)
	case have > 0:
		if err := checkFile(ctx, db); err != nil {
			return err
		}
	}
	if _, err := p.Up(ctx); err != nil {
		return fmt.Errorf("bring the database to this version: %w", err)
	}
	return nil
}

// checkFile asks SQLite whether the structure of its file is whole.
func checkFile(ctx context.Context, db *sql.DB) error {
	var said string
	if err := db.QueryRowContext(ctx, `PRAGMA integrity_check(1)`).Scan(&said); err != nil {
		return fmt.Errorf("before it is brought to this version: %w", err)
	}
	if said != "ok" {
		return fmt.Errorf("before it is brought to this version: %w: %s: restore a backup with the version that wrote it", store.ErrDamaged, said)
	}
	return nil
}

// checkSchema refuses, for a reader, a database that it could not read rightly.
func checkSchema(ctx context.Context, db *sql.DB) error {
	have, err := schema(ctx, db)
	if err != nil {
		return err
	}
	p, err := provider(db)
	if err != nil {
		return err
	}
	switch want := newest(p); {
	case have > want:
		return newerSchema(have, want)
	case have < want:
		return fmt.Errorf("the database has schema %d, this program reads %d: open the folder once for writing", have, want)
	}
	return nil
}

func newerSchema(have, want int64) error {
	return fmt.Errorf("the database was written by a newer Tocsin (schema %d, this program knows %d): use that version", have, want)
}

func provider(db *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrations, "migrations")
	if err != nil {
		return nil, err
	}
	return goose.NewProvider(goose.DialectSQLite3, db, files, goose.WithDisableGlobalRegistry(true))
}

// newest is the schema version of this program.
func newest(p *goose.Provider) int64 {
	all := p.ListSources()
	return all[len(all)-1].Version
}

// schema reads the database's schema version: 0 for an empty database. It refuses one that
// another program made.
func schema(ctx context.Context, db *sql.DB) (int64, error) {
	var id, tables, ours, version int64
	const look = `SELECT (SELECT application_id FROM pragma_application_id),
		count(*), count(CASE WHEN name = 'goose_db_version' THEN 1 END) FROM sqlite_master`
	if err := db.QueryRowContext(ctx, look).Scan(&id, &tables, &ours); err != nil {
		return 0, err
	}
	if tables == 0 && id == 0 {
		return 0, nil
	}
	if ours == 0 || (id != applicationID && id != 0) {
		return 0, fmt.Errorf("%s was made by another program: move it away, or name another folder", fileName)
	}
	const last = `SELECT coalesce(max(version_id), 0) FROM goose_db_version WHERE is_applied`
	err := db.QueryRowContext(ctx, last).Scan(&version)
	return version, err
}

// Package store keeps everything in a database. It is the only package that knows SQL: one *DB meets
// the Store interface of every other package, over SQLite or PostgreSQL.
package store

import (
	"context"
	"database/sql"
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"sync/atomic"
	"time"

	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store/sqlcgen"
)

// Config says where the database is.
type Config struct {
	// URL is "sqlite:" with the path of a file, or a "postgres://" URL.
	URL string
}

// DB is an open database. It is safe for use by many goroutines.
type DB struct {
	dialect dialect
	// writer runs transactions; reader runs what is outside of one. PostgreSQL has one pool for both.
	writer, reader *sql.DB
	read           *sqlcgen.Queries
	ready          *ready // what transactions send; nil where the driver keeps that
	now            func() time.Time
	revisions      revisionCache
	statements     atomic.Int64
	onEvents       atomic.Pointer[func(dealer.ID)]
}

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Open opens the database, and for SQLite makes the file and its folder when there are none yet. A file
// that is damaged, a database of another program and one with a newer schema are refused and left as
// they are. The schema is not touched: Migrate does that. now tells the age of what is remembered.
func Open(ctx context.Context, cfg Config, now func() time.Time) (*DB, error) {
	scheme, rest, _ := strings.Cut(cfg.URL, ":")
	db := &DB{now: now}
	var err error
	switch scheme {
	case "sqlite":
		db.dialect = sqliteDialect
		db.writer, db.reader, err = openSQLite(ctx, sqlitePath(rest))
	case "postgres", "postgresql":
		db.dialect = postgresDialect
		db.writer, err = openPostgres(ctx, cfg.URL)
		db.reader = db.writer
	default:
		return nil, errors.New(`the database URL must start with "sqlite:" or "postgres://"`)
	}
	if err != nil {
		return nil, err
	}
	if err := refuseNewerSchema(ctx, db.dialect, db.reader); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	var reads sqlcgen.DBTX = db.reader
	if db.dialect.kind == sqliteDialect.kind {
		reads = &prepared{pool: db.reader}
	}
	if db.dialect.preparesInTx {
		db.ready = &ready{pool: db.writer, all: map[string]*sql.Stmt{}}
	}
	db.read = sqlcgen.New(&counted{conn: reads, statements: &db.statements})
	return db, nil
}

// Close closes the database. Transactions that run are waited for.
func (db *DB) Close() error {
	err := db.writer.Close()
	if db.reader != db.writer {
		err = errors.Join(db.reader.Close(), err)
	}
	return err
}

// Kind is "sqlite" or "postgres".
func (db *DB) Kind() string { return db.dialect.kind }

// Ping says whether the database answers; Unavailable when it does not.
func (db *DB) Ping(ctx context.Context) error {
	var one int
	err := db.reader.QueryRowContext(ctx, "SELECT 1").Scan(&one)
	if err != nil && ctx.Err() == nil {
		return fault.Wrap(fault.Unavailable, err, "The database does not answer.")
	}
	return err
}

// SizeBytes is how much room the database takes.
func (db *DB) SizeBytes(ctx context.Context) (int64, error) {
	var size int64
	err := db.reader.QueryRowContext(ctx, db.dialect.sizeQuery).Scan(&size)
	return size, translate(err, "database")
}

// Statements counts the statements that were sent to the database, so that tests can say how many a
// use takes.
func (db *DB) Statements() int64 { return db.statements.Load() }

// Migrate brings the schema up to date. Processes that start at the same time on one PostgreSQL
// database take turns.
func (db *DB) Migrate(ctx context.Context) error {
	provider, err := migrations(db.dialect, db.writer)
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	if _, err := provider.Up(ctx); err != nil {
		return fmt.Errorf("bringing the database's schema up to date: %w", err)
	}
	return nil
}

func migrations(d dialect, conn *sql.DB) (*goose.Provider, error) {
	files, err := fs.Sub(migrationFiles, "migrations")
	if err != nil {
		return nil, err
	}
	options := []goose.ProviderOption{goose.WithDisableGlobalRegistry(true)}
	if d.kind == postgresDialect.kind {
		turns, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return nil, err
		}
		options = append(options, goose.WithSessionLocker(turns))
	}
	return goose.NewProvider(d.goose, conn, files, options...)
}

// refuseNewerSchema fails for a database whose schema this program does not know yet.
func refuseNewerSchema(ctx context.Context, d dialect, conn *sql.DB) error {
	provider, err := migrations(d, conn)
	if err != nil {
		return fmt.Errorf("reading the migrations: %w", err)
	}
	var known int64
	for _, source := range provider.ListSources() {
		known = max(known, source.Version)
	}
	var hasVersions bool
	if err := conn.QueryRowContext(ctx, d.hasVersionsQuery).Scan(&hasVersions); err != nil {
		return fmt.Errorf("reading the database's schema version: %w", err)
	}
	if !hasVersions {
		return nil
	}
	var version int64
	const query = "SELECT COALESCE(MAX(version_id), 0) FROM goose_db_version WHERE is_applied"
	if err := conn.QueryRowContext(ctx, query).Scan(&version); err != nil {
		return fmt.Errorf("reading the database's schema version: %w", err)
	}
	if version > known {
		return fmt.Errorf("the database has schema version %d and this program knows %d: a newer program has used it", version, known)
	}
	return nil
}

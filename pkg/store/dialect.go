package store

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"runtime"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/pressly/goose/v3"
	_ "modernc.org/sqlite" // the driver "sqlite"
)

// dialect holds what differs between the databases and is not a way to open one. Everything else is
// one SQL text for both.
type dialect struct {
	kind  string
	goose goose.Dialect
	// sizeQuery: how much room the data take is told by each system in its own terms.
	sizeQuery string
	// hasVersionsQuery: each system has its own catalogue of tables.
	hasVersionsQuery string
	// lockFleetQuery locks all of a dealer's vehicles in order of VIN, the order in which everything else
	// changes them: an UPDATE by itself takes them as they lie, and two that meet would wait for each other.
	// SQLite has one writer and needs none.
	lockFleetQuery string
	// giveWayQuery has the transaction wait for rows that others hold no longer than half of what PostgreSQL
	// waits before it breaks a circle: so whoever sends it is the one that gives way, and not a person's import.
	giveWayQuery string
	// preparesInTx: a statement that a transaction sends again and again is worth preparing in SQLite, which
	// would read its text anew each time. PostgreSQL's driver does that by itself, for all transactions of a
	// connection.
	preparesInTx bool
	// unwatched: a statement that finds its rows by their keys is carried out by SQLite sooner than the goroutines are
	// made that would end it with its context. PostgreSQL may be far away and silent.
	unwatched bool
}

var sqliteDialect = dialect{
	kind:             "sqlite",
	goose:            goose.DialectSQLite3,
	sizeQuery:        "SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()",
	hasVersionsQuery: "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version')",
	preparesInTx:     true,
	unwatched:        true,
}

var postgresDialect = dialect{
	kind:             "postgres",
	goose:            goose.DialectPostgres,
	sizeQuery:        "SELECT pg_database_size(current_database())",
	hasVersionsQuery: "SELECT to_regclass('goose_db_version') IS NOT NULL",
	lockFleetQuery:   "SELECT COUNT(*) FROM (SELECT vin FROM vehicles WHERE dealer_id = $1 ORDER BY vin FOR UPDATE) locked",
	giveWayQuery:     "SET LOCAL lock_timeout = '500ms'",
}

// sqlitePath takes the path out of what follows "sqlite:".
func sqlitePath(rest string) string {
	if strings.HasPrefix(rest, "///") {
		return rest[2:]
	}
	return strings.TrimPrefix(rest, "//")
}

// openSQLite opens two pools on one file. Writes go through a single connection, whose transactions
// take the write lock when they begin: one that read first and wrote later would fail as soon as
// another had written in between, however long it is willing to wait. Readers never wait for it.
func openSQLite(ctx context.Context, path string) (writer, reader *sql.DB, err error) {
	if path == "" {
		return nil, nil, fmt.Errorf(`the database URL names no file: write "sqlite:" and a path`)
	}
	if err := prepareSQLiteFile(ctx, path); err != nil {
		return nil, nil, err
	}
	open := func(connections int, parameters string) (*sql.DB, error) {
		pool, err := sql.Open("sqlite", sqliteDSN(path, parameters))
		if err != nil {
			return nil, err
		}
		pool.SetMaxOpenConns(connections)
		pool.SetMaxIdleConns(connections)
		if err := pool.PingContext(ctx); err != nil {
			_ = pool.Close()
			return nil, fmt.Errorf("opening the database file %s: %w", path, err)
		}
		return pool, nil
	}
	const common = "_pragma=busy_timeout(5000)&_pragma=foreign_keys(ON)"
	writer, err = open(1, common+"&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate")
	if err != nil {
		return nil, nil, err
	}
	reader, err = open(max(4, 2*runtime.NumCPU()), common+"&_pragma=query_only(ON)")
	if err != nil {
		_ = writer.Close()
		return nil, nil, err
	}
	return writer, reader, nil
}

// sqliteDSN is a file's name as a URI, so that no character of the path is taken for something else.
func sqliteDSN(path, parameters string) string {
	return "file:" + (&url.URL{Path: path}).EscapedPath() + "?" + parameters
}

// openPostgres opens one pool. Locks and idle transactions end after a while, so that one process that
// hangs does not hold up the others for good.
func openPostgres(ctx context.Context, databaseURL string) (*sql.DB, error) {
	cfg, err := pgx.ParseConfig(databaseURL)
	if err != nil {
		return nil, fmt.Errorf("the database URL cannot be read: %w", err)
	}
	for name, value := range map[string]string{
		"application_name":                    "dealerportal",
		"lock_timeout":                        "5s",
		"idle_in_transaction_session_timeout": "60s",
		"timezone":                            "UTC",
	} {
		if _, ok := cfg.RuntimeParams[name]; !ok {
			cfg.RuntimeParams[name] = value
		}
	}
	if cfg.ConnectTimeout == 0 {
		cfg.ConnectTimeout = 5 * time.Second
	}
	pool := stdlib.OpenDB(*cfg)
	pool.SetMaxOpenConns(20)
	pool.SetMaxIdleConns(20) // a burst does not connect again and again
	pool.SetConnMaxIdleTime(5 * time.Minute)
	pool.SetConnMaxLifetime(time.Hour)
	if err := pool.PingContext(ctx); err != nil {
		_ = pool.Close()
		return nil, fmt.Errorf("connecting to the database: %w", err)
	}
	return pool, nil
}

package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
)

// prepareSQLiteFile makes an empty file for a database that is new, readable by nobody else, and
// checks one that is there without changing it.
func prepareSQLiteFile(ctx context.Context, path string) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return createSQLiteFile(path)
	case err != nil:
		return fmt.Errorf("opening the database file: %w", err)
	case !info.Mode().IsRegular():
		return fmt.Errorf("the database file %s is not a file", path)
	case info.Size() == 0:
		return nil // made by an earlier start that ended before it wrote anything
	}
	if err := checkSQLiteFile(ctx, path); err != nil {
		return fmt.Errorf("the database file %s is refused and left as it is: %w", path, err)
	}
	return nil
}

func createSQLiteFile(path string) error {
	// SQLite would throw the journal away, and with it the last chance to notice what is missing.
	if _, err := os.Stat(path + "-wal"); err == nil {
		return fmt.Errorf("the database file %s is missing while its journal %s-wal is there: restore the file, or move the journal away to start anew", path, path)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
		return fmt.Errorf("making the folder of the database: %w", err)
	}
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return fmt.Errorf("making the database file: %w", err)
	}
	return f.Close()
}

// checkSQLiteFile reads the whole file once. It opens it for reading only, so that not even a journal
// is played back into a file that turns out to be damaged.
func checkSQLiteFile(ctx context.Context, path string) error {
	conn, err := sql.Open("sqlite", sqliteDSN(path, "mode=ro&_pragma=busy_timeout(5000)"))
	if err != nil {
		return err
	}
	defer conn.Close()
	conn.SetMaxOpenConns(1)
	var result string
	if err := conn.QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&result); err != nil {
		return fmt.Errorf("it is damaged or no SQLite database: %w", err)
	}
	if result != "ok" {
		return fmt.Errorf("it is damaged: %s", result)
	}
	var foreign bool
	const query = `SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name NOT LIKE 'sqlite_%')
		AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'goose_db_version')`
	if err := conn.QueryRowContext(ctx, query).Scan(&foreign); err != nil {
		return fmt.Errorf("it is damaged: %w", err)
	}
	if foreign {
		return errors.New("it is a database of another program")
	}
	return refuseNewerSchema(ctx, sqliteDialect, conn)
}

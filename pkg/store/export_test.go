package store

import "context"

// MigrateTo brings the schema to an older version, for tests of what comes after it.
func (db *DB) MigrateTo(ctx context.Context, version int64) error {
	provider, err := migrations(db.dialect, db.writer)
	if err != nil {
		return err
	}
	_, err = provider.UpTo(ctx, version)
	return err
}

// Exec runs a statement as it is.
func (db *DB) Exec(ctx context.Context, statement string, args ...any) error {
	_, err := db.writer.ExecContext(ctx, statement, args...)
	return err
}

package storetest

import (
	"database/sql"
	"errors"
	"net/url"
	"os"
	"testing"
)

// The server is there when it is given out, with an empty database, and is gone when it is stopped.
func TestAServerOfItsOwnIsStartedAndStopped(t *testing.T) {
	given, stop, err := StartPostgres()
	if errors.Is(err, ErrNoPostgres) && os.Getenv("PORTAL_TEST_NO_SKIP") == "" {
		t.Skip(err)
	}
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if stop != nil {
			stop()
		}
	}()
	if u, err := url.Parse(given); err != nil || u.Hostname() != "127.0.0.1" {
		t.Errorf("it is at %s", given)
	}
	db, err := sql.Open("pgx", given)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	var tables int
	if err := db.QueryRow("SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'").Scan(&tables); err != nil || tables != 0 {
		t.Errorf("%d tables, %v", tables, err)
	}
	stop()
	stop = nil
	if err := db.Ping(); err == nil {
		t.Error("it answers when it has been stopped")
	}
}

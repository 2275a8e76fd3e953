// Package storetest holds the behaviour that every database of the store must show, one exported
// function per concept, and what other packages' tests need to use a real store: databases that last
// as long as a test, and records with sensible values.
package storetest

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
)

// Fresh gives the URL of a database that is empty and lasts as long as the test. SQLiteURL and
// Postgres are the two there are.
type Fresh func(t testing.TB) (url string)

// SQLiteURL is the URL of a file that does not exist yet.
func SQLiteURL(t testing.TB) string {
	t.Helper()
	return "sqlite:" + filepath.Join(t.TempDir(), "portal.db")
}

// SQLite is an open SQLite store with the present schema.
func SQLite(t testing.TB) *store.DB {
	t.Helper()
	return Open(t, SQLiteURL(t), time.Now)
}

// Open opens a store, brings its schema up to date and closes it after the test.
func Open(t testing.TB, url string, now func() time.Time) *store.DB {
	t.Helper()
	db, err := store.Open(context.Background(), store.Config{URL: url}, now)
	if err != nil {
		t.Fatalf("opening the store: %v", err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Errorf("closing the store: %v", err)
		}
	})
	if err := db.Migrate(context.Background()); err != nil {
		t.Fatalf("migrating the store: %v", err)
	}
	return db
}

// Clock is a clock that stands still until it is moved.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock starts a clock at Start.
func NewClock() *Clock { return &Clock{now: Start} }

// Start is the time that factories and clocks begin at.
var Start = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// Now is the time that the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Move moves the clock, back for a negative d.
func (c *Clock) Move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

func open(t *testing.T, fresh Fresh) *store.DB {
	t.Helper()
	return Open(t, fresh(t), time.Now)
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wantKind(t testing.TB, err error, kind fault.Kind) {
	t.Helper()
	if err == nil {
		t.Fatalf("there is no error, want one of kind %d", kind)
	}
	e := fault.As(err)
	if e == nil {
		t.Fatalf("%v has no kind, want %d", err, kind)
	}
	if e.Kind != kind {
		t.Fatalf("%v is of kind %d, want %d", err, e.Kind, kind)
	}
	if e.Message == "" {
		t.Fatalf("%v has no message for people", err)
	}
}

func same[T any](t testing.TB, got, want T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateEmpty()); diff != "" {
		t.Fatalf("not as expected (-want +got):\n%s", diff)
	}
}

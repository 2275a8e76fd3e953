package store

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// Short transactions are not watched by their context, and hold to it all the same.
func TestAShortTransactionKeepsNothingWhenItsContextEndsOrItFails(t *testing.T) {
	db, err := Open(t.Context(), Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "portal.db")}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	now := time.UnixMilli(0)
	failure := errors.New("a failure of the caller's")
	// Each is free for the next only when the one before has given the lease and the one connection back.
	lease := func(ctx context.Context, then func() error) error {
		return db.inTx(ctx, true, func(ctx context.Context) error {
			if held, err := db.LeaseDraft(ctx, "k", "one", now, now.Add(time.Hour)); err != nil || !held {
				t.Errorf("the lease is not free: %v, %v", held, err)
			}
			return then()
		})
	}
	ended, end := context.WithCancel(t.Context())
	if err := lease(ended, func() error { end(); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("its context ended meanwhile: %v", err)
	}
	if err := db.inTx(ended, true, func(context.Context) error { t.Error("it ran"); return nil }); !errors.Is(err, context.Canceled) {
		t.Errorf("its context had ended: %v", err)
	}
	if _, err := db.Draft(ended, "k"); !errors.Is(err, context.Canceled) {
		t.Errorf("a read whose context had ended: %v", err)
	}
	if err := lease(t.Context(), func() error { return failure }); !errors.Is(err, failure) {
		t.Errorf("it failed: %v", err)
	}
	func() {
		defer func() { _ = recover() }()
		_ = lease(t.Context(), func() error { panic("a test") })
		t.Error("the panic was hidden")
	}()
	if err := lease(t.Context(), func() error { return nil }); err != nil {
		t.Error(err)
	}
	if held, err := db.LeaseDraft(t.Context(), "k", "two", now, now.Add(time.Hour)); err != nil || held {
		t.Errorf("what was committed is not there: %v, %v", held, err)
	}
	// Who waits for the connection leaves with its context, and takes nothing along.
	short, leave := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer leave()
	err = db.InTx(t.Context(), func(context.Context) error {
		if _, err := db.LeaseDraft(short, "other", "one", now, now.Add(time.Hour)); !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("while another writes: %v", err)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if held, err := db.LeaseDraft(t.Context(), "other", "two", now, now.Add(time.Hour)); err != nil || !held {
		t.Errorf("a lease that was not waited for: %v, %v", held, err)
	}
}

package store

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
)

func TestTheStatementsOfATransactionAreReadyForTheNextOneAndOutliveAChangeOfTheSchema(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "portal.db")}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	create := func(n int) {
		d := dealer.Dealer{ID: dealer.ID(fmt.Sprint("d", n)), Code: fmt.Sprint("A", n), Settings: dealer.Settings{Thresholds: dealer.DefaultThresholds}, CreatedAt: time.UnixMilli(0)}
		if err := db.CreateDealer(ctx, d); err != nil {
			t.Error(err)
		}
	}
	create(0)
	prepared := func() (n int) {
		db.ready.mu.Lock()
		defer db.ready.mu.Unlock()
		for _, s := range db.ready.all {
			if s != nil {
				n++
			}
		}
		return n
	}
	first := prepared()
	if first == 0 || len(db.ready.wanted) != 0 {
		t.Fatalf("%d statements are ready, and %v are wanted", first, db.ready.wanted)
	}
	// Whoever prepares must not hold up who writes, and the other way round.
	var all sync.WaitGroup
	for n := 1; n <= 200; n++ {
		all.Go(func() { create(n) })
	}
	all.Wait()
	if n := prepared(); n != first {
		t.Errorf("%d statements are ready, want the %d of before", n, first)
	}
	if _, err := db.writer.ExecContext(ctx, "ALTER TABLE dealers ADD COLUMN more TEXT"); err != nil {
		t.Fatal(err)
	}
	create(201)
	if d, err := db.DealerByCode(ctx, "A201"); err != nil || d.ID != "d201" {
		t.Errorf("after a change of the schema: %v, %v", d.ID, err)
	}
}

// A transaction sends a text that is not ready while another one is being made ready for it.
func TestMakingReadyWaitsForNobodyWhoWrites(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "portal.db")}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	conn, err := db.writer.BeginTx(ctx, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Rollback() //nolint:errcheck // nothing was written
	db.ready.of("SELECT 1")
	db.ready.prepare(ctx)
	if s := db.ready.of("SELECT 1"); s != nil {
		t.Error("it was prepared on a connection that is in use")
	}
	if err := conn.Rollback(); err != nil {
		t.Fatal(err)
	}
	db.ready.prepare(ctx)
	if s := db.ready.of("SELECT 1"); s == nil {
		t.Error("it was not prepared when the connection was free")
	}
	db.ready.of("this is no statement")
	db.ready.prepare(ctx)
	if s := db.ready.of("this is no statement"); s != nil {
		t.Error("what is none was prepared")
	}
}

func TestOnlySoManyStatementsAreKept(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "portal.db")}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for n := range 2 * mostReady {
		db.ready.of(fmt.Sprint("SELECT ", n))
	}
	db.ready.prepare(ctx)
	if n := len(db.ready.all); n != mostReady {
		t.Errorf("%d are kept, want %d", n, mostReady)
	}
}

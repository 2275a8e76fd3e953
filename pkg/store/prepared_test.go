package store

import (
	"context"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/store/sqlcgen"
)

func TestAStatementIsPreparedOnceAndOutlivesAChangeOfTheSchema(t *testing.T) {
	ctx := context.Background()
	db, err := Open(ctx, Config{URL: "sqlite:" + filepath.Join(t.TempDir(), "portal.db")}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		t.Fatal(err)
	}
	d := dealer.Dealer{ID: "d", Code: "A1", Settings: dealer.Settings{Thresholds: dealer.DefaultThresholds}, CreatedAt: time.UnixMilli(0)}
	if err := db.CreateDealer(ctx, d); err != nil {
		t.Fatal(err)
	}
	ready := &prepared{pool: db.reader}
	db.read = sqlcgen.New(&counted{conn: ready, statements: &db.statements})
	var all sync.WaitGroup
	for range 50 {
		all.Go(func() {
			if got, err := db.DealerByCode(ctx, "A1"); err != nil || got.ID != "d" {
				t.Errorf("%v, %v", got, err)
			}
		})
	}
	all.Wait()
	count := 0
	ready.all.Range(func(any, any) bool { count++; return true })
	if count != 3 { // the dealer and its two lists
		t.Errorf("%d statements are ready, want 3", count)
	}
	if _, err := db.writer.ExecContext(ctx, "ALTER TABLE dealer_prices ADD COLUMN more TEXT"); err != nil {
		t.Fatal(err)
	}
	if got, err := db.DealerByCode(ctx, "A1"); err != nil || got.ID != "d" {
		t.Errorf("after a change of the schema: %v, %v", got, err)
	}
	if _, err := db.DealerByCode(ctx, "B1"); err == nil {
		t.Error("a dealer is found that is not there")
	}
}

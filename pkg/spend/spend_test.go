package spend_test

import (
	"context"
	"errors"
	"log/slog"
	"path/filepath"
	"strconv"
	"sync/atomic"
	"testing"

	"dealerportal/pkg/spend"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
)

// failing is a database that takes no transaction while it is full.
type failing struct {
	*store.DB
	full  atomic.Bool
	taken atomic.Int64 // transactions
}

func (f *failing) InTx(ctx context.Context, do func(ctx context.Context) error) error {
	return f.DB.InTx(ctx, func(ctx context.Context) error {
		if err := do(ctx); err != nil {
			return err
		}
		if f.full.Load() {
			return errors.New("the disk is full")
		}
		f.taken.Add(1)
		return nil
	})
}

// What calls took is written down in one go for those that end together, and none of it is forgotten when that fails.
func TestWhatCallsTookIsWrittenDownTogetherAndTriedAgain(t *testing.T) {
	clock := storetest.NewClock()
	db := &failing{DB: storetest.Open(t, "sqlite:"+filepath.Join(t.TempDir(), "portal.db"), clock.Now)}
	db.full.Store(true)
	d, month, ids := storetest.Dealer(t, db.DB, "OWN"), spend.Month(clock.Now()), 0
	s := spend.NewService(spend.Config{}, db, clock.Now, func() string { ids++; return strconv.Itoa(ids) }, slog.New(slog.DiscardHandler))
	counted := func() (tokens, underWay int64) {
		t.Helper()
		total, err := db.MonthOf(t.Context(), &d.ID, month)
		if err != nil {
			t.Fatal(err)
		}
		return total.Counted.Tokens, total.UnderWay
	}
	for range 3 {
		_, settle, err := s.Reserve(t.Context(), d.ID, "provider.test", "gpt-4o-mini", 100, 200)
		if err != nil {
			t.Fatal(err)
		}
		settle(spend.Used{State: spend.Settled, PromptTokens: 40, CompletionTokens: 50})
	}
	s.Settle()
	if tokens, underWay := counted(); tokens != 900 || underWay != 3 {
		t.Fatalf("%d tokens are counted and %d calls are under way after a transaction that failed", tokens, underWay)
	}
	db.full.Store(false)
	s.Close()
	if tokens, underWay := counted(); tokens != 270 || underWay != 0 || db.taken.Load() != 1 {
		t.Errorf("%d tokens are counted and %d calls are under way; %d transactions for three calls", tokens, underWay, db.taken.Load())
	}
}

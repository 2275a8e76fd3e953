package storetest

import (
	"errors"
	"sync/atomic"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/spend"
	"dealerportal/pkg/store"
)

// Spend is what every database does with what the model's provider is paid.
func Spend(t *testing.T, fresh Fresh) {
	const month = "2026-03"
	call := func(d dealer.Dealer, tokens, cost int64) spend.Call {
		return spend.Call{ID: ID("call"), Dealer: d.ID, Month: month, Provider: "h", Model: "m", Reserved: spend.Amount{Tokens: tokens, Cost: cost}, BeganAt: Start}
	}
	wantSpent := func(t *testing.T, db *store.DB, id dealer.ID, tokens, cost int64) {
		t.Helper()
		got, err := db.Spent(t.Context(), id, month)
		must(t, err)
		same(t, got, spend.Amount{Tokens: tokens, Cost: cost})
	}
	none := spend.Amount{}
	t.Run("what is reserved counts for the dealer and for all, and then what was used", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		first, second := call(a, 100, 1000), call(b, 10, 0)
		must(t, db.Reserve(ctx, first, none, none))
		must(t, db.Reserve(ctx, second, none, none))
		wantSpent(t, db, "", 110, 1000)
		wantSpent(t, db, a.ID, 100, 1000)
		wantSpent(t, db, b.ID, 10, 0)
		must(t, db.Settle(ctx, first.ID, spend.Used{State: spend.Settled, PromptTokens: 30, CompletionTokens: 5, Cost: ptr(int64(40)), EndedAt: Start}))
		must(t, db.Settle(ctx, second.ID, spend.Used{State: spend.Settled, PromptTokens: 1, CompletionTokens: 1, EndedAt: Start}))
		wantSpent(t, db, "", 37, 40)
		wantSpent(t, db, a.ID, 35, 40)
		wantSpent(t, db, b.ID, 2, 0)
		sums, err := db.CallSums(ctx, a.ID, month)
		must(t, err)
		same(t, sums, spend.Sums{Calls: 1, PromptTokens: 30, CompletionTokens: 5, Cost: 40})
		other, err := db.CallSums(ctx, a.ID, "2026-04")
		must(t, err)
		same(t, other, spend.Sums{})
	})
	t.Run("every call is written down with what became of it, and is its dealer's", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		first, second, other := call(a, 100, 1000), call(a, 10, 0), call(b, 1, 0)
		second.BeganAt = Start.Add(time.Second)
		for _, c := range []spend.Call{second, first, other} {
			must(t, db.Reserve(ctx, c, none, none))
		}
		used := spend.Used{State: spend.Free, Reason: "refused", PromptTokens: 30, CompletionTokens: 5, Cost: ptr(int64(40)), EndedAt: Start.Add(time.Minute)}
		must(t, db.Settle(ctx, first.ID, used))
		got, err := db.Calls(ctx, a.ID, month)
		must(t, err)
		same(t, got, []spend.Ended{{Call: first, Used: used}, {Call: second, Used: spend.Used{State: spend.Reserved}}})
		none, err := db.Calls(ctx, a.ID, "2026-04")
		must(t, err)
		same(t, len(none), 0)
	})
	t.Run("a call that was refused costs nothing, one that nobody knows of keeps what was reserved", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		free, unreported, lost := call(d, 100, 1), call(d, 10, 2), call(d, 1, 3)
		young := call(d, 1000, 4)
		young.BeganAt = Start.Add(time.Hour)
		for _, c := range []spend.Call{free, unreported, lost, young} {
			must(t, db.Reserve(ctx, c, none, none))
		}
		must(t, db.Settle(ctx, free.ID, spend.Used{State: spend.Free, EndedAt: Start}))
		must(t, db.Settle(ctx, unreported.ID, spend.Used{State: spend.Unreported, EndedAt: Start}))
		must(t, db.LoseCalls(ctx, Start.Add(time.Minute), Start.Add(time.Hour)))
		wantSpent(t, db, d.ID, 1011, 9)
		sums, err := db.CallSums(ctx, d.ID, month)
		must(t, err)
		same(t, sums, spend.Sums{Calls: 4, UnderWay: 1})
		// What has ended stays as it is.
		for _, c := range []spend.Call{free, unreported, lost} {
			must(t, db.Settle(ctx, c.ID, spend.Used{State: spend.Settled, PromptTokens: 5, EndedAt: Start}))
		}
		wantSpent(t, db, d.ID, 1011, 9)
	})
	t.Run("what goes over a cap is not reserved, and nothing of it is kept", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		for _, c := range []struct {
			name     string
			all, one spend.Amount
		}{
			{"all tokens", spend.Amount{Tokens: 99}, none}, {"all cost", spend.Amount{Cost: 999}, none},
			{"the dealer's tokens", none, spend.Amount{Tokens: 99}}, {"the dealer's cost", none, spend.Amount{Cost: 999}},
		} {
			if err := db.Reserve(ctx, call(a, 100, 1000), c.all, c.one); !errors.Is(err, spend.ErrOverCap) {
				t.Errorf("%s: %v", c.name, err)
			}
		}
		wantSpent(t, db, "", 0, 0)
		exact := spend.Amount{Tokens: 100, Cost: 1000}
		must(t, db.Reserve(ctx, call(a, 100, 1000), none, exact))
		if err := db.Reserve(ctx, call(a, 1, 0), none, exact); !errors.Is(err, spend.ErrOverCap) {
			t.Error(err)
		}
		must(t, db.Reserve(ctx, call(b, 100, 1000), none, exact)) // whose cap is its own
		next := call(a, 100, 1000)
		next.Month = "2026-04"
		must(t, db.Reserve(ctx, next, none, exact))
		wantKind(t, db.Reserve(ctx, call(dealer.Dealer{ID: "nobody"}, 1, 1), none, none), fault.NotFound)
	})
	t.Run("however many reserve at once, no cap is passed and all of it is used", func(t *testing.T) {
		db := open(t, fresh)
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		var reserved atomic.Int64
		all(t, 64, func(n int) error {
			d := a
			if n%2 == 0 {
				d = b
			}
			switch err := db.Reserve(t.Context(), call(d, 10, 0), spend.Amount{Tokens: 305}, none); {
			case err == nil:
				reserved.Add(1)
			case !errors.Is(err, spend.ErrOverCap):
				return err
			}
			return nil
		})
		if n := reserved.Load(); n != 30 {
			t.Errorf("%d calls were reserved, want 30", n)
		}
		wantSpent(t, db, "", 300, 0)
	})
}

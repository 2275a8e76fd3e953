package store

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/spend"
	"dealerportal/pkg/store/sqlcgen"
)

var _ spend.Store = (*DB)(nil)

const (
	spentByAll    = "all"
	spentByDealer = "dealer:"
)

func spentBy(dealerID dealer.ID) string {
	if dealerID == "" {
		return spentByAll
	}
	return spentByDealer + string(dealerID)
}

// Reserve writes a call down and counts what is reserved for it, for its dealer and for all, if neither goes
// over its cap by that; ErrOverCap otherwise. Both rows are taken in one order, so that no two wait for each
// other.
func (db *DB) Reserve(ctx context.Context, c spend.Call, all, one spend.Amount) error {
	return db.inTx(ctx, true, func(ctx context.Context) error {
		t := db.tx(ctx)
		for _, x := range []struct {
			scope string
			most  spend.Amount
		}{{spentByAll, all}, {spentBy(c.Dealer), one}} {
			raise := sqlcgen.RaiseSpendParams{
				Scope: x.scope, Month: c.Month, Tokens: c.Reserved.Tokens, Cost: c.Reserved.Cost, MaxTokens: x.most.Tokens, MaxCost: x.most.Cost,
			}
			raised, err := t.RaiseSpend(ctx, raise)
			if err == nil && raised == 0 { // no room, or the first call of the month
				if err = t.OpenSpend(ctx, x.scope, c.Month); err == nil {
					raised, err = t.RaiseSpend(ctx, raise)
				}
			}
			if err != nil {
				return translate(err, "budget")
			}
			if raised == 0 {
				return spend.ErrOverCap
			}
		}
		return translate(t.InsertModelCall(ctx, sqlcgen.InsertModelCallParams{
			ID: c.ID, DealerID: string(c.Dealer), Month: c.Month, Provider: c.Provider, Model: c.Model,
			ReservedTokens: c.Reserved.Tokens, ReservedCost: c.Reserved.Cost, BeganAt: millis(c.BeganAt),
		}), "call")
	})
}

// Settle ends a call, and counts what it took in place of what was reserved. A call that has ended stays as
// it is.
func (db *DB) Settle(ctx context.Context, id string, u spend.Used) error {
	return db.changeFew(ctx, func(ctx context.Context, t *tx) error {
		row, err := t.EndModelCall(ctx, sqlcgen.EndModelCallParams{
			ID: id, State: string(u.State), Reason: u.Reason, PromptTokens: int64(u.PromptTokens), CompletionTokens: int64(u.CompletionTokens), Cost: u.Cost, EndedAt: millis(u.EndedAt),
		})
		if errors.Is(err, sql.ErrNoRows) || err == nil && u.State == spend.Unreported {
			return nil
		}
		if err != nil {
			return translate(err, "call")
		}
		back := spend.Amount{Tokens: row.ReservedTokens - int64(u.PromptTokens+u.CompletionTokens), Cost: row.ReservedCost}
		if u.Cost != nil {
			back.Cost -= *u.Cost
		}
		for _, scope := range []string{spentByAll, spentBy(dealer.ID(row.DealerID))} {
			err := t.LowerSpend(ctx, sqlcgen.LowerSpendParams{Scope: scope, Month: row.Month, Tokens: back.Tokens, Cost: back.Cost})
			if err != nil {
				return translate(err, "budget")
			}
		}
		return nil
	})
}

// LoseCalls ends the calls that began before a time and whose process is gone. What was reserved stays
// counted.
func (db *DB) LoseCalls(ctx context.Context, before, now time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		_, err := t.LoseModelCalls(ctx, millis(now), millis(before))
		return translate(err, "call")
	})
}

// Spent is what counts against the cap of a dealer, or of all for the empty id.
func (db *DB) Spent(ctx context.Context, dealerID dealer.ID, month string) (spend.Amount, error) {
	row, err := db.queries(ctx).Spend(ctx, spentBy(dealerID), month)
	if errors.Is(err, sql.ErrNoRows) {
		return spend.Amount{}, nil
	}
	return spend.Amount{Tokens: row.Tokens, Cost: row.Cost}, translate(err, "budget")
}

// CallSums are what a dealer's calls of a month took.
func (db *DB) CallSums(ctx context.Context, dealerID dealer.ID, month string) (spend.Sums, error) {
	row, err := db.queries(ctx).SumModelCalls(ctx, string(dealerID), month)
	return spend.Sums{
		Calls: row.Calls, UnderWay: row.UnderWay, PromptTokens: row.PromptTokens, CompletionTokens: row.CompletionTokens, Cost: row.Cost,
	}, translate(err, "call")
}

// Calls are all of a dealer's calls of a month, in the order in which they began.
func (db *DB) Calls(ctx context.Context, dealerID dealer.ID, month string) ([]spend.Ended, error) {
	rows, err := db.queries(ctx).ModelCalls(ctx, string(dealerID), month)
	if err != nil {
		return nil, translate(err, "call")
	}
	calls := make([]spend.Ended, len(rows))
	for i, r := range rows {
		calls[i] = spend.Ended{
			Call: spend.Call{
				ID: r.ID, Dealer: dealer.ID(r.DealerID), Month: r.Month, Provider: r.Provider, Model: r.Model,
				Reserved: spend.Amount{Tokens: r.ReservedTokens, Cost: r.ReservedCost}, BeganAt: fromMillis(r.BeganAt),
			},
			Used: spend.Used{State: spend.State(r.State), Reason: r.Reason, PromptTokens: int(r.PromptTokens), CompletionTokens: int(r.CompletionTokens), Cost: r.Cost},
		}
		if r.EndedAt != nil {
			calls[i].EndedAt = fromMillis(*r.EndedAt)
		}
	}
	return calls, nil
}

// MonthOf is what a month took of a dealer, or of all together for nil.
func (db *DB) MonthOf(ctx context.Context, only *dealer.ID, month string) (spend.Total, error) {
	var total spend.Total
	rows, err := db.queries(ctx).MonthCalls(ctx, month, (*string)(only))
	if err != nil {
		return total, translate(err, "call")
	}
	for _, row := range rows {
		t := totalOf(row)
		total.Calls += t.Calls
		total.UnderWay += t.UnderWay
		total.WithoutReport += t.WithoutReport
		total.WithoutPrice += t.WithoutPrice
		total.PromptTokens += t.PromptTokens
		total.CompletionTokens += t.CompletionTokens
		total.Cost += t.Cost
	}
	var whose dealer.ID
	if only != nil {
		whose = *only
	}
	total.Counted, err = db.Spent(ctx, whose, month)
	return total, err
}

// MonthByDealer is the same for every dealer that has used anything in the month.
func (db *DB) MonthByDealer(ctx context.Context, month string) (map[dealer.ID]spend.Total, error) {
	calls, err := db.queries(ctx).MonthCalls(ctx, month, nil)
	if err != nil {
		return nil, translate(err, "call")
	}
	counted, err := db.queries(ctx).MonthSpend(ctx, month)
	if err != nil {
		return nil, translate(err, "budget")
	}
	totals := map[dealer.ID]spend.Total{}
	for _, row := range calls {
		totals[dealer.ID(row.DealerID)] = totalOf(row)
	}
	for _, row := range counted {
		if id, ofDealer := strings.CutPrefix(row.Scope, spentByDealer); ofDealer {
			t := totals[dealer.ID(id)]
			t.Counted = spend.Amount{Tokens: row.Tokens, Cost: row.Cost}
			totals[dealer.ID(id)] = t
		}
	}
	return totals, nil
}

func totalOf(row sqlcgen.MonthCallsRow) spend.Total {
	return spend.Total{
		Calls: row.Calls, UnderWay: row.UnderWay, WithoutReport: row.WithoutReport, WithoutPrice: row.WithoutPrice,
		PromptTokens: row.PromptTokens, CompletionTokens: row.CompletionTokens, Cost: row.Cost,
	}
}

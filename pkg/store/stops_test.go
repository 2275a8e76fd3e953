package store_test

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"testing"
	"time"

	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// The word of a customer comes in, and is taken back, while their vehicles are imported and scored by others: nobody
// waits for the other in a circle, and when all is done the leads are as the last word has it.
func TestAWordBesideAnImportAndScoringEndsAsItWasSaid(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		ctx := t.Context()
		db := storetest.Open(t, fresh(t), time.Now)
		d := storetest.Dealer(t, db, "A1")
		leads := lead.NewService(db, risk.Default(), time.Now, func() string { return storetest.ID("lead") }, slog.New(slog.DiscardHandler))
		save := func(ctx context.Context, n int) {
			storetest.Vehicle(t, db, d.ID, storetest.VIN(n), func(v *vehicle.Vehicle) { v.Customer.Phone = "+13135550142" })
		}
		const fleet = 12
		for n := range fleet {
			save(ctx, n)
		}
		if err := leads.ScoreDue(ctx, d.ID); err != nil {
			t.Fatal(err)
		}
		for round := range 6 {
			l, err := db.LatestLead(ctx, d.ID, storetest.VIN(round))
			if err != nil {
				t.Fatal(err)
			}
			var said lead.Activity
			together(t,
				func() (err error) {
					if _, said, err = leads.RecordOutcome(ctx, d.ID, l.ID, l.Version, lead.Outcome{Code: lead.OutcomeDoNotContact}); err != nil || round%2 == 0 {
						return err
					}
					_, err = leads.Undo(ctx, d.ID, l.ID, said.ID, "")
					return err
				},
				func() error {
					for n := range fleet {
						save(ctx, n)
					}
					save(ctx, 100+round)
					return nil
				},
				func() error { return errors.Join(leads.ScoreDue(ctx, d.ID), leads.ScoreDue(ctx, d.ID)) },
			)
			if err := leads.ScoreDue(ctx, d.ID); err != nil {
				t.Fatal(err)
			}
			want := fleet + round + 1
			if round%2 == 0 {
				want = 0
			}
			open, err := leads.Top(ctx, d.ID, 100)
			if err != nil || len(open) != want {
				t.Fatalf("round %d: %d leads are open, want %d, %v", round, len(open), want, err)
			}
			if round%2 == 0 {
				if _, err := leads.Undo(ctx, d.ID, l.ID, said.ID, ""); err != nil {
					t.Fatal(err)
				}
			}
		}
	})
}

func together(t *testing.T, work ...func() error) {
	t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, len(work))
	for i, f := range work {
		wg.Go(func() { errs[i] = f() })
	}
	wg.Wait()
	if err := errors.Join(errs...); err != nil {
		t.Fatal(err)
	}
}

// What was said before the other vehicles of a customer were thought of holds for them from the migration on.
func TestWordsFromBeforeHoldForTheOtherVehicles(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		ctx := t.Context()
		db, err := store.Open(ctx, store.Config{URL: fresh(t)}, time.Now)
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		must := func(err error) {
			t.Helper()
			if err != nil {
				t.Fatal(err)
			}
		}
		must(db.MigrateTo(ctx, 14))
		must(db.Exec(ctx, `INSERT INTO dealers (id, code, name, city, state, time_zone, threshold_high, threshold_moderate, threshold_follow_up, tone, language, created_at)
			VALUES ('d1', 'A1', 'A', 'Austin', 'TX', 'America/Chicago', 0.3, 0.2, 0.1, 'friendly', 'en', 0)`))
		owners := []vehicle.Customer{
			{Phone: "+13135550142", Email: "Ana@x.example"}, {Phone: "+13135550142"}, {Email: "ana@X.example"},
			{Phone: "ask at the desk"}, {Phone: "ask at the desk"}, {Phone: "+0123456789"}, {Phone: "+0123456789"},
		}
		for n, c := range owners {
			must(db.Exec(ctx, `INSERT INTO vehicles (dealer_id, vin, check_digit_wrong, year, make, model, family, kind, city, state, zip, chemistry,
				customer_name, customer_phone, customer_email, updated_at, search_text, due_mark, scored_mark, scored_model)
				VALUES ('d1', $1, FALSE, 2020, 'Ford', 'Escape', 'Escape', 'suv', '', 'TX', '', 'agm', '', $2, $3, 0, '', 1, 1, '')`,
				string(storetest.VIN(n)), c.Phone, c.Email))
			if n == 0 || n == 3 || n == 5 {
				must(db.Exec(ctx, `INSERT INTO leads (dealer_id, id, vin, priority, sort_key, status, open, closed_reason, closed_at, note, note_search, version,
					created_at, updated_at, as_of, model_version, horizon_days, probability, low, median, high, log_odds, explanation, cohort_label, cohort_size)
					VALUES ('d1', $1, $2, 'HIGH', 1, 'closed', FALSE, 'do_not_contact', 7, '', '', 1, 0, 0, 0, 'v1', 90, 0.5, 0.4, 0.5, 0.6, 0, '', '', 0)`,
					storetest.ID("lead"), string(storetest.VIN(n))))
			}
		}
		must(db.Migrate(ctx))
		for n, c := range []string{"+13135550142", "+13135550142", "+13135550142", "", "none", "", "none"} {
			stop, err := db.StopOf(ctx, "d1", storetest.VIN(n))
			if c == "none" {
				if err == nil {
					t.Errorf("%d is bound by %+v", n, stop)
				}
				continue
			}
			if must(err); stop.Phone != c || stop.At.UnixMilli() != 7 {
				t.Errorf("%d is bound by %+v", n, stop)
			}
		}
		due, err := db.DueVehicles(ctx, "d1", 9)
		if must(err); len(due) != 3 {
			t.Errorf("%d vehicles wait, want the customer's three", len(due))
		}
	})
}

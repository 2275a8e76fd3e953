package store_test

import (
	"testing"
	"time"

	"dealerportal/pkg/lead"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// A database from before outcomes were recorded goes on: its vehicles are followed by their first scores,
// which have no baseline, and watched from then on.
func TestScoresFromTheFirstSchemaAreFollowed(t *testing.T) {
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
		must(db.MigrateTo(ctx, 1))
		must(db.Exec(ctx, `INSERT INTO dealers (id, code, name, city, state, time_zone, threshold_high, threshold_moderate, threshold_follow_up, tone, language, created_at)
			VALUES ('d1', 'A1', 'A', 'Austin', 'TX', 'America/Chicago', 0.3, 0.2, 0.1, 'friendly', 'en', 0)`))
		for _, vin := range []vehicle.VIN{storetest.VIN(1), storetest.VIN(2)} {
			must(db.Exec(ctx, `INSERT INTO vehicles (dealer_id, vin, check_digit_wrong, year, make, model, family, kind, city, state, zip, chemistry,
				customer_name, customer_phone, customer_email, updated_at, search_text, due_mark, scored_mark, scored_model)
				VALUES ('d1', $1, FALSE, 2020, 'Ford', 'Escape', 'Escape', 'suv', '', 'TX', '', 'agm', '', '', '', 0, '', 1, 1, '')`, string(vin)))
		}
		first := storetest.Start
		for _, after := range []int{100, 0, 250} {
			must(db.Exec(ctx, `INSERT INTO scores (dealer_id, vin, as_of, model_version, horizon_days, probability, low, median, high, log_odds)
				VALUES ('d1', $1, $2, 'v1', 180, 0.25, 0.1, 0.2, 0.3, -1)`, string(storetest.VIN(1)), first.AddDate(0, 0, after).UnixMilli()))
		}
		must(db.Migrate(ctx))

		got, err := db.FollowedScores(ctx, "d1", first.AddDate(3, 0, 0))
		must(err)
		if len(got) != 1 || !got[0].AsOf.Equal(first) || got[0].Prior != nil || got[0].HorizonDays != 180 {
			t.Fatalf("followed by %+v", got)
		}
		watched, err := db.WatchedVehicles(ctx, "d1")
		must(err)
		if len(watched) != 1 || watched[0].VIN != storetest.VIN(1) || !watched[0].Since.Equal(first) {
			t.Fatalf("watched: %+v", watched)
		}
		fleet, err := db.Fleet(ctx, "d1", "v1")
		must(err)
		if len(fleet) != 2 || fleet[0].Facts != "" || fleet[1].Facts != "" {
			t.Fatalf("%+v", fleet)
		}
		for _, after := range []int{179, 180} {
			s := storetest.Score(storetest.VIN(1), 0.5)
			s.AsOf, s.HorizonDays = first.AddDate(0, 0, after), 180
			must(db.SaveScore(ctx, "d1", s, 1))
		}
		var next []lead.FollowedScore
		next, err = db.FollowedScores(ctx, "d1", first.AddDate(3, 0, 0))
		must(err)
		if len(next) != 2 || !next[1].AsOf.Equal(first.AddDate(0, 0, 180)) {
			t.Fatalf("then followed by %+v", next)
		}
	})
}

// Counts from before corrections were noted may hold what was taken back since: they are counted anew.
func TestCountsFromBeforeCorrectionsWereNotedHoldNoMore(t *testing.T) {
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
		must(db.MigrateTo(ctx, 11))
		for _, id := range []string{"d1", "d2"} {
			must(db.Exec(ctx, `INSERT INTO dealers (id, code, name, city, state, time_zone, threshold_high, threshold_moderate, threshold_follow_up, tone, language, created_at)
				VALUES ($1, $1, 'A', 'Austin', 'TX', 'America/Chicago', 0.3, 0.2, 0.1, 'friendly', 'en', 0)`, id))
		}
		for _, at := range []time.Time{storetest.Start, storetest.Start.Add(time.Hour)} {
			must(db.Exec(ctx, `INSERT INTO cohort_counts (dealer_id, model_version, as_of) VALUES ('d1', 'v1', $1)`, at.UnixMilli()))
		}
		must(db.Migrate(ctx))
		state, err := db.CohortState(ctx, "d1", "v1")
		must(err)
		if state.Corrected.Before(state.Counted) || !state.Counted.Equal(storetest.Start.Add(time.Hour)) {
			t.Errorf("the counts hold: %+v", state)
		}
		if state, err = db.CohortState(ctx, "d2", "v1"); err != nil || state != (lead.CohortState{}) {
			t.Errorf("a dealer without counts: %+v, %v", state, err)
		}
	})
}

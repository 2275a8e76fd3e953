package lead

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// countsLifetime is how long the counts of cohorts hold although replacements were recorded since: what a
// few more of them say changes no estimate within a day. What was taken back or corrected may be all that they
// were counted from: counts from before that do not hold at all.
const countsLifetime = 24 * time.Hour

// CohortKey names a cohort of a dealer: vehicles whose batteries are expected to age alike.
type CohortKey struct {
	Family, Climate string
	Chemistry       vehicle.Chemistry
}

func (k CohortKey) compare(other CohortKey) int {
	return cmp.Or(cmp.Compare(k.Family, other.Family), cmp.Compare(k.Climate, other.Climate), cmp.Compare(k.Chemistry, other.Chemistry))
}

// CohortRecord is what was recorded of one cohort.
type CohortRecord struct {
	CohortKey
	risk.Record
}

// CohortCounts are the records of a dealer's cohorts as they were counted at a time, in order of their
// keys. A cohort of which nothing was watched is not among them.
type CohortCounts struct {
	AsOf    time.Time
	Records []CohortRecord
}

// Sort brings the records into the order of their keys, in which they are added up: the databases do not
// agree on the order of texts, and the last bits of a sum depend on it.
func (c CohortCounts) Sort() {
	slices.SortFunc(c.Records, func(a, b CohortRecord) int { return a.compare(b.CohortKey) })
}

func cohortKey(d dealer.Dealer, family, state string, chemistry vehicle.Chemistry) CohortKey {
	return CohortKey{Family: family, Climate: climateBand(d, state), Chemistry: chemistry}
}

// count counts the records of a dealer's cohorts from all that is known of its batteries.
func (s *Service) count(ctx context.Context, d dealer.Dealer, asOf time.Time) (CohortCounts, error) {
	counts := CohortCounts{AsOf: asOf}
	events, err := s.store.DealerBatteryEvents(ctx, d.ID)
	if err != nil {
		return counts, err
	}
	watch, ok := battery.WatchOf(events)
	if !ok {
		return counts, nil
	}
	vehicles, err := s.store.WatchedVehicles(ctx, d.ID)
	if err != nil {
		return counts, err
	}
	lost, err := s.store.LostContacts(ctx, d.ID)
	if err != nil {
		return counts, err
	}
	byVIN := eventsByVIN(events)
	losses := map[vehicle.VIN][]battery.Loss{}
	for _, l := range lost {
		replaced := l.Reason == ClosedReplaced || l.Reason == ClosedDoneElsewhere
		losses[l.VIN] = append(losses[l.VIN], battery.Loss{At: l.At, Replaced: replaced})
	}
	slices.SortFunc(vehicles, func(a, b WatchedVehicle) int { return cmp.Compare(a.VIN, b.VIN) })
	records := map[CohortKey]risk.Record{}
	for _, v := range vehicles {
		meanC, ok := annualMeanC(d, v.State)
		if !ok {
			continue
		}
		r, err := s.model.Record(watch.Intervals(battery.Watched{
			AnnualMeanC: meanC, AGM: v.Chemistry == vehicle.AGM, FittedOn: v.FittedOn, Since: v.Since, Lost: losses[v.VIN],
		}, byVIN[v.VIN]))
		if err != nil {
			return counts, err
		}
		key := cohortKey(d, v.Family, v.State, v.Chemistry)
		sum := records[key]
		records[key] = risk.Record{Failures: sum.Failures + r.Failures, Exposure: sum.Exposure + r.Exposure}
	}
	for key, r := range records {
		if r.Exposure > 0 {
			counts.Records = append(counts.Records, CohortRecord{key, r})
		}
	}
	counts.Sort()
	return counts, nil
}

// eventsByVIN parts events in order of VIN by vehicle.
func eventsByVIN(events []battery.Event) map[vehicle.VIN][]battery.Event {
	byVIN := map[vehicle.VIN][]battery.Event{}
	for first := 0; first < len(events); {
		last := first + 1
		for last < len(events) && events[last].VIN == events[first].VIN {
			last++
		}
		byVIN[events[first].VIN] = events[first:last]
		first = last
	}
	return byVIN
}

// cohortsNow are the cohorts that scores at a time use. They are counted anew when replacements were
// recorded since and the counts are old, when something was taken back or corrected since, or when the counts
// are of another version of the model. A dealer that recorded none costs one statement.
func (s *Service) cohortsNow(ctx context.Context, d dealer.Dealer, at time.Time) (*cohorts, error) {
	version := s.model.Version()
	last, err := s.store.CohortState(ctx, d.ID, version)
	if err != nil || last.Recorded.IsZero() && last.Counted.IsZero() {
		return s.newCohorts(ctx, d, nil), err
	}
	if last.Counted.IsZero() || !last.Corrected.Before(last.Counted) || !last.Recorded.Before(last.Counted) && at.Sub(last.Counted) >= countsLifetime {
		counts, err := s.count(ctx, d, at)
		if err != nil {
			return nil, err
		}
		return s.newCohorts(ctx, d, &counts), s.store.SaveCohortCounts(ctx, d.ID, version, counts)
	}
	all, err := s.store.CohortCounts(ctx, d.ID, version, at)
	if err != nil {
		return nil, err
	}
	return s.newCohorts(ctx, d, countsAt(all, at)), nil
}

// countsAt are the latest counts at a time, or nil. They are in order of time.
func countsAt(all []CohortCounts, at time.Time) *CohortCounts {
	for i := len(all) - 1; i >= 0; i-- {
		if !all[i].AsOf.After(at) {
			return &all[i]
		}
	}
	return nil
}

// cohorts gives the record that a vehicle's estimate begins from: that of its cohort, within its family in
// its climate, its family, and the whole fleet.
type cohorts struct {
	model  *risk.Model
	refuse func(CohortKey, error)
	levels [4]map[CohortKey]risk.Record // from the fleet to the cohort; nil for no counts
	known  map[CohortKey]risk.Cohort
}

func (s *Service) newCohorts(ctx context.Context, d dealer.Dealer, counts *CohortCounts) *cohorts {
	c := &cohorts{model: s.model, known: map[CohortKey]risk.Cohort{}, refuse: func(k CohortKey, err error) {
		s.log.WarnContext(ctx, "the record of a cohort is too far from anything expected, and is left out",
			slog.String("dealer", d.Code), slog.String("family", k.Family), slog.Any("error", err))
	}}
	if counts == nil {
		return c
	}
	for i := range c.levels {
		c.levels[i] = map[CohortKey]risk.Record{}
	}
	for _, r := range counts.Records {
		for i, key := range nested(r.CohortKey) {
			sum := c.levels[i][key]
			c.levels[i][key] = risk.Record{Failures: sum.Failures + r.Failures, Exposure: sum.Exposure + r.Exposure}
		}
	}
	return c
}

// nested are the cohorts around one, from the fleet to itself.
func nested(k CohortKey) [4]CohortKey {
	return [4]CohortKey{{}, {Family: k.Family}, {Family: k.Family, Climate: k.Climate}, k}
}

// of is the record for a cohort. One that is too far from anything the model allows for, which takes
// wrong entries, counts as none.
func (c *cohorts) of(key CohortKey) risk.Cohort {
	if c.levels[0] == nil {
		return risk.Cohort{}
	}
	if known, ok := c.known[key]; ok {
		return known
	}
	records := make([]risk.Record, len(c.levels))
	for i, k := range nested(key) {
		records[i] = c.levels[i][k]
	}
	cohort, err := c.model.CohortOf(records)
	if err == nil {
		_, err = c.model.Setting(risk.Input{Cohort: cohort})
	}
	var unusable *risk.InputError
	if errors.As(err, &unusable) {
		c.refuse(key, err)
		cohort = risk.Cohort{}
	}
	c.known[key] = cohort
	return cohort
}

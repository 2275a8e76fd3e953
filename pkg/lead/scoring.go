package lead

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

const (
	// scoringChunk is how many vehicles are scored in one transaction.
	scoringChunk = 200
	// scoreLifetime is how old an estimate may get before the vehicle is scored again: within a week a
	// battery ages by too little to change its place in the queue.
	scoreLifetime = 7 * 24 * time.Hour
	// reopenAfter is how long a vehicle is left alone after its lead was closed.
	reopenAfter = 90 * 24 * time.Hour
	// namedLeads is how many vehicles may be scored together for each lead that changes to be told of by
	// itself. Of a larger run it is told that the fleet was scored, and no more.
	namedLeads = 50
)

// ScoreDue scores the dealer's vehicles that wait for it, in chunks, and brings their leads in line. It
// can be stopped at any point and run again: what is not scored still waits. What is on a page gets its
// interval and reasons by quadrature; a vehicle whose lead is closed for now is only ranked, by the delta method.
func (s *Service) ScoreDue(ctx context.Context, dealerID dealer.ID) error {
	var d dealer.Dealer
	touched := map[vehicle.VIN]bool{}
	var known *cohorts
	for {
		due, err := s.store.DueVehicles(ctx, dealerID, scoringChunk)
		if err != nil {
			return err
		}
		// Read after it is known what waits: settings that are saved from now on make it wait again.
		if d, err = s.store.DealerByID(ctx, dealerID); err != nil {
			return err
		}
		if len(due) == 0 {
			break
		}
		if known == nil {
			if known, err = s.cohortsNow(ctx, d, s.now().UTC().Truncate(time.Millisecond)); err != nil {
				return err
			}
		}
		if err := s.scoreChunk(ctx, d, known, due); err != nil {
			return err
		}
		for _, v := range due {
			touched[v.Vehicle.VIN] = true
		}
	}
	// A run that was stopped has left leads without a rank.
	unranked, err := s.store.UnrankedVehicles(ctx, dealerID)
	if err != nil {
		return err
	}
	for _, vin := range unranked {
		touched[vin] = true
	}
	if len(touched) == 0 {
		return nil
	}
	if err := s.rankAmongOthers(ctx, d, touched); err != nil {
		return err
	}
	if err := s.record(ctx, d.ID, event.FleetScored, "", s.now().UTC().Truncate(time.Millisecond)); err != nil {
		return err
	}
	s.onScored(d.ID)
	return nil
}

type scored struct {
	due   Due
	score Score
	skip  bool
}

// passedOver is why vehicles could not be scored, as far as the log may know.
type passedOver struct {
	field string
	state string // where no temperature is known; empty for a vehicle without a state, or another reason
}

func (s *Service) scoreChunk(ctx context.Context, d dealer.Dealer, known *cohorts, due []Due) error {
	asOf := s.now().UTC().Truncate(time.Millisecond)
	settled, err := s.store.SettledVehicles(ctx, d.ID, due[0].Vehicle.VIN, due[len(due)-1].Vehicle.VIN, asOf.Add(-reopenAfter))
	if err != nil {
		return err
	}
	results := make([]scored, len(due))
	passed := map[passedOver]int{}
	for i, one := range due {
		score, err := s.estimate(ctx, d, known, one.Vehicle, asOf, slices.Contains(settled, one.Vehicle.VIN))
		var unknown *risk.InputError
		switch {
		case errors.As(err, &unknown):
			why := passedOver{field: unknown.Field}
			if errors.Is(err, errNoClimate) {
				why.state = one.Vehicle.State
			}
			passed[why]++
			results[i] = scored{due: one, skip: true}
		case err != nil:
			return err
		default:
			results[i] = scored{due: one, score: score}
		}
	}
	for why, n := range passed {
		s.log.WarnContext(ctx, "vehicles cannot be scored", slog.String("dealer", d.Code), slog.Int("vehicles", n),
			slog.String("field", why.field), slog.String("state", why.state), slog.String("dealer_state", d.State))
	}
	return s.store.InTx(ctx, func(ctx context.Context) error {
		for _, r := range results {
			if r.skip {
				err = s.store.SkipDue(ctx, d.ID, r.due.Vehicle.VIN, r.due.Mark)
			} else {
				err = s.store.SaveScore(ctx, d.ID, r.score, r.due.Mark)
			}
			if err != nil {
				return err
			}
		}
		// Asked for when the vehicles are in hand: a word that comes in from now on waits for them.
		stopped, err := s.store.StoppedVehicles(ctx, d.ID, due[0].Vehicle.VIN, due[len(due)-1].Vehicle.VIN)
		if err != nil {
			return err
		}
		for _, r := range results {
			changed, err := s.place(ctx, d, r, slices.Contains(stopped, r.due.Vehicle.VIN), asOf)
			if err != nil {
				return err
			}
			if changed == "" || len(results) > namedLeads {
				continue
			}
			if err := s.record(ctx, d.ID, event.LeadChanged, changed, asOf); err != nil {
				return err
			}
		}
		return nil
	})
}

// place has the lead of a vehicle follow from its new score. One whose owner is not to be contacted gets no lead, and
// one that it has is closed, whether it could be scored or not.
func (s *Service) place(ctx context.Context, d dealer.Dealer, r scored, stopped bool, at time.Time) (changed string, err error) {
	switch {
	case stopped:
		stop, err := s.store.StopOf(ctx, d.ID, r.due.Vehicle.VIN)
		if err != nil {
			if fault.KindOf(err) == fault.NotFound { // taken back meanwhile
				err = nil
			}
			return "", err
		}
		return s.closeStopped(ctx, d, r.due.Vehicle.VIN, stop, "", at)
	case r.skip:
		return "", nil
	}
	return s.placeLead(ctx, d, r.score, at)
}

// errNoClimate is that a vehicle cannot be estimated because no temperature is known for its state, nor for
// the dealer's.
var errNoClimate error = &risk.InputError{Field: "state", Detail: "no climate is known for it"}

// estimate applies the model to what is known of a vehicle. One that is only ranked goes without the interval and
// the reasons that a page shows.
func (s *Service) estimate(ctx context.Context, d dealer.Dealer, known *cohorts, v vehicle.Vehicle, asOf time.Time, rankedOnly bool) (Score, error) {
	readings, err := s.store.Readings(ctx, d.ID, v.VIN, telemetry.SinceFor(asOf))
	if err != nil {
		return Score{}, err
	}
	meanC, ok := annualMeanC(d, v.State)
	if !ok {
		return Score{}, errNoClimate
	}
	facts := Facts{BatteryAgeMonths: v.BatteryAgeMonths(asOf), VehicleAgeMonths: v.AgeMonths(asOf)}
	for _, sign := range telemetry.Signs(v, readings, asOf) {
		if sign.State == telemetry.Unobserved {
			continue
		}
		e := risk.Evidence{Name: sign.Name, Present: sign.State == telemetry.Present}
		if s.fading[sign.Name] && !sign.ObservedAt.IsZero() {
			e.AgeDays = max(0, asOf.Sub(sign.ObservedAt).Hours()/24)
		}
		facts.Evidence = append(facts.Evidence, e)
	}
	in := facts.input(meanC, v.Chemistry, known.of(cohortKey(d, v.Family, v.State, v.Chemistry)), asOf)
	score := Score{VIN: v.VIN, AsOf: asOf, ModelVersion: s.model.Version(), HorizonDays: s.model.HorizonDays(), Facts: facts, RankedOnly: rankedOnly}
	if rankedOnly {
		e, err := s.model.Estimate(in)
		score.Probability, score.LogOdds, score.Prior = e.Probability, e.LogOdds, e.Prior
		score.Low, score.Median, score.High = e.Low, e.Probability, e.High // a normal of the log-odds has its median there
		return score, err
	}
	a, err := s.model.Assess(in)
	score.Probability, score.LogOdds, score.Prior = a.Probability, a.LogOdds, a.Prior
	score.Low, score.Median, score.High = a.Low, a.Median, a.High
	score.Explanation = Explain(a.Waterfall)
	return score, err
}

// annualMeanC is the temperature of a vehicle's state: the dealer's own figure for it, else the public
// one; for a vehicle whose state is not known, that of the dealer's state.
func annualMeanC(d dealer.Dealer, state string) (float64, bool) {
	for _, st := range []string{state, d.State} {
		if own, ok := d.Settings.ClimateFor(st); ok && st != "" {
			return own.AnnualMeanC, true
		}
		if public, ok := vehicle.ClimateOf(st); ok {
			return public.AnnualMeanC, true
		}
	}
	return 0, false
}

// placeLead brings the vehicle's lead in line with its new score, or opens one unless it is withheld. It gives
// the id of a lead that was opened or has another priority now.
func (s *Service) placeLead(ctx context.Context, d dealer.Dealer, score Score, at time.Time) (changed string, err error) {
	if score.RankedOnly { // nothing that a lead could show
		return "", nil
	}
	latest, err := s.store.LatestLead(ctx, d.ID, score.VIN)
	switch {
	case err != nil && fault.KindOf(err) != fault.NotFound:
		return "", err
	case err == nil && latest.Status != Closed:
		priority := PriorityOf(score.Probability, d.Settings.Thresholds, latest.CallBackAt, at)
		if priority != latest.Priority {
			changed = latest.ID
		}
		return changed, s.store.RefreshLead(ctx, d.ID, latest.ID, score, priority, at)
	case err == nil && !mayReopen(latest, at):
		return "", nil
	}
	priority := PriorityOf(score.Probability, d.Settings.Thresholds, nil, at)
	if withheld, err := s.withheld(ctx, d, score, priority, latest.CreatedAt); err != nil || withheld {
		return "", err
	}
	id := s.newID()
	return id, s.store.CreateLead(ctx, d.ID, Lead{
		ID:        id,
		Vehicle:   Vehicle{VIN: score.VIN},
		Priority:  priority,
		Status:    New,
		Score:     score,
		Version:   1,
		CreatedAt: at,
		UpdatedAt: at,
	})
}

// mayReopen says whether a vehicle whose lead was closed may get another one.
func mayReopen(l Lead, now time.Time) bool {
	switch l.ClosedReason {
	case ClosedNotOwner, ClosedDoNotContact:
		return false
	}
	return l.ClosedAt == nil || now.Sub(*l.ClosedAt) >= reopenAfter
}

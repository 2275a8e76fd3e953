package lead

import (
	"context"
	"maps"
	"slices"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/risk"
)

const (
	calibrationBins = 10
	// freshDays is how old an observation of a sign that fades may be to be compared with what the model says
	// of a fresh one: within a week it fades by a few percent.
	freshDays = 7.0
	// calibrationBias is what a reader must know beside what the model says of itself.
	calibrationBias = " A battery that passed its test counts as sound unless something else was recorded within the horizon: one that failed and was replaced elsewhere is not known here." +
		" The uncontacted sample is of vehicles that a draw held back and nobody was asked to call within the horizon, so no call led to their inspection; of them, too, only those inspected for another reason count. All other figures are over called and uncontacted vehicles together."
)

// Calibration holds estimates against what became of the batteries.
type Calibration struct {
	AsOf time.Time
	// ModelVersions are those that the estimates are by, in order of name.
	ModelVersions []string
	// ByVersion are the outcomes of each of them by themselves; all the other figures are over all of them.
	ByVersion []VersionOutcomes
	// Followed is how many estimates have come to the end of their horizon; those that say nothing are left out.
	Followed int
	LeftOut  LeftOut
	risk.Calibration
	// Uncontacted are those of the followed estimates whose vehicles were held back and not called.
	Uncontacted Uncontacted
	// Compared are the outcomes behind Baseline: those whose estimate was kept with its baseline.
	Compared int
	// Baseline is nil for fewer outcomes than a figure needs.
	Baseline *risk.Scores
	// Signs say how often each sign is found in the fleet now, against what the model says.
	Signs []risk.SignRate
	// Bias is what a reader of the figures must know.
	Bias string
}

// VersionOutcomes are the outcomes of the estimates by one version of the model.
type VersionOutcomes struct {
	ModelVersion string
	Total        risk.Bin
}

// Uncontacted are the estimates of vehicles that were held back and not called within the horizon.
type Uncontacted struct {
	// Followed is how many of them have come to the end of their horizon, and Total what became of those of which it
	// is known.
	Followed int
	Total    risk.Bin
}

// LeftOut counts the estimates of which it is not known what became of the battery.
type LeftOut struct {
	NotInspected, ReplacedEarly, Undecided, NotInVehicle int
}

// Calibration holds the estimates of these dealers against what was recorded since. Each vehicle is
// followed by one estimate at a time, which was chosen when it was made.
func (s *Service) Calibration(ctx context.Context, dealers []dealer.Dealer) (Calibration, error) {
	c := Calibration{AsOf: s.now().UTC().Truncate(time.Millisecond), Bias: risk.CalibrationBias + calibrationBias}
	var outcomes, compared, uncontacted []risk.Outcome
	byVersion := map[string][]risk.Outcome{}
	counts := newSignCounts(s.model)
	for _, d := range dealers {
		scores, err := s.followed(ctx, d.ID, c.AsOf)
		if err != nil {
			return Calibration{}, err
		}
		for _, score := range scores {
			c.Followed++
			if score.Uncontacted {
				c.Uncontacted.Followed++
			}
			of := byVersion[score.ModelVersion]
			byVersion[score.ModelVersion] = of
			o := risk.Outcome{Probability: score.Probability, Prior: score.Probability}
			switch score.outcome {
			case battery.NotInspected:
				c.LeftOut.NotInspected++
				continue
			case battery.ReplacedEarly:
				c.LeftOut.ReplacedEarly++
				continue
			case battery.Undecided:
				c.LeftOut.Undecided++
				continue
			case battery.NotInVehicle:
				c.LeftOut.NotInVehicle++
				continue
			case battery.Failed:
				o.Failed = true
			}
			outcomes = append(outcomes, o)
			if score.Uncontacted {
				uncontacted = append(uncontacted, o)
			}
			byVersion[score.ModelVersion] = append(of, o)
			if score.Prior != nil {
				o.Prior = *score.Prior
				compared = append(compared, o)
			}
		}
		fleet, err := s.store.Fleet(ctx, d.ID, s.model.Version())
		if err != nil {
			return Calibration{}, err
		}
		if err := counts.add(fleet); err != nil {
			return Calibration{}, err
		}
	}
	for _, version := range slices.Sorted(maps.Keys(byVersion)) {
		one, err := risk.Calibrate(byVersion[version], 1)
		if err != nil {
			return Calibration{}, err
		}
		c.ModelVersions = append(c.ModelVersions, version)
		c.ByVersion = append(c.ByVersion, VersionOutcomes{ModelVersion: version, Total: one.Total})
	}
	sample, err := risk.Calibrate(uncontacted, 1)
	if err != nil {
		return Calibration{}, err
	}
	c.Uncontacted.Total = sample.Total
	return c, c.compare(s.model, outcomes, compared, counts.list)
}

// followedOutcome is an estimate with what became of the battery.
type followedOutcome struct {
	FollowedScore
	outcome battery.Outcome
}

// followed are the dealer's estimates whose horizon has ended, with what became of the batteries.
func (s *Service) followed(ctx context.Context, dealerID dealer.ID, now time.Time) ([]followedOutcome, error) {
	scores, err := s.store.FollowedScores(ctx, dealerID, now)
	if err != nil {
		return nil, err
	}
	events, err := s.store.DealerBatteryEvents(ctx, dealerID)
	if err != nil {
		return nil, err
	}
	byVIN := eventsByVIN(events)
	list := make([]followedOutcome, len(scores))
	for i, score := range scores {
		list[i] = followedOutcome{score, battery.OutcomeOf(byVIN[score.VIN], score.AsOf, score.HorizonDays)}
	}
	return list, nil
}

// compare works out the figures. An estimate without a baseline has itself in that place for the figures
// that do not look at it.
func (c *Calibration) compare(m *risk.Model, outcomes, compared []risk.Outcome, signs []risk.SignCount) (err error) {
	if c.Calibration, err = risk.Calibrate(outcomes, calibrationBins); err != nil {
		return err
	}
	beside, err := risk.Calibrate(compared, calibrationBins)
	if err != nil {
		return err
	}
	c.Compared, c.Baseline = len(compared), beside.Scores
	c.Signs, err = m.SignRates(signs)
	return err
}

// signCounts counts how often signs were looked for and found.
type signCounts struct {
	list   []risk.SignCount
	at     map[string]int
	fading map[string]bool
}

func newSignCounts(m *risk.Model) *signCounts {
	c := &signCounts{at: map[string]int{}, fading: map[string]bool{}}
	for i, sign := range m.Signs() {
		c.list = append(c.list, risk.SignCount{Name: sign.Name})
		c.at[sign.Name], c.fading[sign.Name] = i, sign.FadesDays > 0
	}
	return c
}

// add counts the signs of the vehicles that were scored.
func (c *signCounts) add(fleet []FleetVehicle) error {
	var room []risk.Evidence
	for _, v := range fleet {
		if v.Facts == "" {
			continue
		}
		facts, err := ParseFacts(v.Facts, room)
		if err != nil {
			return err
		}
		room = facts.Evidence
		for _, e := range facts.Evidence {
			at, known := c.at[e.Name]
			if !known || c.fading[e.Name] && e.AgeDays > freshDays {
				continue
			}
			c.list[at].Looked++
			if e.Present {
				c.list[at].Present++
			}
		}
	}
	return nil
}

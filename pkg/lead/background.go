package lead

import (
	"context"
	"math"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/risk"
)

// Background is what is worth knowing of one lead's estimate beyond the estimate itself.
type Background struct {
	// Prior is the probability before any sign; nil for an estimate of another version of the model.
	Prior *float64
	// NextCheck is the check that is expected to move the estimate most; nil when nothing is left to be checked, and for
	// an estimate that is not the vehicle's latest.
	NextCheck *risk.NextCheck
}

// BackgroundOf gives a lead's background, by the model that made its estimate.
func (s *Service) BackgroundOf(ctx context.Context, dealerID dealer.ID, l Lead) (Background, error) {
	var b Background
	steps, baseline := l.Score.Explanation, s.model.BaselineBars()
	if l.Score.ModelVersion != s.model.Version() || len(steps) < baseline {
		return b, nil
	}
	logOdds := 0.0
	for _, step := range steps[:baseline] {
		logOdds += step.LogOdds
	}
	prior := 1 / (1 + math.Exp(-logOdds))
	b.Prior = &prior
	facts, err := s.store.LatestFacts(ctx, dealerID, l.Vehicle.VIN, l.Score.AsOf, l.Score.ModelVersion)
	if fault.KindOf(err) == fault.NotFound {
		return b, nil
	}
	if err != nil {
		return b, err
	}
	b.NextCheck, err = s.model.NextCheck(facts.Evidence, l.Score.LogOdds)
	return b, err
}

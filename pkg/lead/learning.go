package lead

import (
	"context"
	"slices"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/risk"
)

// Lesson is what the recorded outcomes make of the model.
type Lesson struct {
	// Model has the counts of the outcomes added to its own. It is not in use: a person has to look at it, because
	// only inspected vehicles count and those that were called are inspected more often.
	Model *risk.Model
	// Followed is how many estimates have come to the end of their horizon, and Outcomes how many of them the model
	// has learned from: those of which it is known what became of the battery and what was known before.
	Followed, Outcomes, Failures int
}

// Learn has the model learn from what became of the batteries of these dealers. It begins from the present model and
// takes the whole history: the same history gives the same lesson.
func (s *Service) Learn(ctx context.Context, dealers []dealer.Dealer) (Lesson, error) {
	now := s.now().UTC().Truncate(time.Millisecond)
	var l Lesson
	var cases []risk.Case
	for _, d := range dealers {
		scores, err := s.followed(ctx, d.ID, now)
		if err != nil {
			return Lesson{}, err
		}
		l.Followed += len(scores)
		for _, score := range scores {
			failed := score.outcome == battery.Failed
			if score.Facts == "" || !failed && score.outcome != battery.Sound {
				continue
			}
			facts, err := ParseFacts(score.Facts, nil)
			if err != nil {
				return Lesson{}, err
			}
			// What an earlier version of the model knew and this one does not, says nothing to it.
			evidence := slices.DeleteFunc(facts.Evidence, func(e risk.Evidence) bool { _, known := s.fading[e.Name]; return !known })
			cases = append(cases, risk.Case{Failed: failed, Evidence: evidence})
			if failed {
				l.Failures++
			}
		}
	}
	l.Outcomes = len(cases)
	var err error
	l.Model, err = s.model.Learn(cases, now.Format(time.DateOnly))
	return l, err
}

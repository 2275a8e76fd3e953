package lead

import (
	"context"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// MostChanges is how many leads may be changed at once.
const MostChanges = 200

// OneChange is what a person decides about one of several leads.
type OneChange struct {
	ID      string
	Version int64 // as it was read
	Change  Change
}

// Changed is what became of one of several changes: the lead as it is now, or why it is not changed.
type Changed struct {
	ID   string
	Lead Lead
	Err  error
}

// ChangeMany applies each change by itself, in the order given: one that is refused, or fails, keeps no
// other back. A lead that is named twice is Invalid, and nothing is changed then.
func (s *Service) ChangeMany(ctx context.Context, dealerID dealer.ID, changes []OneChange) ([]Changed, error) {
	if len(changes) > MostChanges {
		return nil, fault.InvalidField("changes", "has more than %d", MostChanges)
	}
	seen := make(map[string]bool, len(changes))
	for _, c := range changes {
		if seen[c.ID] {
			return nil, fault.InvalidField("changes", "has a lead twice")
		}
		seen[c.ID] = true
	}
	results := make([]Changed, len(changes))
	for i, c := range changes {
		l, err := s.Change(ctx, dealerID, c.ID, c.Version, c.Change)
		if err != nil && ctx.Err() != nil {
			return nil, err // who asked has left; what is changed stays changed
		}
		results[i] = Changed{ID: c.ID, Lead: l, Err: err}
	}
	return results, nil
}

package lead

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// ActivityKind is what a person did about a lead.
type ActivityKind string

// The kinds of activity.
const (
	OutcomeRecorded  ActivityKind = "outcome"
	StatusChanged    ActivityKind = "status"
	Assigned         ActivityKind = "assigned"
	NoteWritten      ActivityKind = "note"
	MessageEdited    ActivityKind = "message_edited"
	MessagePutBack   ActivityKind = "message_put_back"
	MessageRewritten ActivityKind = "message_rewritten"
	Undone           ActivityKind = "undone"
)

// Person is somebody who does something about a lead.
type Person struct {
	ID   string
	Name string
}

// Activity is something that a person did about a lead. What its kind has no use for is empty. It is never
// edited: what is taken back stays, marked, beside the activity that took it back.
type Activity struct {
	ID     string
	LeadID string
	At     time.Time
	Person *Person // nil when nobody is known
	Kind   ActivityKind
	Code   OutcomeCode // of an outcome
	Note   string
	// From and To are the lead's standing before and after; nil when the activity did not touch it.
	From, To *Standpoint
	Assignee *Assignee
	Undoes   string // the id of the activity that this one took back
	Undone   bool
	// Stop is whose word closed the lead, where it was said about another one.
	Stop *StopRef
	// OtherVehicles is for how many other vehicles of the customer the word held when it was said here; nil for anything
	// else.
	OtherVehicles *int
}

// Standpoint is where a lead stands, with what belongs to its status.
type Standpoint struct {
	Status       Status
	ClosedReason ClosedReason
	ClosedAt     *time.Time
	CallBackAt   *time.Time
}

func (l Lead) standpoint() *Standpoint {
	return &Standpoint{Status: l.Status, ClosedReason: l.ClosedReason, ClosedAt: l.ClosedAt, CallBackAt: l.CallBackAt}
}

func (s Standpoint) equal(o Standpoint) bool {
	return s.Status == o.Status && s.ClosedReason == o.ClosedReason && sameTime(s.ClosedAt, o.ClosedAt) && sameTime(s.CallBackAt, o.CallBackAt)
}

func sameTime(a, b *time.Time) bool {
	if a == nil || b == nil {
		return a == b
	}
	return a.Equal(*b)
}

// ActivityPosition is a place in a history: what comes after it is older.
type ActivityPosition struct {
	At time.Time
	ID string
}

// activityStore keeps what people did.
type activityStore interface {
	// AddActivity adds to the history of a lead; NotFound when the dealer has no such lead.
	AddActivity(ctx context.Context, dealerID dealer.ID, a Activity) error
	// Activities are at most limit of a lead's, newest first, from after a position on; nil is the newest.
	Activities(ctx context.Context, dealerID dealer.ID, leadID string, after *ActivityPosition, limit int) ([]Activity, error)
	// Activity answers NotFound for an id that is none of this lead's.
	Activity(ctx context.Context, dealerID dealer.ID, leadID, id string) (Activity, error)
	// LatestStatusChange is the id of the lead's latest change of status that was not taken back; empty for none.
	LatestStatusChange(ctx context.Context, dealerID dealer.ID, leadID string) (string, error)
	// MarkUndone marks an activity as taken back; Conflict when it was already.
	MarkUndone(ctx context.Context, dealerID dealer.ID, id string) error
	// OutcomeCounts count the dealer's outcomes by code in a span of time, without those that were taken back.
	OutcomeCounts(ctx context.Context, dealerID dealer.ID, since, before time.Time) (map[OutcomeCode]OutcomeCount, error)
}

// OutcomeCount is how often an outcome was recorded, and of how many leads.
type OutcomeCount struct {
	Outcomes, Leads int
}

// History gives a page of what people did about a lead, newest first, and where the next page starts: nil on the
// last. NotFound for a lead that this dealer does not have.
func (s *Service) History(ctx context.Context, dealerID dealer.ID, id string, after *ActivityPosition, limit int) ([]Activity, *ActivityPosition, error) {
	if _, err := s.store.Lead(ctx, dealerID, id); err != nil {
		return nil, nil, err
	}
	list, err := s.store.Activities(ctx, dealerID, id, after, limit+1)
	if err != nil || len(list) <= limit {
		return list, nil, err
	}
	list = list[:limit]
	last := list[limit-1]
	return list, &ActivityPosition{At: last.At, ID: last.ID}, nil
}

// undoTime is how long a change of status can be taken back. It is meant for a slip of the finger: a promise to an
// owner, such as to leave them alone, is not up for changes later.
const undoTime = 10 * time.Minute

// Undo takes back an outcome or a change of status: the lead stands again where it stood before, also when it was
// closed, and the history keeps both. Conflict when the activity is neither, is too old, was taken back already, is
// not the latest, or follows from what the owner said about another vehicle.
func (s *Service) Undo(ctx context.Context, dealerID dealer.ID, id, activityID, by string) (Lead, error) {
	now := s.now().UTC().Truncate(time.Millisecond)
	return s.changed(ctx, dealerID, id, by, now, func(ctx context.Context, l *Lead) ([]Activity, error) {
		a, err := s.store.Activity(ctx, dealerID, id, activityID)
		if err != nil {
			return nil, err
		}
		if a.From == nil || a.To == nil || a.Kind == Undone {
			return nil, fault.Newf(fault.Conflict, "Only an outcome or a change of status can be taken back.")
		}
		if a.Undone {
			return nil, fault.Newf(fault.Conflict, "This was taken back already.")
		}
		if a.Stop != nil {
			stop, err := s.StopOf(ctx, dealerID, l.Vehicle.VIN)
			return nil, errStopped(stop, err)
		}
		if now.Sub(a.At) > undoTime {
			return nil, fault.Newf(fault.Conflict, "This was recorded more than ten minutes ago, and stays.")
		}
		latest, err := s.store.LatestStatusChange(ctx, dealerID, id)
		if err != nil {
			return nil, err
		}
		if latest != a.ID || !l.standpoint().equal(*a.To) {
			return nil, fault.Newf(fault.Conflict, "The lead has been changed since.")
		}
		if err := s.store.MarkUndone(ctx, dealerID, a.ID); err != nil {
			return nil, err
		}
		back := Activity{Kind: Undone, From: a.To, To: a.From, Undoes: a.ID}
		l.Status, l.ClosedReason, l.ClosedAt, l.CallBackAt = a.From.Status, a.From.ClosedReason, a.From.ClosedAt, a.From.CallBackAt
		return []Activity{signed(back, by)}, nil
	})
}

// signed says who did it.
func signed(a Activity, by string) Activity {
	if by != "" {
		a.Person = &Person{ID: by}
	}
	return a
}

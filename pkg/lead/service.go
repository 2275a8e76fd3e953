package lead

import (
	"context"
	"log/slog"
	"sync/atomic"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/risk"
)

// Service is the use of leads.
type Service struct {
	store    Store
	model    *risk.Model
	fading   map[string]bool // the signs for which the age of an observation matters
	now      func() time.Time
	newID    func() string
	log      *slog.Logger
	requests chan scoringRequest
	running  atomic.Bool
	onScored func(dealer.ID)
}

// NewService makes the service. Run starts its worker; without one, scoring is done by who asks for it.
func NewService(store Store, model *risk.Model, now func() time.Time, newID func() string, log *slog.Logger) *Service {
	s := &Service{store: store, model: model, fading: map[string]bool{}, now: now, newID: newID, log: log, requests: make(chan scoringRequest), onScored: func(dealer.ID) {}}
	for _, sign := range model.Signs() {
		s.fading[sign.Name] = sign.FadesDays > 0
	}
	return s
}

// OnScored has f told of the dealers whose vehicles were scored. f must not wait. It is called before the
// service is used.
func (s *Service) OnScored(f func(dealer.ID)) { s.onScored = f }

// Revision goes up with every change that a page of the dealer's leads could show.
func (s *Service) Revision(ctx context.Context, dealerID dealer.ID) (int64, error) {
	return s.store.DealerRevision(ctx, dealerID)
}

// Top gives the dealer's best open leads.
func (s *Service) Top(ctx context.Context, dealerID dealer.ID, limit int) ([]Lead, error) {
	return s.store.Leads(ctx, dealerID, Filter{Limit: limit})
}

// List gives the leads that a filter asks for, and where the next page starts: nil on the last.
func (s *Service) List(ctx context.Context, dealerID dealer.ID, f Filter) ([]Lead, *Position, error) {
	f.Limit++
	leads, err := s.store.Leads(ctx, dealerID, f)
	if err != nil || len(leads) < f.Limit {
		return leads, nil, err
	}
	leads = leads[:len(leads)-1]
	next := PlaceOf(leads[len(leads)-1], f.Sort)
	return leads, &next, nil
}

// Get finds a lead of the dealer.
func (s *Service) Get(ctx context.Context, dealerID dealer.ID, id string) (Lead, error) {
	return s.store.Lead(ctx, dealerID, id)
}

// Tallies count the dealer's open leads by priority.
func (s *Service) Tallies(ctx context.Context, dealerID dealer.ID) (map[Priority]Tally, error) {
	return s.store.Tallies(ctx, dealerID)
}

// Expected is how many of the dealer's open leads above Retention need replacement. The interval is that of
// chance alone.
func (s *Service) Expected(ctx context.Context, dealerID dealer.ID) (risk.Count, error) {
	probabilities, err := s.store.OpenProbabilities(ctx, dealerID)
	return risk.CountOf(probabilities), err
}

// Change is what a person decides about a lead. A nil field stays as it is.
type Change struct {
	Status       *Status
	ClosedReason *ClosedReason
	CallBackAt   *time.Time
	AssigneeID   *string // empty for nobody
	Note         *string
	By           string // the id of the person; empty for nobody
}

func errChanged() error {
	return fault.Newf(fault.Changed, "The lead has changed since it was read.").About("If-Match", "is not the lead's present version")
}

// Change applies a person's decision to the version of the lead which that person has read; Changed
// when it is no longer the lead's version. What it changes is added to the lead's history.
func (s *Service) Change(ctx context.Context, dealerID dealer.ID, id string, version int64, c Change) (Lead, error) {
	now := s.now().UTC().Truncate(time.Millisecond)
	return s.changed(ctx, dealerID, id, c.By, now, func(ctx context.Context, l *Lead) ([]Activity, error) {
		if l.Version != version {
			return nil, errChanged()
		}
		before := *l
		if err := s.apply(ctx, dealerID, l, c, now); err != nil {
			return nil, err
		}
		var done []Activity
		if from, to := before.standpoint(), l.standpoint(); !from.equal(*to) {
			done = append(done, signed(Activity{Kind: StatusChanged, From: from, To: to}, c.By))
		}
		if personOf(before.Assignee) != personOf(l.Assignee) {
			done = append(done, signed(Activity{Kind: Assigned, Assignee: l.Assignee}, c.By))
		}
		if before.Note != l.Note {
			done = append(done, signed(Activity{Kind: NoteWritten, Note: l.Note}, c.By))
		}
		return done, nil
	})
}

func personOf(a *Assignee) string {
	if a == nil {
		return ""
	}
	return a.ID
}

// changed changes a lead by f, adds what f says was done to the lead's history and tells of it, all in one
// transaction. What the owner's word changes at other leads comes with it.
func (s *Service) changed(ctx context.Context, dealerID dealer.ID, id, by string, now time.Time, f func(ctx context.Context, l *Lead) ([]Activity, error)) (Lead, error) {
	d, err := s.store.DealerByID(ctx, dealerID)
	if err != nil {
		return Lead{}, err
	}
	var changed Lead
	var turn stopTurn
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		l, err := s.store.Lead(ctx, dealerID, id)
		if err != nil {
			return err
		}
		before := l
		done, err := f(ctx, &l)
		if err != nil {
			return err
		}
		if turn, err = s.turnStop(ctx, d, before, &l, by, now); err != nil {
			return err
		}
		l.Priority = PriorityOf(l.Score.Probability, d.Settings.Thresholds, l.CallBackAt, now)
		l.UpdatedAt = now
		if err := s.store.UpdateLead(ctx, dealerID, l, before.Version); err != nil {
			return err
		}
		for i, a := range append(done, turn.more...) {
			if i < len(done) && a.To != nil {
				a.OtherVehicles = turn.others
			} else if i >= len(done) {
				a = signed(a, by)
			}
			if a.ID == "" {
				a.ID = s.newID()
			}
			a.LeadID, a.At = id, now
			if err := s.store.AddActivity(ctx, dealerID, a); err != nil {
				return err
			}
		}
		if err := s.record(ctx, dealerID, event.LeadChanged, id, now); err != nil {
			return err
		}
		changed, err = s.store.Lead(ctx, dealerID, id)
		return err
	})
	if err == nil && turn.lifted != nil {
		s.scoreLifted(ctx, dealerID, *turn.lifted)
	}
	return changed, err
}

// record tells of what happened, if it is committed.
func (s *Service) record(ctx context.Context, dealerID dealer.ID, name event.Name, subject string, at time.Time) error {
	return s.store.RecordEvent(ctx, dealerID, event.Event{Name: name, Subject: subject, At: at})
}

func (s *Service) apply(ctx context.Context, dealerID dealer.ID, l *Lead, c Change, now time.Time) error {
	if c.Status != nil && *c.Status != l.Status {
		if l.Status == Closed {
			return fault.Newf(fault.Conflict, "The lead is closed and stays closed.").About("status", "cannot change any more")
		}
		l.Status = *c.Status
		l.CallBackAt = nil
		if l.Status == Callback && c.CallBackAt == nil {
			return errNoCallBack()
		}
		if l.Status == Closed {
			l.ClosedAt = &now
			l.ClosedReason = ClosedOther
		}
	}
	if c.ClosedReason != nil {
		if l.Status != Closed {
			return fault.InvalidField("closed_reason", "belongs to the status closed only")
		}
		l.ClosedReason = *c.ClosedReason
	}
	if c.CallBackAt != nil {
		if l.Status != Callback {
			return fault.InvalidField("call_back_at", "belongs to the status callback only")
		}
		at, err := callBackTime(*c.CallBackAt, now)
		if err != nil {
			return err
		}
		l.CallBackAt = at
	}
	if c.AssigneeID != nil {
		l.Assignee = nil
		if *c.AssigneeID != "" {
			name, ok, err := s.store.IsPerson(ctx, dealerID, *c.AssigneeID)
			if err != nil {
				return err
			}
			if !ok {
				return fault.InvalidField("assignee_id", "is not a person of this dealer")
			}
			l.Assignee = &Assignee{ID: *c.AssigneeID, Name: name}
		}
	}
	if c.Note != nil {
		note, err := fault.CleanText("note", *c.Note, 4000)
		if err != nil {
			return err
		}
		l.Note = note
	}
	return nil
}

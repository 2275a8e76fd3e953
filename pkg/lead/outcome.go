package lead

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// OutcomeCode is what came of a contact.
type OutcomeCode string

// The outcomes.
const (
	OutcomeBooked        OutcomeCode = "booked"
	OutcomeReached       OutcomeCode = "reached" // spoke to the owner, nothing agreed
	OutcomeCallback      OutcomeCode = "callback"
	OutcomeVoicemail     OutcomeCode = "voicemail"
	OutcomeNoAnswer      OutcomeCode = "no_answer"
	OutcomeMessageSent   OutcomeCode = "message_sent"
	OutcomeNotNow        OutcomeCode = "not_now"
	OutcomeReplaced      OutcomeCode = "replaced"
	OutcomeBatteryGood   OutcomeCode = "battery_good"
	OutcomeDeclined      OutcomeCode = "declined"
	OutcomeDoneElsewhere OutcomeCode = "done_elsewhere"
	OutcomeNotOwner      OutcomeCode = "not_owner"
	OutcomeWrongNumber   OutcomeCode = "wrong_number"
	OutcomeDoNotContact  OutcomeCode = "do_not_contact"
)

// OutcomeRule is what an outcome means and does.
type OutcomeRule struct {
	Code   OutcomeCode
	Status Status
	Reason ClosedReason // of those that close
	// Reached says that somebody spoke to the owner.
	Reached bool
	// ReturnDays is in how many days the lead is called again, unless a time was agreed.
	ReturnDays int
}

// OutcomeRules are all outcomes.
var OutcomeRules = []OutcomeRule{
	{Code: OutcomeBooked, Status: Booked, Reached: true},
	{Code: OutcomeReached, Status: Contacted, Reached: true},
	{Code: OutcomeCallback, Status: Callback, Reached: true},
	{Code: OutcomeVoicemail, Status: Contacted},
	{Code: OutcomeNoAnswer, Status: Contacted},
	{Code: OutcomeMessageSent, Status: Contacted},
	{Code: OutcomeNotNow, Status: Callback, Reached: true, ReturnDays: 30},
	{Code: OutcomeReplaced, Status: Closed, Reason: ClosedReplaced, Reached: true},
	{Code: OutcomeBatteryGood, Status: Closed, Reason: ClosedBatteryGood, Reached: true},
	{Code: OutcomeDeclined, Status: Closed, Reason: ClosedDeclined, Reached: true},
	{Code: OutcomeDoneElsewhere, Status: Closed, Reason: ClosedDoneElsewhere, Reached: true},
	{Code: OutcomeNotOwner, Status: Closed, Reason: ClosedNotOwner, Reached: true},
	{Code: OutcomeWrongNumber, Status: Contacted},
	{Code: OutcomeDoNotContact, Status: Closed, Reason: ClosedDoNotContact, Reached: true},
}

// Outcome is what a person says came of a contact.
type Outcome struct {
	Code       OutcomeCode
	Note       string
	CallBackAt *time.Time
	By         string // the user's id; empty for nobody
}

// RecordOutcome records what came of a contact with the owner of a lead, in the version that the person has read, and
// sets the status that follows from it. Conflict for a lead that is closed. DoNotContact holds for the owner's other
// vehicles too.
func (s *Service) RecordOutcome(ctx context.Context, dealerID dealer.ID, id string, version int64, o Outcome) (Lead, Activity, error) {
	now := s.now().UTC().Truncate(time.Millisecond)
	rule, ok := ruleOf(o.Code)
	if !ok {
		return Lead{}, Activity{}, fault.InvalidField("code", "is none of the outcomes")
	}
	note, err := fault.CleanText("note", o.Note, 1000)
	if err != nil {
		return Lead{}, Activity{}, err
	}
	var activityID string
	l, err := s.changed(ctx, dealerID, id, o.By, now, func(ctx context.Context, l *Lead) ([]Activity, error) {
		if l.Version != version {
			return nil, errChanged()
		}
		if l.Status == Closed {
			return nil, fault.Newf(fault.Conflict, "The lead is closed and takes no outcome.").About("code", "cannot be recorded any more")
		}
		from := l.standpoint()
		l.Status, l.CallBackAt = rule.Status, nil
		switch {
		case rule.Status == Closed:
			l.ClosedAt, l.ClosedReason = &now, rule.Reason
			fallthrough
		case rule.Status != Callback:
			if o.CallBackAt != nil {
				return nil, fault.InvalidField("call_back_at", "belongs to the outcomes callback and not_now only")
			}
		case o.CallBackAt != nil:
			if l.CallBackAt, err = callBackTime(*o.CallBackAt, now); err != nil {
				return nil, err
			}
		case rule.ReturnDays > 0:
			at := now.AddDate(0, 0, rule.ReturnDays)
			l.CallBackAt = &at
		default:
			return nil, errNoCallBack()
		}
		activityID = s.newID()
		return []Activity{signed(Activity{ID: activityID, Kind: OutcomeRecorded, Code: o.Code, Note: note, From: from, To: l.standpoint()}, o.By)}, nil
	})
	if err != nil {
		return Lead{}, Activity{}, err
	}
	a, err := s.store.Activity(ctx, dealerID, id, activityID)
	return l, a, err
}

// OutcomeCounts count the outcomes by code in a span of time, without those that were taken back.
func (s *Service) OutcomeCounts(ctx context.Context, dealerID dealer.ID, since, before time.Time) (map[OutcomeCode]OutcomeCount, error) {
	return s.store.OutcomeCounts(ctx, dealerID, since, before)
}

func ruleOf(code OutcomeCode) (OutcomeRule, bool) {
	for _, r := range OutcomeRules {
		if r.Code == code {
			return r, true
		}
	}
	return OutcomeRule{}, false
}

func errNoCallBack() error {
	return fault.InvalidField("call_back_at", "is needed: when is the call promised for?")
}

// callBackTime is a time that a call can be promised for.
func callBackTime(at, now time.Time) (*time.Time, error) {
	at = at.UTC().Truncate(time.Millisecond)
	switch {
	case at.Before(now.Add(-time.Minute)):
		return nil, fault.InvalidField("call_back_at", "lies in the past")
	case at.After(now.AddDate(2, 0, 0)):
		return nil, fault.InvalidField("call_back_at", "lies more than two years ahead")
	}
	return &at, nil
}

package outreach

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
)

// What a person may write into each of the texts, in characters. The SMS may take four segments.
const (
	maxScript  = 4000
	maxSMS     = 612
	maxSubject = 200
	maxBody    = 8000
)

// ownMessage is what is a lead's own, with its draft: nil when there is none, or when it was written for
// another brief than the lead's present one.
type ownMessage struct {
	Own
	draft    *Draft
	withheld bool // there is to be no message at all
}

// ownAll reads what is own to the leads; nil for those that have nothing. A page of leads without any asks
// for none.
func (s *Service) ownAll(ctx context.Context, dealerID dealer.ID, leads []lead.Lead, briefs []Brief) ([]*ownMessage, error) {
	owns := make([]*ownMessage, len(leads))
	for i, l := range leads {
		if withheld(l) {
			owns[i] = &ownMessage{withheld: true}
			continue
		}
		if !l.OwnMessage {
			continue
		}
		own, err := s.ownOf(ctx, dealerID, l.ID, briefs[i])
		if err != nil {
			return nil, err
		}
		owns[i] = own
	}
	return owns, nil
}

func (s *Service) ownOf(ctx context.Context, dealerID dealer.ID, leadID string, b Brief) (*ownMessage, error) {
	own, err := s.store.OwnMessage(ctx, dealerID, leadID)
	if fault.KindOf(err) == fault.NotFound {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	m := &ownMessage{Own: own}
	if own.DraftKey == "" || own.BriefKey != b.Key(PromptVersion, s.model) {
		return m, nil
	}
	d, err := s.store.Draft(ctx, own.DraftKey)
	switch {
	case err == nil:
		m.draft = &d
	case fault.KindOf(err) != fault.NotFound:
		return nil, err
	}
	return m, nil
}

// Edit makes texts of a person's the message of a lead, in the version that the person has read. No text of
// a model replaces them.
func (s *Service) Edit(ctx context.Context, dealerID dealer.ID, leadID string, version int64, t Texts, by lead.Person) error {
	var bad []fault.Field
	clean := func(name, text string, most int) string {
		c, err := fault.CleanText(name, text, most)
		switch e := fault.As(err); {
		case e != nil:
			bad = append(bad, e.Fields...)
		case strings.TrimSpace(c) == "":
			bad = append(bad, fault.Field{Name: name, Detail: "must not be empty"})
		}
		return c
	}
	t = Texts{
		PhoneScript: clean("phone_script", t.PhoneScript, maxScript), SMS: clean("sms", t.SMS, maxSMS),
		EmailSubject: clean("email.subject", t.EmailSubject, maxSubject), EmailBody: clean("email.body", t.EmailBody, maxBody),
	}
	if err := fault.InvalidFields(bad); err != nil {
		return err
	}
	now := s.now().UTC().Truncate(time.Millisecond)
	return s.changeOwn(ctx, dealerID, leadID, &version, lead.MessageEdited, by, func(own *Own) error {
		own.Edited, own.Texts, own.EditedBy, own.EditedAt = true, t, by.Name, now
		return nil
	})
}

// PutBack takes a person's texts away, so that the draft is the message again. Without any it changes
// nothing but the version.
func (s *Service) PutBack(ctx context.Context, dealerID dealer.ID, leadID string, version int64, by lead.Person) error {
	return s.changeOwn(ctx, dealerID, leadID, &version, lead.MessagePutBack, by, func(own *Own) error {
		*own = Own{DraftKey: own.DraftKey, BriefKey: own.BriefKey}
		return nil
	})
}

// changeOwn changes what is own to a lead, adds to the lead's history what was done and by whom, and tells of it. A lead
// whose owner wants to hear no more has no message to change.
func (s *Service) changeOwn(ctx context.Context, dealerID dealer.ID, leadID string, version *int64, what lead.ActivityKind, by lead.Person, change func(*Own) error) error {
	now := s.now().UTC().Truncate(time.Millisecond)
	done := lead.Activity{ID: s.newID(), LeadID: leadID, At: now, Kind: what}
	if by.ID != "" {
		done.Person = &by
	}
	return s.store.InTx(ctx, func(ctx context.Context) error {
		l, err := s.store.Lead(ctx, dealerID, leadID)
		if err != nil {
			return err
		}
		if withheld(l) {
			return errWithheld()
		}
		own, err := s.store.OwnMessage(ctx, dealerID, leadID)
		if err != nil && fault.KindOf(err) != fault.NotFound {
			return err
		}
		if err := change(&own); err != nil {
			return err
		}
		if err := s.store.SaveOwnMessage(ctx, dealerID, leadID, own, version, now); err != nil {
			return err
		}
		if err := s.store.AddActivity(ctx, dealerID, done); err != nil {
			return err
		}
		return s.store.RecordEvent(ctx, dealerID, event.Event{Name: event.LeadChanged, Subject: leadID, At: now})
	})
}

// withheld says that a lead's message is not to be shown: its owner wants to hear no more, by what was said about this
// lead or about another vehicle of theirs.
func withheld(l lead.Lead) bool { return l.ClosedReason == lead.ClosedDoNotContact || l.Stopped }

func errWithheld() error {
	return fault.Newf(fault.Conflict, "The owner asked not to be contacted: there is no message any more.")
}

// errEdited is why a message that a person has written is not written anew.
func errEdited() error {
	return fault.Newf(fault.Conflict, "The message was written by a person. Put the draft back first.")
}

// Rewrite has the model write one lead's message anew, once for each key however often it is asked, and
// gives the message. It waits for the model, and goes on when the caller leaves. Conflict while it is under way,
// when a person has written the message, and when no model is set up; Mismatch for a key of another
// request; Busy when there is no budget for it, and Unavailable when the model gives no text.
func (s *Service) Rewrite(ctx context.Context, d dealer.Dealer, l lead.Lead, by lead.Person, key string) (Message, error) {
	if withheld(l) {
		return Message{}, errWithheld()
	}
	if s.cached == nil {
		return Message{}, fault.Newf(fault.Conflict, "No model is set up to write messages.")
	}
	key, err := fault.CleanText("Idempotency-Key", key, 128)
	if err != nil {
		return Message{}, err
	}
	now := s.now().UTC().Truncate(time.Millisecond)
	answer, begun, err := s.store.BeginOnce(ctx, d.ID, key, "rewrite "+l.ID, now, now.Add(-s.deadline-time.Minute))
	if err != nil {
		return Message{}, err
	}
	if !begun {
		var m Message
		return m, json.Unmarshal([]byte(answer), &m)
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), s.deadline)
	defer cancel()
	m, err := s.rewrite(ctx, d, l, by, key)
	if err == nil {
		return m, nil
	}
	keep, cancelKeep := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancelKeep()
	if forget := s.store.ForgetOnce(keep, d.ID, key); forget != nil {
		return Message{}, forget
	}
	return Message{}, err
}

func (s *Service) rewrite(ctx context.Context, d dealer.Dealer, l lead.Lead, by lead.Person, key string) (Message, error) {
	b := s.briefFor(d, l)
	shown := b.Variant
	own, err := s.ownOf(ctx, d.ID, l.ID, b)
	if err != nil {
		return Message{}, err
	}
	if own != nil && own.Edited {
		return Message{}, errEdited()
	}
	if own != nil && own.draft != nil {
		shown = own.draft.Brief.Variant
	}
	draft, err := s.cached.writer.write(ctx, d.ID, b.InVariant((shown+1)%MaxVariants))
	if err != nil {
		return Message{}, s.givenUp(err)
	}
	sum := sha256.Sum256([]byte("own.v1\x00" + string(d.ID) + "\x00" + l.ID + "\x00" + key))
	draft.Key = hex.EncodeToString(sum[:])
	m := s.message(d, l, b, found{own: true, draft: &draft}, by.Name)
	encoded, err := json.Marshal(m)
	if err != nil {
		return Message{}, err
	}
	keep, cancel := context.WithTimeout(context.WithoutCancel(ctx), keepTime)
	defer cancel()
	err = s.store.InTx(keep, func(ctx context.Context) error {
		if err := s.store.SaveDraft(ctx, draft); err != nil {
			return err
		}
		if err := s.store.FinishOnce(ctx, d.ID, key, string(encoded)); err != nil {
			return err
		}
		return s.changeOwn(ctx, d.ID, l.ID, nil, lead.MessageRewritten, by, func(own *Own) error {
			own.DraftKey, own.BriefKey = draft.Key, b.Key(PromptVersion, s.model)
			return nil
		})
	})
	return m, err
}

// givenUp is what is told of a text that a person asked for and that could not be had.
func (s *Service) givenUp(err error) error {
	reason := reasonOf(err)
	if reason == ReasonBudget {
		now := s.now().UTC()
		next := time.Date(now.Year(), now.Month()+1, 1, 0, 0, 0, 0, time.UTC)
		refused := fault.Newf(fault.Busy, "The budget for the model is used up. The next one begins on %s.", next.Format("2 January 2006"))
		refused.After = next.Sub(now)
		return refused
	}
	return fault.Wrap(fault.Unavailable, err, "The model gave no text ("+strings.ReplaceAll(reason, "_", " ")+"). The message is as it was.")
}

// Record is how a lead's message came about.
type Record struct {
	Message
	BriefKey   string
	Brief      Brief
	BrokenRule string // the rule that the model's last answer broke, when that is why the message is a template
	Making     Making // of a message of the kind AI
	EditedBy   string
	EditedAt   time.Time
}

// RecordOf tells how the message that a lead has now came about.
func (s *Service) RecordOf(ctx context.Context, d dealer.Dealer, l lead.Lead, caller string) (Record, error) {
	if withheld(l) {
		b := s.briefFor(d, l)
		return Record{Message: Message{Kind: Template, Reason: ReasonDoNotContact}, BriefKey: b.Key(PromptVersion, s.model), Brief: b}, nil
	}
	briefs := []Brief{s.briefFor(d, l)}
	owns, err := s.ownAll(ctx, d.ID, []lead.Lead{l}, briefs)
	if err != nil {
		return Record{}, err
	}
	finds, err := s.findAll(ctx, d.ID, briefs, owns)
	if err != nil {
		return Record{}, err
	}
	f, b := finds[0], briefs[0]
	if f.draft != nil {
		if !f.own { // memory has no more of it than is served
			whole, err := s.store.Draft(ctx, f.draft.Key)
			if err != nil {
				return Record{}, err
			}
			f.draft = &whole
		}
		b = f.draft.Brief
	}
	r := Record{BriefKey: b.Key(PromptVersion, s.model), Brief: b, BrokenRule: f.rule}
	if own := owns[0]; own != nil && own.Edited {
		r.Message, r.EditedBy, r.EditedAt = Message{Kind: Edited, Texts: own.Texts}, own.EditedBy, own.EditedAt
		return r, nil
	}
	r.Message = s.message(d, l, briefs[0], f, caller)
	if r.Kind == AI {
		r.Making = f.draft.Making
	}
	return r, nil
}

package store

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/store/sqlcgen"
)

var _ outreach.Store = (*DB)(nil)

// Draft answers NotFound when there is none for the key.
func (db *DB) Draft(ctx context.Context, key string) (outreach.Draft, error) {
	row, err := db.queries(ctx).Draft(db.brief(ctx), key)
	if err != nil {
		return outreach.Draft{}, translate(err, "draft")
	}
	d := outreach.Draft{
		Key:   row.Key,
		Brief: outreach.Brief{Priority: row.Priority, VehicleKind: row.VehicleKind, Language: row.Language, Tone: row.Tone}.InVariant(int(row.Variant)),
		Texts: outreach.Texts{PhoneScript: row.PhoneScript, SMS: row.Sms, EmailSubject: row.EmailSubject, EmailBody: row.EmailBody},
		Model: row.Model, PromptVersion: row.PromptVersion, GeneratedAt: fromMillis(row.GeneratedAt),
	}
	if err := json.Unmarshal([]byte(row.Reasons), &d.Brief.Reasons); err != nil {
		return outreach.Draft{}, fmt.Errorf("reading the reasons of a draft: %w", err)
	}
	d.Making = outreach.Making{
		Provider: row.Provider, PromptTokens: int(row.PromptTokens), CompletionTokens: int(row.CompletionTokens), Cost: row.Cost,
		Latency: time.Duration(row.LatencyMs) * time.Millisecond, Attempts: int(row.Attempts),
	}
	if err := json.Unmarshal([]byte(row.Rules), &d.Making.Rules); err != nil {
		return outreach.Draft{}, fmt.Errorf("reading the rules of a draft: %w", err)
	}
	return d, nil
}

// HasDraft says whether there is a draft for the key.
func (db *DB) HasDraft(ctx context.Context, key string) (bool, error) {
	has, err := db.queries(ctx).HasDraft(db.brief(ctx), key)
	return has, translate(err, "draft")
}

// failuresKept is how long the failure of a brief is kept that nobody has asked for again.
const failuresKept = 7 * 24 * time.Hour

// DraftFailure answers NotFound when the brief has none.
func (db *DB) DraftFailure(ctx context.Context, key string) (outreach.Failure, error) {
	row, err := db.queries(ctx).DraftFailure(db.brief(ctx), key)
	if err != nil {
		return outreach.Failure{}, translate(err, "draft")
	}
	return outreach.Failure{
		Key: row.Key, Reason: row.Reason, Rule: row.Rule, Times: int(row.Times), FailedAt: fromMillis(row.FailedAt), RetryAt: fromMillis(row.RetryAt),
	}, nil
}

// SaveDraftFailure adds a failure or replaces the one with the same key, and forgets those that are older than a
// week.
func (db *DB) SaveDraftFailure(ctx context.Context, f outreach.Failure) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.DeleteDraftFailuresBefore(ctx, millis(f.FailedAt.Add(-failuresKept))); err != nil {
			return translate(err, "draft")
		}
		return translate(t.SaveDraftFailure(ctx, sqlcgen.SaveDraftFailureParams{
			Key: f.Key, Reason: f.Reason, Rule: f.Rule, Times: int64(f.Times), FailedAt: millis(f.FailedAt), RetryAt: millis(f.RetryAt),
		}), "draft")
	})
}

// ForgetDraftFailure takes a brief's failure away, if it has one.
func (db *DB) ForgetDraftFailure(ctx context.Context, key string) error {
	return db.changeFew(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.DeleteDraftFailure(ctx, key), "draft")
	})
}

// SaveDraft adds a draft or replaces the one with the same key.
func (db *DB) SaveDraft(ctx context.Context, d outreach.Draft) error {
	reasons, err := json.Marshal(d.Brief.Reasons)
	if err != nil {
		return fmt.Errorf("writing the reasons of a draft: %w", err)
	}
	rules, err := json.Marshal(d.Making.Rules)
	if err != nil {
		return fmt.Errorf("writing the rules of a draft: %w", err)
	}
	return db.changeFew(ctx, func(ctx context.Context, t *tx) error {
		t.touch(draftsScope)
		return translate(t.SaveDraft(ctx, sqlcgen.SaveDraftParams{
			Key: d.Key, Priority: d.Brief.Priority, VehicleKind: d.Brief.VehicleKind, Reasons: string(reasons),
			Language: d.Brief.Language, Tone: d.Brief.Tone, Variant: int64(d.Brief.Variant),
			PhoneScript: d.Texts.PhoneScript, Sms: d.Texts.SMS, EmailSubject: d.Texts.EmailSubject, EmailBody: d.Texts.EmailBody,
			Model: d.Model, PromptVersion: d.PromptVersion, GeneratedAt: millis(d.GeneratedAt),
			Provider: d.Making.Provider, PromptTokens: int64(d.Making.PromptTokens), CompletionTokens: int64(d.Making.CompletionTokens), Cost: d.Making.Cost,
			LatencyMs: d.Making.Latency.Milliseconds(), Attempts: int64(d.Making.Attempts), Rules: string(rules),
		}), "draft")
	})
}

// OwnMessage answers NotFound when the lead has none.
func (db *DB) OwnMessage(ctx context.Context, dealerID dealer.ID, leadID string) (outreach.Own, error) {
	row, err := db.queries(ctx).LeadMessage(ctx, string(dealerID), leadID)
	if err != nil {
		return outreach.Own{}, translate(err, "message")
	}
	own := outreach.Own{
		DraftKey: row.DraftKey, BriefKey: row.BriefKey, Edited: row.Edited, EditedBy: row.EditedBy,
		Texts: outreach.Texts{PhoneScript: row.PhoneScript, SMS: row.Sms, EmailSubject: row.EmailSubject, EmailBody: row.EmailBody},
	}
	if row.EditedAt != nil {
		own.EditedAt = fromMillis(*row.EditedAt)
	}
	return own, nil
}

// SaveOwnMessage replaces what is the lead's own and counts the lead's version up, when it is still version or
// version is nil; otherwise it is Changed. NotFound when the dealer has no such lead.
func (db *DB) SaveOwnMessage(ctx context.Context, dealerID dealer.ID, leadID string, own outreach.Own, version *int64, at time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.RaiseLeadVersion(ctx, sqlcgen.RaiseLeadVersionParams{
			DealerID: string(dealerID), ID: leadID, Version: version, UpdatedAt: millis(at), OwnMessage: own.Edited || own.DraftKey != "",
		})
		if err != nil {
			return translate(err, "lead")
		}
		if changed == 0 {
			if _, err := t.LeadVersion(ctx, string(dealerID), leadID); err != nil {
				return translate(err, "lead")
			}
			return changedMeanwhile()
		}
		t.touch(dealerScope(dealerID))
		p := sqlcgen.SaveLeadMessageParams{
			DealerID: string(dealerID), LeadID: leadID, DraftKey: own.DraftKey, BriefKey: own.BriefKey, Edited: own.Edited, EditedBy: own.EditedBy,
			PhoneScript: own.Texts.PhoneScript, Sms: own.Texts.SMS, EmailSubject: own.Texts.EmailSubject, EmailBody: own.Texts.EmailBody,
		}
		if !own.EditedAt.IsZero() {
			p.EditedAt = millisOrNil(&own.EditedAt)
		}
		return translate(t.SaveLeadMessage(ctx, p), "message")
	})
}

// onceKept is how long the answer to a request that is carried out once is kept.
const onceKept = 24 * time.Hour

// BeginOnce begins a request that is carried out once, however often it is sent with its key. begun is false
// when it has been carried out: answer is what came of it then. While it is under way it is a Conflict, unless
// it began before abandoned; a key that belongs to another request is a Mismatch.
func (db *DB) BeginOnce(ctx context.Context, dealerID dealer.ID, key, request string, now, abandoned time.Time) (answer string, begun bool, err error) {
	err = db.change(ctx, func(ctx context.Context, t *tx) error {
		if err := t.DeleteOnceBefore(ctx, millis(now.Add(-onceKept))); err != nil {
			return translate(err, "request")
		}
		n, err := t.BeginOnce(ctx, sqlcgen.BeginOnceParams{
			DealerID: string(dealerID), Key: key, Request: request, BeganAt: millis(now), Abandoned: millis(abandoned),
		})
		if err != nil || n > 0 {
			begun = n > 0
			return translate(err, "request")
		}
		before, err := t.OnceByKey(ctx, string(dealerID), key)
		switch {
		case err != nil:
			return translate(err, "request")
		case before.Request != request:
			return fault.Newf(fault.Mismatch, "The key belongs to another request.").About("Idempotency-Key", "belongs to another request")
		case before.Answer == "":
			return fault.Newf(fault.Conflict, "The request is being carried out.").About("Idempotency-Key", "belongs to a request that is being carried out")
		}
		answer = before.Answer
		return nil
	})
	return answer, begun, err
}

// FinishOnce keeps what came of a request.
func (db *DB) FinishOnce(ctx context.Context, dealerID dealer.ID, key, answer string) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.FinishOnce(ctx, answer, string(dealerID), key), "request")
	})
}

// ForgetOnce lets a request that came to nothing be made again.
func (db *DB) ForgetOnce(ctx context.Context, dealerID dealer.ID, key string) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.ForgetOnce(ctx, string(dealerID), key), "request")
	})
}

// LeaseDraft says whether the holder is the one who writes a draft now: nobody else holds it, or who did has let
// its time run out.
func (db *DB) LeaseDraft(ctx context.Context, key, holder string, now, until time.Time) (held bool, err error) {
	err = db.changeFew(ctx, func(ctx context.Context, t *tx) error {
		n, err := t.LeaseDraft(ctx, sqlcgen.LeaseDraftParams{Key: key, Holder: holder, ExpiresAt: millis(until), Now: millis(now)})
		held = n > 0
		return translate(err, "draft")
	})
	return held, err
}

// ReleaseDraft gives up what the holder holds.
func (db *DB) ReleaseDraft(ctx context.Context, key, holder string) error {
	return db.changeFew(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.ReleaseDraft(ctx, key, holder), "draft")
	})
}

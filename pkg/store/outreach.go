package store

import (
	"context"
	"encoding/json"
	"fmt"

	"dealerportal/pkg/outreach"
	"dealerportal/pkg/store/sqlcgen"
)

var _ outreach.Store = (*DB)(nil)

// Draft answers NotFound when there is none for the key.
func (db *DB) Draft(ctx context.Context, key string) (outreach.Draft, error) {
	row, err := db.queries(ctx).Draft(ctx, key)
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
	return d, nil
}

// SaveDraft adds a draft or replaces the one with the same key.
func (db *DB) SaveDraft(ctx context.Context, d outreach.Draft) error {
	reasons, err := json.Marshal(d.Brief.Reasons)
	if err != nil {
		return fmt.Errorf("writing the reasons of a draft: %w", err)
	}
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		t.touch(draftsScope)
		return translate(t.SaveDraft(ctx, sqlcgen.SaveDraftParams{
			Key: d.Key, Priority: d.Brief.Priority, VehicleKind: d.Brief.VehicleKind, Reasons: string(reasons),
			Language: d.Brief.Language, Tone: d.Brief.Tone, Variant: int64(d.Brief.Variant),
			PhoneScript: d.Texts.PhoneScript, Sms: d.Texts.SMS, EmailSubject: d.Texts.EmailSubject, EmailBody: d.Texts.EmailBody,
			Model: d.Model, PromptVersion: d.PromptVersion, GeneratedAt: millis(d.GeneratedAt),
		}), "draft")
	})
}

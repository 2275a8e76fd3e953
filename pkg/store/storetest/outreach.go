package storetest

import (
	"testing"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/outreach"
)

// Outreach is what every database does with drafts. A draft belongs to no dealer: it is about nobody
// in particular.
func Outreach(t *testing.T, fresh Fresh) {
	draft := outreach.Draft{
		Key:   "k1",
		Brief: outreach.Brief{Priority: "HIGH", VehicleKind: "pickup", Reasons: []string{"slow; \"starts\"\n", "", "cold"}, Language: "en", Tone: "brief"}.InVariant(2),
		Texts: outreach.Texts{PhoneScript: "Hello {{first_name}}\n👋", SMS: "s", EmailSubject: "e", EmailBody: "b"},
		Model: "m", PromptVersion: "p", GeneratedAt: Start,
	}
	t.Run("a draft comes back as it was saved", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		bare := outreach.Draft{Key: "k2", Brief: outreach.Brief{}.InVariant(0), GeneratedAt: Start}
		for _, want := range []outreach.Draft{draft, bare} {
			must(t, db.SaveDraft(ctx, want))
			got, err := db.Draft(ctx, want.Key)
			must(t, err)
			same(t, got, want)
		}
	})
	t.Run("a draft with the same key replaces it", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		must(t, db.SaveDraft(ctx, draft))
		second := draft
		second.Texts, second.Model = outreach.Texts{SMS: "other"}, "m2"
		must(t, db.SaveDraft(ctx, second))
		got, err := db.Draft(ctx, draft.Key)
		must(t, err)
		same(t, got, second)
	})
	t.Run("a draft that is not there is not found", func(t *testing.T) {
		_, err := open(t, fresh).Draft(t.Context(), "k1")
		wantKind(t, err, fault.NotFound)
	})
}

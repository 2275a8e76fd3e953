package storetest

import (
	"testing"
	"time"

	"dealerportal/pkg/dealer"
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
		Making: outreach.Making{
			Provider: "h", PromptTokens: 3, CompletionTokens: 4, Cost: ptr(int64(5)), Latency: 6 * time.Millisecond, Attempts: 7, Rules: []string{"a", "b"},
		},
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
	own := outreach.Own{
		DraftKey: "k1", BriefKey: "b1", Edited: true, EditedBy: "Kim Lee", EditedAt: Start.Add(time.Minute),
		Texts: outreach.Texts{PhoneScript: "p", SMS: "s\n'", EmailSubject: "e", EmailBody: "b"},
	}
	t.Run("what is a lead's own comes back as it was saved, and the lead says that it is there", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		_, err := db.OwnMessage(ctx, d.ID, l.ID)
		wantKind(t, err, fault.NotFound)
		before, err := db.DealerRevision(ctx, d.ID)
		must(t, err)
		for n, want := range []outreach.Own{own, {DraftKey: "k2", BriefKey: "b2"}, {}} {
			must(t, db.SaveOwnMessage(ctx, d.ID, l.ID, want, ptr(l.Version+int64(n)), Start.Add(time.Hour)))
			got, err := db.OwnMessage(ctx, d.ID, l.ID)
			must(t, err)
			same(t, got, want)
			now, err := db.Lead(ctx, d.ID, l.ID)
			must(t, err)
			if now.OwnMessage != (want != outreach.Own{}) || now.Version != l.Version+int64(n)+1 || !now.UpdatedAt.Equal(Start.Add(time.Hour)) {
				t.Errorf("after %+v the lead is %+v", want, now)
			}
		}
		if after, err := db.DealerRevision(ctx, d.ID); err != nil || after != before+3 {
			t.Errorf("the revision went from %d to %d, %v", before, after, err)
		}
	})
	t.Run("what is a lead's own is not saved over what was not read, unless that is meant", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		wantKind(t, db.SaveOwnMessage(ctx, d.ID, l.ID, own, ptr(l.Version+1), Start), fault.Changed)
		_, err := db.OwnMessage(ctx, d.ID, l.ID)
		wantKind(t, err, fault.NotFound)
		must(t, db.SaveOwnMessage(ctx, d.ID, l.ID, own, nil, Start))
	})
	t.Run("another dealer can neither read nor change what is a lead's own", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		l := Lead(t, db, d.ID, VIN(1))
		must(t, db.SaveOwnMessage(ctx, d.ID, l.ID, own, nil, Start))
		_, err := db.OwnMessage(ctx, other.ID, l.ID)
		wantKind(t, err, fault.NotFound)
		wantKind(t, db.SaveOwnMessage(ctx, other.ID, l.ID, outreach.Own{}, nil, Start), fault.NotFound)
		got, err := db.OwnMessage(ctx, d.ID, l.ID)
		must(t, err)
		same(t, got, own)
	})
	t.Run("a request is carried out once: it is under way, then it has an answer", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		begin := func(d dealer.ID, request string, now time.Time) (string, bool, error) {
			return db.BeginOnce(ctx, d, "key", request, now, now.Add(-time.Minute))
		}
		wantBegun := func(d dealer.ID, now time.Time) {
			t.Helper()
			if answer, begun, err := begin(d, "r", now); answer != "" || !begun || err != nil {
				t.Fatalf("%q, %v, %v", answer, begun, err)
			}
		}
		wantBegun(d.ID, Start)
		wantBegun(other.ID, Start) // whose keys are its own
		_, _, err := begin(d.ID, "r", Start.Add(time.Minute))
		wantKind(t, err, fault.Conflict)
		_, _, err = begin(d.ID, "another", Start)
		wantKind(t, err, fault.Mismatch)
		must(t, db.ForgetOnce(ctx, d.ID, "key"))
		wantBegun(d.ID, Start)
		wantBegun(d.ID, Start.Add(time.Minute+time.Millisecond)) // the first was broken off
		must(t, db.FinishOnce(ctx, d.ID, "key", "done"))
		must(t, db.ForgetOnce(ctx, d.ID, "key")) // what has an answer keeps it
		if answer, begun, err := begin(d.ID, "r", Start.Add(time.Hour)); answer != "done" || begun || err != nil {
			t.Fatalf("%q, %v, %v", answer, begun, err)
		}
		_, _, err = begin(d.ID, "another", Start.Add(time.Hour))
		wantKind(t, err, fault.Mismatch)
		wantBegun(d.ID, Start.Add(25*time.Hour)) // long after, it is another one
	})
	t.Run("a draft is leased to one at a time, until it is released or its time has run out", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		lease := func(key, holder string, at time.Duration, want bool) {
			t.Helper()
			held, err := db.LeaseDraft(ctx, key, holder, Start.Add(at), Start.Add(at+time.Minute))
			if must(t, err); held != want {
				t.Fatalf("%s holds %s: %v, want %v", holder, key, held, want)
			}
		}
		lease("k", "one", 0, true)
		lease("k", "two", time.Minute-time.Millisecond, false)
		lease("other", "two", 0, true)
		must(t, db.ReleaseDraft(ctx, "k", "two")) // who does not hold it releases nothing
		lease("k", "two", 0, false)
		must(t, db.ReleaseDraft(ctx, "k", "one"))
		lease("k", "two", 0, true)
		lease("k", "one", time.Minute, true)
		won := make([]bool, 16)
		all(t, len(won), func(n int) (err error) {
			won[n], err = db.LeaseDraft(ctx, "many", ID("holder"), Start, Start.Add(time.Minute))
			return err
		})
		winners := 0
		for _, w := range won {
			if w {
				winners++
			}
		}
		if winners != 1 {
			t.Errorf("%d hold one draft", winners)
		}
	})
	t.Run("of many who begin a request at once, one does", func(t *testing.T) {
		db := open(t, fresh)
		d := Dealer(t, db, "A1")
		errs := make([]error, 16)
		all(t, len(errs), func(n int) error {
			_, _, errs[n] = db.BeginOnce(t.Context(), d.ID, "key", "r", Start, Start.Add(-time.Minute))
			return nil
		})
		wantOne(t, errs, fault.Conflict)
	})
	t.Run("a brief's failure comes back as it was saved, until it is forgotten or a week old", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		failure := outreach.Failure{Key: draft.Key, Reason: "invalid_answer", Rule: "digit", Times: 2, FailedAt: Start, RetryAt: Start.Add(time.Minute)}
		_, err := db.DraftFailure(ctx, failure.Key)
		wantKind(t, err, fault.NotFound)
		later := failure
		later.Reason, later.Rule, later.Times = "refused", "", 3
		for _, want := range []outreach.Failure{failure, later} {
			must(t, db.SaveDraftFailure(ctx, want))
			got, err := db.DraftFailure(ctx, want.Key)
			must(t, err)
			same(t, got, want)
		}
		must(t, db.ForgetDraftFailure(ctx, "another"))
		_, err = db.DraftFailure(ctx, failure.Key)
		must(t, err)
		must(t, db.ForgetDraftFailure(ctx, failure.Key))
		_, err = db.DraftFailure(ctx, failure.Key)
		wantKind(t, err, fault.NotFound)
		old, young := failure, failure
		old.Key, young.Key, young.FailedAt = "old", "young", Start.Add(7*24*time.Hour+time.Millisecond)
		must(t, db.SaveDraftFailure(ctx, old))
		must(t, db.SaveDraftFailure(ctx, young))
		_, err = db.DraftFailure(ctx, old.Key)
		wantKind(t, err, fault.NotFound)
		_, err = db.DraftFailure(ctx, young.Key)
		must(t, err)
	})
	t.Run("a draft that is not there is not found", func(t *testing.T) {
		db := open(t, fresh)
		_, err := db.Draft(t.Context(), "k1")
		wantKind(t, err, fault.NotFound)
		for _, want := range []bool{false, true} {
			if has, err := db.HasDraft(t.Context(), draft.Key); err != nil || has != want {
				t.Errorf("there is a draft: %v, %v; want %v", has, err, want)
			}
			must(t, db.SaveDraft(t.Context(), draft))
		}
	})
}

func ptr[T any](v T) *T { return &v }

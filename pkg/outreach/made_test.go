package outreach_test

import (
	"slices"
	"testing"

	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
)

// Messages are the same until one of their own drafts is another, whatever else is written, and while one is being
// written anew nobody says for how long.
func TestMessagesAreTheSameUntilOneOfTheirOwnTextsIsWrittenAnew(t *testing.T) {
	r := newRig(t, llmtest.Options{Text: second})
	is := func(what string, m outreach.Made, same, settled bool) {
		t.Helper()
		if gotSame, gotSettled := r.svc.Same(m); gotSame != same || gotSettled != settled {
			t.Errorf("%s: the same: %v, settled: %v", what, gotSame, gotSettled)
		}
	}
	pending := r.messages(r.svc, leads(2), 0)
	r.want(pending, map[string]int{outreach.ReasonPending: 2})
	is("what waits for its texts", pending.Made, false, false)
	r.want(r.messages(r.svc, leads(2), patience), map[string]int{"ai": 2})
	eventually(t, "memory has taken in the texts", func() bool { return r.svc.Figures().Entries == 2 })
	made := r.messages(r.svc, leads(2), 0).Made
	is("what has its texts", made, true, true)
	before, err := r.svc.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	r.want(r.messages(r.svc, leads(3), patience), map[string]int{"ai": 3})
	if after, err := r.svc.Revision(t.Context()); err != nil || after == before {
		t.Fatalf("nothing was written: %d, %v", after, err)
	}
	is("what has its texts when another is written", made, true, true)

	g := newGate()
	r.fake.SetFault(g.fault)
	r.clock.Move(2 * ttl)
	is("what is old and has not been seen", made, true, true)
	old := r.messages(r.svc, leads(2), 0)
	g.await(t, 2)
	is("what is being written anew", old.Made, true, false)
	close(g.open)
	eventually(t, "the successors are there", func() bool {
		same, _ := r.svc.Same(old.Made)
		return !same
	})
	eventually(t, "all is settled", func() bool {
		same, settled := r.svc.Same(r.messages(r.svc, leads(2), 0).Made)
		return same && settled
	})
}

// A failure to write a text anew leaves it as it is, and that is settled.
func TestATextWhoseSuccessorFailedIsTheSame(t *testing.T) {
	r := newRig(t)
	r.want(r.messages(r.svc, leads(1), patience), map[string]int{"ai": 1})
	eventually(t, "memory has taken in the text", func() bool { return r.svc.Figures().Entries == 1 })
	r.fake.Always(llmtest.Refusal())
	r.clock.Move(2 * ttl)
	old := r.messages(r.svc, leads(1), 0)
	eventually(t, "that is settled", func() bool {
		same, settled := r.svc.Same(old.Made)
		if !same {
			t.Fatal("it is another")
		}
		return settled
	})
}

// How a text came about is told in full, though memory has no more of it than is served.
func TestTheRecordOfATextInMemoryIsWhole(t *testing.T) {
	r := newRig(t)
	r.want(r.messages(r.svc, leads(1), patience), map[string]int{"ai": 1})
	eventually(t, "memory has taken in the text", func() bool { return r.svc.Figures().Entries == 1 })
	stored, err := r.db.Draft(t.Context(), r.key(leads(1)[0]))
	if err != nil {
		t.Fatal(err)
	}
	record, err := r.svc.RecordOf(t.Context(), r.dealer, leads(1)[0], "Kim Lee")
	if err != nil || record.Kind != outreach.AI || record.BriefKey != stored.Key {
		t.Fatalf("%+v, %v", record, err)
	}
	if m := record.Making; m.Attempts != 1 || m.CompletionTokens == 0 || !slices.Equal(m.Rules, outreach.Rules) || record.Brief.Priority != stored.Brief.Priority || record.Brief.Manner == "" {
		t.Errorf("%+v, stored is %+v", record, stored)
	}
}

package outreach_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
)

func TestAFailureIsATemplateWithItsReasonAndIsTriedAgainAfterAWhile(t *testing.T) {
	faults := map[string]llmtest.Fault{
		"refused": llmtest.Refusal(), "truncated": llmtest.Cut(), "unauthorized": llmtest.Unauthorized(), "out_of_credit": llmtest.OutOfCredit(),
		"context_length": llmtest.TooLong(), "upstream_error": llmtest.Status(http.StatusNotFound), "oversize": llmtest.Huge(1 << 20),
		"rate_limited": llmtest.RateLimited("3600"),
	}
	for reason, f := range faults {
		t.Run(reason, func(t *testing.T) { failsAndRecovers(t, reason, f) })
	}
	for _, name := range llmtest.SpoiltDrafts() {
		t.Run("a spoilt draft: "+name, func(t *testing.T) { failsAndRecovers(t, outreach.ReasonInvalidAnswer, llmtest.Spoilt(name)) })
	}
	t.Run("no draft at all", func(t *testing.T) {
		failsAndRecovers(t, outreach.ReasonInvalidAnswer, llmtest.Content("Sure, here you are!"))
	})
}

func failsAndRecovers(t *testing.T, reason string, f llmtest.Fault) {
	r := newRig(t, llmtest.Options{Fault: func(llmtest.Request) llmtest.Fault { return f }})
	failed := r.messages(r.svc, leads(1), patience)
	r.want(failed, map[string]int{reason: 1})
	if want := r.clock.Now().Add(30 * time.Second); !failed.ValidUntil.Equal(want) {
		t.Errorf("good until %s, want %s", failed.ValidUntil, want)
	}
	r.clock.Move(30*time.Second - time.Millisecond)
	r.want(r.messages(r.svc, leads(1), patience), map[string]int{reason: 1})
	calls := 1
	if reason == outreach.ReasonInvalidAnswer { // the model was told, and asked once more
		calls = 2
	}
	if n := r.fake.Calls(); n != calls {
		t.Errorf("%d calls before it was time, want %d", n, calls)
	}
	// A template is never stored as a text, and no text that was not taken is.
	if rev, err := r.svc.Revision(t.Context()); err != nil || rev != 0 || r.stored(leads(1)) != 0 {
		t.Errorf("something was stored: revision %d, %v", rev, err)
	}
	r.fake.SetFault(nil)
	r.clock.Move(time.Millisecond)
	// The client may still leave a provider alone that turned it away; another process asks.
	r.want(r.messages(r.service(r.db, asker{r.newClient()}), leads(1), patience), map[string]int{"ai": 1})
	if r.stored(leads(1)) != 1 {
		t.Error("the text was not stored")
	}
}

func TestABriefThatFailedIsTriedAgainByTheSameProcess(t *testing.T) {
	r := newRig(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if q.Number == 1 {
			return llmtest.Refusal()
		}
		return llmtest.Fault{}
	}})
	r.want(r.messages(r.svc, leads(1), patience), map[string]int{"refused": 1})
	r.clock.Move(30 * time.Second)
	r.want(r.messages(r.svc, leads(1), patience), map[string]int{"ai": 1})
	if n := r.fake.Calls(); n != 2 {
		t.Errorf("%d calls", n)
	}
}

// Who has looked for a text before the writing of it failed, and goes on after that, does not have it asked for again.
func TestAFailureThatLandsWhileSomebodyLooksIsNotTriedAgainAtOnce(t *testing.T) {
	g := newGate()
	r := newRig(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		f := llmtest.Refusal()
		f.Until = g.fault(q).Until
		return f
	}})
	m := &memo{Store: r.db}
	svc := r.service(m, asker{r.client})
	r.want(r.messages(svc, leads(1), 0), map[string]int{outreach.ReasonPending: 1})
	g.await(t, 1)
	m.afterDraft(func() {
		close(g.open)
		r.want(r.messages(svc, leads(1), patience), map[string]int{"refused": 1})
	})
	r.want(r.messages(svc, leads(1), 0), map[string]int{"refused": 1})
	if n := r.fake.Calls(); n != 1 {
		t.Errorf("%d calls", n)
	}
}

// A model is told which rule its answer broke, once, and nothing of what it wrote.
func TestAnAnswerThatBrokeARuleIsAskedForOnceMore(t *testing.T) {
	r := newRig(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if q.Number == 1 {
			return llmtest.Spoilt("digits")
		}
		return llmtest.Fault{}
	}})
	r.want(r.messages(r.svc, leads(1), patience), map[string]int{"ai": 1})
	asked := r.fake.Requests()
	if len(asked) != 2 || asked[0].User != asked[1].User {
		t.Fatalf("%d calls", len(asked))
	}
	told, ok := strings.CutPrefix(asked[1].System, asked[0].System)
	if !ok || !strings.Contains(told, "a digit or a number") || strings.Contains(told, "48,000") {
		t.Errorf("the model was told: %s", told)
	}
	d, err := r.db.Draft(t.Context(), r.key(leads(1)[0]))
	if seen := r.fake.Stats(); err != nil || d.Making.Attempts != 2 || int64(d.Making.PromptTokens) != seen.PromptTokens || int64(d.Making.CompletionTokens) != seen.CompletionTokens {
		t.Errorf("%+v, %v, counted %+v", d.Making, err, seen)
	}
}

func TestTwoProcessesMakeOneCallForEachBrief(t *testing.T) {
	g := newGate()
	r := newRig(t, llmtest.Options{Fault: g.fault})
	other := r.service(r.db, asker{r.newClient()})
	r.want(r.messages(r.svc, leads(8), 0), map[string]int{outreach.ReasonPending: 8})
	g.await(t, 8)
	r.want(r.messages(other, leads(8), 0), map[string]int{outreach.ReasonPending: 8})
	close(g.open)
	r.want(r.messages(other, leads(8), patience), map[string]int{"ai": 8})
	r.want(r.messages(r.svc, leads(8), patience), map[string]int{"ai": 8})
	if n := r.fake.Calls(); n != 8 {
		t.Errorf("%d calls for eight briefs", n)
	}
}

func TestAnotherProcessTakesOverWhatFailed(t *testing.T) {
	g := newGate()
	r := newRig(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if q.Number == 1 {
			g.fault(q)
			f := llmtest.Refusal()
			f.Until = g.open
			return f
		}
		return llmtest.Fault{}
	}})
	other := r.service(r.db, asker{r.newClient()})
	r.want(r.messages(r.svc, leads(1), 0), map[string]int{outreach.ReasonPending: 1})
	g.await(t, 1)
	r.want(r.messages(other, leads(1), 0), map[string]int{outreach.ReasonPending: 1})
	close(g.open)
	r.want(r.messages(other, leads(1), patience), map[string]int{"ai": 1})
}

func TestOneFailureIsNobodyElses(t *testing.T) {
	r := newRig(t, llmtest.Options{Fault: func(q llmtest.Request) llmtest.Fault {
		if strings.Contains(q.User, `"van"`) && strings.Contains(q.User, "cranking") {
			return llmtest.Refusal()
		}
		return llmtest.Fault{}
	}})
	r.want(r.messages(r.svc, leads(8), patience), map[string]int{"ai": 7, "refused": 1})
}

// wild is a completer that breaks off.
type wild struct{ calls int }

func (w *wild) Complete(context.Context, outreach.Prompt) (outreach.Completion, error) {
	w.calls++
	if w.calls == 1 {
		panic("no choices[0]")
	}
	if w.calls == 2 {
		return outreach.Completion{}, errors.New("no reason")
	}
	return outreach.Completion{Text: llmtest.Draft("")}, nil
}

func TestAWriterThatPanicsIsAFailureLikeAnother(t *testing.T) {
	r := newRig(t)
	svc := r.service(r.db, &wild{})
	for range 2 {
		r.want(r.messages(svc, leads(1), patience), map[string]int{outreach.ReasonError: 1})
		r.clock.Move(30 * time.Second)
	}
	r.want(r.messages(svc, leads(1), patience), map[string]int{"ai": 1})
}

func TestATextThatCannotBeStoredIsNotShown(t *testing.T) {
	r := newRig(t)
	g := newGate()
	r.fake.SetFault(g.fault)
	m := &memo{Store: r.db}
	svc := r.service(m, asker{r.client})
	r.want(r.messages(svc, leads(1), 0), map[string]int{outreach.ReasonPending: 1})
	g.await(t, 1)
	m.setFail(errors.New("disk full"))
	if _, err := svc.Messages(t.Context(), r.dealer, leads(2)[1:], "", 0); err == nil {
		t.Error("a store that fails is no error")
	}
	close(g.open)
	eventually(t, "the failure is known", func() bool {
		batch, err := svc.Messages(t.Context(), r.dealer, leads(1), "", 0)
		return err == nil && batch.Messages[0].Reason == outreach.ReasonError
	})
	m.setFail(nil)
	r.clock.Move(30 * time.Second)
	r.want(r.messages(svc, leads(1), patience), map[string]int{"ai": 1})
	if len(m.drafts) != 1 {
		t.Errorf("%d drafts were stored", len(m.drafts))
	}
}

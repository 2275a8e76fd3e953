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
	if n := r.fake.Calls(); n != 1 {
		t.Errorf("%d calls before it was time", n)
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

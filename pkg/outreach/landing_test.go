package outreach_test

import (
	"context"
	"errors"
	"sync/atomic"
	"testing"

	"dealerportal/pkg/event"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/store"
)

// refusing is a store that refuses some transactions of several steps.
type refusing struct {
	*store.DB
	left atomic.Int64
}

func (s *refusing) InTx(ctx context.Context, f func(context.Context) error) error {
	if s.left.Add(-1) >= 0 {
		return errors.New("the store refuses")
	}
	return s.DB.InTx(ctx, f)
}

func TestATextThatCouldNotBeAnnouncedAtOnceIsAnnouncedOnceLaterAndItsLeaseGivenUp(t *testing.T) {
	r := newRig(t)
	s := &refusing{DB: r.db}
	s.left.Store(1)
	svc := r.service(s, asker{r.client})
	if b := r.messages(svc, leads(1), patience); reasons(b) != "map[ai:1]" {
		t.Fatalf("the text is not told though it is there: %s", reasons(b))
	}
	var told []event.Event
	eventually(t, "the text is announced", func() (done bool) {
		var err error
		if told, err = r.db.Events(t.Context(), r.dealer.ID, 0, 10); err != nil {
			t.Fatal(err)
		}
		return len(told) > 0
	})
	svc.Close()
	told, err := r.db.Events(t.Context(), r.dealer.ID, 0, 10)
	if err != nil || len(told) != 1 || told[0].Name != event.MessageReady {
		t.Fatalf("told %+v, %v", told, err)
	}
	now := r.clock.Now()
	if held, err := r.db.LeaseDraft(t.Context(), told[0].Subject, "another", now, now); err != nil || !held {
		t.Fatalf("the lease is not given up: %v, %v", held, err)
	}
}

var _ outreach.Store = (*refusing)(nil)

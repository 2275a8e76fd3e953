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

// refusing is a store that refuses the second transaction of several steps: the one that concludes the first text.
type refusing struct {
	*store.DB
	asked atomic.Int64
}

func (s *refusing) InTx(ctx context.Context, f func(context.Context) error) error {
	if s.asked.Add(1) == 2 {
		return errors.New("the store refuses")
	}
	return s.DB.InTx(ctx, f)
}

func TestALeaseThatCouldNotBeGivenUpIsGivenUpLaterAndTheTextToldOnce(t *testing.T) {
	r := newRig(t)
	s := &refusing{DB: r.db}
	svc := r.service(s, asker{r.client})
	if b := r.messages(svc, leads(1), patience); reasons(b) != "map[ai:1]" {
		t.Fatalf("the text is not told though it is there: %s", reasons(b))
	}
	told, err := r.db.Events(t.Context(), r.dealer.ID, 0, 10)
	if err != nil || len(told) != 1 || told[0].Name != event.MessageReady {
		t.Fatalf("told with the text: %+v, %v", told, err)
	}
	eventually(t, "it is tried again", func() bool { return s.asked.Load() == 3 })
	svc.Close()
	if told, err = r.db.Events(t.Context(), r.dealer.ID, 0, 10); err != nil || len(told) != 1 {
		t.Fatalf("told in the end: %+v, %v", told, err)
	}
	now := r.clock.Now()
	if held, err := r.db.LeaseDraft(t.Context(), told[0].Subject, "another", now, now); err != nil || !held {
		t.Fatalf("the lease is not given up: %v, %v", held, err)
	}
}

var _ outreach.Store = (*refusing)(nil)

package dealer_test

import (
	"context"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// zones are the time zones of dealers, and how often they were asked for.
type zones struct {
	of    map[dealer.ID]string
	asked int
}

func (z *zones) DealerByID(_ context.Context, id dealer.ID) (dealer.Dealer, error) {
	z.asked++
	zone, ok := z.of[id]
	if !ok {
		return dealer.Dealer{}, fault.Newf(fault.NotFound, "There is no such dealer.")
	}
	return dealer.Dealer{ID: id, TimeZone: zone}, nil
}

func TestACalendarTellsTheTimeOfEachDealerAndAsksForItOnce(t *testing.T) {
	store := &zones{of: map[dealer.ID]string{"d": "America/Detroit", "g": "Pacific/Guam"}}
	at := time.Date(2026, 3, 3, 2, 30, 0, 0, time.UTC)
	c := dealer.NewCalendar(store, func() time.Time { return at })
	for range 3 {
		for id, want := range map[dealer.ID]string{"d": "2026-03-02 21:30", "g": "2026-03-03 12:30"} {
			got, err := c.Now(t.Context(), id)
			if err != nil || !got.Equal(at) || got.Format("2006-01-02 15:04") != want {
				t.Errorf("%s: %v, %v, want %s", id, got, err, want)
			}
		}
	}
	if store.asked != 2 {
		t.Errorf("two dealers were asked for %d times", store.asked)
	}
	for range 2 {
		if _, err := c.Now(t.Context(), "nobody"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("nobody: %v", err)
		}
	}
}

package dealer

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// calendarStore keeps dealers.
type calendarStore interface {
	// DealerByID answers NotFound when there is none.
	DealerByID(ctx context.Context, dealerID ID) (Dealer, error)
}

// Calendar tells the time by the clocks of dealers. A day that somebody writes down is one of theirs, and not
// one of UTC, where it is tomorrow already in the evening of America.
type Calendar struct {
	store calendarStore
	now   func() time.Time
	zones sync.Map // by ID; a dealer's zone never changes
}

// NewCalendar makes a calendar.
func NewCalendar(store calendarStore, now func() time.Time) *Calendar {
	return &Calendar{store: store, now: now}
}

// Now is the time in the zone of a dealer. The dealer is looked up once.
func (c *Calendar) Now(ctx context.Context, dealerID ID) (time.Time, error) {
	if zone, known := c.zones.Load(dealerID); known {
		return c.now().In(zone.(*time.Location)), nil
	}
	d, err := c.store.DealerByID(ctx, dealerID)
	if err != nil {
		return time.Time{}, err
	}
	zone, err := time.LoadLocation(d.TimeZone)
	if err != nil {
		return time.Time{}, fmt.Errorf("the dealer's time zone: %w", err)
	}
	c.zones.Store(dealerID, zone)
	return c.now().In(zone), nil
}

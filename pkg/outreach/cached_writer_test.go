package outreach

import (
	"context"
	"fmt"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
)

// Texts that were written together must not all grow old together.
func TestALifetimeIsSpreadByATenthAndIsAlwaysTheSameForAKey(t *testing.T) {
	c := &cachedWriter{ttl: time.Hour}
	shortest, longest, sum := 2*c.ttl, time.Duration(0), time.Duration(0)
	const keys = 2000
	for i := range keys {
		key := Brief{Priority: fmt.Sprint(i)}.Key("p", "m")
		life := c.lifetime(key)
		if life != c.lifetime(key) {
			t.Fatalf("%s has two lifetimes", key)
		}
		shortest, longest, sum = min(shortest, life), max(longest, life), sum+life
	}
	if shortest < c.ttl*9/10 || longest > c.ttl*11/10 || longest-shortest < c.ttl*19/100 {
		t.Errorf("from %s to %s", shortest, longest)
	}
	if mean := sum / keys; mean < c.ttl*99/100 || mean > c.ttl*101/100 {
		t.Errorf("%s in the mean", mean)
	}
}

// Whoever comes to it, and whatever they saw before: a brief that has failed is not begun before its time.
func TestABriefThatIsLeftAloneHasNoFlight(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	ended, cancel := context.WithCancel(t.Context())
	cancel() // what is begun ends at once
	c := &cachedWriter{now: func() time.Time { return now }, base: ended, flights: map[string]*flight{}}
	c.failures = map[string]Failure{"k": {Key: "k", Reason: "refused", RetryAt: now.Add(retryAfter)}}
	for _, ahead := range []bool{false, true} {
		if f, left := c.begin(dealer.ID("d"), "k", Brief{}, ahead); f != nil || left.Reason != "refused" {
			t.Errorf("ahead %v: %+v is under way, left alone for %+v", ahead, f, left)
		}
	}
	now = now.Add(retryAfter)
	if f, left := c.begin(dealer.ID("d"), "k", Brief{}, false); f == nil {
		t.Errorf("it is still left alone for %+v when its time has come", left)
	}
}

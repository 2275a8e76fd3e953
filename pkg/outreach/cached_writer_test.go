package outreach

import (
	"fmt"
	"testing"
	"time"
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

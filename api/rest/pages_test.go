package rest

import (
	"testing"
	"time"

	"dealerportal/pkg/outreach"
)

// A page is served as long as it would be made the same, and it is looked at again only when a text was written since
// that was last known.
func TestAPageIsKeptWhileItWouldBeMadeTheSame(t *testing.T) {
	now := time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC)
	key := pageKey{dealer: "d", user: "u", limit: 8}
	type look struct {
		leads, texts  int64
		same, settled bool
		kept, asked   bool
	}
	cases := map[string]struct {
		made  outreach.Made
		looks []look
	}{
		"nothing has changed": {looks: []look{{leads: 1, texts: 1, kept: true}, {leads: 1, texts: 1, kept: true}}},
		"the queue has":       {looks: []look{{leads: 2, texts: 1, same: true, settled: true}}},
		"others' texts were written": {looks: []look{
			{leads: 1, texts: 2, same: true, settled: true, kept: true, asked: true}, {leads: 1, texts: 2, kept: true}, {leads: 1, texts: 3, same: true, settled: true, kept: true, asked: true},
		}},
		"a text of its own was written": {looks: []look{{leads: 1, texts: 2, asked: true}}},
		"one is being written anew": {made: outreach.Made{Anew: true}, looks: []look{
			{leads: 1, texts: 1, same: true, kept: true, asked: true}, {leads: 1, texts: 1, same: true, kept: true, asked: true}, {leads: 1, texts: 1, asked: true},
		}},
		"one that was written anew could not be had": {made: outreach.Made{Anew: true}, looks: []look{
			{leads: 1, texts: 1, same: true, settled: true, kept: true, asked: true}, {leads: 1, texts: 1, kept: true},
		}},
		"one is missing and another is written anew": {made: outreach.Made{Anew: true, Open: true}, looks: []look{
			{leads: 1, texts: 1, kept: true}, {leads: 1, texts: 2, asked: true},
		}},
	}
	for name, x := range cases {
		var l look
		asked := false
		c := newPageCache(func(outreach.Made) (same, settled bool) {
			asked = true
			return l.same, l.settled
		})
		c.put(key, newPage([]byte("{}"), pageState{leads: 1, texts: 1}, now.Add(time.Minute), x.made, outreach.Served{}, true))
		for i := range x.looks {
			l, asked = x.looks[i], false
			p := c.get(key, pageState{leads: l.leads, texts: l.texts}, now)
			if (p != nil) != l.kept || asked != l.asked {
				t.Errorf("%s, look %d: kept: %v, asked: %v", name, i, p != nil, asked)
			}
		}
		l = look{same: true, settled: true}
		if p := c.get(key, pageState{leads: 1, texts: 1}, now.Add(time.Minute)); p != nil {
			t.Errorf("%s: it is served when its time is over", name)
		}
	}
}

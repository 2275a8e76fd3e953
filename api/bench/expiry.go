package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

const (
	// expiryTurn is how long a list is asked for in each turn; the texts that have grown old take about as long to be
	// written anew.
	expiryTurn = 2500 * time.Millisecond
	// expiryEvery is the time between the requests of a connection: short, so that a turn has many.
	expiryEvery = 20 * time.Millisecond
	// expiryTTL is how long a text counts as fresh where it is to grow old: longer than a turn, so that none does twice
	// in one, though the portal gives each text a tenth more or less.
	expiryTTL    = 2800 * time.Millisecond
	expiryPages  = 2 // of manyTexts, beside the list
	expiringAll  = expiryPages*manyTexts + fewLeads
	expiryLinger = 10 * time.Second // for what is still being written at the end of a turn
)

// measureExpiry measures the cached list while all texts have grown old at once and are written anew, beside the same
// list of a portal like it whose texts are fresh.
func measureExpiry(ctx context.Context, b *bench) (rows []row, err error) {
	var portals [2]*coldPortal
	for i, name := range []string{"old", "fresh"} {
		f, err := seedFleet(ctx, sqliteURL(b.dir, name), map[int]int{manyTexts: expiryPages, fewLeads: 1})
		if err != nil {
			return nil, err
		}
		portals[i] = &coldPortal{fleet: f}
	}
	err = onClientCore(ctx, func() (err error) {
		var started cleanup
		defer started.run(&err)
		loader, err := startChild(ctx, b.self, "loader", clientCore)
		if err != nil {
			return err
		}
		started.add(loader.stop)
		var sides [2]*expiring
		for i, ttl := range []time.Duration{expiryTTL, time.Hour} {
			p, err := startColdPortal(ctx, b, portals[i].fleet, varying(modelTakes, 0), fmt.Sprint("PORTAL_MESSAGE_TTL=", ttl), "PORTAL_LLM_HEDGE_PERCENT=0")
			if err != nil {
				return err
			}
			started.add(p.stop)
			if sides[i], err = p.expiring(ctx, ttl); err != nil {
				return err
			}
		}
		old, fresh := sides[0], sides[1]
		for range b.rounds {
			order := []*expiring{old, fresh}
			rand.Shuffle(2, func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, side := range order {
				if err := side.take(ctx, loader, side == old); err != nil {
					return err
				}
			}
		}
		if n := fresh.model.Stats().Calls; n != expiringAll {
			return fmt.Errorf("%d calls for %d texts that stay fresh", n, expiringAll)
		}
		rows = expiryRows(old, fresh, b.rounds)
		return nil
	})
	return rows, err
}

// expiring is a portal whose texts are all there, with the list that it is asked for.
type expiring struct {
	*coldPortal
	contestant
	pages   []string
	ttl     time.Duration
	written time.Time // the latest of the texts
}

// expiring has all texts of the portal written.
func (p *coldPortal) expiring(ctx context.Context, ttl time.Duration) (*expiring, error) {
	x := &expiring{coldPortal: p, ttl: ttl}
	list := dealerPage(p.take(fewLeads), fewLeads)
	for range expiryPages {
		x.pages = append(x.pages, dealerPage(p.take(manyTexts), manyTexts))
	}
	for _, page := range append([]string{list}, x.pages...) {
		if _, _, err := p.timed(ctx, page, coldWait); err != nil {
			return nil, err
		}
	}
	x.written = time.Now()
	l := p.calm(list, 0, expiryTurn)
	l.Every, l.Requests = expiryEvery, int(expiryTurn/expiryEvery)*l.Connections
	x.contestant = contestant{pid: p.cmd.Process.Pid, load: l}
	return x, nil
}

// take has the list asked for. With grown it waits until all texts are old, has somebody see each of them, and then
// until all are new.
func (x *expiring) take(ctx context.Context, loader *child, grown bool) error {
	if !grown {
		return x.turn(loader)
	}
	time.Sleep(time.Until(x.written.Add(x.ttl*11/10 + 100*time.Millisecond)))
	before := x.model.Stats().Calls
	for _, page := range x.pages {
		a, _, err := x.timed(ctx, page)
		if err != nil {
			return err
		}
		if a.ai() != manyTexts {
			return fmt.Errorf("%d of %d leads have a text of the model when it is old", a.ai(), manyTexts)
		}
	}
	if err := x.turn(loader); err != nil {
		return err
	}
	for end := time.Now().Add(expiryLinger); ; time.Sleep(10 * time.Millisecond) {
		s := x.model.Stats()
		if s.Calls-before >= expiringAll && s.InFlight == 0 {
			x.written = time.Now()
			return nil
		}
		if time.Now().After(end) {
			return errors.New("not all texts that are old are written anew")
		}
	}
}

func expiryRows(old, fresh *expiring, rounds int) []row {
	c := compare(old.slowest, fresh.slowest)
	seen := old.model.Stats()
	texts := int64(rounds+1) * expiringAll
	return []row{{
		id: "F22", what: "all texts grow old at once: cached list meanwhile, p99", floor: fmt.Sprintf("%.2f ms", c.floor/1e6),
		measured: fmt.Sprintf("%.2f ms = %.2f (%.2f to %.2f)", c.subject/1e6, c.ratio, c.spread.low, c.spread.high), goal: goal{target: 2}, value: c.ratio, spread: c.spread,
		beside: fmt.Sprintf("%d texts in each of %d rounds, answers log-normal about %s; the floor is the same list of a portal whose texts are fresh", expiringAll, rounds, modelTakes),
	}, {
		id: "F22", what: "calls under way at a time meanwhile", floor: fmt.Sprint(modelPlace), measured: fmt.Sprint(seen.MaxInFlight), goal: goal{target: modelPlace}, value: float64(seen.MaxInFlight),
	}, {
		id: "F22", what: "calls for each text that is written or grows old", floor: fmt.Sprint(texts), measured: fmt.Sprint(seen.Calls), goal: goal{target: 1}, value: float64(seen.Calls) / float64(texts),
	}}
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"dealerportal/pkg/store/storetest"
)

const (
	atOnce       = 32 // questions that may be under way
	coldRequests = 1000
	// wireBatches are batches of as many texts as may be asked for at once.
	wireBatches = 20
	wireTakes   = 50 * time.Millisecond
)

// timed asks for a page, and says how long that took.
func (c *client) timed(ctx context.Context, path string, headers ...string) (leadsAnswer, time.Duration, error) {
	began := time.Now()
	resp, body, err := c.get(ctx, path, headers...)
	took := time.Since(began)
	var a leadsAnswer
	if err == nil && resp.StatusCode != 200 {
		err = fmt.Errorf("%s: status %d", path, resp.StatusCode)
	}
	if err == nil {
		err = json.Unmarshal(body, &a)
	}
	return a, took, err
}

// measureCrowd counts what the model is asked when very many want the same texts at once, and by how many connections.
// No second requests are sent meanwhile: those are not what is counted.
func measureCrowd(ctx context.Context, b *bench) (rows []row, err error) {
	f, err := seedFleet(ctx, sqliteURL(b.dir, "crowd"), map[int]int{1: 1, manyLeads: 1, atOnce: wireBatches})
	if err != nil {
		return nil, err
	}
	err = onClientCore(ctx, func() (err error) {
		p, err := startColdPortal(ctx, b, f, steady(modelTakes), fmt.Sprint("PORTAL_LLM_CONCURRENCY=", atOnce), "PORTAL_LLM_HEDGE_PERCENT=0")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, p.stop()) }()
		if rows, err = p.crowdRows(ctx, "", p.client); err != nil {
			return err
		}
		p.model.SetFault(steady(wireTakes))
		for range wireBatches {
			if _, err := p.ask(ctx, atOnce); err != nil {
				return err
			}
		}
		seen := p.model.Stats()
		rows = append(rows, row{
			id: "P15", what: fmt.Sprintf("connections to the model for %d calls, %d at once", seen.Calls, atOnce), floor: fmt.Sprint(seen.MaxInFlight), measured: fmt.Sprint(seen.Connections),
			goal: goal{target: atOnce + 2, stretch: atOnce}, value: float64(seen.Connections),
		})
		return nil
	})
	return rows, err
}

// crowdRows are the calls for one text, and for many; where says which portals are asked, if it is not one.
func (p *coldPortal) crowdRows(ctx context.Context, where string, portals ...*client) ([]row, error) {
	one, err := p.crowd(ctx, p.take(1), 1, portals...)
	if err != nil {
		return nil, err
	}
	many, err := p.crowd(ctx, p.take(manyLeads), manyLeads, portals...)
	if err != nil {
		return nil, err
	}
	return []row{{
		id: "P7", what: fmt.Sprintf("%d cold requests for one text at once%s, the first leaves", coldRequests, where), floor: "1 text", measured: fmt.Sprintf("%d calls", one),
		goal: goal{target: 1}, value: float64(one),
	}, {
		id: "P7", what: fmt.Sprintf("the same for %d texts%s", manyLeads, where), floor: fmt.Sprintf("%d texts", manyLeads), measured: fmt.Sprintf("%d calls", many),
		goal: goal{target: 1}, value: float64(many) / manyLeads,
	}}, nil
}

// measureTwoPortals counts the same of two portals that share a database on PostgreSQL, each of which half of the
// crowd asks.
func measureTwoPortals(ctx context.Context, b *bench) (rows []row, err error) {
	err = onClientCore(ctx, func() (err error) {
		var started cleanup
		defer started.run(&err)
		url, stop, err := storetest.StartPostgres()
		if errors.Is(err, storetest.ErrNoPostgres) {
			b.leftOut = append(b.leftOut, fmt.Sprintf("P7 of two portals on one database: %s.", err))
			return nil
		}
		if err != nil {
			return err
		}
		started.add(func() error { stop(); return nil })
		f, err := seedFleet(ctx, url, map[int]int{1: 1, manyLeads: 1})
		if err != nil {
			return err
		}
		settings := []string{fmt.Sprint("PORTAL_LLM_CONCURRENCY=", atOnce), "PORTAL_LLM_HEDGE_PERCENT=0"}
		p, err := startColdPortal(ctx, b, f, steady(modelTakes), settings...)
		if err != nil {
			return err
		}
		started.add(p.stop)
		other := &coldPortal{fleet: f, model: p.model}
		if err := other.start(ctx, b, settings...); err != nil {
			return err
		}
		started.add(other.portalProcess.stop)
		rows, err = p.crowdRows(ctx, " of two portals on one PostgreSQL", p.client, other.client)
		return err
	})
	return rows, err
}

// crowd has very many ask for the same texts at once, spread over all portals, of whom the first leaves before they are
// there, and counts the calls until everybody, and who asks later, has them.
func (p *coldPortal) crowd(ctx context.Context, code string, size int, portals ...*client) (int64, error) {
	before := p.model.Stats().Calls
	short, leave := context.WithTimeout(ctx, modelTakes/4)
	defer leave()
	gone := make(chan error, 1)
	go func() {
		_, _, err := portals[0].timed(short, dealerPage(code, size), coldWait)
		gone <- err
	}()
	time.Sleep(modelTakes / 20)
	err := together(coldRequests, func(i int) error {
		a, _, err := portals[i%len(portals)].timed(ctx, dealerPage(code, size), coldWait)
		if err == nil && a.ai() != size {
			err = fmt.Errorf("%d of %d leads have a text of the model", a.ai(), size)
		}
		return err
	})
	if left := <-gone; !errors.Is(left, context.DeadlineExceeded) {
		return 0, fmt.Errorf("the first did not leave: %w", left)
	}
	if err != nil {
		return 0, err
	}
	for _, c := range portals {
		a, _, err := c.timed(ctx, dealerPage(code, size))
		if err == nil && a.ai() != size {
			err = fmt.Errorf("%d of %d leads have a text of the model later on", a.ai(), size)
		}
		if err != nil {
			return 0, err
		}
	}
	return p.model.Stats().Calls - before, nil
}

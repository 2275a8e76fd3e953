package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/store"
)

const (
	restarts = 20 // half of them for each page
	warmAsks = 300
	// webPage is how many leads the web application asks for.
	webPage      = 50
	restartUser  = "advisor@bench.example"
	restartGrace = 100.0 // ms
)

// measureRestart measures the first list of somebody who was signed in when the portal was killed, against the same list
// of the portal before. Each is asked for over a connection of its own.
func measureRestart(ctx context.Context, b *bench) (rows []row, err error) {
	f, err := seedFleet(ctx, sqliteURL(b.dir, "restart"), map[int]int{manyLeads: 1})
	if err != nil {
		return nil, err
	}
	code := f.take(manyLeads)
	if err := addAdvisor(ctx, f, code); err != nil {
		return nil, err
	}
	err = onClientCore(ctx, func() (err error) {
		p, err := startColdPortal(ctx, b, f, nil)
		if err != nil {
			return err
		}
		running := true
		defer func() {
			if running {
				err = errors.Join(err, p.stop())
			} else {
				p.model.Close()
			}
		}()
		advisor, err := signIn(ctx, p.client.addr, restartUser, benchPassword)
		if err != nil {
			return err
		}
		p.client = advisor
		limits := [2]int{fewLeads, webPage}
		var warm, first [2][]float64
		for i, limit := range limits {
			if _, _, err := p.warmPage(ctx, limit); err != nil {
				return err
			}
			for range warmAsks {
				wait, err := p.freshly(ctx, limit)
				if err != nil {
					return err
				}
				warm[i] = append(warm[i], wait)
			}
		}
		calls := p.model.Stats().Calls
		var ready []float64
		for round := range restarts {
			running = false
			if err := p.kill(); err != nil {
				return err
			}
			began := time.Now()
			if err := p.restart(ctx, b); err != nil {
				return err
			}
			running = true
			ready = append(ready, float64(time.Since(began))/1e6)
			wait, err := p.freshly(ctx, limits[round%2])
			if err != nil {
				return err
			}
			first[round%2] = append(first[round%2], wait)
		}
		more := p.model.Stats().Calls - calls
		for i, limit := range limits {
			floor, got := quantile(warm[i], 0.99), quantile(first[i], 0.99)
			rows = append(rows, row{
				id: "P16", what: fmt.Sprintf("first list of %d leads after kill -9, p99", limit), floor: fmt.Sprintf("%.2f ms", floor), measured: fmt.Sprintf("%.2f ms = %.1f", got, got/floor),
				goal: goal{target: 3}, value: got / floor, spread: spread{low: quantile(first[i], 0.25) / floor, high: quantile(first[i], 0.75) / floor},
				beside: fmt.Sprintf("%d restarts, each list over a connection of its own; %d calls to the model after all %d", len(first[i]), more, restarts),
			})
		}
		for i, limit := range limits {
			floor, got := quantile(warm[i], 0.5), quantile(first[i], 0.5)
			rows = append(rows, row{
				id: "P16", what: fmt.Sprintf("first list of %d leads after kill -9, p50", limit), floor: fmt.Sprintf("%.2f ms", floor), measured: fmt.Sprintf("%.2f ms = %.1f", got, got/floor),
				value: got / floor,
			})
		}
		rows = append(rows, row{
			id: "P16", what: "from the start to ready, p50", floor: "-", measured: fmt.Sprintf("%.0f ms", quantile(ready, 0.5)), value: quantile(ready, 0.5),
			beside: fmt.Sprintf("with the pages of who was signed in, which may take %.0f ms", restartGrace),
		})
		if more > 0 {
			return fmt.Errorf("the model was called %d times for texts that were there", more)
		}
		return nil
	})
	return rows, err
}

// addAdvisor gives a dealership somebody who can sign in.
func addAdvisor(ctx context.Context, f *fleet, code string) (err error) {
	db, err := store.Open(ctx, store.Config{URL: f.url}, time.Now)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	d, err := db.DealerByCode(ctx, code)
	if err != nil {
		return err
	}
	return addUser(ctx, db, restartUser, account.Advisor, &account.DealerRef{ID: d.ID, Code: d.Code, Name: d.Name})
}

// freshly is the wait for a list over a connection of its own, in milliseconds. All of it must be there.
func (p *coldPortal) freshly(ctx context.Context, limit int) (float64, error) {
	http.DefaultClient.CloseIdleConnections()
	a, wait, err := p.timed(ctx, pagePath(limit))
	if err == nil && a.ai() != limit {
		err = fmt.Errorf("%d of %d leads have a text of the model", a.ai(), limit)
	}
	return float64(wait) / 1e6, err
}

// restart starts a portal again that was killed. Who was signed in still is.
func (p *coldPortal) restart(ctx context.Context, b *bench) error {
	if err := p.serve(ctx, b); err != nil {
		return err
	}
	p.client = &client{addr: p.portalProcess.addr, cookie: p.client.cookie}
	return nil
}

// kill ends the portal as a power switch would.
func (p *portalProcess) kill() error {
	err := p.cmd.Process.Kill()
	<-p.out
	_ = p.cmd.Wait() // it was killed, and says so
	return errors.Join(err, p.log.Close())
}

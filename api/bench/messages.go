package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

const (
	atOnce       = 32                     // questions that may be under way
	coldRequests = 1000
)

// startCold starts a portal on a database of the bench's whose texts are not written ahead.
func startCold(ctx context.Context, b *bench, model *llmtest.Server) (*portalProcess, *client, error) {
	environ := portalEnviron(filepath.Join(b.dir, "cold.db"), "PORTAL_DEMO=true", "PORTAL_DEMO_PASSWORD="+benchPassword, "OPENAI_BASE_URL="+model.URL(),
		"PORTAL_MESSAGE_WARM=false", fmt.Sprint("PORTAL_LLM_CONCURRENCY=", atOnce))
	p, err := startPortal(pinned(ctx, serverCore, environ, b.portal, "serve"), b.dir)
	if err != nil {
		return nil, nil, err
	}
	c, err := signIn(ctx, p.addr, demoUser, benchPassword)
	if err != nil {
		return nil, nil, errors.Join(err, p.stop())
	}
	return p, c, nil
}

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

// measureMessages measures the writing of texts that are not there yet, against a model that takes its time.
func measureMessages(ctx context.Context, b *bench) (rows []row, err error) {
	model, err := llmtest.NewServer("127.0.0.1:0", llmtest.Options{})
	if err != nil {
		return nil, err
	}
	defer model.Close()
	model.SetLatency(modelTakes)
	portal, c, err := startCold(ctx, b, model)
	if err != nil {
		return nil, err
	}
	running := true
	defer func() {
		if running {
			err = errors.Join(err, portal.stop())
		}
	}()

	// Everybody at once asks for a hundred leads, none of which has a text.
	var all sync.WaitGroup
	failures := make(chan error, coldRequests)
	for range coldRequests {
		all.Go(func() {
			if _, _, err := c.timed(ctx, pagePath(manyLeads), coldWait); err != nil {
				failures <- err
			}
		})
	}
	all.Wait()
	close(failures)
	if err := errors.Join(collect(failures)...); err != nil {
		return nil, err
	}
	texts := map[string]bool{}
	for _, q := range model.Requests() {
		texts[q.User] = true
	}
	seen := model.Stats()
	rows = append(rows, row{
		id: "P7", what: fmt.Sprintf("%d cold requests at once", coldRequests), floor: fmt.Sprintf("%d texts", len(texts)), measured: fmt.Sprintf("%d calls", seen.Calls),
		goal: goal{target: 1}, value: float64(seen.Calls) / float64(len(texts)),
	}, row{
		id: "P15", what: fmt.Sprintf("connections to the provider, %d at once", atOnce), floor: fmt.Sprint(seen.MaxInFlight), measured: fmt.Sprint(seen.Connections),
		goal: goal{target: atOnce + 2, stretch: atOnce}, value: float64(seen.Connections),
	})

	warm, err := lowest(ctx, c, pagePath(manyLeads))
	if err != nil {
		return nil, err
	}
	running = false
	if err := portal.kill(); err != nil {
		return nil, err
	}
	if portal, c, err = startCold(ctx, b, model); err != nil {
		return nil, err
	}
	running = true
	first, after, err := c.timed(ctx, pagePath(manyLeads))
	if err != nil {
		return nil, err
	}
	rows = append(rows, row{
		id: "P16", what: "first page after kill -9", floor: warm.Round(10 * time.Microsecond).String(), measured: after.Round(10 * time.Microsecond).String(), goal: goal{target: 3}, value: float64(after) / float64(warm),
		beside: fmt.Sprintf("%d of %d messages are texts of the model, after %d calls for them", first.ai(), len(first.Leads), model.Stats().Calls-seen.Calls),
	})
	return rows, nil
}

func collect(failures <-chan error) (all []error) {
	for err := range failures {
		all = append(all, err)
	}
	return all
}

// lowest is the shortest of some waits for a page.
func lowest(ctx context.Context, c *client, path string) (shortest time.Duration, err error) {
	for n := range 20 {
		_, took, err := c.timed(ctx, path)
		if err != nil {
			return 0, err
		}
		if n == 0 || took < shortest {
			shortest = took
		}
	}
	return shortest, nil
}

// kill ends the portal as a power switch would.
func (p *portalProcess) kill() error {
	err := p.cmd.Process.Kill()
	<-p.out
	_ = p.cmd.Wait() // it was killed, and says so
	return errors.Join(err, p.log.Close())
}

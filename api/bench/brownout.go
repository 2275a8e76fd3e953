package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"sync"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

const (
	brownTime    = 10 * time.Second
	brownEvery   = 250 * time.Millisecond // a batch of cold leads
	brownBatches = int(brownTime / brownEvery)
	softDeadline = 2 * time.Second
	modelPatient = 2 * time.Second // PORTAL_LLM_TIMEOUT
	settleTime   = 5 * time.Second
)

// brownOut is a provider of which three answers in ten take 20 seconds and two are 503.
func brownOut(q llmtest.Request) llmtest.Fault {
	switch n := rand.New(rand.NewPCG(uint64(q.Number), 2)).IntN(10); {
	case n < 3:
		return llmtest.Slow(20 * time.Second)
	case n < 5:
		return llmtest.Status(http.StatusServiceUnavailable).After(modelTakes / 4)
	default:
		return llmtest.Slow(modelTakes)
	}
}

// brown is what was seen while cold batches and a cached list were asked for side by side.
type brown struct {
	waits  []float64 // of the batches, nanoseconds
	cached loaded
	calls  int64 // requests to the model
}

// measureBrownOut measures what a provider that half works does to those who wait for texts, to everybody else, and to
// the process.
func measureBrownOut(ctx context.Context, b *bench) (rows []row, err error) {
	f, err := seedFleet(ctx, sqliteURL(b.dir, "brownout"), map[int]int{fewLeads: 2*brownBatches + 1, manyTexts: 1})
	if err != nil {
		return nil, err
	}
	err = onClientCore(ctx, func() (err error) {
		var started cleanup
		defer started.run(&err)
		p, err := startColdPortal(ctx, b, f, steady(modelTakes), fmt.Sprint("PORTAL_LLM_TIMEOUT=", modelPatient))
		if err != nil {
			return err
		}
		started.add(p.stop)
		loader, err := startChild(ctx, b.self, "loader", clientCore)
		if err != nil {
			return err
		}
		started.add(loader.stop)
		// As many at once as may be, so that all connections are open from the start.
		if _, err := p.ask(ctx, manyTexts); err != nil {
			return err
		}
		kept := p.take(fewLeads)
		if _, _, err := p.timed(ctx, dealerPage(kept, fewLeads), coldWait); err != nil {
			return err
		}
		healthy, err := p.brown(ctx, loader, kept)
		if err != nil {
			return err
		}
		baseline, err := p.goroutines(ctx)
		if err != nil {
			return err
		}
		p.model.SetFault(brownOut)
		ill, err := p.brown(ctx, loader, kept)
		if err != nil {
			return err
		}
		p.model.SetFault(steady(modelTakes))
		over := time.Now()
		left, err := p.goroutines(ctx)
		for err == nil && left > baseline+5 && time.Since(over) < settleTime {
			time.Sleep(100 * time.Millisecond)
			left, err = p.goroutines(ctx)
		}
		if err != nil {
			return err
		}
		rows = brownRows(healthy, ill, baseline, left, time.Since(over))
		return nil
	})
	return rows, err
}

// brown asks for cold batches at a steady pace, each with a deadline, and for a cached list beside them.
func (p *coldPortal) brown(ctx context.Context, loader *child, kept string) (x brown, err error) {
	from := p.model.Stats().Calls
	_, body, err := p.get(ctx, dealerPage(kept, fewLeads))
	if err != nil {
		return x, err
	}
	calm := p.calm(dealerPage(kept, fewLeads), len(body), brownTime)
	failed := make(chan error, 1)
	go func() { failed <- loader.ask(calm, &x.cached) }()
	x.waits = make([]float64, brownBatches)
	var all sync.WaitGroup
	failures := make([]error, brownBatches)
	for i := range brownBatches {
		code := p.take(fewLeads)
		all.Go(func() {
			_, wait, err := p.timed(ctx, dealerPage(code, fewLeads), fmt.Sprintf("Prefer: wait=%d", softDeadline/time.Second))
			x.waits[i], failures[i] = float64(wait), err
		})
		time.Sleep(brownEvery)
	}
	all.Wait()
	if err := errors.Join(append(failures, <-failed)...); err != nil {
		return x, err
	}
	if x.cached.Failure != "" {
		return x, errors.New(x.cached.Failure)
	}
	x.calls = p.model.Stats().Calls - from
	return x, nil
}

// goroutines are those of the portal, while nobody is connected but who asks.
func (p *coldPortal) goroutines(ctx context.Context) (int, error) {
	http.DefaultClient.CloseIdleConnections()
	time.Sleep(50 * time.Millisecond)
	n, err := p.metric(ctx, "go_goroutines")
	return int(n), err
}

func brownRows(healthy, ill brown, baseline, left int, settled time.Duration) []row {
	late := quantile(ill.waits, 0.99) / 1e6
	calm, cached := float64(healthy.cached.P99)/1e6, float64(ill.cached.P99)/1e6
	offered := int64(brownBatches * fewLeads)
	return []row{{
		id: "P9", what: fmt.Sprintf("brown-out: wait for %d texts, p99, deadline %s", fewLeads, softDeadline), floor: fmt.Sprintf("%.0f ms", quantile(healthy.waits, 0.99)/1e6),
		measured: fmt.Sprintf("%.0f ms", late), unit: " ms", goal: goal{target: float64(softDeadline/time.Millisecond) + 100}, value: late,
		beside: fmt.Sprintf("30 %% of answers take 20 s, 20 %% are 503; %d batches, a model that may take %s; the floor is the same with a healthy model", brownBatches, modelPatient),
	}, {
		id: "P9", what: "brown-out: cached list beside it, p99", floor: fmt.Sprintf("%.2f ms", calm), measured: fmt.Sprintf("%.2f ms = %.2f", cached, cached/calm),
		goal: goal{1.5, 1.2}, value: cached / calm, beside: fmt.Sprintf("%d answers; the floor is the same list beside the same batches with a healthy model", ill.cached.Answers),
	}, {
		id: "P9", what: fmt.Sprintf("brown-out: goroutines left after %s at most", settleTime), floor: fmt.Sprint(baseline), measured: fmt.Sprintf("%d after %.1f s", left, settled.Seconds()),
		goal: goal{target: float64(baseline + 5)}, value: float64(left),
	}, {
		id: "P9", what: "brown-out: requests to the model for each text", floor: fmt.Sprint(offered), measured: fmt.Sprintf("%d = %.2f", ill.calls, float64(ill.calls)/float64(offered)),
		goal: goal{target: 1.10}, value: float64(ill.calls) / float64(offered), beside: fmt.Sprintf("%d with a healthy model", healthy.calls),
	}}
}

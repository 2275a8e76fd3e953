package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

const (
	missMedian = 800 * time.Millisecond
	benchMark  = "X-Bench-Question"
)

// missLoads are how many ask at a time, and how often each does.
var missLoads = []struct {
	atOnce, each int
	p50, p99     float64 // ms, at most
	stretch      float64
}{{1, 24, 0.3, 1, 0.15}, {16, 8, 0.5, 2, 0}, {64, 6, 2, 10, 0}}

// measureMisses measures what the portal adds to the model's own time when a text is not there: a page of one lead, from
// the request to the last byte of the answer, beside the same question put to the model directly. What the model took
// itself, as it saw it, is taken off both.
func measureMisses(ctx context.Context, b *bench) (rows []row, err error) {
	most := 0
	for _, l := range missLoads {
		most += l.atOnce * l.each
	}
	f, err := seedFleet(ctx, sqliteURL(b.dir, "misses"), map[int]int{1: most + 1})
	if err != nil {
		return nil, err
	}
	err = onClientCore(ctx, func() (err error) {
		p, err := startColdPortal(ctx, b, f, steady(0), fmt.Sprint("PORTAL_LLM_CONCURRENCY=", missLoads[len(missLoads)-1].atOnce), "PORTAL_LLM_HEDGE_PERCENT=0")
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, p.stop()) }()
		if _, err := p.ask(ctx, 1); err != nil {
			return err
		}
		question := p.model.Requests()[0]
		p.model.SetFault(varying(missMedian, 0))
		for _, l := range missLoads {
			added, err := p.misses(ctx, question.Body, l.atOnce, l.each)
			if err != nil {
				return err
			}
			p50, p99 := quantile(added, 0.5), quantile(added, 0.99)
			rows = append(rows, row{
				id: "P8", what: fmt.Sprintf("added to the model's time, %d at a time, p50", l.atOnce), floor: "the model asked directly", measured: fmt.Sprintf("%.2f ms", p50),
				unit: " ms", goal: goal{l.p50, l.stretch}, value: p50, spread: spreadOf(added), beside: fmt.Sprintf("%d pairs, the middle half %.2f to %.2f ms; answers log-normal about %s", len(added), spreadOf(added).low, spreadOf(added).high, missMedian),
			}, row{
				id: "P8", what: "the same, p99", floor: "the model asked directly", measured: fmt.Sprintf("%.2f ms", p99), unit: " ms", goal: goal{target: l.p99}, value: p99,
			})
		}
		return nil
	})
	return rows, err
}

// misses has so many ask the portal for a text that is not there, over and over, and then the model directly. It gives
// what the portal added, in milliseconds, of each pair.
func (p *coldPortal) misses(ctx context.Context, question []byte, atOnce, each int) ([]float64, error) {
	codes := make([]string, atOnce*each)
	for i := range codes {
		codes[i] = p.take(1)
	}
	var through, direct [2][]time.Duration // waits, and what the model took of them
	for i := range 2 {
		through[i], direct[i] = make([]time.Duration, len(codes)), make([]time.Duration, len(codes))
	}
	from := len(p.model.Requests())
	lanes := func(ask func(i int) (time.Duration, error), waits []time.Duration) error {
		return together(atOnce, func(lane int) error {
			time.Sleep(rand.N(missMedian)) // nobody begins at the same moment
			for k := range each {
				i := lane*each + k
				wait, err := ask(i)
				if err != nil {
					return err
				}
				waits[i] = wait
			}
			return nil
		})
	}
	err := lanes(func(i int) (time.Duration, error) {
		a, wait, err := p.timed(ctx, dealerPage(codes[i], 1), coldWait)
		if err == nil && a.ai() != 1 {
			err = fmt.Errorf("%s has no text of the model", codes[i])
		}
		return wait, err
	}, through[0])
	if err != nil {
		return nil, err
	}
	if err := lanes(func(i int) (time.Duration, error) { return p.askModel(ctx, question, i) }, direct[0]); err != nil {
		return nil, err
	}
	place := map[string]int{}
	for i, code := range codes {
		place[p.briefs[code][0]] = i
	}
	for _, q := range p.model.Requests()[from:] {
		if mark := q.Header.Get(benchMark); mark != "" {
			i, err := strconv.Atoi(mark)
			if err != nil {
				return nil, err
			}
			direct[1][i] = q.Took
			continue
		}
		i, ok := place[saidIn(q.User)]
		if !ok || through[1][i] != 0 {
			return nil, fmt.Errorf("the model was asked for something else, or twice: %s", q.User)
		}
		through[1][i] = q.Took
	}
	added := make([]float64, len(codes))
	for i := range codes {
		if through[1][i] == 0 || direct[1][i] == 0 {
			return nil, errors.New("the model was not asked for everything")
		}
		added[i] = float64(through[0][i]-through[1][i]-(direct[0][i]-direct[1][i])) / 1e6
	}
	return added, nil
}

// askModel puts a question to the model server without the portal.
func (p *coldPortal) askModel(ctx context.Context, question []byte, mark int) (time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.model.URL()+"/chat/completions", bytes.NewReader(question))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(benchMark, strconv.Itoa(mark))
	began := time.Now()
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return 0, err
	}
	if resp.StatusCode != http.StatusOK {
		return 0, fmt.Errorf("the model answers with status %d", resp.StatusCode)
	}
	return time.Since(began), nil
}

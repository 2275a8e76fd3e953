package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"path/filepath"
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
// itself, as it saw it, is taken off both. Beside it stands what the least adds that can be between the two: a bare
// server that sends on what it gets, and one that writes a row before the question and one before the answer as well.
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
		var stops cleanup
		defer stops.run(&err)
		p, err := startColdPortal(ctx, b, f, steady(0), fmt.Sprint("PORTAL_LLM_CONCURRENCY=", missLoads[len(missLoads)-1].atOnce), "PORTAL_LLM_HEDGE_PERCENT=0")
		if err != nil {
			return err
		}
		stops.add(p.stop)
		var bare [2]string
		for i, path := range []string{"", filepath.Join(b.dir, "forwarded.db")} {
			server, err := startChild(ctx, b.self, "forward", serverCore)
			if err != nil {
				return err
			}
			stops.add(server.stop)
			if err := server.ask(forwarded{Model: p.model.URL(), Path: path}, &bare[i]); err != nil {
				return err
			}
		}
		if _, err := p.ask(ctx, 1); err != nil {
			return err
		}
		question := p.model.Requests()[0].Body
		p.model.SetFault(varying(missMedian, 0))
		for _, l := range missLoads {
			x, err := p.misses(ctx, question, bare, l.atOnce, l.each)
			if err != nil {
				return err
			}
			p50, p99 := quantile(x.portal, 0.5), quantile(x.portal, 0.99)
			floor := func(q float64) string {
				return fmt.Sprintf("%.2f ms, %.2f with two rows", quantile(x.bare, q), quantile(x.keeping, q))
			}
			rows = append(rows, row{
				id: "P8", what: fmt.Sprintf("added to the model's time, %d at a time, p50", l.atOnce), floor: floor(0.5), measured: fmt.Sprintf("%.2f ms", p50),
				unit: " ms", goal: goal{l.p50, l.stretch}, value: p50, spread: spreadOf(x.portal),
				beside: fmt.Sprintf("%d of each, the middle half %.2f to %.2f ms; answers log-normal about %s; the floor is a bare server between client and model", len(x.portal), spreadOf(x.portal).low, spreadOf(x.portal).high, missMedian),
			}, row{
				id: "P8", what: "the same, p99", floor: floor(0.99), measured: fmt.Sprintf("%.2f ms", p99), unit: " ms", goal: goal{target: l.p99}, value: p99,
			})
		}
		return nil
	})
	return rows, err
}

// added is what was added to the model's time, in milliseconds: by the portal, by a bare server, and by one that
// writes two rows.
type added struct{ portal, bare, keeping []float64 }

// misses has so many ask the portal for a text that is not there, over and over, then each of the bare servers, and
// then the model directly, which is taken off the others one by one.
func (p *coldPortal) misses(ctx context.Context, question []byte, bare [2]string, atOnce, each int) (x added, err error) {
	codes := make([]string, atOnce*each)
	for i := range codes {
		codes[i] = p.take(1)
	}
	from := len(p.model.Requests())
	const portal, direct = "portal", "direct"
	waits := map[string][]time.Duration{}
	lanes := func(way string, ask func(i int) (time.Duration, error)) error {
		took := make([]time.Duration, len(codes))
		waits[way] = took
		return together(atOnce, func(lane int) error {
			time.Sleep(rand.N(missMedian)) // nobody begins at the same moment
			for k := range each {
				i := lane*each + k
				var err error
				if took[i], err = ask(i); err != nil {
					return err
				}
			}
			return nil
		})
	}
	err = lanes(portal, func(i int) (time.Duration, error) {
		a, wait, err := p.timed(ctx, dealerPage(codes[i], 1), coldWait)
		if err == nil && a.ai() != 1 {
			err = fmt.Errorf("%s has no text of the model", codes[i])
		}
		return wait, err
	})
	for way, url := range map[string]string{direct: p.model.URL(), bare[0]: "http://" + bare[0], bare[1]: "http://" + bare[1]} {
		if err == nil {
			err = lanes(way, func(i int) (time.Duration, error) { return askModel(ctx, url, question, fmt.Sprint(way, " ", i)) })
		}
	}
	if err != nil {
		return x, err
	}
	// What the model took of each wait is taken off it.
	place := map[string]int{}
	for i, code := range codes {
		place[p.briefs[code][0]] = i
	}
	asked := p.model.Requests()[from:]
	for _, q := range asked {
		way, i, known := portal, 0, true
		if mark := q.Header.Get(benchMark); mark != "" {
			_, err = fmt.Sscan(mark, &way, &i)
		} else {
			i, known = place[saidIn(q.User)]
		}
		if err != nil || !known {
			return x, errors.Join(err, fmt.Errorf("the model was asked for something else: %s", q.User))
		}
		waits[way][i] -= q.Took
	}
	if len(asked) != len(waits)*len(codes) {
		return x, fmt.Errorf("the model was asked %d times for %d texts in %d ways", len(asked), len(codes), len(waits))
	}
	over := func(way string) []float64 {
		ms := make([]float64, len(codes))
		for i, w := range waits[way] {
			ms[i] = float64(w-waits[direct][i]) / 1e6
		}
		return ms
	}
	return added{over(portal), over(bare[0]), over(bare[1])}, nil
}

// askModel puts a question to the model server, or to what stands before it, without the portal.
func askModel(ctx context.Context, url string, question []byte, mark string) (time.Duration, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url+"/chat/completions", bytes.NewReader(question))
	if err != nil {
		return 0, err
	}
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set(benchMark, mark)
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

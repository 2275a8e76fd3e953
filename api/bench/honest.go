package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/spend"
)

const (
	honestBatches = 30
	honestReaders = 4
	honestReads   = 50
)

// moody is a provider that fails in many ways, and is well most of the time.
func moody(q llmtest.Request) llmtest.Fault {
	slow := llmtest.Slow(modelTakes / 10)
	switch n := rand.New(rand.NewPCG(uint64(q.Number), 3)).IntN(100); {
	case n < 5:
		return llmtest.Status(http.StatusServiceUnavailable)
	case n < 10:
		return llmtest.Spoilt("digits")
	case n < 13:
		return llmtest.Refusal()
	case n < 16:
		return llmtest.Cut()
	case n < 18:
		return llmtest.EmptyChoices()
	case n < 20:
		return slow.After(modelTakes).Deaf() // it is answered, and counted, when it has been ended as the slower of two
	default:
		return slow
	}
}

// tally is what a client has counted in the answers that it got.
type tally struct {
	mu                         sync.Mutex
	ai, template, hits, misses int64
}

// measureHonesty holds the figures that the portal tells of itself to what the model server and the clients have counted,
// after cold batches, cached lists and answers without a body beside each other, with a provider that fails. What the
// provider counted for calls that the portal has ended the portal cannot know: it must tell them as such, call by call
// those that the provider saw ended, and of all others what the provider counted.
func measureHonesty(ctx context.Context, b *bench) (rows []row, err error) {
	f, err := seedFleet(ctx, sqliteURL(b.dir, "honest"), map[int]int{fewLeads: honestBatches + 1, atOnce: 4})
	if err != nil {
		return nil, err
	}
	err = onClientCore(ctx, func() (err error) {
		p, err := startColdPortal(ctx, b, f, moody)
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, p.stop()) }()
		t, began := &tally{}, time.Now()
		kept := p.take(fewLeads)
		if err := p.count(ctx, t, kept, fewLeads, coldWait); err != nil {
			return err
		}
		err = together(honestReaders+1, func(i int) error {
			if i < honestReaders {
				return p.countReads(ctx, t, kept)
			}
			for n := range honestBatches + 4 {
				size := fewLeads
				if n >= honestBatches {
					size = atOnce // so many that late answers are asked for twice
				}
				if err := p.count(ctx, t, p.take(size), size, coldWait); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
		rows, err = p.compare(ctx, t, began)
		return err
	})
	return rows, err
}

// count asks for leads and counts what came. Of those that are waited for nothing was there before.
func (p *coldPortal) count(ctx context.Context, t *tally, code string, size int, headers ...string) error {
	a, _, err := p.timed(ctx, dealerPage(code, size), headers...)
	if err != nil {
		return err
	}
	if len(a.Leads) != size {
		return fmt.Errorf("%d leads, not %d", len(a.Leads), size)
	}
	ai := int64(a.ai())
	t.mu.Lock()
	defer t.mu.Unlock()
	t.ai, t.template = t.ai+ai, t.template+int64(size)-ai
	if len(headers) > 0 {
		t.misses += int64(size)
	} else {
		t.hits, t.misses = t.hits+ai, t.misses+int64(size)-ai
	}
	return nil
}

// countReads asks for a list over and over, and whether it has changed: an answer without a body brings no message.
func (p *coldPortal) countReads(ctx context.Context, t *tally, code string) error {
	for range honestReads {
		if err := p.count(ctx, t, code, fewLeads); err != nil {
			return err
		}
		resp, _, err := p.get(ctx, dealerPage(code, fewLeads), "If-None-Match: *")
		if err != nil {
			return err
		}
		if resp.StatusCode != http.StatusNotModified {
			return fmt.Errorf("status %d, not 304", resp.StatusCode)
		}
	}
	return nil
}

// figures are as much of the portal's own figures as the bench compares.
type figures struct {
	Cache    struct{ Hits, Misses int64 }
	Messages struct{ AI, Template int64 }
	Model    struct {
		Calls, Failures  int64
		WithoutReport    int64 `json:"without_report"`
		PromptTokens     int64 `json:"prompt_tokens"`
		CompletionTokens int64 `json:"completion_tokens"`
		InFlight         int64 `json:"in_flight"`
	}
}

func (c *client) figures(ctx context.Context) (figures, error) {
	_, body, err := c.get(ctx, "/api/performance-stats")
	var a struct {
		Stats figures `json:"performance_stats"`
	}
	if err == nil {
		err = json.Unmarshal(body, &a)
	}
	return a.Stats, err
}

const (
	honestLook   = 200 * time.Millisecond
	honestLinger = 20 * time.Second // for what is on its way between portal, model server and database
)

// atRest waits until nothing moves any more, gives up after a while, and gives what is told then: what is wrong stays wrong.
func (p *coldPortal) atRest(ctx context.Context, began time.Time) (told figures, l ledger, err error) {
	var before figures
	var seen llmtest.Stats
	for end := time.Now().Add(honestLinger); ; time.Sleep(honestLook) {
		if told, err = p.figures(ctx); err != nil {
			return told, l, err
		}
		if l, err = p.ledger(ctx, began); err != nil {
			return told, l, err
		}
		was := seen
		seen = p.model.Stats()
		rests := told == before && seen == was && told.Model.InFlight == 0 && seen.InFlight == 0 && l.underWay == 0
		if rests && seen.Calls >= told.Model.Calls && l.alike == l.calls || time.Now().After(end) {
			return told, l, nil
		}
		before = told
	}
}

// ledger is the portal's record of its calls beside the model server's log.
type ledger struct {
	calls, alike                   int64 // all that either has, and those that they tell alike
	underWay, withoutReport        int64
	promptTokens, completionTokens int64 // that the model server counted for the calls with a report
}

// ledger reads what the portal has written down.
func (p *coldPortal) ledger(ctx context.Context, began time.Time) (l ledger, err error) {
	db, err := openStore(ctx, p.url)
	if err != nil {
		return l, err
	}
	defer func() { err = errors.Join(err, db.Close()) }()
	dealers, err := db.Dealers(ctx, nil)
	if err != nil {
		return l, err
	}
	written := map[string]spend.Ended{}
	for _, month := range slices.Compact([]string{spend.Month(began), spend.Month(time.Now())}) {
		for _, d := range dealers {
			calls, err := db.Calls(ctx, d.Dealer.ID, month)
			if err != nil {
				return l, err
			}
			for _, c := range calls {
				written[c.ID] = c
			}
		}
	}
	return beside(written, p.model.Requests()), nil
}

// beside holds the calls that were written down against those that were seen, each of which has the name that it was
// sent with. Of one whose end nobody was told the provider has counted nothing, or it saw the portal leave.
func beside(written map[string]spend.Ended, seen []llmtest.Request) (l ledger) {
	known := map[string]bool{}
	for _, r := range seen {
		l.calls++
		c, ok := written[r.ID]
		if !ok || known[r.ID] {
			continue
		}
		known[r.ID] = true
		nothing := r.PromptTokens+r.CompletionTokens == 0
		alike := false
		switch c.State {
		case spend.Settled:
			alike = int64(c.PromptTokens) == r.PromptTokens && int64(c.CompletionTokens) == r.CompletionTokens
		case spend.Free:
			alike = nothing
		case spend.Unreported:
			alike = nothing || r.Left
		}
		if alike {
			l.alike++
		}
		if c.State != spend.Unreported {
			l.promptTokens, l.completionTokens = l.promptTokens+r.PromptTokens, l.completionTokens+r.CompletionTokens
		}
	}
	for id, c := range written {
		switch c.State {
		case spend.Reserved:
			l.underWay++
		case spend.Unreported:
			l.withoutReport++
		case spend.Settled:
			if !known[id] { // nobody can have reported it
				l.calls++
			}
		}
	}
	return l
}

// compare holds each figure, where it is told twice in both places, to what it should be.
func (p *coldPortal) compare(ctx context.Context, t *tally, began time.Time) ([]row, error) {
	told, l, err := p.atRest(ctx, began)
	if err != nil {
		return nil, err
	}
	seen := p.model.Stats()
	figures := []struct {
		name       string
		told, want int64
		metric     string // empty where it is told once
	}{
		{"hits", told.Cache.Hits, t.hits, "portal_message_cache_hits_total"},
		{"misses", told.Cache.Misses, t.misses, "portal_message_cache_misses_total"},
		{"AI texts", told.Messages.AI, t.ai, `portal_messages_served_total{kind="ai"}`},
		{"templates", told.Messages.Template, t.template, `portal_messages_served_total{kind="template"}`},
		{"calls", told.Model.Calls, seen.Calls, "portal_llm_requests_total"},
		{"calls without a report", told.Model.WithoutReport, l.withoutReport, "portal_llm_unreported_total"},
		{"calls that ledger and model server tell alike", l.alike, l.calls, ""},
		{"prompt tokens of the others", told.Model.PromptTokens, l.promptTokens, `portal_llm_tokens_total{kind="prompt"}`},
		{"completion tokens", told.Model.CompletionTokens, l.completionTokens, `portal_llm_tokens_total{kind="completion"}`},
		{"calls under way", told.Model.InFlight, seen.InFlight, "portal_llm_in_flight"},
	}
	equal, all := 0, 0
	var each []string
	for _, x := range figures {
		places := []int64{x.told}
		if x.metric != "" {
			metric, err := p.metric(ctx, x.metric)
			if err != nil {
				return nil, err
			}
			places = append(places, int64(metric))
		}
		for _, told := range places {
			all++
			if told == x.want {
				equal++
			} else {
				each = append(each, fmt.Sprintf("%s: %d TOLD, %d SEEN", x.name, told, x.want))
			}
		}
		each = append(each, fmt.Sprintf("%s %d", x.name, x.want))
	}
	hedges, err := p.metric(ctx, "portal_llm_hedges_total")
	if err != nil {
		return nil, err
	}
	return []row{{
		id: "P17", what: "figures told that are what model server and clients counted", floor: fmt.Sprint(all), measured: fmt.Sprint(equal),
		goal: goal{target: 1}, value: float64(all) / max(float64(equal), 0.5), beside: strings.Join(each, ", ") + fmt.Sprintf("; %.0f calls were second requests, %d texts could not be had, %d tokens were counted for calls that had been ended", hedges, told.Model.Failures, seen.PromptTokens+seen.CompletionTokens-l.promptTokens-l.completionTokens),
	}}, nil
}

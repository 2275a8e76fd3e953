package llm

import (
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Stats are the client's counts since it was made.
type Stats struct {
	Calls            int64 // requests sent whole, retries, hedges and those that were ended among them
	Retries          int64 // those of them that were sent again for one answer
	Hedges           int64 // those that were sent a second time because the answer was late
	PromptTokens     int64 // as reported in answers that got here
	CompletionTokens int64
	// Unreported are requests of which nobody knows what they took: they were ended here, broke off, or the answer did
	// not say. The provider may have answered those that were ended, and charge for that.
	Unreported int64
	InFlight   int64
	Failures   map[Reason]int64 // calls of Complete that gave up; without those that are zero
}

// Status is how the provider is doing.
type Status string

// The statuses.
const (
	OK      Status = "ok"
	Failing Status = "failing"
)

// State is how the provider is doing, since when, and why.
type State struct {
	Status Status
	Since  time.Time
	Reason Reason // empty unless failing
}

// counts are kept once, and read by everybody who shows them.
type counts struct {
	calls, retries, hedges, unreported, promptTokens, completionTokens, inFlight atomic.Int64
	failures                                                                     map[Reason]*atomic.Int64
	duration                                                                     prometheus.Histogram

	mu    sync.Mutex
	state State
}

func newCounts(now time.Time, names string) *counts {
	n := &counts{failures: map[Reason]*atomic.Int64{}, state: State{Status: OK, Since: now}}
	for _, r := range Reasons {
		n.failures[r] = &atomic.Int64{}
	}
	n.duration = prometheus.NewHistogram(prometheus.HistogramOpts{
		Name: names + "request_duration_seconds", Help: "Time of one request to the model provider, with its whole answer.",
		Buckets: []float64{0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60},
	})
	return n
}

// finish counts a call of Complete that has ended, and learns from it how the provider is doing.
func (n *counts) finish(e *Error, now time.Time) {
	if e != nil {
		n.failures[e.Reason].Add(1)
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	switch {
	case e == nil || e.answered:
		if n.state.Status != OK {
			n.state = State{Status: OK, Since: now}
		}
	case !e.Reason.ofProvider():
	case n.state.Status == OK:
		n.state = State{Status: Failing, Since: now, Reason: e.Reason}
	case e.Reason != Unavailable:
		n.state.Reason = e.Reason // why, rather than that nobody is asked now
	}
}

// Stats gives the counts.
func (c *Client) Stats() Stats {
	n := c.counts
	s := Stats{
		Calls: n.calls.Load(), Retries: n.retries.Load(), Hedges: n.hedges.Load(), PromptTokens: n.promptTokens.Load(), CompletionTokens: n.completionTokens.Load(),
		Unreported: n.unreported.Load(), InFlight: n.inFlight.Load(), Failures: map[Reason]int64{},
	}
	for reason, count := range n.failures {
		if v := count.Load(); v > 0 {
			s.Failures[reason] = v
		}
	}
	return s
}

// State tells how the provider is doing: failing from the first answer that could not be had until the
// next one that could.
func (c *Client) State() State {
	c.counts.mu.Lock()
	defer c.counts.mu.Unlock()
	return c.counts.state
}

// register offers the counts to Prometheus. They are read where they are kept, so that they are the same
// everywhere.
func (c *Client) register(reg prometheus.Registerer) error {
	n := c.counts
	counter := func(name, help string, labels prometheus.Labels, value *atomic.Int64) prometheus.Collector {
		return prometheus.NewCounterFunc(prometheus.CounterOpts{Name: c.cfg.figures + name, Help: help, ConstLabels: labels},
			func() float64 { return float64(value.Load()) })
	}
	all := []prometheus.Collector{
		n.duration,
		counter("requests_total", "Requests sent whole to the model provider, retries, hedges and those that were ended before their answer among them.", nil, &n.calls),
		counter("retries_total", "Requests to the model provider that were sent again for one answer because one had failed.", nil, &n.retries),
		counter("hedges_total", "Requests to the model provider that were sent a second time because the answer to the first was late.", nil, &n.hedges),
		counter("unreported_total", "Requests to the model provider of which nobody knows what they took, because the portal ended them, they broke off, or the answer did not say; the provider may charge for them.", nil, &n.unreported),
		counter("tokens_total", "Tokens that the model provider reported in the answers that came, by kind.", prometheus.Labels{"kind": "prompt"}, &n.promptTokens),
		counter("tokens_total", "Tokens that the model provider reported in the answers that came, by kind.", prometheus.Labels{"kind": "completion"}, &n.completionTokens),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: c.cfg.figures + "in_flight", Help: "Requests to the model provider that are under way."},
			func() float64 { return float64(n.inFlight.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: c.cfg.figures + "concurrency_limit", Help: "Requests to the model provider that may be under way at a time."},
			func() float64 { return float64(c.cfg.Concurrency) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: c.cfg.figures + "failing", Help: "1 while the model provider is failing, else 0."},
			func() float64 {
				if c.State().Status == Failing {
					return 1
				}
				return 0
			}),
	}
	for _, r := range Reasons {
		all = append(all, counter("failures_total", "Texts that could not be had from this provider, by reason; another one may have given them.", prometheus.Labels{"reason": string(r)}, n.failures[r]))
	}
	for _, x := range all {
		if err := reg.Register(x); err != nil {
			return err
		}
	}
	return nil
}

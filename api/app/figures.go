package app

import (
	"context"
	"errors"
	"runtime"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"

	"dealerportal/api/rest"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/llm"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/performance"
	"dealerportal/pkg/spend"
)

// databaseTimeout is how long the database may take to say that it is there when the figures are read.
const databaseTimeout = time.Second

// modelCompleter is the model providers' clients as the messages use them.
type modelCompleter struct {
	clients  llm.Chain
	failures map[llm.Reason]*atomic.Int64 // texts that none of them gave, by the last one's reason
}

func newModelCompleter(clients llm.Chain) modelCompleter {
	m := modelCompleter{clients: clients, failures: map[llm.Reason]*atomic.Int64{}}
	for _, r := range llm.Reasons {
		m.failures[r] = &atomic.Int64{}
	}
	return m
}

// Complete asks the model.
func (m modelCompleter) Complete(ctx context.Context, p outreach.Prompt) (outreach.Completion, error) {
	c, err := m.clients.Complete(ctx, llm.Request{
		System: p.System, User: p.User, SchemaName: p.SchemaName, Schema: p.Schema, MaxTokens: p.MaxTokens, Payer: string(p.Payer),
	})
	if err != nil {
		m.failures[llm.ReasonOf(err)].Add(1)
	}
	var cost *int64
	if n, known := spend.Cost(c.Asked, c.PromptTokens, c.CompletionTokens); known {
		cost = &n
	}
	return outreach.Completion{
		Cost: cost,
		Text: c.Text, Model: c.Model, Asked: c.Asked, Provider: c.Provider, Requests: c.Requests, PromptTokens: c.PromptTokens, CompletionTokens: c.CompletionTokens,
	}, err
}

// budget reserves what the model provider's client is about to use.
type budget struct{ spend *spend.Service }

// Reserve takes room for one request.
func (b budget) Reserve(ctx context.Context, e llm.Expense) (llm.Reservation, error) {
	id, settle, err := b.spend.Reserve(ctx, dealer.ID(e.Payer), e.Provider, e.Model, e.PromptTokens, e.CompletionTokens)
	if errors.Is(err, spend.ErrOverCap) {
		return llm.Reservation{}, llm.ErrBudget
	}
	if err != nil {
		return llm.Reservation{}, err
	}
	states := map[llm.Outcome]spend.State{llm.Reported: spend.Settled, llm.Free: spend.Free, llm.Unreported: spend.Unreported}
	return llm.Reservation{ID: id, Settle: func(o llm.Outcome, u llm.Usage, why llm.Reason) {
		settle(spend.Used{State: states[o], Reason: string(why), PromptTokens: u.PromptTokens, CompletionTokens: u.CompletionTokens})
	}}, nil
}

func (a *App) messageFigures() performance.Messages {
	f := a.outreach.Figures()
	return performance.Messages{
		AI: f.AI, Template: f.Template, Edited: f.Edited, Hits: f.Hits, Misses: f.Misses,
		Entries: f.Entries, Bytes: f.Bytes, Evictions: f.Evictions, LastTaken: f.LastTaken,
	}
}

func (a *App) modelFigures() performance.Model {
	m := performance.Model{FailuresByReason: map[string]int64{}}
	for _, client := range a.clients {
		s := client.Stats()
		m.Calls += s.Calls
		m.Retries += s.Retries
		m.WithoutReport += s.Unreported
		m.PromptTokens += s.PromptTokens
		m.CompletionTokens += s.CompletionTokens
		m.InFlight += s.InFlight
	}
	for reason, n := range a.completer.failures {
		if v := n.Load(); v > 0 {
			m.Failures += v
			m.FailuresByReason[string(reason)] = v
		}
	}
	m.Cost = a.spend.CostSoFar()
	return m
}

// provider is how the first provider is; that another one stands in for it does not make it well.
func (a *App) provider() rest.Provider {
	if len(a.clients) == 0 {
		return rest.Provider{}
	}
	s := a.clients[0].State()
	return rest.Provider{Configured: true, Failing: s.Status == llm.Failing, Since: s.Since, Reason: string(s.Reason)}
}

// register offers the figures of the program itself to Prometheus.
func (a *App) register() {
	a.registry.MustRegister(
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{
			Name: "portal_build_info", Help: "1, with the version of the portal and of Go that it was built with.",
			ConstLabels: prometheus.Labels{"version": a.version, "go_version": runtime.Version()},
		}, func() float64 { return 1 }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "portal_background_panics_total", Help: "Times that work in the background broke off; it was begun again."},
			func() float64 { return float64(a.panics.Load()) }),
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: "portal_database_up", Help: "1 while the database answers, else 0."}, func() float64 {
			ctx, cancel := context.WithTimeout(context.Background(), databaseTimeout)
			defer cancel()
			if a.db.Ping(ctx) != nil {
				return 0
			}
			return 1
		}),
	)
}

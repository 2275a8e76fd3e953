package app

import (
	"context"
	"errors"

	"dealerportal/api/rest"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/llm"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/performance"
	"dealerportal/pkg/spend"
)

// modelCompleter is the model provider's client as the messages use it.
type modelCompleter struct{ client *llm.Client }

// Complete asks the model.
func (m modelCompleter) Complete(ctx context.Context, p outreach.Prompt) (outreach.Completion, error) {
	c, err := m.client.Complete(ctx, llm.Request{
		System: p.System, User: p.User, SchemaName: p.SchemaName, Schema: p.Schema, MaxTokens: p.MaxTokens, Payer: string(p.Payer),
	})
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
func (b budget) Reserve(ctx context.Context, e llm.Expense) (func(llm.Outcome, llm.Usage), error) {
	settle, err := b.spend.Reserve(ctx, dealer.ID(e.Payer), e.Provider, e.Model, e.PromptTokens, e.CompletionTokens)
	if errors.Is(err, spend.ErrOverCap) {
		return nil, llm.ErrBudget
	}
	if err != nil {
		return nil, err
	}
	states := map[llm.Outcome]spend.State{llm.Reported: spend.Settled, llm.Free: spend.Free, llm.Unreported: spend.Unreported}
	return func(o llm.Outcome, u llm.Usage) {
		settle(spend.Used{State: states[o], PromptTokens: u.PromptTokens, CompletionTokens: u.CompletionTokens})
	}, nil
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
	if a.client == nil {
		return m
	}
	s := a.client.Stats()
	m.Calls, m.PromptTokens, m.CompletionTokens, m.InFlight = s.Calls, s.PromptTokens, s.CompletionTokens, s.InFlight
	m.Cost = a.spend.CostSoFar()
	for reason, n := range s.Failures {
		m.Failures += n
		m.FailuresByReason[string(reason)] = n
	}
	return m
}

func (a *App) provider() rest.Provider {
	if a.client == nil {
		return rest.Provider{}
	}
	s := a.client.State()
	return rest.Provider{Configured: true, Failing: s.Status == llm.Failing, Since: s.Since, Reason: string(s.Reason)}
}

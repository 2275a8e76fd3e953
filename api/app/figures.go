package app

import (
	"context"

	"dealerportal/api/rest"
	"dealerportal/pkg/llm"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/performance"
)

// modelCompleter is the model provider's client as the messages use it.
type modelCompleter struct{ client *llm.Client }

// Complete asks the model.
func (m modelCompleter) Complete(ctx context.Context, p outreach.Prompt) (outreach.Completion, error) {
	c, err := m.client.Complete(ctx, llm.Request{System: p.System, User: p.User, SchemaName: p.SchemaName, Schema: p.Schema, MaxTokens: p.MaxTokens})
	return outreach.Completion{
		Text: c.Text, Model: c.Model, Asked: c.Asked, Provider: c.Provider, Requests: c.Requests, PromptTokens: c.PromptTokens, CompletionTokens: c.CompletionTokens,
	}, err
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

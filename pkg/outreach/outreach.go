// Package outreach is about messages to owners: what a message is about, who writes it, and how it
// is filled in for one lead.
package outreach

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
)

// Kind says who wrote a message. It is always the truth.
type Kind string

// The kinds of message.
const (
	AI       Kind = "ai"
	Template Kind = "template"
)

// Texts are a message's three texts. In a Draft they hold placeholders; in a Message they are filled.
type Texts struct {
	PhoneScript  string
	SMS          string
	EmailSubject string
	EmailBody    string
}

// Draft is what a model wrote for a brief: checked, with placeholders, about nobody in particular.
// One draft serves every lead with the same brief.
type Draft struct {
	Key           string // Brief.Key for the prompt version and the model
	Brief         Brief
	Texts         Texts
	Model         string
	PromptVersion string
	GeneratedAt   time.Time
}

// Message is what is said to one owner.
type Message struct {
	Kind          Kind
	Reason        string // why it is a template; empty for AI
	Texts         Texts
	Model         string
	PromptVersion string
	GeneratedAt   time.Time
}

// Store keeps drafts. It is the record; everything in memory is a copy.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// RecordEvent adds an event of the dealer to the transaction that ctx carries, or to one of its own.
	RecordEvent(ctx context.Context, dealerID dealer.ID, e event.Event) error
	// Draft answers NotFound when there is none for the key.
	Draft(ctx context.Context, key string) (Draft, error)
	// SaveDraft adds a draft or replaces the one with the same key.
	SaveDraft(ctx context.Context, d Draft) error
	// DraftsRevision goes up with every committed SaveDraft. One of another process may be seen a
	// second late.
	DraftsRevision(ctx context.Context) (int64, error)
}

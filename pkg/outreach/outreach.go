// Package outreach is about messages to owners: what a message is about, who writes it, and how it
// is filled in for one lead.
package outreach

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/lead"
)

// Kind says who wrote a message. It is always the truth.
type Kind string

// The kinds of message.
const (
	AI       Kind = "ai"
	Template Kind = "template"
	Edited   Kind = "edited" // by a person
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
	Making        Making
}

// Making is how a draft came about.
type Making struct {
	Provider         string // the host that was asked
	PromptTokens     int    // of all requests for it
	CompletionTokens int
	// Cost is in millionths of a US dollar; nil when the price of the model is not known.
	Cost     *int64
	Latency  time.Duration
	Attempts int      // requests to the provider
	Rules    []string // those that the texts were held to, and kept
}

// Own is what a person has made one lead's message: a draft that was written for the lead alone, and texts
// of the person's own, which go before any draft.
type Own struct {
	DraftKey string // empty for none
	BriefKey string // the brief that the draft was written for
	Edited   bool
	Texts    Texts
	EditedBy string // the person's name
	EditedAt time.Time
}

// Failure is why there is no text for a brief yet, where that lies with the brief and not with the provider.
type Failure struct {
	Key      string
	Reason   string
	Rule     string // the rule that the model's answer broke, if that was it
	Times    int    // in a row
	FailedAt time.Time
	RetryAt  time.Time
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
	// HasDraft says whether there is a draft for the key.
	HasDraft(ctx context.Context, key string) (bool, error)
	// DraftFailure answers NotFound when the brief has none. SaveDraftFailure adds one or replaces the one with the
	// same key, and forgets those that are older than a week. ForgetDraftFailure takes one away, if there is one.
	DraftFailure(ctx context.Context, key string) (Failure, error)
	SaveDraftFailure(ctx context.Context, f Failure) error
	ForgetDraftFailure(ctx context.Context, key string) error
	// SaveDraft adds a draft or replaces the one with the same key.
	SaveDraft(ctx context.Context, d Draft) error
	// LeaseDraft says whether the holder is the one who writes a draft now: nobody else holds it, or who did has let
	// its time run out. ReleaseDraft gives it up.
	LeaseDraft(ctx context.Context, key, holder string, now, until time.Time) (held bool, err error)
	ReleaseDraft(ctx context.Context, key, holder string) error
	// Dealers are all of them, or the one that is named; DealerByID answers NotFound when there is none.
	Dealers(ctx context.Context, only *dealer.ID) ([]dealer.Overview, error)
	DealerByID(ctx context.Context, dealerID dealer.ID) (dealer.Dealer, error)
	// Leads are those that the filter asks for, in order of sort key, then id.
	Leads(ctx context.Context, dealerID dealer.ID, f lead.Filter) ([]lead.Lead, error)
	// Lead answers NotFound for an id that this dealer does not have.
	Lead(ctx context.Context, dealerID dealer.ID, id string) (lead.Lead, error)
	// OwnMessage answers NotFound when the lead has none.
	OwnMessage(ctx context.Context, dealerID dealer.ID, leadID string) (Own, error)
	// SaveOwnMessage replaces what is the lead's own and counts the lead's version up, when it is still version
	// or version is nil; otherwise it is Changed. NotFound when the dealer has no such lead.
	SaveOwnMessage(ctx context.Context, dealerID dealer.ID, leadID string, own Own, version *int64, at time.Time) error
	// AddActivity adds to the history of a lead.
	AddActivity(ctx context.Context, dealerID dealer.ID, a lead.Activity) error
	// BeginOnce begins a request that is carried out once, however often it is sent with its key. begun is false
	// when it has been carried out: answer is what came of it then. While it is under way it is a Conflict, unless it
	// began before abandoned; a key that belongs to another request is a Mismatch.
	BeginOnce(ctx context.Context, dealerID dealer.ID, key, request string, now, abandoned time.Time) (answer string, begun bool, err error)
	// FinishOnce keeps what came of a request; ForgetOnce lets it be made again.
	FinishOnce(ctx context.Context, dealerID dealer.ID, key, answer string) error
	ForgetOnce(ctx context.Context, dealerID dealer.ID, key string) error
	// DraftsRevision goes up with every committed SaveDraft. One of another process may be seen a
	// second late.
	DraftsRevision(ctx context.Context) (int64, error)
}

// Package llm asks a language model over any server that speaks the OpenAI chat protocol. It waits no
// longer than it was told to, retries what is worth retrying, stops asking a provider that is down, and
// says in one word why there is no answer.
package llm

import (
	"context"
	"encoding/json"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

// Config says which model is asked, and how.
type Config struct {
	// APIKey is sent to the provider, and nowhere else. A server of one's own may need none.
	APIKey string
	// BaseURL is the API's address with its version, such as http://localhost:11434/v1; empty for OpenAI's.
	BaseURL string
	Model   string
	// Concurrency is how many requests are under way at most.
	Concurrency int
	// Timeout bounds one request with its whole answer.
	Timeout time.Duration
}

// Configured says whether there is a provider to ask.
func (c Config) Configured() bool { return c.APIKey != "" || c.BaseURL != "" }

// Request is one question to the model.
type Request struct {
	System     string
	User       string
	SchemaName string
	Schema     json.RawMessage // the form of the answer; none for free text
	MaxTokens  int             // 0: as many as the model likes
}

// Completion is the model's whole answer.
type Completion struct {
	Text             string
	Model            string // as the provider names it
	PromptTokens     int
	CompletionTokens int
}

// Client asks one model of one provider.
type Client struct{}

// New makes a client. Nothing but cfg decides where it connects: no variable of the environment does.
func New(cfg Config, now func() time.Time, reg prometheus.Registerer) (*Client, error) {
	return &Client{}, nil
}

// Close gives up idle connections. What is under way ends on its own.
func (c *Client) Close() {}

// Complete asks the model. An error is always an *Error.
func (c *Client) Complete(ctx context.Context, r Request) (Completion, error) {
	return Completion{}, &Error{Reason: Unavailable}
}

// Package llm asks a language model over any server that speaks the OpenAI chat protocol. It waits no
// longer than it was told to, retries what is worth retrying, stops asking a provider that is down, and
// says in one word why there is no answer.
package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/failsafe-go/failsafe-go"
	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/option"
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
	// HedgePercent is how many requests in a hundred may be sent a second time because the answer is late,
	// while many are asked for together; 0 is none.
	HedgePercent int

	figures string // what the names of the figures begin with
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
	Payer      string          // who pays for it, for the Meter
}

// Completion is the model's whole answer.
type Completion struct {
	Text     string
	Model    string // as the provider names it
	Asked    string // the model as it was asked for
	Provider string // the host that was asked
	Usage
}

// Usage is what an answer took, with the requests for it that gave none.
type Usage struct {
	Requests         int
	PromptTokens     int
	CompletionTokens int
}

// Client asks one model of one provider.
type Client struct {
	cfg       Config
	chat      openai.ChatService
	transport transport
	now       func() time.Time
	policies  *policies
	hedging   *hedging
	counts    *counts
	provider  string
	meter     Meter       // nil when nothing is to be reserved
	words     atomic.Bool // the server does not know structured output
}

// openAI is where a key without an address belongs.
const openAI = "https://api.openai.com/v1"

// New makes a client. Nothing but cfg decides what it sends and where: no variable of the environment
// does, be it the provider's or a proxy's.
func New(cfg Config, now func() time.Time, reg prometheus.Registerer) (*Client, error) {
	c, err := newClient(cfg, now, newTransport(cfg.Concurrency))
	if err != nil {
		return nil, err
	}
	return c, c.register(reg)
}

// NewFallback makes a client for the provider that is asked when the first is of no use. Its figures have
// names of their own.
func NewFallback(cfg Config, now func() time.Time, reg prometheus.Registerer) (*Client, error) {
	cfg.figures = "portal_llm_fallback_"
	return New(cfg, now, reg)
}

// transport is what the client's connections are made by.
type transport interface {
	http.RoundTripper
	CloseIdleConnections()
}

func newClient(cfg Config, now func() time.Time, t transport) (*Client, error) {
	if cfg.BaseURL == "" {
		cfg.BaseURL = openAI
	}
	if cfg.figures == "" {
		cfg.figures = "portal_llm_"
	}
	if err := cfg.check(); err != nil {
		return nil, err
	}
	c := &Client{
		cfg: cfg, now: now, transport: t, policies: newPolicies(cfg.Concurrency, now), hedging: newHedging(cfg.HedgePercent, now),
		counts: newCounts(now(), cfg.figures),
	}
	if u, err := url.Parse(cfg.BaseURL); err == nil {
		c.provider = u.Hostname()
	}
	options := []option.RequestOption{
		option.WithBaseURL(cfg.BaseURL),
		option.WithMaxRetries(0),
		option.WithHTTPClient(&http.Client{Transport: &wire{next: t, calls: &c.counts.calls, now: now}}),
	}
	if cfg.APIKey != "" {
		options = append(options, option.WithAPIKey(cfg.APIKey))
	}
	// The service by itself, unlike openai.NewClient, does not read the environment.
	c.chat = openai.NewChatService(options...)
	return c, nil
}

// check says what is wrong with a configuration, without repeating the key.
func (c Config) check() error {
	u, err := url.Parse(c.BaseURL)
	switch {
	case err != nil || u.Host == "" || (u.Scheme != "http" && u.Scheme != "https"):
		return errors.New("the model provider's base URL is not an http or https address")
	case u.User != nil:
		return errors.New("the model provider's base URL holds a user name; the key belongs into the API key")
	case strings.ContainsFunc(c.APIKey, func(r rune) bool { return r <= ' ' || r > '~' }):
		return errors.New("the model provider's API key holds a character that no key has")
	case c.Model == "":
		return errors.New("no model is named")
	case c.Concurrency < 1:
		return errors.New("the model provider's concurrency must be at least 1")
	case c.Timeout <= 0:
		return errors.New("the model provider's timeout must be more than 0")
	case c.HedgePercent < 0 || c.HedgePercent > 100:
		return errors.New("the share of requests that may be sent a second time must lie between 0 and 100")
	}
	return nil
}

// String is the configuration without the key.
func (c Config) String() string {
	key := "no key"
	if c.APIKey != "" {
		key = "a key"
	}
	return fmt.Sprintf("%s at %s with %s, %d at a time, %s each", c.Model, c.BaseURL, key, c.Concurrency, c.Timeout)
}

// GoString is the same.
func (c Config) GoString() string { return c.String() }

// Close waits for second requests that are being ended, and gives up idle connections. What else is under
// way ends on its own.
func (c *Client) Close() {
	c.hedging.winding.Wait()
	c.transport.CloseIdleConnections()
}

// Complete asks the model, waiting for its turn and trying again within ctx as long as that makes sense.
// An error is always an *Error. An answer that came in whole is given even when ctx has ended meanwhile:
// it was paid for.
func (c *Client) Complete(ctx context.Context, r Request) (Completion, error) {
	q := &question{client: c, request: r}
	c.policies.retries.begin()
	defer c.policies.retries.end()
	c.hedging.enter()
	defer c.hedging.leave()
	_, err := c.policies.run.WithContext(ctx).GetWithExecution(q.attempt)
	if q.done != nil {
		c.counts.finish(nil, c.now())
		q.done.Usage, q.done.Asked, q.done.Provider = q.used(), c.cfg.Model, c.provider
		return *q.done, nil
	}
	e := c.reason(ctx, q, err)
	c.counts.finish(e, c.now())
	return Completion{}, e
}

// reason is the error for a question that has no answer.
func (c *Client) reason(ctx context.Context, q *question, err error) *Error {
	switch e := asError(err); {
	case e != nil:
		return e
	case q.last != nil: // what was known when ctx ended
		return q.last
	case errors.Is(ctx.Err(), context.Canceled):
		return &Error{Reason: Canceled, cause: context.Canceled}
	case ctx.Err() != nil:
		return &Error{Reason: Timeout, cause: ctx.Err()}
	default:
		return &Error{Reason: Internal, cause: err}
	}
}

// question is one call of Complete.
type question struct {
	client   *Client
	request  Request
	attempts int
	probe    bool         // whether the attempt tries a provider that is left alone
	sent     atomic.Int64 // requests that went out, but for second ones
	done     *Completion
	last     *Error

	mu    sync.Mutex // two requests for one answer may be under way
	usage Usage
}

// use counts what was used.
func (q *question) use(u Usage) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.usage.Requests += u.Requests
	q.usage.PromptTokens += u.PromptTokens
	q.usage.CompletionTokens += u.CompletionTokens
}

// used is what was used so far.
func (q *question) used() Usage {
	q.mu.Lock()
	defer q.mu.Unlock()
	return q.usage
}

// attempt makes one attempt, if the provider is asked at all. A panic in it is an error like another; it must
// not get past the policies, which would lose count.
func (q *question) attempt(exec failsafe.Execution[Completion]) (answer Completion, err error) {
	c := q.client
	probe, shut, err := c.policies.gate.enter(exec.Context())
	if err != nil {
		return Completion{}, err
	}
	if shut != nil {
		if q.last != nil { // why it was shut is known first hand
			why := *q.last
			why.retry, why.open = false, true
			shut = &why
		}
		return Completion{}, shut
	}
	q.attempts++
	q.probe = probe
	defer func() {
		if p := recover(); p != nil {
			err = recovered(p)
		}
		q.last = asError(err)
		if err == nil {
			q.done = &answer
		} else {
			if q.last.Reason == RateLimited || q.last.Reason == OutOfCredit {
				c.hedging.refused()
			}
			c.policies.plan(exec.Context(), q.last, q.attempts, c.cfg.Timeout, probe)
		}
		c.policies.gate.leave(probe, q.last)
	}()
	if probe || q.attempts > 1 {
		return c.ask(exec.Context(), q)
	}
	return c.askHedged(exec.Context(), q)
}

// countSent counts a request that went out.
func (q *question) countSent() {
	if q.sent.Add(1) > 1 {
		q.client.counts.retries.Add(1)
	}
}

package llm

import (
	"context"
	"errors"
)

// Expense is what one request to the provider can take at most.
type Expense struct {
	Payer            string
	Provider         string
	Model            string
	PromptTokens     int
	CompletionTokens int
}

// Outcome is what became of a request that something was reserved for.
type Outcome int

// The outcomes.
const (
	Reported   Outcome = iota // the provider said what it took
	Free                      // the provider refused it, or it never got there
	Unreported                // nobody knows what it took
)

// Reservation is room for one request. Settle is called once after it.
type Reservation struct {
	ID     string // the request is sent with it, so that both sides can tell which one it was
	Settle func(Outcome, Usage, Reason)
}

// Meter keeps what requests take within bounds. Reserve is asked before each request. An error that is ErrBudget
// says that the request must not be made.
type Meter interface {
	Reserve(ctx context.Context, e Expense) (Reservation, error)
}

// ErrBudget is a Meter's refusal.
var ErrBudget = errors.New("there is no budget for the request")

// PayBy has every request reserved at a meter first. It is called before the client is used.
func (c *Client) PayBy(m Meter) { c.meter = m }

// most is the most that a request can take. A token is seldom less than three characters, and the form of
// the answer is told as well.
func (c *Client) most(r Request) Expense {
	const bytesPerToken, frame, unbounded = 3, 64, 4096
	completion := r.MaxTokens
	if completion == 0 {
		completion = unbounded
	}
	return Expense{
		Payer: r.Payer, Provider: c.provider, Model: c.cfg.Model,
		PromptTokens:     (len(r.System)+len(r.User)+len(r.Schema))/bytesPerToken + frame,
		CompletionTokens: completion + traitsOf(c.cfg.Model).thinking,
	}
}

// reserve takes room for one request.
func (c *Client) reserve(ctx context.Context, r Request) (Reservation, error) {
	if c.meter == nil {
		return Reservation{Settle: func(Outcome, Usage, Reason) {}}, nil
	}
	room, err := c.meter.Reserve(ctx, c.most(r))
	var e *Error
	switch {
	case err == nil:
		return room, nil
	case errors.Is(err, ErrBudget):
		e = &Error{Reason: Budget}
	case ctx.Err() != nil:
		e = classify(ctx, ctx.Err(), false)
	default:
		e = &Error{Reason: Internal, cause: err}
	}
	e.unsent = true
	return Reservation{}, e
}

// outcomeOf says what is known of a request that came to this.
func outcomeOf(err error, used Usage) Outcome {
	e := asError(err)
	switch {
	case err == nil, used.PromptTokens+used.CompletionTokens > 0:
		return Reported
	case e != nil && e.Status != 0, e != nil && e.Reason == Unavailable:
		return Free
	default:
		return Unreported
	}
}

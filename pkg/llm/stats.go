package llm

import "time"

// Stats are the client's counts since it was made.
type Stats struct {
	Calls            int64 // requests sent, retries among them
	PromptTokens     int64
	CompletionTokens int64
	InFlight         int64
	Failures         map[Reason]int64 // calls of Complete that gave up
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

// Stats gives the counts.
func (c *Client) Stats() Stats { return Stats{} }

// State tells how the provider is doing.
func (c *Client) State() State { return State{Status: OK} }

package llm

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// Reason is why there is no answer, in one word.
type Reason string

// The reasons.
const (
	RateLimited   Reason = "rate_limited"   // the provider asks for fewer requests
	Timeout       Reason = "timeout"        // no whole answer in time
	UpstreamError Reason = "upstream_error" // the provider failed, or broke the connection off
	Refused       Reason = "refused"        // the model or the provider's filter would not write it
	Truncated     Reason = "truncated"      // the answer ended at the limit of tokens
	Unauthorized  Reason = "unauthorized"   // the provider does not take the key
	OutOfCredit   Reason = "out_of_credit"  // the account's credit or spending limit is used up
	ContextLength Reason = "context_length" // the request is too long for the model
	Oversize      Reason = "oversize"       // the answer is larger than any that makes sense
	Unavailable   Reason = "unavailable"    // nobody answers, or so many calls have failed that none is made now
	InvalidAnswer Reason = "invalid_answer" // an answer, but not one of a model
	Canceled      Reason = "canceled"       // the caller left
	Budget        Reason = "budget"         // it could take more than may still be used
	Internal      Reason = "error"          // a fault on this side
)

// Reasons are all of them.
var Reasons = []Reason{
	RateLimited, Timeout, UpstreamError, Refused, Truncated, Unauthorized, OutOfCredit,
	ContextLength, Oversize, Unavailable, InvalidAnswer, Canceled, Budget, Internal,
}

// Error is why Complete gave up. Its text holds nothing of what was sent, no key, and nothing of what the
// provider wrote but its error code.
type Error struct {
	Reason Reason
	Status int    // the HTTP status; 0 when there was none
	Code   string // the provider's error code; empty when there was none

	cause      error
	retryAfter time.Duration // how long the provider asked to wait; 0 when it did not say
	wait       time.Duration // how long to wait before another attempt
	retry      bool          // whether another attempt is made
	hold       bool          // whether every call would fail the same way for a while
	open       bool          // whether the provider is left alone, because asking is no use
	answered   bool          // whether the provider is well all the same
	unsent     bool          // whether no request was made
	form       formTrouble   // whether the server may not know structured output
}

// formTrouble is what an error says about structured output.
type formTrouble int

const (
	formKnown   formTrouble = iota // nothing
	formDoubted                    // the request is wrong, and the server does not say where
	formUnknown                    // that the server does not know it
)

// Error is for the log.
func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString("the model gave no answer: ")
	b.WriteString(string(e.Reason))
	if e.Status != 0 {
		b.WriteString(", status " + strconv.Itoa(e.Status))
	}
	if e.Code != "" {
		b.WriteString(", code " + e.Code)
	}
	if e.cause != nil {
		b.WriteString(": " + e.cause.Error())
	}
	return b.String()
}

// ReasonText is the reason as a word.
func (e *Error) ReasonText() string { return string(e.Reason) }

// Unwrap gives the cause, if it is worth one.
func (e *Error) Unwrap() error { return e.cause }

// ReasonOf is the reason of an error that Complete gave; Internal for another.
func ReasonOf(err error) Reason {
	var e *Error
	if errors.As(err, &e) {
		return e.Reason
	}
	return Internal
}

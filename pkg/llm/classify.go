package llm

import (
	"context"
	"crypto/tls"
	"encoding/json"
	"errors"
	"net"
	"net/http"
	"net/url"
	"regexp"
	"strconv"
	"time"
)

// What went wrong is told by where it went wrong, by the HTTP status and by the provider's error code;
// never by the text of a message.

// statusError is an answer other than a success.
type statusError struct {
	status     int
	retryAfter time.Duration
	code       string // the provider's
	kind       string
	param      string // the parameter that it complains about
}

func (e *statusError) Error() string { return "status " + strconv.Itoa(e.status) }

// brokenOff is a connection that ended before the answer did.
type brokenOff struct{ cause error }

func (e *brokenOff) Error() string { return "the answer broke off: " + e.cause.Error() }
func (e *brokenOff) Unwrap() error { return e.cause }

// errOversize is an answer larger than maxAnswer.
var errOversize = errors.New("the answer is too large")

// codes are the error codes that say more than their status does.
var codes = map[string]Reason{
	"insufficient_quota":                   OutOfCredit,
	"credit_balance_exhausted":             OutOfCredit,
	"organization_spend_limit_exceeded":    OutOfCredit,
	"project_spend_limit_exceeded":         OutOfCredit,
	"organization_usage_limit_exceeded":    OutOfCredit,
	"billing_hard_limit_reached":           OutOfCredit,
	"billing_not_active":                   OutOfCredit,
	"context_length_exceeded":              ContextLength,
	"string_above_max_length":              ContextLength,
	"content_filter":                       Refused,
	"content_policy_violation":             Refused,
	"invalid_prompt":                       Refused,
	"responsible_ai_policy_violation":      Refused,
	"invalid_api_key":                      Unauthorized,
	"account_deactivated":                  Unauthorized,
	"invalid_organization":                 Unauthorized,
	"unsupported_country_region_territory": Unauthorized,
	"mismatched_organization":              Unauthorized,
	"ip_not_authorized":                    Unauthorized,
	"rate_limit_exceeded":                  RateLimited,
	"tokens_per_min_limit_exceeded":        RateLimited,
}

// classify turns an error of one exchange into the reason for it. answered says whether a success had
// begun to come in; parent is the context of the whole call.
func classify(parent context.Context, err error, answered bool) *Error {
	var status *statusError
	var broken *brokenOff
	switch {
	case errors.As(err, &status):
		return ofStatus(status)
	case errors.Is(err, errOversize):
		return &Error{Reason: Oversize, cause: errOversize}
	case errors.Is(parent.Err(), context.Canceled):
		return &Error{Reason: Canceled, cause: context.Canceled}
	case errors.Is(err, context.DeadlineExceeded), parent.Err() != nil:
		return &Error{Reason: Timeout, cause: context.DeadlineExceeded}
	case errors.As(err, &broken):
		return &Error{Reason: UpstreamError, cause: broken, retry: true}
	case answered:
		return &Error{Reason: InvalidAnswer, retry: true}
	}
	var sending *url.Error
	if !errors.As(err, &sending) {
		return &Error{Reason: Internal, cause: err}
	}
	var dial *net.OpError
	var certificate *tls.CertificateVerificationError
	switch {
	case errors.As(err, &certificate):
		return &Error{Reason: Unavailable, cause: sending.Err}
	case errors.As(err, &dial) && dial.Op == "dial":
		return &Error{Reason: Unavailable, cause: sending.Err, retry: !dial.Timeout()} // silence is not asked twice
	default:
		return &Error{Reason: UpstreamError, cause: sending.Err, retry: true}
	}
}

func ofStatus(s *statusError) *Error {
	e := &Error{Reason: UpstreamError, Status: s.status, Code: s.code, retryAfter: s.retryAfter}
	if e.Code == "" {
		e.Code = s.kind
	}
	if s.status >= 400 && s.status < 500 {
		for _, code := range []string{s.code, s.kind} {
			if reason, ok := codes[code]; ok {
				e.Reason, e.Code = reason, code
				break
			}
		}
	}
	if e.Reason == UpstreamError {
		switch s.status {
		case http.StatusUnauthorized, http.StatusForbidden:
			e.Reason = Unauthorized
		case http.StatusPaymentRequired:
			e.Reason = OutOfCredit
		case http.StatusRequestEntityTooLarge:
			e.Reason = ContextLength
		case http.StatusTooManyRequests:
			e.Reason = RateLimited
		}
	}
	switch e.Reason {
	case Unauthorized, OutOfCredit: // asking again is no use until somebody has done something
		e.hold = true
	case RateLimited:
		e.retry = true
	case Refused, ContextLength:
		e.answered = true
	case UpstreamError:
		e.form = s.formTrouble()
		e.retry = s.status >= 500 || s.status == http.StatusRequestTimeout || s.status == http.StatusConflict
	}
	return e
}

// formTrouble says whether the error may be about structured output: the server names it, or says that
// the request is wrong without saying where.
func (e *statusError) formTrouble() formTrouble {
	switch e.status {
	case http.StatusBadRequest, http.StatusUnprocessableEntity, http.StatusNotImplemented:
	default:
		return formKnown
	}
	switch {
	case formParam.MatchString(e.param):
		return formUnknown
	case e.param == "":
		return formDoubted
	default:
		return formKnown
	}
}

var formParam = regexp.MustCompile(`^response_format\b`)

// plainCode is what is taken over from a provider's error object: a word, never a text.
var plainCode = regexp.MustCompile(`^[a-zA-Z0-9_.-]{1,64}$`)

// readStatus makes an error of an answer that is not a success.
func readStatus(status int, header http.Header, body []byte, now time.Time) *statusError {
	e := &statusError{status: status, retryAfter: retryAfter(header, now)}
	var in struct {
		Error struct{ Code, Type, Param any }
	}
	if json.Unmarshal(body, &in) != nil {
		return e
	}
	word := func(v any) string {
		if s, ok := v.(string); ok && plainCode.MatchString(s) {
			return s
		}
		return ""
	}
	e.code, e.kind, e.param = word(in.Error.Code), word(in.Error.Type), word(in.Error.Param)
	return e
}

// retryAfter is how long the provider asks to wait; 0 when it does not say, or not in a way that makes
// sense.
func retryAfter(h http.Header, now time.Time) time.Duration {
	for _, x := range []struct {
		name string
		unit time.Duration
	}{{"Retry-After-Ms", time.Millisecond}, {"Retry-After", time.Second}} {
		value := h.Get(x.name)
		if n, err := strconv.ParseFloat(value, 64); err == nil {
			if n > 0 && n < 1e9 {
				return time.Duration(n * float64(x.unit))
			}
			continue
		}
		if at, err := http.ParseTime(value); err == nil && at.After(now) {
			return at.Sub(now)
		}
	}
	return 0
}

func asError(err error) *Error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	return nil
}

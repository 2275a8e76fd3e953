package llmtest

import (
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"
)

// Fault is what becomes of a request. The zero value is a good answer at once.
type Fault struct {
	Latency time.Duration   // how long it takes before anything is sent
	Until   <-chan struct{} // nothing is sent before it is closed

	deaf bool // it is answered, and counted, even when the client has left

	serve  func(*exchange) // answers instead
	change func(*reply)    // changes the good answer
}

// After is the fault, so much later.
func (f Fault) After(d time.Duration) Fault {
	f.Latency += d
	return f
}

// Deaf is the fault of a server that does not notice when the client leaves: it answers all the same, and counts that.
func (f Fault) Deaf() Fault {
	f.deaf = true
	return f
}

// Slow is a good answer that takes its time.
func Slow(d time.Duration) Fault { return Fault{Latency: d} }

// RateLimited is a 429; retryAfter is the header as it is sent, if it is not empty.
func RateLimited(retryAfter string) Fault {
	return Fault{serve: func(x *exchange) {
		if retryAfter != "" {
			x.w.Header().Set("Retry-After", retryAfter)
		}
		x.error(http.StatusTooManyRequests, "requests", "rate_limit_exceeded", "", "Rate limit reached. Try again later.")
	}}
}

// OutOfCredit is the 429 that no waiting helps against.
func OutOfCredit() Fault {
	return Error(http.StatusTooManyRequests, "insufficient_quota", "insufficient_quota", "")
}

// Unauthorized refuses the key, and repeats it as some providers do.
func Unauthorized() Fault {
	return Fault{serve: func(x *exchange) {
		x.error(http.StatusUnauthorized, "invalid_request_error", "invalid_api_key", "", "Incorrect API key provided: "+x.in.Header.Get("Authorization"))
	}}
}

// TooLong says that the request does not fit the model.
func TooLong() Fault {
	return Error(http.StatusBadRequest, "invalid_request_error", "context_length_exceeded", "messages")
}

// Policy refuses the request because of its contents.
func Policy() Fault {
	return Error(http.StatusBadRequest, "invalid_request_error", "content_policy_violation", "")
}

// Error is any other error in the protocol's form.
func Error(status int, kind, code, param string) Fault {
	return Fault{serve: func(x *exchange) {
		x.error(status, kind, code, param, "The server could not process this request: "+string(x.in.Body))
	}}
}

// Status is an error with this status and an error object that says nothing.
func Status(status int) Fault { return Error(status, "server_error", "", "") }

// HTML is a page as a proxy sends it.
func HTML(status int) Fault {
	return Page(status, "text/html; charset=utf-8", "<html><head><title>Sign in</title></head><body><h1>Bad Gateway</h1></body></html>")
}

// Empty is a status with nothing behind it.
func Empty(status int) Fault { return Page(status, "", "") }

// Page is anything else that a server can say.
func Page(status int, contentType, body string) Fault {
	return Fault{serve: func(x *exchange) {
		x.answered()
		x.w.Header()["Content-Type"] = nil
		if contentType != "" {
			x.w.Header().Set("Content-Type", contentType)
		}
		x.w.WriteHeader(status)
		_, _ = x.w.Write([]byte(body))
	}}
}

// Redirect sends the client elsewhere, in a way that takes the body along.
func Redirect(to string) Fault {
	return Fault{serve: func(x *exchange) {
		x.answered()
		http.Redirect(x.w, x.r, to, http.StatusTemporaryRedirect)
	}}
}

// JSON is a 200 with this text for a body.
func JSON(body string) Fault { return Page(http.StatusOK, "application/json", body) }

// ResetBefore breaks the connection off before a byte is sent.
func ResetBefore() Fault {
	return Fault{serve: func(x *exchange) { x.reset("") }}
}

// ResetMidBody breaks the connection off in the middle of the answer.
func ResetMidBody() Fault {
	return Fault{serve: func(x *exchange) {
		x.reset("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 900\r\n\r\n{\"id\":\"chatcmpl-test\",\"choices\":[{\"index\"")
	}}
}

// reset sends some bytes and breaks the connection off.
func (x *exchange) reset(first string) {
	conn, _, err := http.NewResponseController(x.w).Hijack()
	if err != nil {
		panic(fmt.Sprintf("the connection cannot be taken over: %v", err))
	}
	x.answered()
	_, _ = conn.Write([]byte(first))
	if tcp, ok := conn.(*net.TCPConn); ok {
		_ = tcp.SetLinger(0) // a reset instead of an orderly end
	}
	_ = conn.Close()
}

// Hang takes the request and never answers.
func Hang() Fault {
	return Fault{serve: func(x *exchange) { <-x.r.Context().Done() }}
}

// Drip begins an answer and goes on by one byte at a time, without an end.
func Drip(every time.Duration) Fault {
	return Fault{serve: func(x *exchange) {
		x.w.Header().Set("Content-Type", "application/json")
		for _, err := x.w.Write([]byte("{")); err == nil; _, err = x.w.Write([]byte(" ")) {
			if http.NewResponseController(x.w).Flush() != nil || !pause(x.r.Context(), every, nil) {
				return
			}
		}
	}}
}

// Poison is a good answer that begins well and then hardly goes on: this many bytes at once, then one at a time.
func Poison(first int, every time.Duration) Fault {
	return Fault{serve: func(x *exchange) {
		x.w.Header().Set("Content-Type", "application/json")
		text := `{"id":"chatcmpl-test","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"` + strings.Repeat("We would like to test the battery. ", 1000)
		sent := min(first, len(text))
		_, err := x.w.Write([]byte(text[:sent]))
		for ; err == nil && sent < len(text); sent++ {
			if http.NewResponseController(x.w).Flush() != nil || !pause(x.r.Context(), every, nil) {
				return
			}
			_, err = x.w.Write([]byte{text[sent]})
		}
	}}
}

// Huge is an answer with this many bytes of text, sent without saying how many there will be.
func Huge(bytes int) Fault {
	return Fault{serve: func(x *exchange) {
		x.answered()
		x.w.Header().Set("Content-Type", "application/json")
		chunk := []byte(strings.Repeat("x", 32<<10))
		_, err := x.w.Write([]byte(`{"choices":[{"message":{"content":"`))
		for sent := 0; err == nil && sent < bytes; sent += len(chunk) {
			_, err = x.w.Write(chunk)
		}
		if err == nil {
			_, _ = x.w.Write([]byte(`"}}]}`))
		}
	}}
}

// TruncatedJSON is an answer that ends in the middle of its text, though the connection says it is whole.
func TruncatedJSON() Fault {
	return JSON(`{"id":"chatcmpl-test","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"{\"phone_sc`)
}

// EmptyChoices is an answer without one.
func EmptyChoices() Fault {
	return JSON(`{"id":"chatcmpl-test","object":"chat.completion","model":"m","choices":[]}`)
}

// ErrorWith200 is an error that is sent as a success.
func ErrorWith200() Fault {
	return JSON(`{"error":{"message":"upstream overloaded","type":"server_error","code":"overloaded"}}`)
}

// NullContent is an answer whose text is null.
func NullContent() Fault { return Fault{change: func(a *reply) { a.content = nil }} }

// Content is an answer with this in place of a text, whatever it is.
func Content(v any) Fault { return Fault{change: func(a *reply) { a.content = v }} }

// Refusal is a model that would rather not.
func Refusal() Fault {
	return Fault{change: func(a *reply) { a.content, a.refusal = nil, "I can't help with that." }}
}

// ContentFilter is an answer that the provider's filter cut.
func ContentFilter() Fault { return Fault{change: func(a *reply) { a.finish = "content_filter" }} }

// Cut is an answer that ended at the limit of tokens.
func Cut() Fault {
	return Fault{change: func(a *reply) {
		text, _ := a.content.(string)
		a.content, a.finish = text[:len(text)/2], "length"
	}}
}

// refuseForm is how a server that does not know structured output says so.
func refuseForm(x *exchange) {
	x.error(http.StatusBadRequest, "invalid_request_error", "", "", "'response_format' is not supported")
}

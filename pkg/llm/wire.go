package llm

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptrace"
	"sync"
	"sync/atomic"
	"time"
)

const (
	// maxAnswer bounds the body of an answer; a whole message takes some 4 KiB.
	maxAnswer = 256 << 10
	// maxErrorBody is how much of an error's body is read to find its code.
	maxErrorBody = 64 << 10
)

// newTransport makes the connections of one client: as many as there can be requests at a time, kept for
// the next, so that a burst opens no more of them. HTTP/1.1 only: a connection that goes wrong then
// takes one request with it. No proxy is taken from the environment.
func newTransport(concurrency int) *http.Transport {
	dialer := &net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}
	return &http.Transport{
		DialContext:         dialer.DialContext,
		MaxConnsPerHost:     concurrency,
		MaxIdleConns:        concurrency,
		MaxIdleConnsPerHost: concurrency,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
}

// wire sends the requests of a client. It counts each one that goes out, gives no more of an answer than
// makes sense, and turns every answer that is not a success into a statusError: a redirect too, so that
// the key and the question stay with the address that was configured.
type wire struct {
	next  http.RoundTripper
	calls *atomic.Int64
	now   func() time.Time
}

// RoundTrip sends one request.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := w.next.RoundTrip(r.WithContext(onceSent(r.Context(), func() { w.calls.Add(1) })))
	if err != nil {
		return nil, err
	}
	if res.StatusCode < 200 || res.StatusCode > 299 {
		// A body that breaks off takes nothing from what the status says.
		body, _ := io.ReadAll(io.LimitReader(res.Body, maxErrorBody))
		_ = res.Body.Close()
		return nil, readStatus(res.StatusCode, res.Header, body, w.now())
	}
	res.Body = &cappedBody{ReadCloser: res.Body, left: maxAnswer}
	return res, nil
}

// onceSent has f called when a request with the context goes out; once, though the transport may send it again
// on another connection.
func onceSent(ctx context.Context, f func()) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: sync.OnceFunc(f)})
}

// cappedBody gives as much of a body as makes sense, and tells a connection that broke off from a body
// that is no answer.
type cappedBody struct {
	io.ReadCloser
	left int
}

// Read gives errOversize after the last byte that may be read, if there are more.
func (b *cappedBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p[:min(len(p), b.left+1)])
	b.left -= n
	switch {
	case b.left < 0:
		return n, errOversize
	case err != nil && err != io.EOF:
		return n, &brokenOff{err}
	default:
		return n, err
	}
}

// recovered makes an error of a panic. Only what the runtime itself says is taken over: another value
// might hold anything.
func recovered(p any) *Error {
	if err, ok := p.(interface {
		error
		RuntimeError()
	}); ok {
		return &Error{Reason: Internal, cause: fmt.Errorf("panic: %w", error(err))}
	}
	return &Error{Reason: Internal, cause: fmt.Errorf("panic with a %T", p)}
}

package llm

import (
	"bytes"
	"context"
	"errors"
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
		DialContext:         onLine(dialer.DialContext),
		WriteBufferSize:     32 << 10, // more than a request takes, so that it goes out at once or not at all
		MaxConnsPerHost:     concurrency,
		MaxIdleConns:        concurrency,
		MaxIdleConnsPerHost: concurrency,
		IdleConnTimeout:     90 * time.Second,
		TLSHandshakeTimeout: 10 * time.Second,
	}
}

// wire sends the requests of a client. It counts each one that goes out whole, gives no more of an answer than
// makes sense, and turns every answer that is not a success into a statusError: a redirect too, so that
// the key and the question stay with the address that was configured.
type wire struct {
	next  http.RoundTripper
	calls *atomic.Int64
	now   func() time.Time
}

// RoundTrip sends one request.
func (w *wire) RoundTrip(r *http.Request) (*http.Response, error) {
	sent := sync.OnceFunc(func() {
		w.calls.Add(1)
		if f, ok := r.Context().Value(whenSent{}).(func()); ok {
			f()
		}
	})
	out, err := inOnePiece(r.WithContext(tellSent(r.Context(), sent)))
	if err != nil {
		return nil, err
	}
	res, err := w.next.RoundTrip(out)
	if err != nil {
		return nil, err
	}
	sent() // what is answered was sent, should that have been noticed or not
	if res.StatusCode < 200 || res.StatusCode > 299 {
		// A body that breaks off takes nothing from what the status says.
		body, _ := io.ReadAll(io.LimitReader(res.Body, maxErrorBody))
		_ = res.Body.Close()
		return nil, readStatus(res.StatusCode, res.Header, body, w.now())
	}
	res.Body = &cappedBody{ReadCloser: res.Body, left: maxAnswer}
	return res, nil
}

// inOnePiece gives a request a body of which the transport knows that it is in memory: it then sends it together with
// the head. r is the caller's own.
func inOnePiece(r *http.Request) (*http.Request, error) {
	if r.Body == nil {
		return r, nil
	}
	data, err := io.ReadAll(r.Body)
	if err := errors.Join(err, r.Body.Close()); err != nil {
		return nil, err
	}
	r.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	r.Body, err = r.GetBody()
	return r, err
}

// whenSent is the key of what a context has called when a request with it has gone out; once, though the transport may
// send it again on another connection.
type whenSent struct{}

// tellSent has sent called when a request with the context has been given to its connection whole. One that is ended
// before that is one that the provider never gets.
func tellSent(ctx context.Context, sent func()) context.Context {
	var on atomic.Pointer[line]
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(got httptrace.GotConnInfo) { on.Store(lineOf(got.Conn)) },
		WroteRequest: func(wrote httptrace.WroteRequestInfo) {
			if l := on.Load(); wrote.Err == nil && l != nil {
				l.last.Store(&sent) // its end is still in the transport's buffer
			}
		},
	})
}

// line is a connection that tells when the end of a request has been written.
type line struct {
	net.Conn
	last atomic.Pointer[func()] // called after the next writing that succeeds
}

// Write writes, and tells of the end of a request.
func (l *line) Write(p []byte) (int, error) {
	n, err := l.Conn.Write(p)
	if err == nil {
		if sent := l.last.Swap(nil); sent != nil {
			(*sent)()
		}
	}
	return n, err
}

type dial func(ctx context.Context, network, addr string) (net.Conn, error)

func onLine(next dial) dial {
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		conn, err := next(ctx, network, addr)
		if err != nil {
			return nil, err
		}
		return &line{Conn: conn}, nil
	}
}

// lineOf finds the line of a connection, below its encryption if it has one; nil for a connection of another kind.
func lineOf(conn net.Conn) *line {
	if below, ok := conn.(interface{ NetConn() net.Conn }); ok {
		conn = below.NetConn()
	}
	l, _ := conn.(*line)
	return l
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

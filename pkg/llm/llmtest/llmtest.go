// Package llmtest is a fake server that speaks the OpenAI chat protocol, for tests and for trying the
// portal out. It answers with valid drafts, the same for the same brief, writes down what it was asked,
// counts, and fails in every way that a provider can, chosen for each request.
package llmtest

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// Options say how a server behaves. The zero value answers everything well and at once.
type Options struct {
	// Key is the only API key that is taken; with none, every request is.
	Key string
	// Plain makes a server that does not know structured output: it refuses a request that asks for it,
	// and wraps the JSON that it is asked for in words into a sentence and a code block.
	Plain bool
	// Fault chooses what goes wrong with a request. It is called by many goroutines at a time.
	Fault func(Request) Fault
	// Text writes the answer; without it, Draft does.
	Text func(Request) string
}

// Request is one request as it came in.
type Request struct {
	Number int    // from 1, in the order of arrival
	ID     string // the client's own name for it; empty when it gave none
	At     time.Time
	Took   time.Duration // from then until its answer began; 0 while there is none
	Header http.Header
	Body   []byte

	Model      string
	System     string
	User       string
	Structured bool           // whether it asks for structured output
	JSON       map[string]any // the whole body, decoded

	// What the answer took, when one was sent whole.
	PromptTokens, CompletionTokens int64
	// Left says that the client closed the connection on it: before its answer, or after that with nothing more to
	// ask. Whether it has read the answer nobody knows here.
	Left bool
}

// Stats are a server's counts.
type Stats struct {
	Calls            int64 `json:"calls"`
	PromptTokens     int64 `json:"prompt_tokens"` // of the answers that were sent whole
	CompletionTokens int64 `json:"completion_tokens"`
	InFlight         int64 `json:"in_flight"`     // requests that no answer has been sent for yet
	MaxInFlight      int64 `json:"max_in_flight"` // the most at any time
	Connections      int64 `json:"connections"`   // TCP connections that were opened to it
}

// Server is a running fake server.
type Server struct {
	opts     Options
	listener net.Listener
	http     *http.Server
	handlers sync.WaitGroup
	serving  sync.WaitGroup

	mu       sync.Mutex
	fault    func(Request) Fault
	latency  time.Duration
	closed   bool
	requests []Request
	stats    Stats
	latest   map[net.Conn]int // the number of the latest request of each connection
}

// New starts a server on the loopback interface that lasts as long as the test.
func New(t testing.TB, opts ...Options) *Server {
	t.Helper()
	var o Options
	if len(opts) > 0 {
		o = opts[0]
	}
	s, err := NewServer("127.0.0.1:0", o)
	if err != nil {
		t.Fatalf("starting the fake model server: %v", err)
	}
	t.Cleanup(s.Close)
	return s
}

// NewServer starts a server at an address, such as 127.0.0.1:0 for any free port.
func NewServer(addr string, o Options) (*Server, error) {
	l, err := net.Listen("tcp", addr)
	if err != nil {
		return nil, err
	}
	return Serve(l, o), nil
}

// Serve starts a server on a listener, and closes it with the server.
func Serve(l net.Listener, o Options) *Server {
	s := &Server{opts: o, listener: l, fault: o.Fault, latest: map[net.Conn]int{}}
	mux := http.NewServeMux()
	mux.HandleFunc("POST /v1/chat/completions", s.chat)
	mux.HandleFunc("GET /v1/models", func(w http.ResponseWriter, _ *http.Request) {
		writeJSON(w, http.StatusOK, map[string]any{"object": "list", "data": []any{}})
	})
	s.routeControl(mux)
	s.http = &http.Server{
		Handler: mux, ReadHeaderTimeout: 10 * time.Second, ConnState: s.connection,
		ConnContext: func(ctx context.Context, c net.Conn) context.Context { return context.WithValue(ctx, connKey{}, c) },
	}
	s.serving.Go(func() { _ = s.http.Serve(l) }) // ends with ErrServerClosed
	return s
}

// connKey is what the connection of a request is found by.
type connKey struct{}

// connection follows the connections.
func (s *Server) connection(c net.Conn, state http.ConnState) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch state {
	case http.StateNew:
		s.stats.Connections++
	case http.StateClosed, http.StateHijacked:
		if n := s.latest[c]; n > 0 && state == http.StateClosed && !s.closed {
			s.requests[n-1].Left = true
		}
		delete(s.latest, c)
	}
}

// URL is what a client takes for its base URL.
func (s *Server) URL() string { return "http://" + s.listener.Addr().String() + "/v1" }

// Close ends the server, with all that it is still answering.
func (s *Server) Close() {
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	_ = s.http.Close()
	s.serving.Wait()
	s.handlers.Wait()
}

// SetFault changes what goes wrong from now on; nil: nothing.
func (s *Server) SetFault(f func(Request) Fault) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.fault = f
}

// Always has the same go wrong with every request.
func (s *Server) Always(f Fault) { s.SetFault(func(Request) Fault { return f }) }

// SetLatency is how long every answer takes from now on, beside what its fault adds.
func (s *Server) SetLatency(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.latency = d
}

// Requests are those that came in so far.
func (s *Server) Requests() []Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.requests)
}

// Stats gives the counts.
func (s *Server) Stats() Stats {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.stats
}

// Calls is how many requests came in.
func (s *Server) Calls() int { return int(s.Stats().Calls) }

// enter says whether the server still answers; the request that it lets in must leave by handlers.Done.
func (s *Server) enter() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if !s.closed {
		s.handlers.Add(1)
	}
	return !s.closed
}

func (s *Server) chat(w http.ResponseWriter, r *http.Request) {
	if !s.enter() {
		return
	}
	defer s.handlers.Done()
	body, err := io.ReadAll(io.LimitReader(r.Body, 1<<20))
	if err != nil {
		return // the client left in the middle of its request
	}
	in := Request{Header: r.Header.Clone(), ID: r.Header.Get("X-Client-Request-Id"), Body: body, At: time.Now()}
	in.read()
	fault, latency, answered := s.arrive(r.Context(), &in)
	defer answered()
	waiting := r.Context()
	if fault.deaf {
		waiting = context.WithoutCancel(waiting)
	}
	if !pause(waiting, latency+fault.Latency, fault.Until) {
		return
	}
	x := &exchange{server: s, in: in, w: w, r: r, answered: answered, deaf: fault.deaf}
	switch {
	case s.opts.Key != "" && in.Header.Get("Authorization") != "Bearer "+s.opts.Key:
		Unauthorized().serve(x)
	case s.opts.Plain && in.Structured:
		refuseForm(x)
	case fault.serve != nil:
		fault.serve(x)
	default:
		x.complete(fault.change)
	}
}

// arrive writes a request down and says what becomes of it. answered is called once its answer begins.
func (s *Server) arrive(ctx context.Context, in *Request) (Fault, time.Duration, func()) {
	s.mu.Lock()
	s.stats.Calls++
	s.stats.InFlight++
	s.stats.MaxInFlight = max(s.stats.MaxInFlight, s.stats.InFlight)
	in.Number = int(s.stats.Calls)
	s.requests = append(s.requests, *in)
	if c, ok := ctx.Value(connKey{}).(net.Conn); ok {
		s.latest[c] = in.Number
	}
	choose, latency := s.fault, s.latency
	s.mu.Unlock()
	var f Fault
	if choose != nil {
		f = choose(*in)
	}
	return f, latency, sync.OnceFunc(func() {
		s.mu.Lock()
		s.requests[in.Number-1].Took = time.Since(in.At)
		s.stats.InFlight--
		s.mu.Unlock()
	})
}

// read takes the body apart as far as it can be.
func (r *Request) read() {
	if json.Unmarshal(r.Body, &r.JSON) != nil {
		return
	}
	r.Model, _ = r.JSON["model"].(string)
	_, r.Structured = r.JSON["response_format"]
	messages, _ := r.JSON["messages"].([]any)
	for _, m := range messages {
		message, _ := m.(map[string]any)
		text, _ := message["content"].(string)
		switch message["role"] {
		case "system", "developer":
			r.System += text
		case "user":
			r.User += text
		}
	}
}

// pause waits, and says whether the client is still there.
func pause(ctx context.Context, d time.Duration, until <-chan struct{}) bool {
	if d > 0 {
		timer := time.NewTimer(d)
		defer timer.Stop()
		select {
		case <-timer.C:
		case <-ctx.Done():
		}
	}
	if until != nil {
		select {
		case <-until:
		case <-ctx.Done():
		}
	}
	return ctx.Err() == nil
}

// exchange is a request that is being answered.
type exchange struct {
	server   *Server
	in       Request
	w        http.ResponseWriter
	r        *http.Request
	answered func()
	deaf     bool
}

// reply is a good answer before it is written.
type reply struct {
	content any // the text
	refusal any
	finish  string
}

// complete writes a whole answer in the protocol's form, changed before it is written if change is set.
func (x *exchange) complete(change func(*reply)) {
	text := ""
	if x.server.opts.Text != nil {
		text = x.server.opts.Text(x.in)
	} else {
		text = Draft(x.in.User)
	}
	if x.server.opts.Plain {
		text = "Here is the JSON:\n```json\n" + text + "\n```"
	}
	a := reply{content: text, finish: "stop"}
	if change != nil {
		change(&a)
	}
	prompt := int64(len(x.in.System)+len(x.in.User)) / 4
	completion := int64(len(text)) / 4
	data := mustJSON(map[string]any{
		"id": "chatcmpl-test", "object": "chat.completion", "created": x.in.At.Unix(), "model": x.in.Model,
		"choices": []any{map[string]any{
			"index": 0, "finish_reason": a.finish, "logprobs": nil,
			"message": map[string]any{"role": "assistant", "content": a.content, "refusal": a.refusal},
		}},
		"usage": map[string]any{"prompt_tokens": prompt, "completion_tokens": completion, "total_tokens": prompt + completion},
	})
	// Counted before the client can have read it, so that counts agree as soon as it has.
	x.count(prompt, completion)
	x.answered()
	x.w.Header().Set("Content-Type", "application/json")
	if _, err := x.w.Write(data); err != nil && !x.deaf {
		x.count(-prompt, -completion)
	}
}

func (x *exchange) count(prompt, completion int64) {
	x.server.mu.Lock()
	defer x.server.mu.Unlock()
	x.server.stats.PromptTokens += prompt
	x.server.stats.CompletionTokens += completion
	r := &x.server.requests[x.in.Number-1]
	r.PromptTokens += prompt
	r.CompletionTokens += completion
}

// error answers with an error in the protocol's form.
func (x *exchange) error(status int, kind, code, param, message string) {
	nullable := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	x.answered()
	writeJSON(x.w, status, map[string]any{"error": map[string]any{
		"message": message, "type": kind, "code": nullable(code), "param": nullable(param),
	}})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_, _ = w.Write(mustJSON(v)) // a client that has left needs no answer
}

func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic(err) // only maps and texts of this package
	}
	return data
}

// contains says whether anything that came in holds the text, in any letter case.
func contains(r Request, text string) bool {
	text = strings.ToLower(text)
	if strings.Contains(strings.ToLower(string(r.Body)), text) {
		return true
	}
	for name, values := range r.Header {
		if strings.Contains(strings.ToLower(name+": "+strings.Join(values, ", ")), text) {
			return true
		}
	}
	return false
}

// Saw says whether any request so far held the text, in its body or its headers, in any letter case.
func (s *Server) Saw(text string) bool {
	return slices.ContainsFunc(s.Requests(), func(r Request) bool { return contains(r, text) })
}

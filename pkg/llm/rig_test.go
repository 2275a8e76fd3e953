package llm

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"dealerportal/pkg/llm/llmtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	key    = "sk-canary-key-0123456789"
	prompt = "canary of the prompt"
)

var someQuestion = Request{
	System: "You write messages. " + prompt, User: `{"priority":"HIGH","vehicle_kind":"pickup","reasons":["the engine has been cranking more slowly than it used to"]}`,
	SchemaName: "message", Schema: json.RawMessage(`{"type":"object","additionalProperties":false,"required":["sms"],"properties":{"sms":{"type":"string"}}}`), MaxTokens: 1200,
}

// rig is a client and the fake server that it asks.
type rig struct {
	*testing.T
	client *Client
	server *llmtest.Server
	reg    *prometheus.Registry
}

func (r *rig) ask(ctx context.Context) (Completion, *Error) {
	r.Helper()
	c, err := r.client.Complete(ctx, someQuestion)
	if err == nil {
		return c, nil
	}
	var e *Error
	if !errors.As(err, &e) {
		r.Fatalf("%T is no *Error: %v", err, err)
	}
	r.tellsNothing(err)
	return c, e
}

// tellsNothing fails when an error holds the key or the prompt, however it is printed.
func (r *rig) tellsNothing(err error) {
	r.Helper()
	var logged strings.Builder
	slog.New(slog.NewJSONHandler(&logged, nil)).Error("failed", slog.Any("error", err))
	for ; err != nil; err = errors.Unwrap(err) {
		text := logged.String() + err.Error() + fmt.Sprintf("%v %+v %#v %s", err, err, err, err)
		if strings.Contains(text, key) || strings.Contains(text, prompt) {
			r.Fatalf("an error tells a secret: %s", text)
		}
	}
}

// wantCounts fails unless the client, Prometheus and the server have counted the same.
func (r *rig) wantCounts(calls int64, failures map[Reason]int64) {
	r.Helper()
	got, seen := r.client.Stats(), r.server.Stats()
	if got.Calls != calls || seen.Calls != calls {
		r.Errorf("the client counted %d calls, the server %d, want %d", got.Calls, seen.Calls, calls)
	}
	if got.PromptTokens != seen.PromptTokens || got.CompletionTokens != seen.CompletionTokens {
		r.Errorf("the client counted %d and %d tokens, the server %d and %d", got.PromptTokens, got.CompletionTokens, seen.PromptTokens, seen.CompletionTokens)
	}
	if !maps.Equal(got.Failures, failures) {
		r.Errorf("failures %v, want %v", got.Failures, failures)
	}
	if got.InFlight != 0 {
		r.Errorf("%d requests are still in flight", got.InFlight)
	}
	want := map[string]float64{
		"portal_llm_requests_total": float64(got.Calls), "portal_llm_in_flight": 0, "portal_llm_unreported_total": float64(got.Unreported),
		"portal_llm_tokens_total prompt": float64(got.PromptTokens), "portal_llm_tokens_total completion": float64(got.CompletionTokens),
	}
	for _, reason := range Reasons {
		want["portal_llm_failures_total "+string(reason)] = float64(got.Failures[reason])
	}
	for name, value := range want {
		if v, ok := r.metrics()[name]; !ok || v != value {
			r.Errorf("%s is %v (there: %v), want %v", name, v, ok, value)
		}
	}
}

// metrics are the plain values that Prometheus would see, by name and label.
func (r *rig) metrics() map[string]float64 {
	r.Helper()
	families, err := r.reg.Gather()
	if err != nil {
		r.Fatal(err)
	}
	values := map[string]float64{}
	for _, f := range families {
		for _, m := range f.GetMetric() {
			name := f.GetName()
			for _, l := range m.GetLabel() {
				name += " " + l.GetValue()
			}
			values[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue() + float64(m.GetHistogram().GetSampleCount())
		}
	}
	return values
}

func testConfig(url string) Config {
	return Config{APIKey: key, BaseURL: url, Model: "gpt-4o-mini", Concurrency: 8, Timeout: 20 * time.Second}
}

// bubble runs f with a client and a server whose connections are in memory, in a time of their own: it
// passes only while everybody waits. A goroutine that is left behind fails the test.
func bubble(t *testing.T, o llmtest.Options, f func(r *rig), change ...func(*Config)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		l := newPipeListener()
		r := &rig{T: t, server: llmtest.Serve(l, o), reg: prometheus.NewRegistry()}
		t.Cleanup(r.server.Close)
		cfg := testConfig(r.server.URL())
		for _, c := range change {
			c(&cfg)
		}
		transport := newTransport(cfg.Concurrency)
		transport.DialContext = onLine(l.dial)
		r.start(cfg, transport)
		f(r)
	})
}

// overTCP runs f with a client and a server on the loopback interface.
func overTCP(t *testing.T, o llmtest.Options, change ...func(*Config)) *rig {
	t.Helper()
	r := &rig{T: t, server: llmtest.New(t, o), reg: prometheus.NewRegistry()}
	cfg := testConfig(r.server.URL())
	for _, c := range change {
		c(&cfg)
	}
	r.start(cfg, newTransport(cfg.Concurrency))
	return r
}

func (r *rig) start(cfg Config, t transport) {
	r.Helper()
	var err error
	if r.client, err = newClient(cfg, time.Now, t); err != nil {
		r.Fatal(err)
	}
	if err := r.client.register(r.reg); err != nil {
		r.Fatal(err)
	}
	r.Cleanup(r.client.Close)
}

// pipeListener hands out connections in memory.
type pipeListener struct {
	conns  chan net.Conn
	closed chan struct{}
}

func newPipeListener() *pipeListener {
	return &pipeListener{conns: make(chan net.Conn), closed: make(chan struct{})}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.closed:
		return nil, io.EOF
	}
}

func (l *pipeListener) Close() error {
	select {
	case <-l.closed:
	default:
		close(l.closed)
	}
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	client, server := net.Pipe()
	select {
	case l.conns <- server:
		return client, nil
	case <-l.closed:
		return nil, &net.OpError{Op: "dial", Net: "pipe", Err: errors.New("connection refused")}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "model.test:80" }

// once has something go wrong with the first request only.
func once(f llmtest.Fault) func(llmtest.Request) llmtest.Fault {
	return func(r llmtest.Request) llmtest.Fault {
		if r.Number == 1 {
			return f
		}
		return llmtest.Fault{}
	}
}

func always(f llmtest.Fault) func(llmtest.Request) llmtest.Fault {
	return func(llmtest.Request) llmtest.Fault { return f }
}

package llm

import (
	"context"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

// stuck is a connection that nothing can be written to.
type stuck struct {
	net.Conn
	writing chan struct{} // closed when somebody tries
	once    *sync.Once
}

func (s stuck) Write(p []byte) (int, error) {
	s.once.Do(func() { close(s.writing) })
	return s.Conn.Write(p) // nobody reads it: this lasts until the connection is closed
}

// What the provider never got is no call, however near to it the request was when it was ended.
func TestARequestThatIsEndedWhileItIsSentIsNoCall(t *testing.T) {
	mine, other := net.Pipe() // nobody reads at the other end
	defer other.Close()
	writing := make(chan struct{})
	transport := newTransport(1)
	transport.DialContext = onLine(func(context.Context, string, string) (net.Conn, error) {
		return stuck{Conn: mine, writing: writing, once: &sync.Once{}}, nil
	})
	var calls atomic.Int64
	w := &wire{next: transport, calls: &calls, now: time.Now}
	ctx, cancel := context.WithCancel(t.Context())
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://model.test/", strings.NewReader("{}"))
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error)
	go func() {
		res, err := w.RoundTrip(r)
		if err == nil {
			_, err = io.Copy(io.Discard, res.Body)
			_ = res.Body.Close()
		}
		ended <- err
	}()
	<-writing
	cancel()
	if err := <-ended; err == nil {
		t.Error("it was answered")
	}
	if n := calls.Load(); n != 0 {
		t.Errorf("%d calls", n)
	}
}

// A request that goes out is counted when it has, and not only when its answer comes.
func TestARequestThatIsNeverAnsweredIsACall(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Hang())}, func(r *rig) {
		_, e := r.ask(r.Context())
		if e == nil || e.Reason != Timeout {
			r.Errorf("%+v", e)
		}
		r.wantCounts(1, map[Reason]int64{Timeout: 1})
		if n := r.client.Stats().Unreported; n != 1 {
			r.Errorf("%d calls of which nobody knows what they took", n)
		}
	})
}

// ledger is a meter that writes down what it is told of each request, by its name.
type ledger struct {
	mu    sync.Mutex
	next  int
	ended map[string]entry
}

type entry struct {
	outcome Outcome
	used    Usage
	why     Reason
}

func (l *ledger) Reserve(context.Context, Expense) (Reservation, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.next++
	id := strings.Repeat("i", l.next)
	return Reservation{ID: id, Settle: func(o Outcome, u Usage, why Reason) {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.ended[id] = entry{o, u, why}
	}}, nil
}

// The provider may answer a request that was ended here, and count it. Its calls are still ours one by one, and so are
// the tokens of all that was answered to us; what it counted beside that is told as what nobody knows.
func TestWhatTheProviderMakesOfAnEndedRequestIsToldAsUnknown(t *testing.T) {
	odd := map[int]llmtest.Fault{45: llmtest.Slow(15 * time.Second).Deaf()}
	bubble(t, hedged(odd), func(r *rig) {
		book := &ledger{ended: map[string]entry{}}
		r.client.PayBy(book)
		r.learn(40)
		r.together(hedgeFrom)
		r.wantHedges(1)
		time.Sleep(15 * time.Second) // in the time of the bubble: the provider answers
		got, seen := r.client.Stats(), r.server.Stats()
		if got.Calls != seen.Calls || got.Calls != 40+hedgeFrom+1 || got.Unreported != 1 || r.metrics()["portal_llm_unreported_total"] != 1 {
			r.Errorf("told %+v, seen %+v", got, seen)
		}
		var prompt, completion, unknown int64
		for _, q := range r.server.Requests() {
			e, ok := book.ended[q.ID]
			if !ok {
				r.Errorf("call %d is not in the ledger", q.Number)
			}
			if e.outcome == Unreported {
				if unknown += q.CompletionTokens; !q.Left || q.Number != 45 || e.why != Canceled {
					r.Errorf("call %d, left: %v, is told as %+v", q.Number, q.Left, e)
				}
				continue
			}
			if int64(e.used.PromptTokens) != q.PromptTokens || int64(e.used.CompletionTokens) != q.CompletionTokens || q.Left {
				r.Errorf("call %d, left: %v, took %d and %d and is told as %+v", q.Number, q.Left, q.PromptTokens, q.CompletionTokens, e)
			}
			prompt, completion = prompt+q.PromptTokens, completion+q.CompletionTokens
		}
		if unknown == 0 || got.PromptTokens != prompt || got.CompletionTokens != completion || seen.CompletionTokens != completion+unknown {
			r.Errorf("told %+v, seen %+v, of which %d are unknown", got, seen, unknown)
		}
	}, withHedges(5))
}

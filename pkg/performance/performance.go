// Package performance gathers the service's own figures: how long answers take, and what the parts
// counted. It counts nothing twice: every figure is read where it is kept.
package performance

import (
	"fmt"
	"sync"
	"time"

	"github.com/HdrHistogram/hdrhistogram-go"
)

// ResponseTimes records how long one kind of answer takes. Quantiles are within one percent.
type ResponseTimes struct {
	mu   sync.Mutex
	hist *hdrhistogram.Histogram
	sum  time.Duration
}

const (
	shortest = time.Microsecond
	longest  = 2 * time.Minute
)

// NewResponseTimes makes an empty record.
func NewResponseTimes() *ResponseTimes {
	return &ResponseTimes{hist: hdrhistogram.New(int64(shortest), int64(longest), 2)}
}

// Record adds one answer.
func (r *ResponseTimes) Record(took time.Duration) {
	took = min(max(took, shortest), longest)
	r.mu.Lock()
	r.sum += took
	_ = r.hist.RecordValue(int64(took)) // within bounds, so it cannot fail
	r.mu.Unlock()
}

// Times are the figures of a record. All but Count are zero while nothing was answered.
type Times struct {
	Count               int64
	Mean, P50, P95, P99 time.Duration
}

// Times gives the figures.
func (r *ResponseTimes) Times() Times {
	r.mu.Lock()
	defer r.mu.Unlock()
	t := Times{Count: r.hist.TotalCount()}
	if t.Count == 0 {
		return t
	}
	t.Mean = r.sum / time.Duration(t.Count)
	t.P50 = time.Duration(r.hist.ValueAtQuantile(50))
	t.P95 = time.Duration(r.hist.ValueAtQuantile(95))
	t.P99 = time.Duration(r.hist.ValueAtQuantile(99))
	return t
}

// Messages is what the message service counted.
type Messages struct {
	AI, Template, Edited, Hits, Misses int64
	Entries, Bytes, Evictions          int64
	LastTaken                          time.Time
}

// Model is what the client of the model provider counted.
type Model struct {
	Calls, Retries, Failures       int64
	FailuresByReason               map[string]int64
	WithoutReport                  int64 // requests of which nobody knows what they took
	PromptTokens, CompletionTokens int64 // of those that were reported
	Cost                           int64 // in millionths of a US dollar, as far as prices are known
	InFlight                       int64
}

// Figures are all of them at one moment.
type Figures struct {
	Answers  Times
	Messages Messages
	Model    Model
}

// Service gathers figures from those who keep them.
type Service struct {
	answers  *ResponseTimes
	messages func() Messages
	model    func() Model
	now      func() time.Time
	history  *history
}

// NewService makes the service of its sources, and begins to count over time.
func NewService(messages func() Messages, model func() Model, now func() time.Time) *Service {
	s := &Service{answers: NewResponseTimes(), messages: messages, model: model, now: now}
	s.history = newHistory(now(), func() counted { return counted{messages: messages(), model: model()} })
	return s
}

// Record adds one answer.
func (s *Service) Record(took time.Duration) {
	s.answers.Record(took)
	s.history.record(took)
}

// Figures gives all figures of now.
func (s *Service) Figures() Figures {
	return Figures{Answers: s.answers.Times(), Messages: s.messages(), Model: s.model()}
}

// HitRate is the share of wanted texts that were at hand, in the form "97.5%"; "0.0%" while none has
// been wanted.
func (f Figures) HitRate() string {
	wanted := f.Messages.Hits + f.Messages.Misses
	if wanted == 0 {
		return "0.0%"
	}
	return fmt.Sprintf("%.1f%%", 100*float64(f.Messages.Hits)/float64(wanted))
}

// MeanResponse is the mean time of an answer, in the form "0.004s".
func (f Figures) MeanResponse() string {
	return fmt.Sprintf("%.3fs", f.Answers.Mean.Seconds())
}

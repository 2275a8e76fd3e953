// Package spend is about what the model's provider is paid: how much may be used in a month, by one dealer
// and by all, what is reserved for calls that are under way, and what was used.
package spend

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"dealerportal/pkg/dealer"
)

// Config says how much may be used in a calendar month (UTC). Zero is as much as is wanted.
type Config struct {
	CapCents        int64 `env:"PORTAL_LLM_MONTHLY_CAP_CENTS" envDefault:"0"`
	CapTokens       int64 `env:"PORTAL_LLM_MONTHLY_CAP_TOKENS" envDefault:"0"`
	DealerCapCents  int64 `env:"PORTAL_LLM_DEALER_MONTHLY_CAP_CENTS" envDefault:"0"`
	DealerCapTokens int64 `env:"PORTAL_LLM_DEALER_MONTHLY_CAP_TOKENS" envDefault:"0"`
}

// microPerCent is how many millionths of a dollar a cent has.
const microPerCent = 10_000

// Amount is tokens and their cost, in millionths of a US dollar. A model whose price is not known has no
// cost, and is held by the caps in tokens alone.
type Amount struct {
	Tokens int64
	Cost   int64
}

// State is what becomes of a call.
type State string

// The states of a call.
const (
	Reserved   State = "reserved"   // it is under way
	Settled    State = "settled"    // the provider reported what it took
	Free       State = "free"       // the provider refused it
	Unreported State = "unreported" // nobody knows what it took; what was reserved stays counted
	Lost       State = "lost"       // it ended with its process; likewise
)

// Call is one request to the provider.
type Call struct {
	ID       string
	Dealer   dealer.ID
	Month    string
	Provider string
	Model    string
	Reserved Amount
	BeganAt  time.Time
}

// Used is what a call took.
type Used struct {
	State            State
	Reason           string // why the request brought no text; empty when it did
	PromptTokens     int
	CompletionTokens int
	Cost             *int64 // nil when the price is not known
	EndedAt          time.Time
}

// Ended is a call as it is written down.
type Ended struct {
	Call
	Used
}

// Sums are what a dealer's calls of a month took, by the record of each.
type Sums struct {
	Calls, UnderWay, PromptTokens, CompletionTokens, Cost int64
}

// Total is what a month took: what counts against a cap, and what is known of its calls.
type Total struct {
	Counted Amount
	// Calls are all of them. Of those without a report nobody knows what they took; the model of those without a
	// price has none in the list.
	Calls, UnderWay, WithoutReport, WithoutPrice int64
	PromptTokens, CompletionTokens, Cost         int64
}

// ErrOverCap is the reason that a call is not made: it could take more than may be used.
var ErrOverCap = errors.New("the month's budget is used up")

// Store keeps what was used.
type Store interface {
	// InTx runs f in a transaction.
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// Reserve writes a call down and counts what is reserved for it, for its dealer and for all, if neither goes over
	// its cap by that; ErrOverCap otherwise. However many reserve at once, no cap is passed.
	Reserve(ctx context.Context, c Call, all, dealer Amount) error
	// Settle ends a call, and counts what it took in place of what was reserved. A call that has ended stays as it is.
	Settle(ctx context.Context, id string, u Used) error
	// LoseCalls ends the calls that began before a time and whose process is gone. What was reserved stays counted.
	LoseCalls(ctx context.Context, before, now time.Time) error
	// Spent is what counts against the cap of a dealer, or of all for the empty id.
	Spent(ctx context.Context, dealerID dealer.ID, month string) (Amount, error)
	// Calls are all of a dealer's calls of a month, in the order in which they began.
	Calls(ctx context.Context, dealerID dealer.ID, month string) ([]Ended, error)
	// CallSums are what a dealer's calls of a month took.
	CallSums(ctx context.Context, dealerID dealer.ID, month string) (Sums, error)
	// MonthOf is what a month took of a dealer, or of all together for nil. A dealer without a call has zeros.
	MonthOf(ctx context.Context, only *dealer.ID, month string) (Total, error)
	// MonthByDealer is the same for every dealer that has used anything in the month.
	MonthByDealer(ctx context.Context, month string) (map[dealer.ID]Total, error)
}

// Service keeps calls within the caps.
type Service struct {
	cfg   Config
	store Store
	now   func() time.Time
	newID func() string
	log   *slog.Logger

	cost, refused atomic.Int64

	mu      sync.Mutex
	ended   []Ended     // calls that have ended and are not written down
	due     *time.Timer // writes them down
	writing sync.Mutex
}

// NewService makes the service.
func NewService(cfg Config, store Store, now func() time.Time, newID func() string, log *slog.Logger) *Service {
	return &Service{cfg: cfg, store: store, now: now, newID: newID, log: log}
}

// Month names the month that a time belongs to.
func Month(t time.Time) string { return t.UTC().Format(monthForm) }

// Reserve takes room for a call that takes so many tokens at most, and gives its id. settle ends it, and must be
// called. ErrOverCap when there is no room.
func (s *Service) Reserve(ctx context.Context, payer dealer.ID, provider, model string, promptTokens, completionTokens int) (id string, settle func(Used), err error) {
	now := s.now().UTC()
	cost, _ := Cost(model, promptTokens, completionTokens)
	c := Call{
		ID: s.newID(), Dealer: payer, Month: Month(now), Provider: provider, Model: model, BeganAt: now,
		Reserved: Amount{Tokens: int64(promptTokens + completionTokens), Cost: cost},
	}
	all, each := s.caps()
	if err := s.store.Reserve(ctx, c, all, each); err != nil {
		if errors.Is(err, ErrOverCap) {
			s.refused.Add(1)
		}
		return "", nil, err
	}
	return c.ID, func(u Used) { s.settle(c, u) }, nil
}

const (
	// settleSoon is how long a call that has ended waits to be written down: those that end together are written
	// together, behind the texts that somebody is waiting for. Should the process end meanwhile, what was reserved
	// for them stays counted.
	settleSoon = 20 * time.Millisecond
	// settleAgain is how long after it could not be written down that is tried again.
	settleAgain = time.Second
	// settleTime is how long the writing down may take.
	settleTime = 10 * time.Second
)

func (s *Service) settle(c Call, u Used) {
	u.EndedAt = s.now().UTC()
	if u.State == Settled {
		if cost, known := Cost(c.Model, u.PromptTokens, u.CompletionTokens); known {
			u.Cost = &cost
			s.cost.Add(cost)
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.ended = append(s.ended, Ended{c, u})
	s.writeAfter(settleSoon)
}

// writeAfter has what has ended written down after a while, if that is not going to happen anyway. The caller holds mu.
func (s *Service) writeAfter(wait time.Duration) {
	if s.due == nil {
		s.due = time.AfterFunc(wait, s.Settle)
	}
}

// Settle writes down at once what the calls took that have ended. What cannot be written down now is tried again; it
// counts as reserved until then, for more than it took and never for less.
func (s *Service) Settle() {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.mu.Lock()
	ended := s.ended
	s.ended = nil
	if s.due != nil {
		s.due.Stop()
		s.due = nil
	}
	s.mu.Unlock()
	if len(ended) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), settleTime)
	defer cancel()
	err := s.store.InTx(ctx, func(ctx context.Context) error {
		for _, e := range ended {
			if err := s.store.Settle(ctx, e.ID, e.Used); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.log.Error("what calls to the model took could not be written down yet", slog.Int("calls", len(ended)), slog.Any("error", err))
		s.mu.Lock()
		defer s.mu.Unlock()
		s.ended = append(ended, s.ended...)
		s.writeAfter(settleAgain)
	}
}

// Close writes down what is left.
func (s *Service) Close() {
	s.Settle()
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.due != nil {
		s.due.Stop()
	}
}

// longestCall is longer than any call can be under way.
const longestCall = 15 * time.Minute

// LoseCalls gives up the calls whose process is gone.
func (s *Service) LoseCalls(ctx context.Context) error {
	now := s.now().UTC()
	return s.store.LoseCalls(ctx, now.Add(-longestCall), now)
}

// CostSoFar is what the calls of this process cost, in millionths of a US dollar, as far as prices are known.
func (s *Service) CostSoFar() int64 { return s.cost.Load() }

// Register offers the service's counts to Prometheus.
func (s *Service) Register(reg prometheus.Registerer) {
	reg.MustRegister(
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "portal_llm_cost_dollars_total", Help: "What the model provider's answers cost at list price, in US dollars, as far as prices are known."},
			func() float64 { return float64(s.cost.Load()) / 1e6 }),
		prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "portal_llm_budget_refusals_total", Help: "Requests to the model provider that were not made because the month's budget is used up."},
			func() float64 { return float64(s.refused.Load()) }),
	)
}

// Package spend is about what the model's provider is paid: how much may be used in a month, by one dealer
// and by all, what is reserved for calls that are under way, and what was used.
package spend

import (
	"context"
	"errors"
	"log/slog"
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

// ErrOverCap is the reason that a call is not made: it could take more than may be used.
var ErrOverCap = errors.New("the month's budget is used up")

// Store keeps what was used.
type Store interface {
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
}

// Service keeps calls within the caps.
type Service struct {
	cfg   Config
	store Store
	now   func() time.Time
	newID func() string
	log   *slog.Logger

	cost, refused atomic.Int64
}

// NewService makes the service.
func NewService(cfg Config, store Store, now func() time.Time, newID func() string, log *slog.Logger) *Service {
	return &Service{cfg: cfg, store: store, now: now, newID: newID, log: log}
}

// Month names the month that a time belongs to.
func Month(t time.Time) string { return t.UTC().Format("2006-01") }

// Reserve takes room for a call that takes so many tokens at most, and gives its id. settle ends it, and must be
// called. ErrOverCap when there is no room.
func (s *Service) Reserve(ctx context.Context, payer dealer.ID, provider, model string, promptTokens, completionTokens int) (id string, settle func(Used), err error) {
	now := s.now().UTC()
	cost, _ := Cost(model, promptTokens, completionTokens)
	c := Call{
		ID: s.newID(), Dealer: payer, Month: Month(now), Provider: provider, Model: model, BeganAt: now,
		Reserved: Amount{Tokens: int64(promptTokens + completionTokens), Cost: cost},
	}
	all := Amount{Tokens: s.cfg.CapTokens, Cost: s.cfg.CapCents * microPerCent}
	dealers := Amount{Tokens: s.cfg.DealerCapTokens, Cost: s.cfg.DealerCapCents * microPerCent}
	if err := s.store.Reserve(ctx, c, all, dealers); err != nil {
		if errors.Is(err, ErrOverCap) {
			s.refused.Add(1)
		}
		return "", nil, err
	}
	ctx = context.WithoutCancel(ctx)
	return c.ID, func(u Used) { s.settle(ctx, c, u) }, nil
}

// settleTime is how long the writing down of what a call took may take.
const settleTime = 10 * time.Second

func (s *Service) settle(ctx context.Context, c Call, u Used) {
	ctx, cancel := context.WithTimeout(ctx, settleTime)
	defer cancel()
	u.EndedAt = s.now().UTC()
	if u.State == Settled {
		if cost, known := Cost(c.Model, u.PromptTokens, u.CompletionTokens); known {
			u.Cost = &cost
			s.cost.Add(cost)
		}
	}
	if err := s.store.Settle(ctx, c.ID, u); err != nil {
		// It stays reserved and is given up for lost later: it counts for more than it took, never for less.
		s.log.ErrorContext(ctx, "what a call to the model took could not be written down", slog.String("call", c.ID), slog.Any("error", err))
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

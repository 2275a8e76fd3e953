package outreach

import (
	"cmp"
	"context"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

// Config says how messages are written.
type Config struct {
	// TTL is how long a text counts as fresh; an older one is served while its successor is written.
	TTL time.Duration `env:"PORTAL_MESSAGE_TTL" envDefault:"1h"`
	// Variants is how many texts there are for a brief, so that neighbours in a queue do not get the same words.
	Variants int `env:"PORTAL_MESSAGE_VARIANTS" envDefault:"3"`
	// Warm has the texts of open leads written before anybody asks for them.
	Warm bool `env:"PORTAL_MESSAGE_WARM" envDefault:"true"`
	// WarmAtOnce is how many of those are written at a time.
	WarmAtOnce int
	// MemoryBytes bounds the texts that are kept in memory; 0 for as much as is usual.
	MemoryBytes int64
}

// Service gives leads their messages.
type Service struct {
	store     Store
	templates templates
	cached    *cachedWriter // nil when no model is set up
	warmer    *warmer       // nil when nothing is written ahead
	log       *slog.Logger
	model     string
	variants  int
	deadline  time.Duration // for one text
	now       func() time.Time
	newID     func() string

	hurry     chan struct{} // closed when nobody is to wait any longer
	hurryOnce sync.Once

	refusals map[string]*atomic.Int64 // answers that broke a rule, by rule

	edited, ai, template, hits, misses, corrections atomic.Int64
	templatesBy                                     [len(TemplateReasons)]atomic.Int64
	lastTaken                                       atomic.Int64
}

// NewService makes the service. Without a completer every message is a template, and says so.
// deadline bounds the writing of one text with all its attempts.
func NewService(cfg Config, store Store, completer Completer, model string, deadline time.Duration, now func() time.Time, newID func() string, log *slog.Logger) (*Service, error) {
	t, err := loadTemplates()
	if err != nil {
		return nil, err
	}
	s := &Service{store: store, templates: t, model: model, deadline: deadline, now: now, newID: newID, log: log, hurry: make(chan struct{}), variants: min(max(cfg.Variants, 1), MaxVariants)}
	s.refusals = map[string]*atomic.Int64{}
	for _, rule := range Rules {
		s.refusals[rule] = &atomic.Int64{}
	}
	s.lastTaken.Store(now().UnixMilli())
	if completer == nil {
		return s, nil
	}
	w := &aiWriter{completer: completer, model: model, now: now, refused: s.refuse, corrected: func() { s.corrections.Add(1) }}
	kept, err := newMemory(cmp.Or(cfg.MemoryBytes, memoryBytes), model)
	if err != nil {
		return nil, err
	}
	s.cached = newCachedWriter(store, w, kept, cfg.TTL, deadline, now, log, func() { s.lastTaken.Store(now().UnixMilli()) })
	if !cfg.Warm {
		return s, nil
	}
	s.warmer = &warmer{service: s, atOnce: max(cfg.WarmAtOnce, 1), due: map[dealer.ID]time.Time{}, wake: make(chan struct{}, 1)}
	s.cached.failed = func(waiting []dealer.ID) {
		for _, id := range waiting {
			s.warmer.at(id, now().Add(retryAfter))
		}
	}
	return s, nil
}

func (s *Service) refuse(rule string) {
	if n := s.refusals[rule]; n != nil {
		n.Add(1)
	}
}

// Close ends what is being written.
func (s *Service) Close() {
	if s.cached != nil {
		s.cached.close()
	}
}

// Revision goes up whenever a text is written, so that a page which shows an older one can be told from
// a new one.
func (s *Service) Revision(ctx context.Context) (int64, error) {
	if s.cached == nil {
		return 0, nil
	}
	return s.store.DraftsRevision(ctx)
}

// Hurry ends all waiting for texts, now and from now on: who waits gets what is at hand.
func (s *Service) Hurry() { s.hurryOnce.Do(func() { close(s.hurry) }) }

// Served is what an answer with messages counts as.
type Served struct {
	AI, Template, Edited, Hits, Misses int64
	Templates                          ByReason
}

// Count counts an answer that was sent.
func (s *Service) Count(x Served) {
	s.ai.Add(x.AI)
	s.template.Add(x.Template)
	s.edited.Add(x.Edited)
	s.hits.Add(x.Hits)
	s.misses.Add(x.Misses)
	for i, n := range x.Templates {
		s.templatesBy[i].Add(n)
	}
}

// Batch is the messages for some leads, in their order.
type Batch struct {
	Messages []Message
	Served   Served
	// ValidUntil is when the messages should be asked for again even if no revision has changed; zero
	// when that would change nothing.
	ValidUntil time.Time
	Made       Made
}

// Messages gives each lead its message. It waits at most so long for texts that are being written, and
// not at all by default; what is missing is written behind it, all of it in parallel. caller is the
// name of who is going to speak.
func (s *Service) Messages(ctx context.Context, d dealer.Dealer, leads []lead.Lead, caller string, wait time.Duration) (Batch, error) {
	batch := Batch{Messages: make([]Message, len(leads))}
	briefs := make([]Brief, len(leads))
	for i, l := range leads {
		briefs[i] = s.briefFor(d, l)
	}
	owns, err := s.ownAll(ctx, d.ID, leads, briefs)
	if err != nil {
		return Batch{}, err
	}
	finds, err := s.findAll(ctx, d.ID, briefs, owns)
	if err != nil {
		return Batch{}, err
	}
	if s.cached != nil {
		for _, f := range finds {
			if f.own {
				continue
			}
			if f.draft != nil {
				batch.Served.Hits++
			} else {
				batch.Served.Misses++
			}
		}
	}
	if wait > 0 && s.waitFor(ctx, finds, wait) {
		for i, f := range finds {
			if f.flight == nil {
				continue
			}
			if finds[i], err = s.cached.landed(ctx, d.ID, briefs[i].Key(PromptVersion, s.model), briefs[i], f.flight); err != nil {
				return Batch{}, err
			}
		}
	}
	s.compose(&batch, d, leads, briefs, owns, finds, caller)
	return batch, nil
}

// AtHand gives each lead its message when all texts are there and fresh; ok is false when they are not. It has
// nothing written.
func (s *Service) AtHand(ctx context.Context, d dealer.Dealer, leads []lead.Lead, caller string) (batch Batch, ok bool, err error) {
	batch.Messages = make([]Message, len(leads))
	briefs := make([]Brief, len(leads))
	for i, l := range leads {
		briefs[i] = s.briefFor(d, l)
	}
	owns, err := s.ownAll(ctx, d.ID, leads, briefs)
	if err != nil {
		return Batch{}, false, err
	}
	finds := make([]found, len(leads))
	for i, b := range briefs {
		switch own := owns[i]; {
		case own != nil && (own.Edited || own.draft != nil):
			finds[i] = found{own: true, draft: own.draft}
		case s.cached == nil:
			finds[i] = found{reason: ReasonNoProvider}
		default:
			if finds[i], ok, err = s.cached.look(ctx, b.Key(PromptVersion, s.model)); err != nil || !ok {
				return Batch{}, false, err
			}
			batch.Served.Hits++
		}
	}
	s.compose(&batch, d, leads, briefs, owns, finds, caller)
	return batch, true, nil
}

// compose makes the messages of a batch of what was found for each lead.
func (s *Service) compose(batch *Batch, d dealer.Dealer, leads []lead.Lead, briefs []Brief, owns []*ownMessage, finds []found, caller string) {
	for i, l := range leads {
		f := finds[i]
		switch own := owns[i]; {
		case own != nil && own.withheld:
			batch.Messages[i] = Message{Kind: Template, Reason: ReasonDoNotContact}
		case own != nil && own.Edited:
			batch.Messages[i] = Message{Kind: Edited, Texts: own.Texts}
		default:
			batch.Messages[i] = s.message(d, l, briefs[i], f, caller)
		}
		switch batch.Messages[i].Kind {
		case AI:
			batch.Served.AI++
		case Edited:
			batch.Served.Edited++
		default:
			batch.Served.Template++
			batch.Served.Templates.add(batch.Messages[i].Reason)
		}
		if s.cached != nil && !f.own {
			batch.Made.add(f)
		}
		if !f.until.IsZero() && (batch.ValidUntil.IsZero() || f.until.Before(batch.ValidUntil)) {
			batch.ValidUntil = f.until
		}
	}
}

// briefFor is the brief for a lead, in the variant that is the lead's.
func (s *Service) briefFor(d dealer.Dealer, l lead.Lead) Brief {
	return BriefFor(d, l).InVariant(variantOf(l.ID, s.variants))
}

func (s *Service) findAll(ctx context.Context, dealerID dealer.ID, briefs []Brief, owns []*ownMessage) ([]found, error) {
	finds := make([]found, len(briefs))
	for i, b := range briefs {
		if owns[i] != nil {
			if owns[i].withheld {
				finds[i] = found{own: true, reason: ReasonDoNotContact}
				continue
			}
			if owns[i].Edited || owns[i].draft != nil {
				finds[i] = found{own: true, draft: owns[i].draft}
				continue
			}
		}
		if s.cached == nil {
			finds[i] = found{reason: ReasonNoProvider}
			continue
		}
		f, err := s.cached.find(ctx, dealerID, b.Key(PromptVersion, s.model), b)
		if err != nil {
			return nil, err
		}
		finds[i] = f
	}
	return finds, nil
}

// waitFor waits until the texts that are being written are done or time is up, and says whether there
// was anything to wait for.
func (s *Service) waitFor(ctx context.Context, finds []found, wait time.Duration) bool {
	patience := time.NewTimer(wait)
	defer patience.Stop()
	waited := false
	for _, f := range finds {
		if f.flight == nil {
			continue
		}
		waited = true
		select {
		case <-f.flight.done:
		case <-patience.C:
			return true
		case <-s.hurry:
			return true
		case <-ctx.Done():
			return true
		}
	}
	return waited
}

// message fills the text for one lead: the model's when there is one and every fact it asks for is
// known, else the template.
func (s *Service) message(d dealer.Dealer, l lead.Lead, b Brief, f found, caller string) Message {
	facts := factsFor(d, l, b.Reasons[0], caller)
	reason := f.reason
	if f.draft != nil {
		if texts, ok := fillTexts(f.draft.Texts, facts); ok {
			return Message{Kind: AI, Texts: texts, Model: f.draft.Model, PromptVersion: f.draft.PromptVersion, GeneratedAt: f.draft.GeneratedAt}
		}
		reason = ReasonMissingFact
	}
	texts, _ := fillTexts(s.templates.of(b), facts)
	return Message{Kind: Template, Reason: reason, Texts: texts}
}

// Figures are the service's counts since it started.
type Figures struct {
	AI, Template, Edited, Hits, Misses int64
	Entries, Bytes, Evictions          int64
	LastTaken                          time.Time
}

// Figures gives the counts.
func (s *Service) Figures() Figures {
	f := Figures{AI: s.ai.Load(), Template: s.template.Load(), Edited: s.edited.Load(), Hits: s.hits.Load(), Misses: s.misses.Load(), LastTaken: time.UnixMilli(s.lastTaken.Load()).UTC()}
	if s.cached != nil {
		f.Entries, f.Bytes, f.Evictions = s.cached.memory.figures()
	}
	return f
}

package outreach

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

// warmPage is how many leads are looked at in one go.
const warmPage = 200

// warmer has the texts of open leads written before anybody asks for them, most valuable lead first. It writes what
// is missing and leaves what is old alone: an old text is served while its successor is written.
type warmer struct {
	service *Service
	atOnce  int

	mu   sync.Mutex
	due  map[dealer.ID]time.Time
	wake chan struct{}
}

// Warm has the missing texts of the dealer's open leads written soon. It does not wait.
func (s *Service) Warm(dealerID dealer.ID) {
	if s.warmer != nil {
		s.warmer.at(dealerID, s.now())
	}
}

// at makes a dealer due at a time, or earlier if it is due earlier already.
func (w *warmer) at(dealerID dealer.ID, at time.Time) {
	w.mu.Lock()
	if before, ok := w.due[dealerID]; !ok || at.Before(before) {
		w.due[dealerID] = at
	}
	w.mu.Unlock()
	select {
	case w.wake <- struct{}{}:
	default:
	}
}

// RunWarming warms every dealer once, and then whoever is due, until ctx ends.
func (s *Service) RunWarming(ctx context.Context, every time.Duration) {
	if s.warmer == nil {
		return
	}
	tick := time.NewTicker(every)
	defer tick.Stop()
	all, err := s.store.Dealers(ctx, nil)
	if err != nil && ctx.Err() == nil {
		s.log.ErrorContext(ctx, "the dealers to warm could not be read", slog.Any("error", err))
	}
	for _, d := range all {
		s.Warm(d.Dealer.ID)
	}
	for {
		if err := s.WarmDue(ctx); err != nil && ctx.Err() == nil {
			s.log.ErrorContext(ctx, "warming failed; it is tried again", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			return
		case <-s.warmer.wake:
		case <-tick.C:
		}
	}
}

// WarmDue writes the missing texts of the dealers that are due. One whose texts cannot be had is due again
// after a while.
func (s *Service) WarmDue(ctx context.Context) error {
	if s.warmer == nil {
		return nil
	}
	now := s.now()
	s.warmer.mu.Lock()
	var due []dealer.ID
	for _, id := range slices.Sorted(maps.Keys(s.warmer.due)) {
		if !s.warmer.due[id].After(now) {
			due = append(due, id)
			delete(s.warmer.due, id)
		}
	}
	s.warmer.mu.Unlock()
	var failed error
	for _, id := range due {
		again, err := s.warmer.walk(ctx, id)
		if err != nil {
			failed, again = err, s.now().Add(retryAfter)
		}
		if !again.IsZero() && ctx.Err() == nil {
			s.warmer.at(id, again)
		}
	}
	return failed
}

// wanted is a brief whose text is missing, and what the best lead with it may bring.
type wanted struct {
	key   string
	brief Brief
	value float64
}

// walk has the missing texts of the dealer's open leads written, a few at a time, those of the most valuable leads
// first. It says when something that is still missing may be had; never for zero.
func (w *warmer) walk(ctx context.Context, dealerID dealer.ID) (again time.Time, err error) {
	s, c := w.service, w.service.cached
	d, err := s.store.DealerByID(ctx, dealerID)
	if err != nil {
		return again, err
	}
	all, again, err := w.wantedBy(ctx, d)
	if err != nil {
		return again, err
	}
	soon := func() time.Time { return sooner(again, s.now().Add(retryAfter)) }
	var flights sync.WaitGroup
	defer flights.Wait()
	places := make(chan struct{}, w.atOnce)
	failed := make(chan struct{}, 1)
	for _, x := range all {
		select {
		case places <- struct{}{}:
		case <-ctx.Done():
			return again, ctx.Err()
		}
		if !c.calm(ctx) {
			return again, ctx.Err()
		}
		select {
		case <-failed: // the others would most likely fail as well
			return soon(), nil
		default:
		}
		missing, left, err := c.missing(ctx, x.key) // a person may have asked for it meanwhile
		if err != nil {
			return again, err
		}
		again = sooner(again, left)
		if !missing {
			<-places
			continue
		}
		started, _ := c.begin(dealerID, x.key, x.brief, true)
		if started == nil { // it has failed meanwhile
			return soon(), nil
		}
		flights.Go(func() {
			defer func() { <-places }()
			select {
			case <-started.done:
			case <-ctx.Done(): // it goes on without us
				return
			}
			if c.hasFailed(x.key) {
				select {
				case failed <- struct{}{}:
				default:
				}
			}
		})
	}
	flights.Wait()
	if len(failed) > 0 {
		again = soon()
	}
	return again, nil
}

// sooner is the earlier of two times; zero is none.
func sooner(a, b time.Time) time.Time {
	if a.IsZero() || !b.IsZero() && b.Before(a) {
		return b
	}
	return a
}

// wantedBy are the briefs of the dealer's open leads whose texts are missing, the most valuable first: by the price
// of the service times the probability that the battery will need it; of the same value, in the order of the queue.
// Those that are left alone for now are not among them; again is when the first of them may be asked for.
func (w *warmer) wantedBy(ctx context.Context, d dealer.Dealer) (all []wanted, again time.Time, err error) {
	s := w.service
	priceOf := prices(d)
	place := map[string]int{} // among all; -1 for one that is not
	f := lead.Filter{Limit: warmPage}
	for {
		leads, err := s.store.Leads(ctx, d.ID, f)
		if err != nil {
			return nil, again, err
		}
		for _, l := range leads {
			b := s.briefFor(d, l)
			key, value := b.Key(PromptVersion, s.model), priceOf(l)*l.Score.Probability
			i, seen := place[key]
			if !seen {
				missing, left, err := s.cached.missing(ctx, key)
				if err != nil {
					return nil, again, err
				}
				again = sooner(again, left)
				if i = -1; missing {
					i = len(all)
					all = append(all, wanted{key: key, brief: b})
				}
				place[key] = i
			}
			if i >= 0 {
				all[i].value = max(all[i].value, value)
			}
		}
		if len(leads) < warmPage {
			break
		}
		last := leads[len(leads)-1]
		f.After = &lead.Position{SortKey: lead.SortKey(last.Priority, last.Score.Probability), ID: last.ID}
	}
	slices.SortStableFunc(all, func(a, b wanted) int { return cmp.Compare(b.value, a.value) })
	return all, again, nil
}

// prices gives what the service of a lead costs. A model that is not on the dealer's list counts as the mean of those
// that are; without a list, all count the same.
func prices(d dealer.Dealer) func(lead.Lead) float64 {
	mean := 1.0
	if list := d.Settings.Prices; len(list) > 0 {
		mean = 0
		for _, p := range list {
			mean += float64(p.TotalCents()) / float64(len(list))
		}
	}
	return func(l lead.Lead) float64 {
		if p, ok := d.Settings.PriceFor(l.Vehicle.Family); ok {
			return float64(p.TotalCents())
		}
		return mean
	}
}

// missing says whether there is no text for a key, be it an old one, and one may be asked for now. One that is left
// alone may be asked for at left.
func (c *cachedWriter) missing(ctx context.Context, key string) (missing bool, left time.Time, err error) {
	if _, ok := c.memory.recall(key); ok {
		return false, left, nil
	}
	has, err := c.store.HasDraft(ctx, key)
	if has || err != nil {
		return false, left, err
	}
	c.mu.Lock()
	fail, failed := c.failures[key]
	c.mu.Unlock()
	if !failed {
		if fail, failed, err = c.failedBefore(ctx, key); err != nil {
			return false, left, err
		}
	}
	if failed && c.now().Before(fail.RetryAt) {
		return false, fail.RetryAt, nil
	}
	return true, left, nil
}

// hasFailed says whether the text for a key could not be had when it was last asked for.
func (c *cachedWriter) hasFailed(key string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	_, failed := c.failures[key]
	return failed
}

// calm waits until no text is being written that a person asked for, and says whether ctx goes on.
func (c *cachedWriter) calm(ctx context.Context) bool {
	for {
		c.mu.Lock()
		asked, quiet := c.asked, c.quiet
		c.mu.Unlock()
		if asked == 0 {
			return ctx.Err() == nil
		}
		select {
		case <-quiet:
		case <-ctx.Done():
			return false
		}
	}
}

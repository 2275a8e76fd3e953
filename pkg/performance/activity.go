package performance

import (
	"context"
	"sync"
	"time"
)

// Window is how far back the figures over time are looked at.
type Window string

// The windows: an hour minute by minute, and a day quarter by quarter of an hour.
const (
	Hour Window = "hour"
	Day  Window = "day"
)

// look is how often it is looked whether a slot has ended.
const look = time.Second

// Slot is what was counted from one time until another. Of Messages and Model it has the counts only.
type Slot struct {
	From, Until time.Time
	Answers     Times
	Messages    Messages
	Model       Model
}

// Activity is the service's figures over time, as far as they are kept in memory: from the start of the process.
type Activity struct {
	Since, AsOf time.Time
	// Slots are in order of time, without a gap; the last one is under way.
	Slots []Slot
	// FailuresByReason is over all slots.
	FailuresByReason map[string]int64
}

// counted is what all counters showed at a moment.
type counted struct {
	messages Messages
	model    Model
}

// series keeps the latest slots of one length.
type series struct {
	every time.Duration
	most  int
	ended []Slot
	// open is the slot under way: its answers, and what the counters showed when it began.
	from    time.Time
	answers *ResponseTimes
	before  counted
}

// history is what was counted over time. What happened before the process started is not in it.
type history struct {
	since time.Time
	read  func() counted

	mu     sync.Mutex
	series map[Window]*series
}

func newHistory(now time.Time, read func() counted) *history {
	h := &history{since: now, read: read, series: map[Window]*series{
		Hour: {every: time.Minute, most: 60}, Day: {every: 15 * time.Minute, most: 96},
	}}
	at := read()
	for _, s := range h.series {
		s.from, s.answers, s.before = now, NewResponseTimes(), at
	}
	return h
}

// record adds one answer to the slots under way.
func (h *history) record(took time.Duration) {
	h.mu.Lock()
	for _, s := range h.series {
		s.answers.Record(took)
	}
	h.mu.Unlock()
}

// turn ends the slots whose time has passed. A clock that was set back makes a slot longer, never shorter.
func (h *history) turn(now time.Time) {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, s := range h.series {
		if end := s.end(); !now.Before(end) {
			s.turn(now, end, h.read())
		}
	}
}

// end is when the slot under way ends: at a round time, so that the first one is shorter.
func (s *series) end() time.Time { return s.from.Truncate(s.every).Add(s.every) }

func (s *series) turn(now, end time.Time, at counted) {
	s.ended = append(s.ended, s.slot(end, at))
	s.from, s.answers, s.before = end, NewResponseTimes(), at
	// While the process was asleep nothing was counted: those slots are empty.
	if skipped := now.Add(-s.every * time.Duration(s.most)).Truncate(s.every); skipped.After(s.from) {
		s.ended, s.from = nil, skipped
	}
	for end := s.end(); !now.Before(end); end = s.end() {
		s.ended = append(s.ended, Slot{From: s.from, Until: end})
		s.from = end
	}
	if over := len(s.ended) - s.most; over > 0 {
		s.ended = append([]Slot(nil), s.ended[over:]...)
	}
}

// slot is the one under way as if it ended now.
func (s *series) slot(until time.Time, at counted) Slot {
	b := s.before
	slot := Slot{From: s.from, Until: until, Answers: s.answers.Times()}
	slot.Messages = Messages{
		AI: at.messages.AI - b.messages.AI, Template: at.messages.Template - b.messages.Template, Edited: at.messages.Edited - b.messages.Edited,
		Hits: at.messages.Hits - b.messages.Hits, Misses: at.messages.Misses - b.messages.Misses,
	}
	slot.Model = Model{
		Calls: at.model.Calls - b.model.Calls, Failures: at.model.Failures - b.model.Failures, Cost: at.model.Cost - b.model.Cost,
		FailuresByReason: map[string]int64{},
	}
	for reason, n := range at.model.FailuresByReason {
		if n -= b.model.FailuresByReason[reason]; n > 0 {
			slot.Model.FailuresByReason[reason] = n
		}
	}
	return slot
}

// activity is what a window shows.
func (h *history) activity(w Window, now time.Time) Activity {
	h.turn(now)
	h.mu.Lock()
	defer h.mu.Unlock()
	s := h.series[w]
	a := Activity{Since: h.since, AsOf: now, FailuresByReason: map[string]int64{}}
	until := now
	if now.Before(s.from) {
		until = s.from // the clock was set back
	}
	a.Slots = append(append(a.Slots, s.ended...), s.slot(until, h.read()))
	for _, slot := range a.Slots {
		for reason, n := range slot.Model.FailuresByReason {
			a.FailuresByReason[reason] += n
		}
	}
	return a
}

// Run keeps the slots apart until ctx ends.
func (s *Service) Run(ctx context.Context) {
	tick := time.NewTicker(look)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			s.history.turn(s.now())
		}
	}
}

// Activity gives the figures over time.
func (s *Service) Activity(w Window) Activity { return s.history.activity(w, s.now()) }

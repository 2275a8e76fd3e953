package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"runtime"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
)

const (
	heldTexts  = 200_000
	heldBytes  = 1 << 30 // so that none is dropped
	heldLinger = 10 * time.Second
	// keyBytes is what a text is found by: a SHA-256 in hexadecimal digits.
	keyBytes = 64
)

// heldResult is what so many texts took in memory.
type heldResult struct {
	Texts, Payload, Key int64 // bytes of the texts themselves, and of what they are found by
	Heap                int64 // by how much the heap has grown
	Told                int64 // what the portal says that they take
}

// measureHeld measures what memory takes for a text beside the text itself.
func measureHeld(ctx context.Context, b *bench) (rows []row, err error) {
	var started cleanup
	defer started.run(&err)
	child, err := startChild(ctx, b.self, "held", serverCore)
	if err != nil {
		return nil, err
	}
	started.add(child.stop)
	var r heldResult
	if err := child.ask(heldTexts, &r); err != nil {
		return nil, fmt.Errorf("holding texts: %w", err)
	}
	each := func(bytes int64) float64 { return float64(bytes) / float64(r.Texts) }
	over := each(r.Heap - r.Payload - r.Key)
	return []row{{
		id: "P10", what: fmt.Sprintf("memory for each of %d texts, beside text and key", r.Texts), floor: fmt.Sprintf("%.0f B", each(r.Payload+r.Key)),
		measured: fmt.Sprintf("%.0f B", over), unit: " B", goal: goal{target: 160, stretch: 80}, value: over,
		beside: fmt.Sprintf("heap %.0f B for each text; text %.0f B, and a key of %.0f B, kept or not; the portal tells %.0f B", each(r.Heap), each(r.Payload), each(r.Key), each(r.Told)),
	}}, nil
}

// heldPart holds texts in a process of its own.
func heldPart(in io.Reader, out io.Writer) error {
	return serve(in, out, holdTexts)
}

// library is a store that has a draft for every brief, and what was taken out of it.
type library struct {
	outreach.Store
	taken   map[string]bool
	payload int64
}

// Draft gives a draft whose texts are its own.
func (l *library) Draft(_ context.Context, key string) (outreach.Draft, error) {
	var a struct {
		PhoneScript string `json:"phone_script"`
		SMS         string
		Email       struct{ Subject, Body string }
	}
	if err := json.Unmarshal([]byte(llmtest.Draft(key)), &a); err != nil {
		return outreach.Draft{}, err
	}
	if !l.taken[key] {
		l.taken[key] = true
		l.payload += int64(len(a.PhoneScript) + len(a.SMS) + len(a.Email.Subject) + len(a.Email.Body))
	}
	return outreach.Draft{
		Key: key, Texts: outreach.Texts{PhoneScript: a.PhoneScript, SMS: a.SMS, EmailSubject: a.Email.Subject, EmailBody: a.Email.Body},
		Model: "bench", PromptVersion: outreach.PromptVersion, GeneratedAt: time.Now(),
	}, nil
}

// OwnMessage answers that there is none.
func (l *library) OwnMessage(context.Context, dealer.ID, string) (outreach.Own, error) {
	return outreach.Own{}, fault.Newf(fault.NotFound, "There is none.")
}

// holdTexts reads so many texts that stay in memory, and looks at the heap before and after that.
func holdTexts(texts int) (r heldResult, err error) {
	shelf := &library{taken: map[string]bool{}}
	s, err := outreach.NewService(outreach.Config{TTL: 24 * time.Hour, Variants: outreach.MaxVariants, MemoryBytes: heldBytes}, shelf, &instant{}, "bench", time.Minute, time.Now, newID, slog.New(slog.DiscardHandler))
	if err != nil {
		return r, err
	}
	defer s.Close()
	ctx := context.Background()
	shelf.taken = make(map[string]bool, texts+keptBatch)
	before := heap()
	// A lead's variant is a matter of its id: of the same leads with other ids, many have other texts.
	for n := 0; len(shelf.taken) < texts; n += keptBatch {
		from := n % (len(dealer.Tones) * distinctBriefs)
		to := min(from+keptBatch, (from/distinctBriefs+1)*distinctBriefs)
		d, leads := keptLeads(from, to)
		for i := range leads {
			leads[i].ID = fmt.Sprint(n, ".", i)
		}
		if _, err := s.Messages(ctx, d, leads, "Test Caller", 0); err != nil {
			return r, err
		}
		for end := time.Now().Add(heldLinger); s.Figures().Entries < int64(len(shelf.taken)); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				return r, errors.New("memory has not taken in all texts")
			}
		}
	}
	r = heldResult{Texts: int64(len(shelf.taken)), Payload: shelf.payload, Key: int64(len(shelf.taken)) * keyBytes, Told: s.Figures().Bytes}
	clear(shelf.taken) // the table was there before, the keys were not
	r.Heap = heap() - before
	if f := s.Figures(); f.Entries != r.Texts || f.Evictions != 0 {
		return r, fmt.Errorf("memory has %d of %d texts", f.Entries, r.Texts)
	}
	return r, nil
}

// heap is what is in use when all that is not has been given back.
func heap() int64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

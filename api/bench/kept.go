package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"path/filepath"
	"sync/atomic"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/llm/llmtest"

	"dealerportal/pkg/outreach"
	"dealerportal/pkg/store"
)

const (
	keptTexts = 100_000 // three times as many as fit into memory
	keptBatch = 500
	keptHot   = 2_000 // that are read over and over
)

// keptTask is where the texts are to be kept.
type keptTask struct{ Path string }

// keptResult is how many texts were paid for, and how many reads found what had been paid for: right after it came, hot
// ones in between, and all in a process that has just started. Calls are those that no read should have made.
type keptResult struct {
	Paid                        int64
	After, Hot, Restart         int64
	AskedHot, Evicted, Repeated int64
	Seconds                     float64
}

// measureKept measures whether what was paid for can be read from then on, by writing more texts than memory holds.
func measureKept(ctx context.Context, b *bench) (rows []row, err error) {
	var started cleanup
	defer started.run(&err)
	child, err := startChild(ctx, b.self, "kept", serverCore)
	if err != nil {
		return nil, err
	}
	started.add(child.stop)
	var r keptResult
	if err := child.ask(keptTask{Path: filepath.Join(b.dir, "kept.db")}, &r); err != nil {
		return nil, fmt.Errorf("keeping texts: %w", err)
	}
	line := func(what string, asked, found int64, beside string) row {
		return row{
			id: "P11", what: what, floor: fmt.Sprintf("%d reads", asked), measured: fmt.Sprintf("%d = %.2f %%", found, 100*float64(found)/float64(asked)),
			goal: goal{target: 1}, value: float64(asked) / max(float64(found), 1), beside: beside,
		}
	}
	return []row{
		line("paid texts that the next read finds", r.Paid, r.After, fmt.Sprintf("%d texts in %.0f s, of which memory dropped %d; %d calls to the model that no read should have made", r.Paid, r.Seconds, r.Evicted, r.Repeated)),
		line("the same of those that are read all the time", r.AskedHot, r.Hot, ""),
		line("the same after a restart", r.Paid, r.Restart, ""),
	}, nil
}

// keptPart keeps texts in a process of its own.
func keptPart(in io.Reader, out io.Writer) error {
	return serve(in, out, func(task keptTask) (keptResult, error) {
		r := keptResult{}
		began := time.Now()
		err := r.write(task.Path)
		if err == nil {
			err = r.restart(task.Path)
		}
		r.Seconds = time.Since(began).Seconds()
		return r, err
	})
}

// instant is a model that answers at once, and counts.
type instant struct{ calls atomic.Int64 }

// Complete gives a draft.
func (m *instant) Complete(_ context.Context, p outreach.Prompt) (outreach.Completion, error) {
	m.calls.Add(1)
	return outreach.Completion{Text: llmtest.Draft(p.User), Model: "bench", Requests: 1}, nil
}

// keeper is messages on a database, with a model that answers at once.
type keeper struct {
	*outreach.Service
	model *instant
	db    *store.DB
}

func openKeeper(ctx context.Context, path string) (k *keeper, err error) {
	k = &keeper{model: &instant{}}
	if k.db, err = openStore(ctx, "sqlite:"+path); err != nil {
		return nil, err
	}
	k.Service, err = outreach.NewService(outreach.Config{TTL: 24 * time.Hour, Variants: 1}, k.db, k.model, "bench", time.Minute, time.Now, newID, slog.New(slog.DiscardHandler))
	if err != nil {
		return nil, errors.Join(err, k.db.Close())
	}
	return k, nil
}

func (k *keeper) close() error {
	k.Close()
	return k.db.Close()
}

// keptLeads are those from one number up to another, and the dealer whose they are: there are more texts than briefs in one
// tone.
func keptLeads(from, to int) (dealer.Dealer, []lead.Lead) {
	now := time.Now()
	d := benchDealer("kept", "KEPT", now)
	d.Settings.Tone = dealer.Tones[from/distinctBriefs]
	leads := make([]lead.Lead, 0, to-from)
	for n := from; n < to; n++ {
		leads = append(leads, briefLead(n%distinctBriefs, fmt.Sprint(n), now))
	}
	return d, leads
}

// read gives how many of some leads have a text of the model.
func (k *keeper) read(ctx context.Context, from, to int, wait time.Duration) (int64, error) {
	d, leads := keptLeads(from, to)
	batch, err := k.Messages(ctx, d, leads, "Test Caller", wait)
	return batch.Served.AI, err
}

func (r *keptResult) write(path string) (err error) {
	ctx := context.Background()
	k, err := openKeeper(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.close()) }()
	d, _ := keptLeads(0, 0)
	if err := k.db.CreateDealer(ctx, d); err != nil {
		return err
	}
	for from := 0; from < keptTexts; {
		to := min(from+keptBatch, keptTexts, (from/distinctBriefs+1)*distinctBriefs)
		paid, err := k.read(ctx, from, to, time.Minute)
		if err != nil {
			return err
		}
		after, err := k.read(ctx, from, to, 0)
		if err != nil {
			return err
		}
		hot := from / keptBatch * keptBatch % keptHot
		if hot+keptBatch <= from {
			again, err := k.read(ctx, hot, hot+keptBatch, 0)
			if err != nil {
				return err
			}
			r.AskedHot, r.Hot = r.AskedHot+keptBatch, r.Hot+again
		}
		r.Paid, r.After = r.Paid+paid, r.After+after
		from = to
	}
	if r.Paid != keptTexts {
		return fmt.Errorf("%d of %d texts came", r.Paid, keptTexts)
	}
	r.Repeated, r.Evicted = k.model.calls.Load()-keptTexts, k.Figures().Evictions
	return nil
}

func (r *keptResult) restart(path string) (err error) {
	ctx := context.Background()
	k, err := openKeeper(ctx, path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, k.close()) }()
	for from := 0; from < keptTexts; {
		to := min(from+keptBatch, keptTexts, (from/distinctBriefs+1)*distinctBriefs)
		found, err := k.read(ctx, from, to, 0)
		if err != nil {
			return err
		}
		r.Restart += found
		from = to
	}
	r.Repeated += k.model.calls.Load()
	return nil
}

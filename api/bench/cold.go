package main

import (
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"sync"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

// What is written while somebody waits is measured here: a portal on core 0, the fake model server and who asks
// on core 1, and texts that nobody has asked for before.

// coldWait is how long a batch is waited for at most.
const coldWait = "Prefer: wait=60"

// onClientCore keeps this process, in which the fake server runs, off the portal's core while f runs.
func onClientCore(ctx context.Context, f func() error) error {
	move := func(cores string) error {
		out, err := exec.CommandContext(ctx, "taskset", "-a", "-p", "-c", cores, strconv.Itoa(os.Getpid())).CombinedOutput()
		if err != nil {
			return fmt.Errorf("moving to core %s: %w\n%s", cores, err, out)
		}
		return nil
	}
	if err := move(strconv.Itoa(clientCore)); err != nil {
		return err
	}
	return errors.Join(f(), move(fmt.Sprintf("%d,%d", serverCore, clientCore)))
}

// steady answers every question after the same time.
func steady(d time.Duration) func(llmtest.Request) llmtest.Fault {
	return func(llmtest.Request) llmtest.Fault { return llmtest.Slow(d) }
}

// varying answers after times that are spread as a model's are: log-normal about a median. The nth question takes
// the same time in each run. With straggling, one in so many takes ten times as long.
func varying(median time.Duration, straggling int) func(llmtest.Request) llmtest.Fault {
	const spread = 0.3
	return func(q llmtest.Request) llmtest.Fault {
		d := float64(median) * math.Exp(spread*rand.New(rand.NewPCG(uint64(q.Number), 1)).NormFloat64())
		if straggling > 0 && q.Number%straggling == 0 {
			d *= 10
		}
		return llmtest.Slow(time.Duration(d))
	}
}

// coldPortal is a portal on a fleet, with a model that takes its time.
type coldPortal struct {
	*portalProcess
	*client
	*fleet
	model *llmtest.Server
}

// startColdPortal starts a portal whose texts are not written ahead.
func startColdPortal(ctx context.Context, b *bench, f *fleet, fault func(llmtest.Request) llmtest.Fault, settings ...string) (p *coldPortal, err error) {
	p = &coldPortal{fleet: f}
	if p.model, err = llmtest.NewServer("127.0.0.1:0", llmtest.Options{Fault: fault}); err != nil {
		return nil, err
	}
	if err := p.start(ctx, b, settings...); err != nil {
		p.model.Close()
		return nil, err
	}
	return p, nil
}

// start starts the process and signs in.
func (p *coldPortal) start(ctx context.Context, b *bench, settings ...string) (err error) {
	if err := p.serve(ctx, b, settings...); err != nil {
		return err
	}
	if p.client, err = signIn(ctx, p.portalProcess.addr, fleetUser, benchPassword); err != nil {
		return errors.Join(err, p.portalProcess.stop())
	}
	return nil
}

// serve starts the process.
func (p *coldPortal) serve(ctx context.Context, b *bench, settings ...string) (err error) {
	environ := portalEnviron(p.url, append([]string{"OPENAI_BASE_URL=" + p.model.URL(), "PORTAL_MESSAGE_WARM=false"}, settings...)...)
	p.portalProcess, err = startPortal(pinned(ctx, serverCore, environ, b.portal, "serve"), b.dir)
	return err
}

func (p *coldPortal) stop() error {
	err := p.portalProcess.stop()
	p.model.Close()
	return err
}

func dealerPage(code string, limit int) string { return pagePath(limit) + "&dealer=" + code }

// batch is what became of a page whose texts were not there.
type batch struct {
	wall     time.Duration
	upstream []time.Duration // what the model took for each question, as it saw it
	calls    int64
}

func (x batch) slowest() (slowest time.Duration) {
	for _, d := range x.upstream {
		slowest = max(slowest, d)
	}
	return slowest
}

func (x batch) sum() (sum time.Duration) {
	for _, d := range x.upstream {
		sum += d
	}
	return sum
}

// ask asks for the leads of a dealership that nobody has asked for, waits for all texts, and asks once more: what
// was paid for must be there.
func (p *coldPortal) ask(ctx context.Context, size int) (x batch, err error) {
	code := p.take(size)
	before := p.model.Stats().Calls
	var a leadsAnswer
	if a, x.wall, err = p.timed(ctx, dealerPage(code, size), coldWait); err != nil {
		return x, err
	}
	again, _, err := p.timed(ctx, dealerPage(code, size))
	if err != nil {
		return x, err
	}
	if a.ai() != size || again.ai() != size {
		return x, fmt.Errorf("%d of %d leads have a text of the model, and %d when asked again", a.ai(), size, again.ai())
	}
	x.calls = p.model.Stats().Calls - before
	for _, q := range p.model.Requests()[before:] {
		if q.Took > 0 {
			x.upstream = append(x.upstream, q.Took)
		}
	}
	return x, nil
}

const (
	modelTakes = 200 * time.Millisecond // for each answer, where all take the same
	modelPlace = 16                     // questions under way at most, as is usual
	coldRounds = 40
	manyRounds = 8
	manyTexts  = 6 * modelPlace
)

// measureBatches measures how long texts that are not there take together, against the slowest answer of each batch:
// as many as are asked for at once, and more than that.
func measureBatches(ctx context.Context, b *bench) (rows []row, err error) {
	f, err := seedFleet(ctx, sqliteURL(b.dir, "batches"), map[int]int{fewLeads: coldRounds + 2, manyTexts: manyRounds + 1})
	if err != nil {
		return nil, err
	}
	err = onClientCore(ctx, func() (err error) {
		p, err := startColdPortal(ctx, b, f, varying(modelTakes, 0))
		if err != nil {
			return err
		}
		defer func() { err = errors.Join(err, p.stop()) }()
		var few, many, left []float64
		var used time.Duration
		for round := range coldRounds + 2 {
			if round == 2 {
				if used, err = cpuTime(p.cmd.Process.Pid); err != nil {
					return err
				}
			}
			x, err := p.ask(ctx, fewLeads)
			if err != nil {
				return err
			}
			if round < 2 { // for the caches of processors and kernel
				continue
			}
			few = append(few, float64(x.wall)/float64(x.slowest()))
			left = append(left, float64(x.wall-x.slowest())/1e6)
		}
		after, err := cpuTime(p.cmd.Process.Pid)
		if err != nil {
			return err
		}
		p.model.SetFault(steady(modelTakes))
		for round := range manyRounds + 1 {
			x, err := p.ask(ctx, manyTexts)
			if err != nil {
				return err
			}
			if round > 0 {
				many = append(many, float64(x.wall)/float64(max(x.slowest(), x.sum()/modelPlace)))
			}
		}
		beside := fmt.Sprintf("%d batches of %d, answers log-normal about %s; the rest of the wait: p50 %.1f ms, p99 %.1f ms; processor time of the portal for each text: %.2f ms",
			len(few), fewLeads, modelTakes, quantile(left, 0.5), quantile(left, 0.99), float64(after-used)/1e6/float64(len(few)*fewLeads))
		line := func(id, what string, ratios []float64, q float64, g goal, beside string) row {
			return row{id: id, what: what, floor: "the slowest answer", measured: fmt.Sprintf("%.3f", quantile(ratios, q)), value: quantile(ratios, q), goal: g, beside: beside}
		}
		rows = append(rows,
			line("P5", fmt.Sprintf("%d texts that are not there, p50", fewLeads), few, 0.5, goal{1.02, 1.01}, beside),
			line("P5", "the same, p99", few, 0.99, goal{target: 1.05}, ""))
		m := line("P5b", fmt.Sprintf("%d texts, %d at a time, p50", manyTexts, modelPlace), many, 0.5, goal{1.15, 1.05}, fmt.Sprintf("%d batches, %s for each answer; %.3f to %.3f", len(many), modelTakes, quantile(many, 0), quantile(many, 1)))
		m.floor = fmt.Sprintf("sum of answers / %d", modelPlace)
		rows = append(rows, m)
		return nil
	})
	return rows, err
}

const (
	hedgedTexts   = 32
	hedgedRounds  = 24
	hedgedLearn   = 4 // batches by which the portal learns what is late
	straggler     = 50
	hedgedMedian  = 100 * time.Millisecond
	hedgedAllowed = 7.0
)

// measureHedging measures what a second request for answers that are late brings: two portals alike, of which one
// sends none, ask models alike, of which one answer in fifty takes ten times as long.
func measureHedging(ctx context.Context, b *bench) (rows []row, err error) {
	var portals [2]*coldPortal
	for i, name := range []string{"hedged", "unhedged"} {
		f, err := seedFleet(ctx, sqliteURL(b.dir, name), map[int]int{hedgedTexts: hedgedRounds + hedgedLearn})
		if err != nil {
			return nil, err
		}
		portals[i] = &coldPortal{fleet: f}
	}
	err = onClientCore(ctx, func() (err error) {
		var started cleanup
		defer started.run(&err)
		for i, percent := range []int{5, 0} {
			p, err := startColdPortal(ctx, b, portals[i].fleet, varying(hedgedMedian, straggler),
				fmt.Sprint("PORTAL_LLM_CONCURRENCY=", hedgedTexts), fmt.Sprint("PORTAL_LLM_HEDGE_PERCENT=", percent))
			if err != nil {
				return err
			}
			started.add(p.stop)
			portals[i] = p
		}
		var walls [2][]float64
		var extra int64
		for round := range hedgedRounds + hedgedLearn {
			order := []int{0, 1}
			rand.Shuffle(2, func(i, j int) { order[i], order[j] = order[j], order[i] })
			for _, i := range order {
				x, err := portals[i].ask(ctx, hedgedTexts)
				if err != nil {
					return err
				}
				if round < hedgedLearn {
					continue
				}
				walls[i] = append(walls[i], float64(x.wall)/1e6)
				if i == 0 {
					extra += x.calls - hedgedTexts
				}
			}
		}
		hedged, plain := quantile(walls[0], 0.5), quantile(walls[1], 0.5)
		share := 100 * float64(extra) / (hedgedTexts * hedgedRounds)
		rows = []row{{
			id: "P6", what: fmt.Sprintf("%d texts, 2 %% of answers ten times as late: hedged / not, p50", hedgedTexts), floor: fmt.Sprintf("%.0f ms", plain),
			measured: fmt.Sprintf("%.0f ms = %.2f", hedged, hedged/plain), goal: goal{0.5, 0.32}, value: hedged / plain,
			beside: fmt.Sprintf("%d batches of each, answers log-normal about %s; p90 %.0f ms and %.0f ms", hedgedRounds, hedgedMedian, quantile(walls[0], 0.9), quantile(walls[1], 0.9)),
		}, {
			id: "P6", what: "requests beside one for each text", floor: fmt.Sprint(hedgedTexts * hedgedRounds), measured: fmt.Sprintf("%d = %.1f %%", extra, share),
			unit: " %", goal: goal{hedgedAllowed, 5}, value: share,
		}}
		return nil
	})
	return rows, err
}

// together runs f n times at once, and joins what goes wrong.
func together(n int, f func(i int) error) error {
	failures := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { failures[i] = f(i) })
	}
	all.Wait()
	return errors.Join(failures...)
}

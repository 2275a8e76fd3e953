package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

const (
	// cachedRequests is how often a request is sent in one round, and cachedTime how long that may take.
	cachedRequests    = 30_000
	cachedTime        = 20 * time.Second
	cachedConnections = 16
	fewLeads          = 8
	manyLeads         = 100
)

// contestant is one of those that take turns in a round.
type contestant struct {
	pid      int
	load     load
	cpu      []float64 // nanoseconds of a request, by round
	rate     []float64
	slowest  []float64 // the 99th per cent of the waits, nanoseconds
	lastCome loaded
}

// turn has the loader ask a contestant, and takes down what that cost its process.
func (c *contestant) turn(loader *child) error {
	before, err := cpuTime(c.pid)
	if err != nil {
		return err
	}
	var l loaded
	if err := loader.ask(c.load, &l); err != nil {
		return fmt.Errorf("the loader: %w", err)
	}
	after, err := cpuTime(c.pid)
	if err != nil {
		return err
	}
	if l.Failure != "" {
		return errors.New(l.Failure)
	}
	c.cpu = append(c.cpu, float64(after-before)/float64(l.Answers))
	c.rate = append(c.rate, l.perSecond())
	c.slowest = append(c.slowest, float64(l.P99))
	c.lastCome = l
	return nil
}

// demoPortal is a portal with the demo dealerships and a model that answers at once.
type demoPortal struct {
	*portalProcess
	*client
	model *llmtest.Server
}

// startDemo starts a portal and signs in.
func startDemo(ctx context.Context, b *bench, name string) (*demoPortal, error) {
	model, err := llmtest.NewServer("127.0.0.1:0", llmtest.Options{})
	if err != nil {
		return nil, err
	}
	d := &demoPortal{model: model}
	environ := portalEnviron(sqliteURL(b.dir, name), "PORTAL_DEMO=true", "PORTAL_DEMO_PASSWORD="+benchPassword, "OPENAI_BASE_URL="+model.URL())
	if d.portalProcess, err = startPortal(pinned(ctx, serverCore, environ, b.portal, "serve"), b.dir); err == nil {
		if d.client, err = signIn(ctx, d.portalProcess.addr, demoUser, benchPassword); err == nil {
			return d, nil
		}
		err = errors.Join(err, d.portalProcess.stop())
	}
	model.Close()
	return nil, err
}

func (d *demoPortal) stop() error {
	err := d.portalProcess.stop()
	d.model.Close()
	return err
}

// measureCached measures the list of the best leads with everything at hand and somebody signed in.
func measureCached(ctx context.Context, b *bench) (rows []row, err error) {
	var started cleanup
	defer started.run(&err)
	portal, err := startDemo(ctx, b, "cached")
	if err != nil {
		return nil, err
	}
	started.add(portal.stop)
	loader, err := startChild(ctx, b.self, "loader", clientCore)
	if err != nil {
		return nil, err
	}
	started.add(loader.stop)

	all := map[string]*contestant{}
	pid := portal.cmd.Process.Pid
	for _, limit := range []int{fewLeads, manyLeads} {
		body, tag, err := portal.warmPage(ctx, limit)
		if err != nil {
			return nil, err
		}
		_, zipped, err := portal.get(ctx, pagePath(limit), "Accept-Encoding: gzip")
		if err != nil {
			return nil, err
		}
		floor, err := startChild(ctx, b.self, "floor", serverCore)
		if err != nil {
			return nil, err
		}
		started.add(floor.stop)
		var floorAddr string
		if err := floor.ask(body, &floorAddr); err != nil {
			return nil, err
		}
		add := func(what string, pid int, addr string, status, length int, headers ...string) {
			all[fmt.Sprintf("%s %d", what, limit)] = &contestant{pid: pid, load: load{
				Addr: addr, Request: portal.request(pagePath(limit), headers...), Connections: cachedConnections,
				Requests: cachedRequests, Time: cachedTime, Status: status, Length: length,
			}}
		}
		add("floor", floor.cmd.Process.Pid, floorAddr, 200, len(body))
		add("list", pid, portal.client.addr, 200, len(body))
		add("unchanged", pid, portal.client.addr, 304, 0, "If-None-Match: "+tag)
		add("zipped", pid, portal.client.addr, 200, len(zipped), "Accept-Encoding: gzip")
	}
	rest, err := memoryOf(pid)
	if err != nil {
		return nil, err
	}
	var names []string
	for name := range all {
		names = append(names, name)
	}
	// The first round is for the caches of processors and kernel, and does not count.
	for round := range b.rounds + 1 {
		rand.Shuffle(len(names), func(i, j int) { names[i], names[j] = names[j], names[i] })
		for _, name := range names {
			if err := all[name].turn(loader); err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		if round == 0 {
			for _, c := range all {
				c.cpu, c.rate, c.slowest = nil, nil, nil
			}
		}
	}
	loaded, err := memoryOf(pid)
	if err != nil {
		return nil, err
	}
	return append(cachedRows(all), memoryRows(rest, loaded)...), nil
}

func cachedRows(all map[string]*contestant) (rows []row) {
	line := func(id, what, subject, floor string, g goal) {
		s, f := all[subject], all[floor]
		c := compare(s.cpu, f.cpu)
		rows = append(rows, row{
			id: id, what: what, floor: fmt.Sprintf("%.1f µs", c.floor/1e3),
			measured: fmt.Sprintf("%.1f µs = %.2f (%.2f to %.2f)", c.subject/1e3, c.ratio, c.spread.low, c.spread.high),
			goal:     g, value: c.ratio, spread: c.spread,
			beside: fmt.Sprintf("%.0f a second, floor %.0f; wait p99 %.2f ms, floor %.2f ms (medians of the rounds)",
				quantile(s.rate, 0.5), quantile(f.rate, 0.5), quantile(s.slowest, 0.5)/1e6, quantile(f.slowest, 0.5)/1e6),
		})
	}
	line("P1", "cached list of 8 leads / the same bytes sent by gin", "list 8", "floor 8", goal{1.40, 1.15})
	line("P1b", "cached list of 100 leads / the same bytes sent by gin", "list 100", "floor 100", goal{1.40, 1.18})
	line("P2", "8 leads unchanged, 304 / 200 with the bytes sent by gin", "unchanged 8", "floor 8", goal{0.90, 0.75})
	line("P2b", "100 leads unchanged, 304 / 200 with the bytes sent by gin", "unchanged 100", "floor 100", goal{0.90, 0.75})
	line("P3", "8 leads compressed / the same uncompressed", "zipped 8", "list 8", goal{0.95, 0.82})
	line("P3b", "100 leads compressed / the same uncompressed", "zipped 100", "list 100", goal{0.95, 0.82})
	return rows
}

func memoryRows(rest, loaded memory) []row {
	line := func(what string, m memory) row {
		return row{
			id: "memory", what: what, floor: "-", measured: fmt.Sprintf("%.0f MiB", mib(m.resident)), value: mib(m.resident),
			beside: fmt.Sprintf("%s: of it %.0f MiB are no file's; at most %.0f MiB so far", what, mib(m.own), mib(m.peak)),
		}
	}
	return []row{line("resident at rest, with the demo dealerships", rest), line("resident after the load above", loaded)}
}

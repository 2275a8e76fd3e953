package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"
)

const (
	floodConnections = 200
	floodTime        = 10 * time.Second
	// floodRequests bounds the flood in number; time ends it first.
	floodRequests = 2_000_000
	// The list is asked for at a modest pace beside it: by four people, a hundred times a second in all.
	calmConnections = 4
	calmEvery       = 40 * time.Millisecond
	mostGrowth      = 100.0 // MiB
	mostWait        = 30.0  // ms
)

// measureFlood measures what a flood of wrong passwords does to everybody else.
func measureFlood(ctx context.Context, b *bench) (rows []row, err error) {
	var started cleanup
	defer started.run(&err)
	portal, err := startDemo(ctx, b, "flood")
	if err != nil {
		return nil, err
	}
	started.add(portal.stop)
	body, _, err := portal.warmPage(ctx, fewLeads)
	if err != nil {
		return nil, err
	}
	var loaders [2]*child
	for i := range loaders {
		if loaders[i], err = startChild(ctx, b.self, "loader", clientCore); err != nil {
			return nil, err
		}
		started.add(loaders[i].stop)
	}
	calm := portal.calm(pagePath(fewLeads), len(body), floodTime)
	flood := load{
		Addr: portal.client.addr, Request: wrongSignIn(portal.client.addr), Connections: floodConnections,
		Requests: floodRequests, Time: floodTime,
	}
	var idle, flooded, refused loaded
	if err := loaders[0].ask(calm, &idle); err != nil {
		return nil, err
	}
	pid := portal.cmd.Process.Pid
	if err := forgetPeak(pid); err != nil {
		return nil, err
	}
	before, err := memoryOf(pid)
	if err != nil {
		return nil, err
	}
	flooding := make(chan error, 1)
	go func() { flooding <- loaders[1].ask(flood, &refused) }()
	err = loaders[0].ask(calm, &flooded)
	if err = errors.Join(err, <-flooding); err != nil {
		return nil, err
	}
	after, err := memoryOf(pid)
	if err != nil {
		return nil, err
	}
	for _, l := range []loaded{idle, flooded, refused} {
		if l.Failure != "" {
			return nil, errors.New(l.Failure)
		}
	}
	return floodRows(idle, flooded, refused, mib(after.peak-before.resident))
}

// calm is a list asked for at a modest pace. Answers of any length are taken when none is given.
func (c *client) calm(path string, length int, d time.Duration) load {
	return load{
		Addr: c.addr, Request: c.request(path), Connections: calmConnections, Every: calmEvery,
		Requests: int(d/calmEvery) * calmConnections, Time: d, Status: http.StatusOK, Length: length,
	}
}

// wrongSignIn is the bytes of a sign-in by somebody who exists, with a password that is wrong.
func wrongSignIn(addr string) []byte {
	r := post(context.Background(), addr, "/api/session", map[string]string{"email": demoUser, "password": "not the password"})
	text, err := io.ReadAll(r.Body)
	if err != nil {
		panic(err) // it is in memory
	}
	return fmt.Appendf(nil, "POST /api/session HTTP/1.1\r\nHost: %s\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s", addr, len(text), text)
}

func floodRows(idle, flooded, refused loaded, growth float64) ([]row, error) {
	wrong, busy := refused.ByStatus[http.StatusUnauthorized], refused.ByStatus[http.StatusTooManyRequests]
	if wrong+busy != refused.Answers {
		return nil, fmt.Errorf("wrong passwords were answered with something else than 401 and 429: %v", refused.ByStatus)
	}
	wait, calm := float64(flooded.P99)/1e6, float64(idle.P99)/1e6
	return []row{
		{
			id: "P14", what: fmt.Sprintf("wait p99 of the cached list while %d sign in wrongly", floodConnections), floor: fmt.Sprintf("%.2f ms", calm),
			measured: fmt.Sprintf("%.1f ms = %.1f", wait, wait/calm), unit: " ms", goal: goal{mostWait, min(5*calm, mostWait)}, value: wait,
			beside: fmt.Sprintf("the floor is the same list with nobody signing in; %d answers in %s, p50 %.2f ms", flooded.Answers, floodTime, float64(flooded.P50)/1e6),
		},
		{
			id: "P14", what: "growth of resident memory meanwhile, at its peak", floor: "-", measured: fmt.Sprintf("%.0f MiB", growth),
			unit: " MiB", goal: goal{target: mostGrowth}, value: growth,
			beside: fmt.Sprintf("%d wrong passwords refused: %d checked and wrong (401), %d turned away (429); p99 of their wait %.0f ms", refused.Answers, wrong, busy, float64(refused.P99)/1e6),
		},
	}, nil
}

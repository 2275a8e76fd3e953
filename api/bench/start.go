package main

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

const starts = 10

// measureStart measures how long a portal takes from nothing to its first answer: a new process, a new
// database, no demo. It runs as it is installed, with all cores. The floor is gin with one route.
func measureStart(ctx context.Context, b *bench) ([]row, error) {
	var portal, floor, resident []float64
	for i := range starts {
		dir := filepath.Join(b.dir, fmt.Sprintf("start-%d", i))
		if err := os.Mkdir(dir, 0o700); err != nil {
			return nil, err
		}
		took, m, err := startOnce(ctx, b, dir)
		if err != nil {
			return nil, err
		}
		portal, resident = append(portal, took), append(resident, mib(m.resident))
		if took, err = startFloorOnce(ctx, b); err != nil {
			return nil, err
		}
		floor = append(floor, took)
	}
	s, f, r := quantile(portal, 0.5), quantile(floor, 0.5), spreadOf(portal)
	return []row{{
		id: "start", what: "new database: from start to the first answer, median", floor: fmt.Sprintf("%.1f ms", f),
		measured: fmt.Sprintf("%.1f ms = %.1f (%.1f to %.1f ms)", s, s/f, r.low, r.high), value: s, spread: r,
		beside: fmt.Sprintf("%d starts of each, all cores, a wait and not processor time; resident after the first answer: median %.0f MiB", starts, quantile(resident, 0.5)),
	}}, nil
}

// startOnce gives the milliseconds until the portal said that it is well.
func startOnce(ctx context.Context, b *bench, dir string) (took float64, m memory, err error) {
	cmd := exec.CommandContext(ctx, b.portal, "serve")
	cmd.Env = portalEnviron(sqliteURL(dir, "portal"))
	start := time.Now()
	p, err := startPortal(cmd, dir)
	if err != nil {
		return 0, memory{}, err
	}
	defer func() { err = errors.Join(err, p.stop()) }()
	if err := first(ctx, p.addr, "/health"); err != nil {
		return 0, memory{}, err
	}
	took = float64(time.Since(start)) / 1e6
	m, err = memoryOf(cmd.Process.Pid)
	return took, m, err
}

func startFloorOnce(ctx context.Context, b *bench) (took float64, err error) {
	start := time.Now()
	floor, err := startChild(ctx, b.self, "floor", serverCore)
	if err != nil {
		return 0, err
	}
	defer func() { err = errors.Join(err, floor.stop()) }()
	var addr string
	if err := floor.ask([]byte("{}"), &addr); err != nil {
		return 0, err
	}
	if err := first(ctx, addr, cachedPath); err != nil {
		return 0, err
	}
	return float64(time.Since(start)) / 1e6, nil
}

// first asks a server that has just begun to listen, over a connection of its own.
func first(ctx context.Context, addr, path string) error {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+addr+path, nil)
	if err != nil {
		return err
	}
	r.Close = true
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("%s%s: status %d", addr, path, resp.StatusCode)
	}
	return nil
}

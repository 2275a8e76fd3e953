package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"
)

const (
	quietLoad   = 0.3 // in the last minute
	quietStolen = 2.0 // per cent
	// patience is how long the machine may take to get quiet, after the building for one.
	patience = 5 * time.Minute
	// look is over how long the stolen time is taken.
	look = 3 * time.Second
)

// machine is where the figures come from, and what it was busy with before.
type machine struct {
	cpu, system, goVersion string
	cores                  int
	load, stolen           float64
}

func (m machine) busy() bool { return m.load > quietLoad || m.stolen > quietStolen }

// waitForQuiet waits until nothing else keeps the machine busy, and gives up after a while. With force it
// takes the machine as it is.
func waitForQuiet(ctx context.Context, force bool, notes io.Writer) (machine, error) {
	if runtime.NumCPU() < 2 {
		return machine{}, errors.New("server and loader need a core each, and there is one core")
	}
	deadline := time.Now().Add(patience)
	for said := false; ; said = true {
		m, err := lookAt(ctx)
		if err != nil || force || !m.busy() {
			return m, err
		}
		if time.Now().After(deadline) {
			return m, fmt.Errorf("the machine is busy: load %.2f, stolen %.1f %%; -force measures all the same", m.load, m.stolen)
		}
		if !said {
			fmt.Fprintf(notes, "Waiting for the machine to get quiet (load %.2f, stolen %.1f %%), at most %s.\n", m.load, m.stolen, patience)
		}
	}
}

// lookAt looks at the machine for a few seconds.
func lookAt(ctx context.Context) (machine, error) {
	before, err := readTimes()
	if err != nil {
		return machine{}, err
	}
	select {
	case <-ctx.Done():
		return machine{}, ctx.Err()
	case <-time.After(look):
	}
	after, err := readTimes()
	if err != nil {
		return machine{}, err
	}
	m := machine{cpu: cpuModel(), system: systemName(), goVersion: runtime.Version(), cores: runtime.NumCPU(), stolen: after.stolenSince(before)}
	text, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return machine{}, err
	}
	m.load, err = strconv.ParseFloat(strings.Fields(string(text))[0], 64)
	return m, err
}

// times is how the machine's processors have spent their time, in seconds.
type times struct{ busy, stolen, all float64 }

// ticksPerSecond is the unit of the kernel's figures; it is 100 on every Linux that Go runs on.
const ticksPerSecond = 100

func readTimes() (times, error) {
	text, err := os.ReadFile("/proc/stat")
	if err != nil {
		return times{}, fmt.Errorf("the bench needs Linux: %w", err)
	}
	line, _, _ := strings.Cut(string(text), "\n")
	var t times
	// cpu user nice system idle iowait irq softirq steal; guest time is part of user time.
	for i, f := range strings.Fields(line)[1:9] {
		n, err := strconv.ParseFloat(f, 64)
		if err != nil {
			return times{}, fmt.Errorf("/proc/stat: %w", err)
		}
		n /= ticksPerSecond
		t.all += n
		switch i {
		case 3, 4:
		case 7:
			t.stolen += n
		default:
			t.busy += n
		}
	}
	return t, nil
}

func (t times) stolenSince(before times) float64 {
	return 100 * (t.stolen - before.stolen) / max(t.all-before.all, 1e-9)
}

// watch tells what else the machine did while something was measured.
type watch struct {
	before times
	own    float64
}

type watched struct{ stolen, others float64 }

func startWatch() watch {
	t, _ := readTimes() // it could be read a moment ago
	return watch{before: t, own: ownSeconds()}
}

func (w watch) end() watched {
	t, err := readTimes()
	if err != nil {
		return watched{}
	}
	others := t.busy - w.before.busy - (ownSeconds() - w.own)
	return watched{stolen: t.stolenSince(w.before), others: 100 * max(0, others) / max(t.all-w.before.all, 1e-9)}
}

// ownSeconds is the processor time of this process and of its children that have ended.
func ownSeconds() float64 {
	sum := 0.0
	for _, who := range []int{syscall.RUSAGE_SELF, syscall.RUSAGE_CHILDREN} {
		var u syscall.Rusage
		if err := syscall.Getrusage(who, &u); err == nil {
			sum += time.Duration(u.Utime.Nano() + u.Stime.Nano()).Seconds()
		}
	}
	return sum
}

func cpuModel() string {
	text, _ := os.ReadFile("/proc/cpuinfo")
	for line := range strings.Lines(string(text)) {
		if name, value, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(name) == "model name" {
			return strings.TrimSpace(value)
		}
	}
	return runtime.GOARCH
}

func systemName() string {
	text, err := os.ReadFile("/proc/sys/kernel/osrelease")
	if err != nil {
		return runtime.GOOS
	}
	return "Linux " + strings.TrimSpace(string(text))
}

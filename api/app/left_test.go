package app

import (
	"os"
	"runtime"
	"runtime/debug"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// left is what a process has in hand.
type left struct {
	goroutines, files int
	memory            uint64 // in use
	resident          int    // that the system has given, but for what Go has free of it
}

func leftNow() left {
	debug.FreeOSMemory() // collects what it can first
	l := left{goroutines: runtime.NumGoroutine(), files: -1}
	if files, err := os.ReadDir("/proc/self/fd"); err == nil { // where there is no such folder, files are not counted
		l.files = len(files)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	l.memory = m.HeapAlloc
	// Go keeps some MiB of free pages even when it is told to give them back, now more and now fewer of them.
	l.resident = max(0, residentBytes()-int(m.HeapIdle-m.HeapReleased))
	return l
}

var loadedOnce sync.Once

// nothingLeft runs f as a test of its own, with all that it clears away, and says that what it took is given back
// within ten seconds (I7).
func nothingLeft(t *testing.T, name string, f func(t *testing.T)) {
	t.Helper()
	const goroutines, files = 5, 3
	loadedOnce.Do(func() { // and kept for good reason, such as the contract
		t.Run("loading", func(t *testing.T) {
			w := newWorld(t)
			settledQueue(t, w.as("advisor@own.example"), 8)
		})
	})
	before := leftNow()
	t.Run(name, f)
	var now left
	within := func() bool {
		return now.goroutines <= before.goroutines+goroutines && now.files <= before.files+files && now.within(before)
	}
	for end := time.Now().Add(10 * time.Second); ; {
		if now = leftNow(); within() {
			return
		}
		if time.Now().After(end) {
			t.Errorf("I7: %s has left %+v, at the beginning there were %+v", name, now, before)
			return
		}
		<-time.After(20 * time.Millisecond)
	}
}

// within says that no more than a tenth has come to the memory that the process had before.
func (l left) within(before left) bool {
	return l.memory <= before.memory+before.memory/10 && l.resident <= before.resident+before.resident/10
}

// residentBytes is the memory that the system has given to the process; 0 where that cannot be read.
func residentBytes() int {
	content, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		return 0
	}
	pages, err := strconv.Atoi(strings.Fields(string(content))[1])
	if err != nil {
		return 0
	}
	return pages * os.Getpagesize()
}

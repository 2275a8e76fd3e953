package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// parts are what this program is when it is started by itself: each reads questions as JSON from its
// input, answers each on its output, and ends with its input.
var parts = map[string]func(in io.Reader, out io.Writer) error{
	"loader":  loaderPart,
	"floor":   floorPart,
	"query":   queryPart,
	"pages":   pagesPart,
	"risk":    riskPart,
	"kept":    keptPart,
	"held":    heldPart,
	"forward": forwardPart,
}

// cleanup is what a measurement has started and must stop, last first.
type cleanup []func() error

func (c *cleanup) add(stop func() error) { *c = append(*c, stop) }

// run stops everything, and joins what went wrong with that to err.
func (c *cleanup) run(err *error) {
	for i := len(*c) - 1; i >= 0; i-- {
		*err = errors.Join(*err, (*c)[i]())
	}
}

// buildPortal builds the program that is measured.
func buildPortal(ctx context.Context, dir string) (string, error) {
	binary := filepath.Join(dir, "portal")
	cmd := exec.CommandContext(ctx, "go", "build", "-o", binary, "dealerportal/api")
	if out, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("building the portal: %w\n%s", err, out)
	}
	return binary, nil
}

// pinned is a command on one core with one processor.
func pinned(ctx context.Context, core int, environ []string, command ...string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, "taskset", append([]string{"-c", strconv.Itoa(core)}, command...)...)
	cmd.Env = append(environ, "GOMAXPROCS=1")
	return cmd
}

// child is a part of this program in a process of its own.
type child struct {
	cmd      *exec.Cmd
	stdin    io.WriteCloser
	question *json.Encoder
	answer   *json.Decoder
}

func startChild(ctx context.Context, self, part string, core int) (*child, error) {
	cmd := pinned(ctx, core, os.Environ(), self, part)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return &child{cmd: cmd, stdin: stdin, question: json.NewEncoder(stdin), answer: json.NewDecoder(stdout)}, nil
}

// ask puts a question and reads the answer.
func (c *child) ask(question, answer any) error {
	if err := c.question.Encode(question); err != nil {
		return err
	}
	return c.answer.Decode(answer)
}

// stop ends the child and waits for it.
func (c *child) stop() error { return errors.Join(c.stdin.Close(), c.cmd.Wait()) }

// serve answers questions with f until the input ends.
func serve[Q, A any](in io.Reader, out io.Writer, f func(Q) (A, error)) error {
	questions, answers := json.NewDecoder(in), json.NewEncoder(out)
	for {
		var q Q
		if err := questions.Decode(&q); err != nil {
			if errors.Is(err, io.EOF) {
				return nil
			}
			return err
		}
		a, err := f(q)
		if err != nil {
			return err
		}
		if err := answers.Encode(a); err != nil {
			return err
		}
	}
}

// portalProcess is a portal that runs.
type portalProcess struct {
	cmd  *exec.Cmd
	addr string
	log  *os.File
	out  chan error // ends with its output
}

// listening starts the line that tells where the portal is.
const listening = "The portal is at http://localhost:"

// startPortal starts cmd, a portal that is told to listen on any port, and waits until it says which.
func startPortal(cmd *exec.Cmd, dir string) (*portalProcess, error) {
	log, err := os.CreateTemp(dir, "portal-*.log")
	if err != nil {
		return nil, err
	}
	cmd.Dir, cmd.Stderr = dir, log
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	p := &portalProcess{cmd: cmd, log: log, out: make(chan error, 1)}
	lines := bufio.NewScanner(stdout)
	for lines.Scan() {
		if port, ok := strings.CutPrefix(lines.Text(), listening); ok {
			p.addr = "127.0.0.1:" + port
			go func() {
				_, err := io.Copy(io.Discard, stdout)
				p.out <- err
			}()
			return p, nil
		}
	}
	err = errors.Join(lines.Err(), cmd.Wait())
	text, _ := os.ReadFile(log.Name())
	return nil, fmt.Errorf("the portal did not start: %w\n%s", err, text)
}

// stop ends the portal as an operator would, and waits for it.
func (p *portalProcess) stop() error {
	err := p.cmd.Process.Signal(syscall.SIGTERM)
	<-p.out
	if waited := p.cmd.Wait(); waited != nil {
		text, _ := os.ReadFile(p.log.Name())
		err = errors.Join(err, fmt.Errorf("the portal ended badly: %w\n%s", waited, text))
	}
	return errors.Join(err, p.log.Close())
}

// sqliteURL is the address of a database file.
func sqliteURL(dir, name string) string { return "sqlite:" + filepath.Join(dir, name+".db") }

// portalEnviron is the environment of a portal on a database, on any port, with nothing of the portal's that is
// set around it: no provider and no database of somebody's may come into this.
func portalEnviron(database string, more ...string) []string {
	environ := slices.DeleteFunc(os.Environ(), func(s string) bool {
		return strings.HasPrefix(s, "PORTAL_") || strings.HasPrefix(s, "OPENAI_")
	})
	return append(append(environ, "PORTAL_ADDR=127.0.0.1:0", "PORTAL_DATABASE_URL="+database), more...)
}

// cpuTime is the processor time that a process has used: to the nanosecond where the kernel keeps that,
// else by its clock ticks.
func cpuTime(pid int) (time.Duration, error) {
	threads, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/schedstat", pid))
	if err != nil || len(threads) == 0 {
		return cpuTicks(pid)
	}
	var sum time.Duration
	for _, t := range threads {
		text, err := os.ReadFile(t)
		if err != nil {
			return 0, err
		}
		n, err := strconv.ParseInt(strings.Fields(string(text))[0], 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n)
	}
	return sum, nil
}

func cpuTicks(pid int) (time.Duration, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return 0, err
	}
	// The name in brackets may hold spaces; user and system time are the 14th and 15th field.
	_, rest, _ := strings.Cut(string(text), ") ")
	fields := strings.Fields(rest)
	var sum time.Duration
	for _, f := range fields[11:13] {
		n, err := strconv.ParseInt(f, 10, 64)
		if err != nil {
			return 0, err
		}
		sum += time.Duration(n) * time.Second / ticksPerSecond
	}
	return sum, nil
}

// memory is what a process holds, in bytes: all of it, the part that is no file's, and the most so far.
type memory struct{ resident, own, peak int64 }

func memoryOf(pid int) (memory, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return memory{}, err
	}
	var m memory
	for line := range strings.Lines(string(text)) {
		name, value, _ := strings.Cut(line, ":")
		to := map[string]*int64{"VmRSS": &m.resident, "RssAnon": &m.own, "VmHWM": &m.peak}[name]
		if to == nil {
			continue
		}
		n, err := strconv.ParseInt(strings.Fields(value)[0], 10, 64)
		if err != nil {
			return memory{}, err
		}
		*to = n << 10
	}
	return m, nil
}

// forgetPeak makes the most that a process holds count from now on.
func forgetPeak(pid int) error {
	return os.WriteFile(fmt.Sprintf("/proc/%d/clear_refs", pid), []byte("5"), 0)
}

func mib(bytes int64) float64 { return float64(bytes) / (1 << 20) }

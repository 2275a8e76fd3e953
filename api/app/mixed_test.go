package app

import (
	"bufio"
	"context"
	"fmt"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/cookiejar"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/pkg/llm/llmtest"
)

// childVariable makes this test binary a portal that serves until it is killed.
const childVariable = "PORTAL_TEST_CHILD"

// serveChild is the portal as a process of its own. It says where it is on standard output.
func serveChild() int {
	fail := func(err error) int {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	cfg, err := config.Read(os.Environ())
	if err != nil {
		return fail(err)
	}
	ctx := context.Background()
	a, err := New(ctx, cfg, "test", slog.New(slog.DiscardHandler), time.Now)
	if err != nil {
		return fail(err)
	}
	defer a.Close()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return fail(err)
	}
	fmt.Println(l.Addr())
	if err := a.Serve(ctx, l); err != nil {
		return fail(err)
	}
	return 0
}

// child is a running portal process.
type child struct {
	cmd *exec.Cmd
	url string
}

func (w *world) startChild() child {
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = []string{
		childVariable + "=1", "PORTAL_DATABASE_URL=" + w.url, "OPENAI_BASE_URL=" + w.fake.URL(), "OPENAI_API_KEY=" + testKey, "PORTAL_LLM_TIMEOUT=" + patience.String(),
	}
	cmd.Stderr = os.Stderr
	out, err := cmd.StdoutPipe()
	w.must(err)
	w.must(cmd.Start())
	line, err := bufio.NewReader(out).ReadString('\n')
	w.must(err)
	return child{cmd: cmd, url: "http://" + strings.TrimSpace(line)}
}

// kill ends the process as a power switch would.
func (c child) kill() {
	_ = c.cmd.Process.Kill()
	_ = c.cmd.Wait()
}

// signIn signs in at a child.
func (w *world) signIn(c child) *client {
	jar, err := cookiejar.New(nil)
	w.must(err)
	browser := &client{p: &portal{App: w.App, t: w.t, url: c.url}, http: &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{}}}
	browser.do("POST", "/api/session", map[string]string{"email": "advisor@own.example", "password": testPassword}).want(http.StatusOK)
	return browser
}

// killed has the portal run as a process of its own that is killed in the middle of what people do.
func (w *world) killed(t *testing.T, r *rand.Rand, n int) {
	w.Close()
	if time.Since(w.clock.Now()) > 24*time.Hour { // answers are kept for a day, and months have passed for the other process
		clear(w.rewritten)
	}
	c := w.startChild()
	browser := w.signIn(c)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for k := 0; ; k++ {
			if status, _ := w.try(browser, "GET", "/health", nil); status == 0 {
				return
			}
			w.use(t, browser, n+k)
		}
	}()
	<-time.After(time.Duration(r.IntN(400)) * time.Millisecond) // the moment is what is tried out
	c.kill()
	<-done
	browser.http.CloseIdleConnections()
	w.portal = boot(t, w.settings)
	// The other process's time is the real one: go on an hour later, when nobody waits for it any more.
	w.clock.Move(time.Since(w.clock.Now()) + time.Hour)
	w.must(w.spend.LoseCalls(t.Context()))
}

// mixedRuns is how many runs of mixed faults there are: six in short, each of the sixth kind once, and as many as
// are asked for by `make faults`.
func mixedRuns(t *testing.T) (from, runs int) {
	t.Helper()
	number := func(name string, otherwise int) int {
		text := os.Getenv(name)
		if text == "" {
			return otherwise
		}
		n, err := strconv.Atoi(text)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return n
	}
	return number("PORTAL_TEST_FAULT_SEED", 0), number("PORTAL_TEST_FAULT_SEEDS", 6)
}

// Three faults at random and a good answer now and then, with a restart in the middle; in every sixth run the portal is
// killed instead (F30). A run is made again with PORTAL_TEST_FAULT_SEED=its seed PORTAL_TEST_FAULT_SEEDS=1.
func TestMixedFaultsAndRestartsLoseNothing(t *testing.T) {
	from, runs := mixedRuns(t)
	kills := 0
	var early, late left
	for seed := from; seed < from+runs; seed++ {
		kill := seed%6 == 5
		if kill {
			kills++
		}
		nothingLeft(t, fmt.Sprint("seed ", seed), func(t *testing.T) { mixedRun(t, seed, kill) })
		if n := seed - from + 1; n%20 == 0 {
			if late = leftNow(); early.memory == 0 {
				early = late
			}
			t.Logf("after %d runs: %+v", n, late)
		}
	}
	if !late.within(early) || late.goroutines > early.goroutines || late.files > early.files+3 {
		t.Errorf("I7: after twenty runs the process had %+v, after all %+v", early, late)
	}
	t.Logf("%d runs, %d of them with a portal that was killed", runs, kills)
}

func mixedRun(t *testing.T, seed int, kill bool) {
	r := rand.New(rand.NewPCG(uint64(seed), 4))
	var three []providerFault
	var names []string
	for range 3 {
		f := providerFaults[r.IntN(len(providerFaults))]
		three, names = append(three, f), append(names, f.row)
	}
	t.Logf("seed %d: %s; killed: %v", seed, strings.Join(names, ", "), kill)
	w := newWorld(t)
	var mu sync.Mutex
	choice := rand.New(rand.NewPCG(uint64(seed), 5))
	w.fake.SetFault(func(llmtest.Request) llmtest.Fault {
		mu.Lock()
		defer mu.Unlock()
		if n := choice.IntN(4); n < 3 {
			return three[n].fault
		}
		return llmtest.Fault{}
	})
	c := w.as("advisor@own.example")
	w.use(t, c, 0)
	c.http.CloseIdleConnections()
	if kill {
		w.killed(t, r, 1)
	} else {
		w.again(t) // in the middle of what is being written
		w.clock.Move(time.Minute)
	}
	c = w.as("advisor@own.example")
	w.use(t, c, 50)
	c.http.CloseIdleConnections()
	w.audit(t)
}

// Killed again and again on one database, at any moment, the portal loses nothing either.
func TestAPortalThatIsKilledAgainAndAgainLosesNothingItHasAcknowledged(t *testing.T) {
	_, runs := mixedRuns(t)
	kills := max(3, runs/6)
	w := newWorld(t)
	w.fake.SetLatency(20 * time.Millisecond)
	r := rand.New(rand.NewPCG(uint64(kills), 30))
	for n := range kills {
		w.killed(t, r, 10*n)
	}
	if w.fake.Calls() == 0 {
		t.Error("the provider was never asked: nothing was tried out")
	}
	w.fake.SetLatency(0)
	w.audit(t)
}

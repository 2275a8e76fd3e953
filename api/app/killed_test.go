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
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
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

func (w *world) startChild(t *testing.T) child {
	t.Helper()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	cmd.Env = []string{
		childVariable + "=1", "PORTAL_DATABASE_URL=" + w.url, "OPENAI_BASE_URL=" + w.fake.URL(), "OPENAI_API_KEY=" + testKey, "PORTAL_LLM_TIMEOUT=2s",
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

// A portal that is killed again and again, in the middle of whatever it does, loses nothing that it has
// acknowledged, and writes every call to the provider down before it makes it.
func TestAPortalThatIsKilledLosesNothingItHasAcknowledged(t *testing.T) {
	w := newWorld(t)
	w.Close()
	kills := 3
	if mixedRuns(t) > 50 {
		kills = 50
	}
	w.fake.SetLatency(20 * time.Millisecond)
	r := rand.New(rand.NewPCG(uint64(kills), 30))
	acknowledged := map[string][]string{} // the notes that a lead may have now
	for n := range kills {
		c := w.startChild(t)
		jar, err := cookiejar.New(nil)
		w.must(err)
		browser := &client{p: &portal{App: w.App, t: t, url: c.url}, http: &http.Client{Jar: jar, Timeout: time.Minute, Transport: &http.Transport{}}}
		browser.do("POST", "/api/session", map[string]string{"email": "advisor@own.example", "password": testPassword}).want(http.StatusOK)
		leads := decode[oas.GeneratedLeads](browser.get("/api/generate-leads").want(http.StatusOK)).Leads
		var all sync.WaitGroup
		var mu sync.Mutex
		for i, l := range leads {
			all.Go(func() {
				for k := range 50 {
					note := fmt.Sprint("note ", n, ".", i, ".", k)
					mu.Lock()
					before := acknowledged[l.Id]
					acknowledged[l.Id] = append(before[:len(before):len(before)], note) // it may get there, unacknowledged
					mu.Unlock()
					req, err := http.NewRequest("PATCH", c.url+"/api/leads/"+l.Id, strings.NewReader(`{"note":"`+note+`"}`))
					if err != nil {
						t.Error(err)
						return
					}
					req.Header.Set("Content-Type", "application/json")
					req.Header.Set("If-Match", "*")
					resp, err := browser.http.Do(req)
					if err != nil {
						return // killed
					}
					_ = resp.Body.Close()
					if resp.StatusCode == http.StatusOK {
						mu.Lock()
						acknowledged[l.Id] = []string{note}
						mu.Unlock()
					}
				}
			})
		}
		<-time.After(time.Duration(r.IntN(150)) * time.Millisecond) // the moment is what is tried out
		c.kill()
		all.Wait()
		browser.http.CloseIdleConnections()
	}
	w.killedWhole(t)
	w.fake.SetLatency(0)
	w.portal = boot(t, w.settings)
	w.clock.Move(time.Since(w.clock.Now()) + time.Hour) // past every lease
	c := w.as("advisor@own.example")
	for _, l := range decode[oas.GeneratedLeads](c.get("/api/generate-leads", "Prefer", "wait=30").want(http.StatusOK)).Leads {
		if l.Message.Kind != oas.Ai {
			t.Errorf("lead %s has a message of the kind %s: %s", l.Id, l.Message.Kind, why(l))
		}
	}
	for id, notes := range acknowledged {
		l := decode[oas.Lead](c.get("/api/leads/" + id).want(http.StatusOK))
		found := false
		for _, note := range notes {
			found = found || note == l.Note
		}
		if !found {
			t.Errorf("lead %s has the note %q, and may have %q", id, l.Note, notes)
		}
	}
}

// killedWhole says that the database is in order, and that the provider saw no call that is not written down.
func (w *world) killedWhole(t *testing.T) {
	t.Helper()
	p := boot(t, w.settings)
	defer p.Close()
	month := time.Now().UTC().Format("2006-01")
	sums := w.sums(t, p.db, month)
	seen := w.fake.Stats()
	if sums.Calls < seen.Calls-seen.InFlight || sums.PromptTokens > seen.PromptTokens {
		t.Errorf("the ledger has %+v, the provider counted %+v", sums, seen)
	}
	if seen.Calls == 0 {
		t.Error("the provider was never asked: nothing was tried out")
	}
	p.clock.Move(time.Since(p.clock.Now()) + time.Hour)
	if err := p.spend.LoseCalls(t.Context()); err != nil {
		t.Fatal(err)
	}
	p.Close()
	w.whole(t)
}

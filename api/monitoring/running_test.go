//go:build ops

package monitoring_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

// These tests run the portal as it was built, with a model provider, Prometheus beside it and nginx in front of it.
// verify builds the portal and says in PORTAL_BINARY where it is.

const demoPassword = "a password for tests"

// needs skips a test for a program that the machine has not got, or fails it where nothing may be skipped.
func needs(t *testing.T, program string) {
	t.Helper()
	if _, err := exec.LookPath(program); err == nil {
		return
	}
	if os.Getenv("PORTAL_TEST_NO_SKIP") != "" {
		t.Fatalf("there is no %s", program)
	}
	t.Skipf("there is no %s", program)
}

// eventually asks until the answer is nil, and fails with the last one when it takes too long.
func eventually(t *testing.T, within time.Duration, what string, ask func() error) {
	t.Helper()
	deadline := time.Now().Add(within)
	for {
		err := ask()
		if err == nil {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s: not within %v: %v", what, within, err)
		}
		time.Sleep(100 * time.Millisecond)
	}
}

// freeAddress is a loopback address that nobody listens on.
func freeAddress(t *testing.T) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// program is a process that ends with the test at the latest.
type program struct {
	cmd    *exec.Cmd
	stderr bytes.Buffer
	ended  chan struct{} // closed when it has
}

// start starts a program and hands each line of its output to line, if that is not nil.
func start(t *testing.T, environ []string, line func(string), name string, args ...string) *program {
	t.Helper()
	p := &program{cmd: exec.Command(name, args...), ended: make(chan struct{})}
	p.cmd.Env, p.cmd.Dir, p.cmd.Stderr = environ, t.TempDir(), &p.stderr
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			if line != nil {
				line(s.Text())
			}
		}
		_ = p.cmd.Wait() // its exit status is in the process' state
		close(p.ended)
	}()
	t.Cleanup(func() {
		p.stop(t)
		if t.Failed() {
			t.Logf("%s said:\n%s", filepath.Base(name), p.stderr.String())
		}
	})
	return p
}

// stop asks the program to end, makes it end if it takes too long, and gives its exit status.
func (p *program) stop(t *testing.T) int {
	t.Helper()
	_ = p.cmd.Process.Signal(syscall.SIGTERM) // one that has ended cannot be asked, and need not
	select {
	case <-p.ended:
	case <-time.After(15 * time.Second):
		t.Error("it does not end")
		_ = p.cmd.Process.Kill()
		<-p.ended
	}
	return p.cmd.ProcessState.ExitCode()
}

type portal struct {
	*program
	url, metricsAddr string
	client           *http.Client
}

func startPortal(t *testing.T, settings ...string) *portal {
	t.Helper()
	binary := os.Getenv("PORTAL_BINARY")
	if binary == "" {
		t.Fatal("PORTAL_BINARY is not set: run api/monitoring/verify")
	}
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	p := &portal{metricsAddr: freeAddress(t), client: &http.Client{Jar: jar, Timeout: 40 * time.Second}}
	addresses := make(chan string, 1)
	at := regexp.MustCompile(`^The portal is at (http://\S+)$`)
	p.program = start(t, append([]string{
		"PORTAL_ADDR=127.0.0.1:0", "PORTAL_METRICS_ADDR=" + p.metricsAddr, "PORTAL_DATABASE_URL=sqlite:data/portal.db",
		"PORTAL_DEMO=true", "PORTAL_DEMO_PASSWORD=" + demoPassword,
	}, settings...), func(line string) {
		if m := at.FindStringSubmatch(line); m != nil {
			addresses <- m[1]
		}
	}, binary, "serve")
	select {
	case p.url = <-addresses:
	case <-p.ended:
		t.Fatalf("the portal ended: %v", p.cmd.ProcessState)
	case <-time.After(30 * time.Second):
		t.Fatal("the portal does not start")
	}
	return p
}

// signIn makes everything after it the requests of one of the demo's users.
func (p *portal) signIn(t *testing.T, email string) {
	t.Helper()
	body, err := json.Marshal(map[string]string{"email": email, "password": demoPassword})
	if err != nil {
		t.Fatal(err)
	}
	resp, err := p.client.Post(p.url+"/api/session", "application/json", bytes.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatalf("signing in as %s: %s", email, resp.Status)
	}
}

// openQueue asks for the leads, waits for their messages, and counts these by kind.
func (p *portal) openQueue(t *testing.T) map[string]int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/generate-leads", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Prefer", "wait=30")
	resp, err := p.client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var answer struct {
		Leads []struct{ Message struct{ Kind string } }
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatalf("leads: %s %v", resp.Status, err)
	}
	kinds := map[string]int{}
	for _, l := range answer.Leads {
		kinds[l.Message.Kind]++
	}
	return kinds
}

// figures is /metrics as it is sent. The portal tells its address a moment before that of the figures is open.
func (p *portal) figures(t *testing.T) (figures string) {
	t.Helper()
	eventually(t, 5*time.Second, "/metrics", func() error {
		resp, err := http.Get("http://" + p.metricsAddr + "/metrics")
		if err != nil {
			return err
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err == nil && resp.StatusCode != http.StatusOK {
			err = errors.New(resp.Status)
		}
		figures = string(body)
		return err
	})
	return figures
}

// expressions are those of the alerts and of the dashboard.
func expressions(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	for _, a := range alerts(t) {
		all["alert "+a.Alert] = a.Expr
	}
	for _, p := range readDashboard(t).charts() {
		for i, target := range p.Targets {
			all[fmt.Sprintf("panel %s (%d)", p.Title, i+1)] = target.Expr
		}
	}
	return all
}

// exported fails for every figure that an expression names and the portal does not have, its labels included.
func exported(t *testing.T, figures string) {
	t.Helper()
	named := regexp.MustCompile(`\b(?:portal|go|process)_[a-z0-9_]+`)
	matched := regexp.MustCompile(`(\w+)(?:!=|=~|!~|=)"([^"]*)"`)
	checked := 0
	for where, expr := range expressions(t) {
		for _, name := range named.FindAllString(expr, -1) {
			checked++
			if !strings.Contains(figures, "\n"+name+"{") && !strings.Contains(figures, "\n"+name+" ") {
				t.Errorf("%s: the portal has no %s", where, name)
			}
		}
		for _, m := range matched.FindAllStringSubmatch(expr, -1) {
			if m[1] == "job" {
				continue // Prometheus gives it
			}
			for value := range strings.SplitSeq(m[2], "|") {
				if label := fmt.Sprintf("%s=%q", m[1], value); !strings.Contains(figures, label) {
					t.Errorf("%s: nothing of the portal has %s", where, label)
				}
			}
		}
	}
	if checked < 20 {
		t.Errorf("only %d names were found", checked)
	}
}

// lint has promtool, which comes with Prometheus, look at the figures' form.
func lint(t *testing.T, figures string) {
	t.Helper()
	cmd := exec.Command("promtool", "check", "metrics")
	cmd.Stdin = strings.NewReader(figures)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Errorf("promtool check metrics: %v\n%s", err, out)
	}
}

// prometheus is a server of Debian's with the repository's configuration.
type prometheus struct {
	*program
	url string
}

// startPrometheus changes the target and the intervals only.
func startPrometheus(t *testing.T, target string) *prometheus {
	t.Helper()
	dir, addr := t.TempDir(), freeAddress(t)
	for _, name := range []string{"prometheus.yml", "alerts.yml"} {
		content, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		text := string(content)
		if name == "prometheus.yml" {
			for old, changed := range map[string]string{"portal:9110": target, "scrape_interval: 15s": "scrape_interval: 1s", "evaluation_interval: 15s": "evaluation_interval: 1s"} {
				if !strings.Contains(text, old) {
					t.Fatalf("%s does not hold %q", name, old)
				}
				text = strings.Replace(text, old, changed, 1)
			}
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := &prometheus{url: "http://" + addr}
	p.program = start(t, os.Environ(), nil, "prometheus", "--config.file="+filepath.Join(dir, "prometheus.yml"),
		"--storage.tsdb.path="+filepath.Join(dir, "tsdb"), "--web.listen-address="+addr, "--log.level=warn")
	return p
}

// get asks Prometheus' API and decodes what lies under "data".
func (p *prometheus) get(ctx context.Context, path string, query url.Values, into any) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, p.url+path+"?"+query.Encode(), nil)
	if err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	var answer struct {
		Status, Error string
		Data          json.RawMessage
	}
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return err
	}
	if answer.Status != "success" {
		return errors.New(answer.Error)
	}
	return json.Unmarshal(answer.Data, into)
}

// values evaluates an expression and gives the values that are numbers.
func (p *prometheus) values(ctx context.Context, expr string) ([]string, error) {
	var data struct {
		Result []struct{ Value [2]any }
	}
	if err := p.get(ctx, "/api/v1/query", url.Values{"query": {expr}}, &data); err != nil {
		return nil, err
	}
	var all []string
	for _, r := range data.Result {
		if v := fmt.Sprint(r.Value[1]); v != "NaN" {
			all = append(all, v)
		}
	}
	return all, nil
}

func TestPrometheusWatchesTheRunningPortal(t *testing.T) {
	needs(t, "prometheus")
	// The first text is refused, so that failures are counted too.
	provider := llmtest.New(t, llmtest.Options{Fault: func(r llmtest.Request) (f llmtest.Fault) {
		if r.Number == 1 {
			f = llmtest.Policy()
		}
		return f
	}})
	// Nothing is written before Prometheus looks for the first time.
	portal := startPortal(t, "OPENAI_BASE_URL="+provider.URL(), "PORTAL_MESSAGE_WARM=false")
	prometheus := startPrometheus(t, portal.metricsAddr)
	eventually(t, 20*time.Second, "Prometheus reaches the portal", func() error {
		values, err := prometheus.values(t.Context(), `up{job="portal"}`)
		if err == nil && !slices.Equal(values, []string{"1"}) {
			err = fmt.Errorf("up is %v", values)
		}
		return err
	})

	// Everything that is counted happens after the first look, so that each rate has two values to stand on.
	portal.signIn(t, "advisor@lakeside.example")
	if kinds := portal.openQueue(t); kinds["ai"] == 0 || kinds["template"] == 0 {
		t.Fatalf("messages by kind: %v", kinds)
	}
	figures := portal.figures(t)
	exported(t, figures)
	lint(t, figures)

	for _, p := range readDashboard(t).charts() {
		for _, target := range p.Targets {
			expr := strings.ReplaceAll(target.Expr, "$__rate_interval", "1m")
			eventually(t, 10*time.Second, "a value for "+p.Title+": "+expr, func() error {
				values, err := prometheus.values(t.Context(), expr)
				if err == nil && len(values) == 0 {
					err = errors.New("there is none")
				}
				return err
			})
		}
	}

	var rules struct {
		Groups []struct {
			Rules []struct{ Name, Health, State, LastError string }
		}
	}
	eventually(t, 10*time.Second, "every alert is evaluated", func() error {
		if err := prometheus.get(t.Context(), "/api/v1/rules", nil, &rules); err != nil {
			return err
		}
		loaded := map[string]bool{}
		for _, g := range rules.Groups {
			for _, r := range g.Rules {
				if r.Health != "ok" || r.State == "firing" {
					return fmt.Errorf("%s: health %s %s, state %s", r.Name, r.Health, r.LastError, r.State)
				}
				loaded[r.Name] = true
			}
		}
		for _, a := range alerts(t) {
			if !loaded[a.Alert] {
				return fmt.Errorf("%s is not loaded", a.Alert)
			}
		}
		return nil
	})

	if status := portal.stop(t); status != 0 {
		t.Errorf("the portal ends with status %d", status)
	}
	eventually(t, 10*time.Second, "Prometheus sees that the portal is gone", func() error {
		values, err := prometheus.values(t.Context(), `up{job="portal"}`)
		if err == nil && !slices.Equal(values, []string{"0"}) {
			err = fmt.Errorf("up is %v", values)
		}
		return err
	})
	prometheus.stop(t)
}

// The alert on templates takes the presence of these figures for the presence of a provider.
func TestWithoutAProviderThereAreNoFiguresOfOne(t *testing.T) {
	portal := startPortal(t)
	figures := portal.figures(t)
	if strings.Contains(figures, "portal_llm_") || !strings.Contains(figures, "portal_messages_served_total") {
		t.Errorf("figures:\n%s", figures)
	}
	if status := portal.stop(t); status != 0 {
		t.Errorf("the portal ends with status %d", status)
	}
}

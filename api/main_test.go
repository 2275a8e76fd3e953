package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/risk"
)

// terminal is where an operator starts the program: a folder with a database.
type terminal struct {
	t       *testing.T
	environ []string
}

func newTerminal(t *testing.T, settings ...string) terminal {
	t.Helper()
	return terminal{t, append([]string{"PORTAL_DATABASE_URL=sqlite:" + filepath.Join(t.TempDir(), "portal.db")}, settings...)}
}

// run gives the exit status and what was written.
func (x terminal) run(args ...string) (status int, stdout, stderr string) {
	x.t.Helper()
	var out, errs bytes.Buffer
	status = run(x.t.Context(), args, x.environ, &out, &errs)
	return status, out.String(), errs.String()
}

// must runs a command that has to go well and gives its output.
func (x terminal) must(args ...string) string {
	x.t.Helper()
	status, stdout, stderr := x.run(args...)
	if status != 0 {
		x.t.Fatalf("%v ends with status %d: %s", args, status, stderr)
	}
	return stdout
}

// serve starts the portal and gives its address, and a function that ends it and tells its exit status.
func (x terminal) serve() (url string, stop func() int) {
	x.t.Helper()
	ctx, cancel := context.WithCancel(x.t.Context())
	out, in := io.Pipe()
	ended := make(chan int, 1)
	go func() {
		status := run(ctx, []string{"serve"}, append(x.environ, "PORTAL_ADDR=127.0.0.1:0"), in, io.Discard)
		_ = in.Close()
		ended <- status
	}()
	x.t.Cleanup(cancel)
	at := regexp.MustCompile(`^The portal is at (\S+)$`)
	lines := bufio.NewScanner(out)
	for url == "" && lines.Scan() {
		if m := at.FindStringSubmatch(lines.Text()); m != nil {
			url = m[1]
		}
	}
	go func() { _, _ = io.Copy(io.Discard, out) }()
	if url == "" {
		x.t.Fatalf("the portal ended with status %d before it told its address", <-ended)
	}
	return url, func() int {
		cancel()
		select {
		case status := <-ended:
			return status
		case <-time.After(10 * time.Second):
			x.t.Fatal("the portal does not end")
			return 0
		}
	}
}

// post sends JSON, with the session cookie if there is one, and gives the answer; its body is closed.
func post(t *testing.T, url, body string, session *http.Cookie) *http.Response {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	if session != nil {
		req.AddCookie(session)
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	return resp
}

// signIn gives the session's cookie, or nil when the password is not taken.
func signIn(t *testing.T, url, email, password string) *http.Cookie {
	t.Helper()
	body, err := json.Marshal(map[string]string{"email": email, "password": password})
	if err != nil {
		t.Fatal(err)
	}
	resp := post(t, url+"/api/session", string(body), nil)
	for _, c := range resp.Cookies() {
		if resp.StatusCode == http.StatusOK {
			return c
		}
	}
	return nil
}

// printedPassword is the one that `user add` shows.
func printedPassword(t *testing.T, output string) string {
	t.Helper()
	lines := strings.Split(strings.TrimSpace(output), "\n")
	if len(lines) != 2 {
		t.Fatalf("output: %q", output)
	}
	return strings.TrimSpace(lines[1])
}

func TestVersionIsPrintedWhateverTheSettings(t *testing.T) {
	status, stdout, stderr := newTerminal(t, "PORTAL_ADDR=nowhere").run("version")
	if status != 0 || stdout != version+"\n" || stderr != "" {
		t.Errorf("status %d, %q, %q", status, stdout, stderr)
	}
}

func TestACommandLineThatIsNoneShowsTheUsage(t *testing.T) {
	x := newTerminal(t)
	for _, args := range [][]string{
		{}, {"server"}, {"-h"}, {"user"}, {"user", "remove"}, {"user", "add"}, {"user", "add", "--email", "a@b.example"},
		{"user", "add", "--email", "a@b.example", "--role", "admin", "more"}, {"user", "add", "--unknown"},
		{"import"}, {"import", "--dealer", "D", "--kind", "vehicles"}, {"import", "--dealer", "D", "--kind", "people", "f.csv"},
		{"import", "--kind", "vehicles", "f.csv"}, {"import", "--dealer", "D", "--kind", "vehicles", "f.csv", "g.csv"},
	} {
		status, stdout, stderr := x.run(args...)
		if status != 2 || stdout != "" || !strings.HasSuffix(stderr, usage) {
			t.Errorf("%q: status %d, %q, %q", args, status, stdout, stderr)
		}
	}
}

func TestEveryProblemOfTheSettingsIsToldAndNothingStarts(t *testing.T) {
	folder := t.TempDir()
	x := terminal{t, []string{"PORTAL_DATABASE_URL=sqlite:" + filepath.Join(folder, "portal.db"), "PORTAL_ADDR=nowhere", "PORTAL_LLM_CONCURRENCY=many", "PORTAL_MESSAGE_TTL=0s"}}
	for _, command := range []string{"serve", "migrate", "demo"} {
		status, stdout, stderr := x.run(command)
		if status != 1 || stdout != "" {
			t.Errorf("%s: status %d, %q", command, status, stdout)
		}
		for _, name := range []string{"PORTAL_ADDR", "PORTAL_LLM_CONCURRENCY", "PORTAL_MESSAGE_TTL"} {
			if !strings.Contains(stderr, name) {
				t.Errorf("%s does not tell of %s: %s", command, name, stderr)
			}
		}
	}
	if files, err := os.ReadDir(folder); err != nil || len(files) != 0 {
		t.Errorf("files were made: %v %v", files, err)
	}
}

func TestMigrateMakesADatabaseAndLeavesOneThatIsUpToDate(t *testing.T) {
	x := newTerminal(t)
	for range 2 {
		if out := x.must("migrate"); out != "The database is up to date.\n" {
			t.Errorf("%q", out)
		}
	}
}

func TestADatabaseThatCannotBeOpenedIsAnError(t *testing.T) {
	file := filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(file, []byte("these are notes and no database, and longer than a header of one would be, to be sure of it"), 0o600); err != nil {
		t.Fatal(err)
	}
	x := terminal{t, []string{"PORTAL_DATABASE_URL=sqlite:" + file}}
	for _, command := range []string{"migrate", "serve"} {
		if status, _, stderr := x.run(command); status != 1 || !strings.HasPrefix(stderr, "error: ") {
			t.Errorf("%s: status %d, %q", command, status, stderr)
		}
	}
}

func TestAnAddressThatIsTakenIsAnError(t *testing.T) {
	url, _ := newTerminal(t).serve()
	x := newTerminal(t, "PORTAL_ADDR="+strings.Replace(strings.TrimPrefix(url, "http://"), "localhost", "127.0.0.1", 1))
	if status, _, stderr := x.run("serve"); status != 1 || !strings.Contains(stderr, "address already in use") {
		t.Errorf("status %d, %q", status, stderr)
	}
}

func TestAUserIsAddedOnceAndSignsInWithThePrintedPassword(t *testing.T) {
	x := newTerminal(t)
	password := printedPassword(t, x.must("user", "add", "--email", "admin@test.example", "--role", "admin"))
	status, stdout, stderr := x.run("user", "add", "--email", "Admin@Test.example", "--role", "admin")
	if status != 1 || stdout != "" || !strings.Contains(stderr, "Admin@Test.example already") {
		t.Errorf("added again: status %d, %q, %q", status, stdout, stderr)
	}
	for _, args := range [][]string{
		{"--email", "a@test.example", "--role", "advisor", "--dealer", "NONE"}, // no such dealer
		{"--email", "b@test.example", "--role", "advisor"},                     // an advisor of no dealer
		{"--email", "c@test.example", "--role", "owner"},                       // no such role
		{"--email", "nobody", "--role", "admin"},                               // no address
	} {
		if status, stdout, stderr := x.run(append([]string{"user", "add"}, args...)...); status != 1 || stdout != "" || !strings.HasPrefix(stderr, "error: ") {
			t.Errorf("%v: status %d, %q, %q", args, status, stdout, stderr)
		}
	}

	url, stop := x.serve()
	if signIn(t, url, "admin@test.example", password) == nil {
		t.Error("the password is not taken")
	}
	if signIn(t, url, "admin@test.example", password+"x") != nil {
		t.Error("a wrong password is taken")
	}
	if status := stop(); status != 0 {
		t.Errorf("serve ends with status %d", status)
	}
}

const vehicles = `vin,customer_name,current_mileage,zip_code,year,make,model,city,state
1FTFW1E53MFA00001,Test Owner,41000,49001,2021,Ford,F-150,Testville,MI
NOT-A-VIN,Test Owner,41000,49001,2021,Ford,F-150,Testville,MI
1FMCU9G61LUA00002,Test Buyer,28000,49001,2020,Ford,Escape,Testville,MI
`

func TestAFileIsImportedForADealerAndChangesNothingTheSecondTime(t *testing.T) {
	x := newTerminal(t)
	password := printedPassword(t, x.must("user", "add", "--email", "admin@test.example", "--role", "admin"))
	url, stop := x.serve()
	session := signIn(t, url, "admin@test.example", password)
	if session == nil {
		t.Fatal("the admin cannot sign in")
	}
	resp := post(t, url+"/api/dealers", `{"code":"TEST","name":"Test Motors","state":"MI","time_zone":"America/Detroit"}`, session)
	if resp.StatusCode != http.StatusCreated {
		t.Fatalf("adding a dealer: %s", resp.Status)
	}
	if status := stop(); status != 0 {
		t.Fatalf("serve ends with status %d", status)
	}

	file := filepath.Join(t.TempDir(), "vehicles.csv")
	if err := os.WriteFile(file, []byte(vehicles), 0o600); err != nil {
		t.Fatal(err)
	}
	args := []string{"import", "--dealer", "TEST", "--kind", "vehicles"}
	for _, step := range []struct {
		name, summary string
		args          []string
	}{
		{"a dry run", "2 accepted, 0 unchanged, 1 rejected\n", append(args, "--dry-run", file)},
		{"the first time", "2 accepted, 0 unchanged, 1 rejected\n", append(args, file)},
		{"the second time", "0 accepted, 2 unchanged, 1 rejected\n", append(args, file)},
	} {
		out := x.must(step.args...)
		if !strings.HasPrefix(out, "line 3: rejected: vin_malformed: vin ") || !strings.HasSuffix(out, "\n"+step.summary) || strings.Count(out, "\n") != 2 {
			t.Errorf("%s: %q", step.name, out)
		}
	}
	for _, args := range [][]string{{"--dealer", "NONE", file}, {"--dealer", "TEST", file + ".none"}} {
		args = append([]string{"import", "--kind", "vehicles"}, args...)
		if status, _, stderr := x.run(args...); status != 1 || !strings.Contains(stderr, "error: ") {
			t.Errorf("%v: status %d, %q", args, status, stderr)
		}
	}
	advisor := printedPassword(t, x.must("user", "add", "--email", "advisor@test.example", "--role", "advisor", "--dealer", "TEST"))

	url, _ = x.serve()
	if got := vehiclesOf(t, url, signIn(t, url, "advisor@test.example", advisor)); got != 2 {
		t.Errorf("the dealer's advisor sees %d vehicles, want 2", got)
	}
}

// vehiclesOf counts the vehicles that a user sees.
func vehiclesOf(t *testing.T, url string, session *http.Cookie) int {
	t.Helper()
	if session == nil {
		t.Fatal("the user cannot sign in")
	}
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/api/vehicles", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.AddCookie(session)
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var page struct{ Vehicles []json.RawMessage }
	if err := json.NewDecoder(resp.Body).Decode(&page); err != nil || resp.StatusCode != http.StatusOK {
		t.Fatal(fmt.Errorf("vehicles: %s %w", resp.Status, err))
	}
	return len(page.Vehicles)
}

// What is learned comes out as a file of parameters that the model takes. The invented outcomes of the demo teach
// nothing.
func TestWhatIsLearnedIsAFileOfParameters(t *testing.T) {
	x := newTerminal(t)
	x.must("demo")
	status, stdout, stderr := x.run("learn")
	if status != 0 || !strings.HasPrefix(stderr, "0 estimates") {
		t.Fatalf("status %d: %s", status, stderr)
	}
	m, err := risk.Load([]byte(stdout))
	if err != nil || m.Version() != risk.Default().Version() {
		t.Fatalf("%v: %s", err, stdout)
	}
}

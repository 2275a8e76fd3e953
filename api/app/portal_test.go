package app

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

func TestMain(m *testing.M) {
	if os.Getenv(childVariable) != "" {
		os.Exit(serveChild())
	}
	storetest.Main(m)
}

const testPassword = "a password for tests"

// portal is the whole program on a database of its own, answering on a loopback address.
type portal struct {
	*App
	t     testing.TB
	url   string
	clock *storetest.Clock
	log   *logBuffer
}

// logBuffer keeps what was logged.
type logBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (l *logBuffer) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.Write(p)
}

func (l *logBuffer) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.b.String()
}

// boot starts the program; change sets what differs from the defaults.
func boot(t testing.TB, change ...func(*config.Config)) *portal {
	t.Helper()
	cfg, err := config.Read([]string{"PORTAL_DATABASE_URL=" + storetest.SQLiteURL(t)})
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range change {
		f(&cfg)
	}
	p := &portal{t: t, clock: storetest.NewClock(), log: &logBuffer{}}
	p.App, err = New(context.Background(), cfg, "test", slog.New(slog.NewJSONHandler(p.log, nil)), p.clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(p.Close)
	server := httptest.NewServer(p.Handler())
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// dealer adds a dealer with an advisor and a manager, and so many vehicles, all scored.
func (p *portal) dealer(code, state string, vehicles int) dealer.Dealer {
	p.t.Helper()
	d, err := p.dealers.Create(p.t.Context(), dealer.New{Code: code, Name: code + " Ford (test)", City: "Testville", State: state, TimeZone: "America/Detroit"})
	p.must(err)
	for _, role := range []account.Role{account.Advisor, account.Manager} {
		p.user(strings.ToLower(string(role)+"@"+code+".example"), role, &d)
	}
	for i := range vehicles {
		_, _, err := p.vehicles.Save(p.t.Context(), d.ID, testVehicle(code, state, i))
		p.must(err)
	}
	p.must(p.leads.ScoreDue(p.t.Context(), d.ID))
	return d
}

var testModels = []string{"F-150 XLT", "Transit 250", "Explorer XLT", "Fusion SE", "Escape Hybrid"}

// testVehicle is the nth of a dealer's vehicles. They differ in kind, in the age of their batteries and
// in use, so that their briefs differ; each has an owner of its own.
func testVehicle(code, state string, n int) vehicle.Vehicle {
	mileage := 40_000 + n*1_000
	fitted := vehicle.DateOf(storetest.Start.AddDate(0, -(30 + n*5%70), 0))
	commercial, rough := n%2 == 0, n%3 == 0
	return vehicle.Vehicle{
		VIN: storetest.VIN(n + 1 + 1000*len(code)), Year: 2019, Make: "Ford", Model: testModels[n%len(testModels)], Mileage: &mileage,
		City: "Testville", State: state, BatteryInstalled: &fitted, CommercialUse: &commercial, RoughService: &rough,
		Customer: vehicle.Customer{Name: "Canary" + code + " Testowner", Phone: fmt.Sprintf("+1313%d", 5_550_000+n+1000*len(code)), Email: fmt.Sprintf("canary@%s%d.example", strings.ToLower(code), n)},
	}
}

func (p *portal) user(email string, role account.Role, d *dealer.Dealer) {
	p.t.Helper()
	n := account.NewUser{Email: email, Name: "Test " + string(role), Role: role, Password: testPassword}
	if d != nil {
		n.Dealer = &account.DealerRef{ID: d.ID, Code: d.Code, Name: d.Name}
	}
	_, err := p.accounts.Create(p.t.Context(), n)
	p.must(err)
}

func (p *portal) must(err error) {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
}

// client is a browser's view of the portal: it keeps cookies.
type client struct {
	p    *portal
	http *http.Client
}

func (p *portal) anonymous() *client {
	jar, err := cookiejar.New(nil)
	p.must(err)
	transport := &http.Transport{DisableCompression: true, MaxIdleConnsPerHost: 300}
	p.t.Cleanup(transport.CloseIdleConnections)
	return &client{p: p, http: &http.Client{Jar: jar, Transport: transport, Timeout: time.Minute}}
}

// as signs in; a test that signs in as admin adds the user first.
func (p *portal) as(email string) *client {
	p.t.Helper()
	c := p.anonymous()
	a := c.do("POST", "/api/session", map[string]string{"email": email, "password": testPassword})
	a.want(http.StatusOK)
	return c
}

// cookie is the session cookie of somebody who has signed in.
func (p *portal) cookie(email string) *http.Cookie {
	p.t.Helper()
	at, err := url.Parse(p.url)
	p.must(err)
	return p.as(email).http.Jar.Cookies(at)[0]
}

// answer is what came back, read whole.
type answer struct {
	t      testing.TB
	status int
	header http.Header
	body   []byte
	took   time.Duration
}

// header pairs may follow the body: name, value, name, value.
func (c *client) do(method, path string, body any, headers ...string) answer {
	c.p.t.Helper()
	var r io.Reader
	contentType := "application/json"
	switch b := body.(type) {
	case nil:
	case string:
		r = strings.NewReader(b)
	case csvFile:
		r, contentType = strings.NewReader(string(b)), "text/csv"
	default:
		encoded, err := json.Marshal(b)
		c.p.must(err)
		r = bytes.NewReader(encoded)
	}
	req, err := http.NewRequestWithContext(c.p.t.Context(), method, c.p.url+path, r)
	c.p.must(err)
	if body != nil {
		req.Header.Set("Content-Type", contentType)
	}
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	start := time.Now()
	resp, err := c.http.Do(req)
	if err != nil {
		c.p.t.Fatalf("%s %s: %v", method, path, err)
	}
	defer resp.Body.Close()
	var content io.Reader = resp.Body
	if resp.Header.Get("Content-Type") == "text/event-stream" { // it does not end: the beginning will do
		content = io.LimitReader(content, 1)
	}
	data, err := io.ReadAll(content)
	c.p.must(err)
	return answer{t: c.p.t, status: resp.StatusCode, header: resp.Header, body: data, took: time.Since(start)}
}

func (c *client) get(path string, headers ...string) answer {
	c.p.t.Helper()
	return c.do("GET", path, nil, headers...)
}

// csvFile is a body of the type text/csv.
type csvFile string

func (a answer) want(status int) answer {
	a.t.Helper()
	if a.status != status {
		a.t.Fatalf("the status is %d, want %d: %s", a.status, status, a.body)
	}
	return a
}

// problem is the problem document of an answer with this status, which names this field; none for "".
func (a answer) problem(status int, field string) oas.Problem {
	a.t.Helper()
	a.want(status)
	if got := a.header.Get("Content-Type"); got != "application/problem+json" {
		a.t.Fatalf("the type is %q: %s", got, a.body)
	}
	p := decode[oas.Problem](a)
	if p.Status != status || p.Type == "" || p.Title == "" || p.Instance == nil {
		a.t.Fatalf("not a whole problem document: %s", a.body)
	}
	if field != "" {
		if p.Errors == nil || (*p.Errors)[0].Field != field || (*p.Errors)[0].Detail == "" {
			a.t.Fatalf("the field %s is not named: %s", field, a.body)
		}
	}
	return p
}

func decode[T any](a answer) (v T) {
	a.t.Helper()
	if err := json.Unmarshal(a.body, &v); err != nil {
		a.t.Fatalf("%v: %s", err, a.body)
	}
	return v
}

func query(pairs ...string) string {
	q := url.Values{}
	for i := 0; i < len(pairs); i += 2 {
		q.Add(pairs[i], pairs[i+1])
	}
	return "?" + q.Encode()
}

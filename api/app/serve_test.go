package app

import (
	"context"
	"net"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/llm/llmtest"
)

// A request that is under way when the process is told to end gets its answer.
func TestShuttingDownLetsRequestsEnd(t *testing.T) {
	fake, g := llmtest.New(t), make(gate)
	fake.SetFault(g.fault)
	p := eightBriefs(t, modelled(fake))
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	p.must(err)
	c := p.as("advisor@own.example")
	token := p.cookie("advisor@own.example")
	p.url = "http://" + listener.Addr().String()
	ctx, end := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- p.Serve(ctx, listener) }()

	answered := make(chan answer, 1)
	go func() {
		answered <- c.get("/api/generate-leads", "Prefer", "wait=30", "Cookie", token.String())
	}()
	for fake.Calls() < 8 {
		c.get("/health")
	}
	end()
	for !p.draining.Load() {
		runtime.Gosched()
	}
	close(g)
	a := <-answered
	a.t = t
	wantKinds(t, a, 8, 0, 0)
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	if _, err := net.Dial("tcp", listener.Addr().String()); err == nil {
		t.Error("the process still listens")
	}
}

func TestFiguresForPrometheusMayHaveAnAddressOfTheirOwn(t *testing.T) {
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	addr := free.Addr().String()
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	p := boot(t, func(c *config.Config) { c.MetricsAddr = addr })
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	p.must(err)
	ctx, end := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- p.Serve(ctx, listener) }()
	defer func() {
		end()
		p.must(<-served)
	}()
	main := p.anonymous()
	p.url = "http://" + listener.Addr().String()
	main.get("/health").want(http.StatusOK)
	main.get("/metrics").problem(http.StatusNotFound, "")
	p.url = "http://" + addr
	if a := main.get("/metrics").want(http.StatusOK); !strings.Contains(string(a.body), "go_goroutines") {
		t.Errorf("%s", a.body)
	}
	main.get("/api/leads").want(http.StatusNotFound)
}

func TestATitleAndATypeForEveryProblem(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 1)
	c := p.as("advisor@own.example")
	for _, x := range []struct {
		name   string
		answer answer
		status int
	}{
		{"a text that no database takes", c.get("/api/leads?q=%00"), 400},
		{"an id that no database takes", c.get("/api/leads/%00"), 400},
		{"a path that is not there", c.get("/api/nothing"), 404},
		{"a method that is not there", c.do("DELETE", "/api/leads", nil), 405},
		{"a body of another type", c.do("POST", "/api/telemetry", "<x/>", "Content-Type", "application/xml"), 415},
		{"a file of another type", c.do("POST", "/api/imports?kind=vehicles", "{}"), 415},
		{"a body that is too large", c.do("POST", "/api/telemetry", `{"readings":["`+strings.Repeat("x", 1<<20)+`"]}`), 413},
		{"a body that is cut off", c.do("POST", "/api/telemetry", `{"readings":[`), 400},
		{"a body with a field that is not known", c.do("POST", "/api/session", `{"email":"a","password":"b","role":"admin"}`), 400},
		{"a body with a field written in capitals", c.do("POST", "/api/session", `{"email":"a","password":"b","EMAIL":"c"}`), 400},
		{"a body with more behind it", c.do("POST", "/api/session", `{"email":"a","password":"b"} {}`), 400},
	} {
		t.Run(x.name, func(t *testing.T) {
			x.answer.t = t
			x.answer.problem(x.status, "")
		})
	}
	for _, path := range []string{"/health", "/api/leads", "/api/generate-leads"} {
		if get, head := c.get(path), c.do("HEAD", path, nil).want(200); len(head.body) != 0 || head.header.Get("Content-Type") != get.header.Get("Content-Type") {
			t.Errorf("HEAD %s: %v %q", path, head.header, head.body)
		}
	}
	c.do("HEAD", "/api/events", nil).want(405)
	c.do("POST", "/api/session", `{"email":"a","password":"b","role":"admin"}`).problem(400, "role")
	c.get("/api/leads?q=%00").problem(400, "q")
	c.do("POST", "/api/telemetry", "<x/>", "Content-Type", "application/xml").problem(415, "Content-Type")
	c.do("POST", "/api/imports?kind=vehicles", "{}").problem(415, "Content-Type")
	c.do("POST", "/api/telemetry", `{"readings":["`+strings.Repeat("x", 1<<20)+`"]}`).problem(413, "body")
	c.do("POST", "/api/telemetry", `{"readings":[{"vin":NaN}]}`).problem(400, "readings[0].vin")
	for _, at := range []string{"yesterday", "2026-02-30T10:00:00Z", "2026-02-03 10:00", "2026-02-03T25:00:00Z"} {
		c.do("POST", "/api/telemetry", `{"readings":[{"vin":"1FTFW1E50MFA00001","observed_at":"`+at+`"}]}`).problem(400, "readings[0].observed_at")
	}
	c.do("PUT", "/api/vehicles/1FTFW1E50MFA00001", `{"year":2021,"make":"Ford","model":"F-150","battery_installed_on":"2026-02-30"}`).problem(400, "battery_installed_on")
	p.user("admin@portal.example", account.Admin, nil)
	p.as("admin@portal.example").do("POST", "/api/dealers", map[string]any{"code": "OWN", "name": "Again", "city": "Detroit", "state": "MI", "time_zone": "America/Detroit"}).problem(409, "code")
	for _, months := range []int{100, 500} {
		c.do("POST", "/api/risk/assess", map[string]any{
			"battery_age_months": months, "vehicle_age_months": 500, "annual_mean_temperature_c": 22, "evidence": []any{},
			"cohort": map[string]any{"failures": 400, "exposure": 1},
		}).problem(400, "cohort")
	}
	if got := decode[oas.Problem](c.get("/api/leads?limit=x")); got.Errors == nil || (*got.Errors)[0].Field != "limit" {
		t.Errorf("%+v", got)
	}
}

package app

import (
	"bufio"
	"context"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/event"
	"dealerportal/pkg/llm/llmtest"
)

// stream is an open stream of events.
type stream struct {
	t     testing.TB
	lines *bufio.Scanner
	end   context.CancelFunc
}

// block is what is sent at once: the fields of one event, or a comment.
type block struct{ id, event, data, comment string }

// listen opens a stream and reads its beginning, which tells where it begins.
func (c *client) listen(path string, headers ...string) (*stream, string) {
	c.p.t.Helper()
	ctx, cancel := context.WithCancel(c.p.t.Context())
	req, err := http.NewRequestWithContext(ctx, "GET", c.p.url+path, nil)
	c.p.must(err)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.http.Do(req)
	c.p.must(err)
	c.p.t.Cleanup(func() { cancel(); _ = resp.Body.Close() })
	h := resp.Header
	if resp.StatusCode != http.StatusOK || h.Get("Content-Type") != "text/event-stream" || h.Get("X-Accel-Buffering") != "no" || h.Get("Cache-Control") != "no-store" {
		c.p.t.Fatalf("%d with %v", resp.StatusCode, h)
	}
	s := &stream{t: c.p.t, lines: bufio.NewScanner(resp.Body), end: cancel}
	return s, s.next().id
}

// next waits for the next block; the zero one when the stream has ended.
func (s *stream) next() (b block) {
	s.t.Helper()
	for s.lines.Scan() {
		line := s.lines.Text()
		if line == "" {
			return b
		}
		name, value, _ := strings.Cut(line, ":")
		value = strings.TrimPrefix(value, " ")
		switch name {
		case "id":
			b.id = value
		case "event":
			b.event = value
		case "data":
			b.data = value
		case "":
			b.comment = "comment"
		}
	}
	return block{}
}

// want reads the next event, which must have this name, and gives its data.
func (s *stream) want(name event.Name) (block, oas.EventData) {
	s.t.Helper()
	b := s.next()
	if b.event != string(name) || b.id == "" {
		s.t.Fatalf("%+v, want %s", b, name)
	}
	return b, decode[oas.EventData](answer{t: s.t, body: []byte(b.data)})
}

func TestAChangeIsToldToTheDealersPagesAndToNobodyElse(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "AZ", 2)
	p.dealer("FOREIGN", "MI", 2)
	p.user("admin@portal.example", account.Admin, nil)
	c, other := p.as("advisor@own.example"), p.as("advisor@foreign.example")
	own, _ := c.listen("/api/events")
	admins, _ := p.as("admin@portal.example").listen("/api/events?dealer=OWN")
	foreign, _ := other.listen("/api/events")
	change := func(c *client, note string) string {
		id := decode[oas.GeneratedLeads](c.get("/api/generate-leads?limit=1")).Leads[0].Id
		c.do("PATCH", "/api/leads/"+id, map[string]string{"note": note}, "If-Match", "*").want(http.StatusOK)
		return id
	}
	id := change(c, "one")
	for _, s := range []*stream{own, admins} {
		if _, data := s.want(event.LeadChanged); data.LeadId == nil || *data.LeadId != id || !data.At.Equal(p.clock.Now()) || data.Brief != nil {
			t.Errorf("%+v", data)
		}
	}
	theirs := change(other, "two")
	// The first that the other dealer is told of is its own.
	if _, data := foreign.want(event.LeadChanged); *data.LeadId != theirs {
		t.Errorf("%s was told of %s", theirs, *data.LeadId)
	}
	p.as("admin@portal.example").get("/api/events").problem(http.StatusBadRequest, "dealer")
}

func TestAScoringIsToldWithTheLeadsThatItChanged(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "AZ", 2)
	c := p.as("advisor@own.example")
	s, _ := c.listen("/api/events")
	vin := string(testVehicle("OWN", "AZ", 7).VIN)
	c.do("PUT", "/api/vehicles/"+vin, map[string]any{"year": 2019, "make": "Ford", "model": "Escape SE"}).want(http.StatusCreated)
	_, data := s.want(event.LeadChanged)
	if l := decode[oas.Lead](c.get("/api/leads/" + *data.LeadId).want(http.StatusOK)); l.Vehicle.Vin != vin {
		t.Errorf("told of the lead of %s", l.Vehicle.Vin)
	}
	s.want(event.FleetScored)
	// A run over many vehicles names none of them.
	var file strings.Builder
	file.WriteString("vin,year,make,model\n")
	for i := range 60 {
		file.WriteString(string(testVehicle("OWN", "AZ", 10+i).VIN) + ",2019,Ford,Escape SE\n")
	}
	c.do("POST", "/api/imports?kind=vehicles", csvFile(file.String())).want(http.StatusOK)
	s.want(event.FleetScored)
}

func TestAPageThatComesBackIsToldWhatItHasMissed(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "AZ", 2)
	c := p.as("advisor@own.example")
	id := decode[oas.GeneratedLeads](c.get("/api/generate-leads?limit=1")).Leads[0].Id
	note := func(n string) {
		c.do("PATCH", "/api/leads/"+id, map[string]string{"note": n}, "If-Match", "*").want(http.StatusOK)
	}
	s, began := c.listen("/api/events")
	note("one")
	first, _ := s.want(event.LeadChanged)
	s.end()
	note("two")
	note("three")
	again, at := c.listen("/api/events", "Last-Event-ID", first.id)
	if at != first.id {
		t.Errorf("the stream begins after %s, want %s", at, first.id)
	}
	second, _ := again.want(event.LeadChanged)
	third, _ := again.want(event.LeadChanged)
	if first.id == began || second.id == first.id || third.id == second.id {
		t.Errorf("ids %s, %s, %s, %s", began, first.id, second.id, third.id)
	}
	for _, odd := range []string{"99999", "-1", "x", "99999999999999999999999"} {
		lost, _ := c.listen("/api/events", "Last-Event-ID", odd)
		if b, _ := lost.want(event.Reset); b.id != third.id {
			t.Errorf("after %s the reset has the id %s, want %s", odd, b.id, third.id)
		}
	}
}

func TestATextThatWasWaitedForIsToldToThoseWhoWaited(t *testing.T) {
	fake, g := llmtest.New(t), make(gate)
	fake.SetFault(g.fault)
	p := eightBriefs(t, modelled(fake))
	p.dealer("FOREIGN", "AZ", 1)
	c := p.as("advisor@own.example")
	own, _ := c.listen("/api/events")
	foreign, _ := p.as("advisor@foreign.example").listen("/api/events")
	wantKinds(t, c.get("/api/generate-leads"), 0, 8, 0)
	close(g)
	told := map[string]bool{}
	for range 8 {
		_, data := own.want(event.MessageReady)
		told[*data.Brief] = true
	}
	if len(told) != 8 {
		t.Errorf("told of %d texts", len(told))
	}
	// What was told is there.
	wantKinds(t, c.get("/api/generate-leads"), 8, 0, 0)
	p.events.Close()
	if b := foreign.next(); b != (block{}) {
		t.Errorf("another dealer was told of %+v", b)
	}
}

func TestAQuietStreamHasAHeartbeat(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "AZ", 0)
	s, _ := p.as("advisor@own.example").listen("/api/events")
	p.clock.Move(event.Heartbeat)
	p.must(p.events.Look(t.Context()))
	if b := s.next(); b.comment == "" {
		t.Errorf("%+v", b)
	}
}

func TestAStreamEndsWithItsSession(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "AZ", 0)
	c := p.as("advisor@own.example")
	s, _ := c.listen("/api/events")
	c.do("DELETE", "/api/session", nil).want(http.StatusNoContent)
	p.clock.Move(event.Heartbeat)
	p.must(p.events.Look(t.Context()))
	if b := s.next(); b != (block{}) {
		t.Errorf("after the end of the session comes %+v", b)
	}
}

// pipes hands out connections that have no buffer: what is written waits until it is read.
type pipes struct {
	conns chan net.Conn
	done  chan struct{}
}

func (l pipes) Accept() (net.Conn, error) {
	select {
	case c := <-l.conns:
		return c, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l pipes) Close() error   { return nil }
func (l pipes) Addr() net.Addr { return &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1)} }

func TestASlowReaderIsDroppedAndNobodyWaitsForIt(t *testing.T) {
	p := boot(t, func(c *config.Config) { c.Rest.StreamPatience = 50 * time.Millisecond })
	p.dealer("OWN", "AZ", 2)
	c := p.as("advisor@own.example")
	token := p.cookie("advisor@own.example")
	l := pipes{conns: make(chan net.Conn), done: make(chan struct{})}
	server := newHTTPServer(p.Handler(), p.App.log)
	served := make(chan error, 1)
	go func() { served <- server.Serve(l) }()
	slow, theirs := net.Pipe()
	l.conns <- theirs
	_, err := slow.Write([]byte("GET /api/events HTTP/1.1\r\nHost: localhost\r\nCookie: " + token.String() + "\r\n\r\n"))
	p.must(err)
	r := bufio.NewReader(slow)
	for line := ""; !strings.HasPrefix(line, "id:"); { // and from here on it reads nothing
		line, err = r.ReadString('\n')
		p.must(err)
	}
	quick, _ := c.listen("/api/events")
	id := decode[oas.GeneratedLeads](c.get("/api/generate-leads?limit=1")).Leads[0].Id
	for range 3 {
		c.do("PATCH", "/api/leads/"+id, map[string]string{"note": "x"}, "If-Match", "*").want(http.StatusOK)
		quick.want(event.LeadChanged)
	}
	// The server closes the connection of who does not read; a shutdown would wait for it otherwise.
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	close(l.done)
	if err := server.Shutdown(ctx); err != nil {
		t.Errorf("the slow reader is still served: %v", err)
	}
	<-served
	_ = slow.Close()
}

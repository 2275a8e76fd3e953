package app

import (
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"

	"dealerportal/api/oas"
	"dealerportal/pkg/llm/llmtest"
)

// These are counted and not timed, so that they hold on any machine. What they cost in time is measured
// by the bench.

// mostAllocations is for everything between net/http and the connection: routing, session, security
// headers, figures and the answer.
const mostAllocations = 12

// sink is a response that keeps nothing, for one request after another.
type sink struct {
	header http.Header
	status int
	bytes  int
}

func (s *sink) Header() http.Header    { return s.header }
func (s *sink) WriteHeader(status int) { s.status = status }
func (s *sink) Write(p []byte) (int, error) {
	s.bytes += len(p)
	return len(p), nil
}

// queue is a portal with so many leads whose texts a model has written, and the cookie of an advisor.
func queue(t *testing.T, leads int) (*portal, *client, *http.Cookie) {
	t.Helper()
	p := boot(t, modelled(llmtest.New(t)))
	p.dealer("OWN", "AZ", leads)
	c := p.as("advisor@own.example")
	wantKinds(t, c.get(fmt.Sprintf("/api/generate-leads?limit=%d", min(leads, 100)), "Prefer", "wait=30"), min(leads, 100), 0, 0)
	return p, c, p.cookie("advisor@own.example")
}

func TestTheCachedListTakesFewAllocationsWhateverItsLength(t *testing.T) {
	p, c, cookie := queue(t, 100)
	tag := c.get("/api/generate-leads?limit=8").want(http.StatusOK).header.Get("ETag")
	counts := map[string]float64{}
	for _, x := range []struct {
		name, path string
		headers    []string
		status     int
	}{
		{"8", "/api/generate-leads?limit=8", nil, http.StatusOK},
		{"100", "/api/generate-leads?limit=100", nil, http.StatusOK},
		{"the usual number", "/api/generate-leads", nil, http.StatusOK},
		{"8 compressed", "/api/generate-leads?limit=8", []string{"Accept-Encoding", "gzip, deflate, br, zstd"}, http.StatusOK},
		{"8 unchanged", "/api/generate-leads?limit=8", []string{"If-None-Match", tag, "Accept-Encoding", "gzip, deflate, br, zstd"}, http.StatusNotModified},
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, p.url+x.path, nil)
		p.must(err)
		r.AddCookie(cookie)
		for i := 0; i < len(x.headers); i += 2 {
			r.Header.Set(x.headers[i], x.headers[i+1])
		}
		w := &sink{header: http.Header{}}
		p.Handler().ServeHTTP(w, r) // makes the page
		if w.status != x.status {
			t.Fatalf("%s: the status is %d, want %d", x.name, w.status, x.status)
		}
		statements := p.db.Statements()
		counts[x.name] = testing.AllocsPerRun(200, func() { p.Handler().ServeHTTP(w, r) })
		if counts[x.name] > mostAllocations {
			t.Errorf("%s: %v allocations, want at most %d", x.name, counts[x.name], mostAllocations)
		}
		if n := p.db.Statements() - statements; n != 0 {
			t.Errorf("%s: %d statements to the database while everything is at hand", x.name, n)
		}
		if x.status == http.StatusOK && w.bytes == 0 {
			t.Errorf("%s: nothing was sent", x.name)
		}
	}
	t.Logf("allocations: %v", counts)
	if counts["8"] != counts["100"] {
		t.Errorf("8 leads take %v allocations and 100 take %v", counts["8"], counts["100"])
	}
}

// A page costs as many statements with few leads as with many, and deep in the queue as at its top:
// nothing is counted, and nothing is asked for each lead.
func TestAPageTakesTheSameStatementsWhateverItsLengthAndDepth(t *testing.T) {
	p, c, _ := queue(t, 60)
	page := func(path string) (cursor string, statements int64) {
		before := p.db.Statements()
		a := c.get(path).want(http.StatusOK)
		statements = p.db.Statements() - before
		if next := decode[oas.LeadPage](a).NextCursor; next != nil {
			cursor = *next
		}
		return cursor, statements
	}
	// What was read on the way is at hand from now on.
	page("/api/leads?limit=100")
	cursor, one := page("/api/leads?limit=1")
	_, all := page("/api/leads?limit=100")
	if one != all {
		t.Errorf("a page of one lead takes %d statements and one of 60 takes %d", one, all)
	}
	for range 50 {
		var n int64
		if cursor, n = page("/api/leads?limit=1&cursor=" + cursor); n != one {
			t.Fatalf("a deep page takes %d statements and the first takes %d", n, one)
		}
	}
	if one > 4 { // the dealer with its two lists, and the leads
		t.Errorf("a page takes %d statements", one)
	}
}

// What is served from the kept page is what the handler would answer: a request that is not plainly
// written goes by the contract, and is refused by it where it must be.
func TestAKeptPageTakesNothingForGrantedThatTheContractRefuses(t *testing.T) {
	p, c, cookie := queue(t, 20)
	eight := c.get("/api/generate-leads?limit=8").want(http.StatusOK)
	for _, path := range []string{"", "?limit=8", "?limit=%38", "?dealer=OWN", "?limit=8&dealer=OWN", "?limit=8&x=1", "?", "?limit=8&"} {
		if a := c.get("/api/generate-leads" + path).want(http.StatusOK); string(a.body) != string(eight.body) || a.header.Get("ETag") != eight.header.Get("ETag") {
			t.Errorf("%q is not answered like ?limit=8: %s", path, a.body)
		}
	}
	// The last one is 8 in 64 bits.
	for _, limit := range []string{"", "0", "-1", "101", "1000", "8x", "8.5", "eight", "18446744073709551624"} {
		c.get("/api/generate-leads?limit="+limit).problem(http.StatusBadRequest, "limit")
	}
	c.get("/api/generate-leads?dealer=OTHER").problem(http.StatusNotFound, "")
	p.anonymous().get("/api/generate-leads?limit=8").problem(http.StatusUnauthorized, "")
	if a := c.get("/api/generate-leads?limit=8", "Prefer", "wait=1").want(http.StatusOK); a.header.Get("Preference-Applied") != "wait=1" {
		t.Errorf("Preference-Applied: %q", a.header.Get("Preference-Applied"))
	}

	long, tag := strings.Repeat("x", 1001), eight.header.Get("ETag")
	ask := func(query string, headers http.Header) *httptest.ResponseRecorder {
		r := httptest.NewRequestWithContext(t.Context(), http.MethodGet, p.url+"/api/generate-leads"+query, nil)
		r.Header = headers.Clone()
		r.AddCookie(cookie)
		w := httptest.NewRecorder()
		p.Handler().ServeHTTP(w, r)
		return w
	}
	for _, headers := range []http.Header{
		{}, {"If-None-Match": {tag}}, {"If-None-Match": {`"other", W/` + tag}}, {"If-None-Match": {"*"}}, {"If-None-Match": {`"other"`}},
		{"If-None-Match": {""}}, {"If-None-Match": {tag, tag}}, {"If-None-Match": {long}},
		{"Accept-Encoding": {"gzip"}}, {"Accept-Encoding": {"br, GZIP;q=0.5"}}, {"Accept-Encoding": {"gzip;q=0"}}, {"Accept-Encoding": {"identity"}},
		{"Accept-Encoding": {""}}, {"Accept-Encoding": {"gzip", "br"}}, {"Accept-Encoding": {long}},
		{"Accept-Encoding": {"gzip"}, "If-None-Match": {tag}}, {"Prefer": {"wait=1"}}, {"Prefer": {""}}, {"Prefer": {"a", "b"}}, {"Prefer": {long}},
	} {
		// The second query means the same, and is not plainly written.
		kept, handled := ask("?limit=8", headers), ask("?limit=%38", headers)
		if kept.Code >= 400 { // a problem document has the name of its request, and so a length of its own
			kept.Header().Del("Content-Length")
			handled.Header().Del("Content-Length")
		}
		x, y := instance.ReplaceAllString(kept.Body.String(), ""), instance.ReplaceAllString(handled.Body.String(), "")
		if kept.Code != handled.Code || x != y || !maps.EqualFunc(kept.Header(), handled.Header(), slices.Equal) {
			t.Errorf("%.99v: %d %v %.200s\nby the handler: %d %v %.200s", headers, kept.Code, kept.Header(), x, handled.Code, handled.Header(), y)
		}
	}
}

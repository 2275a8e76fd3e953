package app

import (
	"context"
	"net/http"
	"testing"

	"dealerportal/api/config"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/store/storetest"
)

// list asks for the best leads within the process, and says how many statements that took.
func (p *portal) list(path string, cookie *http.Cookie) (status int, statements int64) {
	p.t.Helper()
	r, err := http.NewRequestWithContext(p.t.Context(), http.MethodGet, p.url+path, nil)
	p.must(err)
	r.AddCookie(cookie)
	w := &sink{header: http.Header{}}
	before := p.db.Statements()
	p.Handler().ServeHTTP(w, r)
	return w.status, p.db.Statements() - before
}

func TestWhoWasSignedInFindsThePageReadyAfterARestart(t *testing.T) {
	fake := llmtest.New(t)
	at := storetest.SQLiteURL(t)
	there := func(c *config.Config) { c.DatabaseURL = at }
	first := boot(t, modelled(fake), there)
	first.dealer("OWN", "AZ", 60)
	first.dealer("NEW", "AZ", 10) // of which nobody has asked for a text
	wantKinds(t, first.as("advisor@own.example").get("/api/generate-leads?limit=60", "Prefer", "wait=30"), 60, 0, 0)
	own, other := first.cookie("advisor@own.example"), first.cookie("advisor@new.example")
	calls := fake.Calls()

	second := boot(t, modelled(fake), there)
	second.Prepare(t.Context())
	if n := fake.Calls(); n != calls {
		t.Errorf("getting ready has called the model %d times", n-calls)
	}
	for _, path := range []string{"/api/generate-leads", "/api/generate-leads?limit=50"} {
		// Who asks is looked up the first time, and nothing else.
		if status, statements := second.list(path, own); status != http.StatusOK || statements > 1 {
			t.Errorf("%s: status %d, after %d statements", path, status, statements)
		}
	}
	if n := fake.Calls(); n != calls {
		t.Errorf("the first lists have called the model %d times", n-calls)
	}
	if status, _ := second.list("/api/generate-leads", other); status != http.StatusOK {
		t.Errorf("status %d of a list that was not ready", status)
	}
	// The other dealer's leads share a few of the texts.
	if f := second.outreach.Figures(); f.AI < 8+50 || f.Hits != f.AI || f.Template == 0 || f.Misses != f.Template || f.AI+f.Template != 8+50+8 {
		t.Errorf("%+v", f)
	}
}

func TestGettingReadyWithOldTextsHasNoneWritten(t *testing.T) {
	fake := llmtest.New(t)
	at := storetest.SQLiteURL(t)
	there := func(c *config.Config) { c.DatabaseURL = at }
	first := boot(t, modelled(fake), there)
	first.dealer("OWN", "AZ", 10)
	wantKinds(t, first.as("advisor@own.example").get("/api/generate-leads", "Prefer", "wait=30"), 8, 0, 0)
	calls := fake.Calls()

	second := boot(t, modelled(fake), there)
	second.clock.Move(2 * second.cfg.Outreach.TTL)
	second.Prepare(t.Context())
	second.outreach.Close()
	if n := fake.Calls(); n != calls {
		t.Errorf("getting ready has called the model %d times", n-calls)
	}
}

func TestGettingReadyWithoutAModelIsOfTemplates(t *testing.T) {
	at := storetest.SQLiteURL(t)
	there := func(c *config.Config) { c.DatabaseURL = at }
	first := boot(t, there)
	first.dealer("OWN", "AZ", 10)
	cookie := first.cookie("advisor@own.example")
	second := boot(t, there)
	second.Prepare(t.Context())
	if status, statements := second.list("/api/generate-leads", cookie); status != http.StatusOK || statements > 1 {
		t.Errorf("status %d, after %d statements", status, statements)
	}
}

func TestAStartWithoutTimeGetsNothingReadyAndSaysNothing(t *testing.T) {
	p := boot(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	p.Prepare(ctx)
	if p.log.String() != "" {
		t.Errorf("the log says %s", p.log)
	}
}

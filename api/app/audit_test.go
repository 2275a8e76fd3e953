package app

import (
	"bytes"
	"database/sql"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/spend"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
)

// world is a portal under faults, with what it has acknowledged.
type world struct {
	*portal
	fake    *llmtest.Server
	url     string // of the database
	tenants []dealer.Dealer

	mu        sync.Mutex
	notes     map[string][]string  // those that a lead may have now: the last acknowledged one (empty for none), and what was sent since
	scripts   map[string][]string  // likewise of the texts that a person wrote
	rewritten map[string]rewriting // by key
	imported  []string             // vehicles that were acknowledged
	bodies    bytes.Buffer         // all that the dealer was told
}

// rewriting is a request to write a message anew, and its acknowledged answer.
type rewriting struct{ lead, answer string }

func newWorld(t *testing.T) *world {
	w := &world{
		fake: llmtest.New(t), url: storetest.SQLiteURL(t), notes: map[string][]string{}, scripts: map[string][]string{}, rewritten: map[string]rewriting{},
	}
	w.portal = boot(t, w.settings)
	w.tenants = []dealer.Dealer{w.dealer("OWN", "AZ", 8), w.dealer("FOREIGN", "AZ", 2)}
	return w
}

// patience is how long one request to the model may take here: faults of the slow kind are short. A text has less
// than two seconds by it, so that who waits a second for its second attempt has no room for a third one.
const patience = 650 * time.Millisecond

func (w *world) settings(c *config.Config) {
	modelled(w.fake)(c)
	c.Timeout, c.DatabaseURL = patience, w.url
}

// again ends the portal in the middle of whatever it does, and starts it anew on the same database.
func (w *world) again(t *testing.T) {
	clock, log := w.clock, w.log
	w.Close()
	w.portal = boot(t, w.settings)
	w.clock.Move(clock.Now().Sub(w.clock.Now()))
	_, _ = w.log.Write([]byte(log.String()))
}

// try sends a request whose answer may not come: the portal may be killed meanwhile. What was told is kept.
func (w *world) try(c *client, method, path string, body any, headers ...string) (int, []byte) {
	var r io.Reader
	contentType := "application/json"
	switch b := body.(type) {
	case nil:
	case csvFile:
		r, contentType = strings.NewReader(string(b)), "text/csv"
	default:
		encoded, err := json.Marshal(b)
		w.must(err)
		r = bytes.NewReader(encoded)
	}
	req, err := http.NewRequest(method, c.p.url+path, r)
	if err != nil {
		return 0, nil
	}
	req.Header.Set("Content-Type", contentType)
	for i := 0; i < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	resp, err := c.http.Do(req)
	if err != nil {
		return 0, nil
	}
	defer resp.Body.Close()
	data, err := io.ReadAll(resp.Body)
	if err != nil {
		return 0, nil
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.bodies.Write(data)
	return resp.StatusCode, data
}

// sends notes that a value is on its way, and acknowledged that it has arrived, so that nothing else may be there.
func (w *world) sends(values map[string][]string, id, value string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if values[id] == nil {
		values[id] = []string{""} // for none
	}
	values[id] = append(slices.Clip(values[id]), value)
}

func (w *world) acknowledged(values map[string][]string, id, value string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	values[id] = []string{value}
}

// use does what people do, in the nth round, and writes down what was acknowledged.
func (w *world) use(t *testing.T, c *client, n int) {
	status, body := w.try(c, "GET", "/api/generate-leads", nil)
	if status != http.StatusOK {
		return
	}
	leads := decode[oas.GeneratedLeads](answer{t: t, body: body}).Leads
	var all sync.WaitGroup
	for i, l := range leads[1:] {
		all.Go(func() {
			for k := range 3 {
				note := fmt.Sprint("note ", n, ".", i, ".", k)
				w.sends(w.notes, l.Id, note)
				if status, _ := w.try(c, "PATCH", "/api/leads/"+l.Id, map[string]string{"note": note}, "If-Match", "*"); status == http.StatusOK {
					w.acknowledged(w.notes, l.Id, note)
				}
			}
		})
	}
	all.Go(func() {
		id, script := leads[len(leads)-1].Id, fmt.Sprint("A script of mine, the ", n, "th")
		w.sends(w.scripts, id, script)
		if status, _ := w.try(c, "PUT", "/api/leads/"+id+"/message", textsOf(script), "If-Match", "*"); status == http.StatusOK {
			w.acknowledged(w.scripts, id, script)
		}
	})
	all.Go(func() {
		vin := string(testVehicle("OWN", "AZ", 100+n).VIN)
		if status, body := w.try(c, "POST", "/api/imports?kind=vehicles", csvFile("vin,year,make,model\n"+vin+",2020,Ford,Escape SE\n")); status == http.StatusOK {
			w.mu.Lock()
			defer w.mu.Unlock()
			w.imported = append(w.imported, vin)
		} else if status != 0 {
			t.Errorf("an import is answered with %d: %s", status, body)
		}
	})
	key := fmt.Sprint("key ", n)
	for range 2 {
		all.Go(func() {
			status, body := w.try(c, "POST", "/api/leads/"+leads[0].Id+"/message", nil, "Idempotency-Key", key)
			switch status {
			case http.StatusOK:
				w.mu.Lock()
				defer w.mu.Unlock()
				if before, ok := w.rewritten[key]; ok && before.answer != string(body) {
					t.Errorf("one request has two answers: %s and %s", before.answer, body)
				}
				w.rewritten[key] = rewriting{lead: leads[0].Id, answer: string(body)}
			case 0, http.StatusConflict, http.StatusServiceUnavailable:
			default:
				t.Errorf("%d: %s", status, body)
			}
		})
	}
	all.Wait()
}

// audit holds the portal to the seven things that must be true whatever has happened:
//
//	I1 nothing that was acknowledged is lost, and nothing is half written
//	I2 every call that the provider saw is in the ledger, with what it took or with why nobody knows, and no other is
//	I3 every message has come to an end: a text, an edited one, or a template with its reason
//	I4 a request that is made once is answered the same ever after
//	I5 a dealer, the log and the figures are told nothing of another dealer's, and no secret
//	I6 a message is what it says it is, and after the recovery all are texts within the time that failures are kept
//	I7 nothing is left running, open or in memory (nothingLeft)
func (w *world) audit(t *testing.T) {
	t.Helper()
	c := w.as("advisor@own.example")
	w.settled(t, c)
	w.truthful(t, c)
	w.fake.SetFault(nil)
	w.Close()
	w.accounted(t)
	w.whole(t)

	w.again(t)
	w.clock.Move(w.longestLeftAlone(t))
	c = w.as("advisor@own.example")
	w.recovered(t, c)
	w.kept(t, c)
	w.truthful(t, c)
	w.discreet(t)
	c.http.CloseIdleConnections()
	w.Close()
	w.accounted(t)
	w.whole(t)
}

// settled says that every message comes to an end while the faults go on.
func (w *world) settled(t *testing.T, c *client) {
	t.Helper()
	status, body := w.try(c, "GET", "/api/generate-leads?limit=100", nil, "Prefer", "wait=30")
	if status != http.StatusOK {
		t.Fatalf("I3: the queue is answered with %d: %s", status, body)
	}
	for _, l := range decode[oas.GeneratedLeads](answer{t: t, body: body}).Leads {
		m := l.Message
		if (m.Kind == oas.Template) != (m.Reason != nil) || why(l) == "pending" || (m.Kind == oas.Ai) != (m.Model != nil) || m.PhoneScript == "" {
			t.Errorf("I3: a message is of no final kind: %+v", m)
		}
	}
}

// longestLeftAlone is how long it takes until everything that failed may be asked for again: what the provider is
// asked to be left alone for is forgotten by a restart, and a brief's own failure is not.
func (w *world) longestLeftAlone(t *testing.T) time.Duration {
	t.Helper()
	const afterRecovery = 90 * time.Second
	rows, err := w.database(t).QueryContext(t.Context(), "SELECT times, failed_at, retry_at FROM draft_failures")
	w.must(err)
	defer rows.Close()
	longest := afterRecovery
	for rows.Next() {
		var times, failed, retry int64
		w.must(rows.Scan(&times, &failed, &retry))
		if left := time.Duration(retry-failed) * time.Millisecond; left != 30*time.Second<<min(times-1, 7) {
			t.Errorf("I6: a brief that failed %d times in a row is left alone for %s", times, left)
		}
		longest = max(longest, time.UnixMilli(retry).Sub(w.clock.Now()))
	}
	w.must(rows.Err())
	return longest
}

func (w *world) recovered(t *testing.T, c *client) {
	t.Helper()
	_, body := w.try(c, "GET", "/api/generate-leads?limit=100", nil, "Prefer", "wait=30")
	for _, l := range decode[oas.GeneratedLeads](answer{t: t, body: body}).Leads {
		if edited := len(w.scripts[l.Id]) > 0; l.Message.Kind != oas.Ai && !edited {
			t.Errorf("I6: after the recovery lead %s has a message of the kind %s: %s", l.Id, l.Message.Kind, why(l))
		}
	}
}

// kept says that everything is there that was acknowledged.
func (w *world) kept(t *testing.T, c *client) {
	t.Helper()
	for id, notes := range w.notes {
		l := decode[oas.Lead](c.get("/api/leads/" + id).want(http.StatusOK))
		if !slices.Contains(notes, l.Note) {
			t.Errorf("I1: lead %s has the note %q, and may have %q", id, l.Note, notes)
		}
	}
	for id, scripts := range w.scripts {
		m := decode[oas.Lead](c.get("/api/leads/" + id).want(http.StatusOK)).Message
		script := ""
		if m.Kind == oas.Edited {
			script = m.PhoneScript
		}
		if !slices.Contains(scripts, script) {
			t.Errorf("I1: lead %s has the message %+v, and may have %q", id, m, scripts)
		}
	}
	for _, vin := range w.imported {
		c.get("/api/vehicles/" + vin).want(http.StatusOK)
	}
	calls := w.fake.Calls()
	for key, r := range w.rewritten {
		if a := c.do("POST", "/api/leads/"+r.lead+"/message", nil, "Idempotency-Key", key).want(http.StatusOK); string(a.body) != r.answer {
			t.Errorf("I4: the request %s is answered anew: %s, before %s", key, a.body, r.answer)
		}
	}
	if n := w.fake.Calls() - calls; n != 0 {
		t.Errorf("I4: requests that were carried out made %d calls again", n)
	}
}

var blank = regexp.MustCompile(`\\\{\\\{[a-z_]+\\\}\\\}`)

// truthful says that every message is what it says it is: a text of the model is one that the provider answered
// this brief with, and a template is none.
func (w *world) truthful(t *testing.T, c *client) {
	t.Helper()
	answered := map[string][]*regexp.Regexp{}
	for _, r := range w.fake.Requests() {
		var text struct {
			PhoneScript string `json:"phone_script"`
		}
		w.must(json.Unmarshal([]byte(llmtest.Draft(r.User)), &text))
		key := askedFor(t, r)
		answered[key] = append(answered[key], regexp.MustCompile("^(?s)"+blank.ReplaceAllString(regexp.QuoteMeta(text.PhoneScript), ".*")+"$"))
	}
	status, body := w.try(c, "GET", "/api/generate-leads?limit=100", nil)
	if status != http.StatusOK {
		t.Fatalf("I6: %d: %s", status, body)
	}
	for _, l := range decode[oas.GeneratedLeads](answer{t: t, body: body}).Leads {
		r := record(c, l.Id)
		if r.Kind != l.Message.Kind {
			continue // it has come in between the two
		}
		key := fmt.Sprint(string(r.Brief.Priority), r.Brief.VehicleKind, r.Brief.Reasons, r.Brief.Manner)
		written := slices.ContainsFunc(answered[key], func(x *regexp.Regexp) bool { return x.MatchString(l.Message.PhoneScript) })
		if written != (l.Message.Kind == oas.Ai) {
			t.Errorf("I6: a message of the kind %s was written by the model: %v (%s)", l.Message.Kind, written, l.Message.PhoneScript)
		}
	}
}

// discreet says that nobody was told what is not for them.
func (w *world) discreet(t *testing.T) {
	t.Helper()
	w.bodies.Write(w.anonymous().get("/metrics").body)
	told := w.bodies.String() + w.log.String()
	for _, canary := range []string{"CanaryFOREIGN", "FOREIGN Ford", "canary@foreign", testKey, testPassword} {
		if strings.Contains(told, canary) {
			t.Errorf("I5: %s is in what the dealer, the figures or the log tell", canary)
		}
		if w.fake.Saw(canary) && canary != testKey {
			t.Errorf("I5: %s was told to the provider", canary)
		}
	}
	for _, file := range []string{"", "-wal"} {
		content, err := os.ReadFile(strings.TrimPrefix(w.url, "sqlite:") + file)
		if err != nil && !os.IsNotExist(err) {
			t.Fatal(err)
		}
		for _, secret := range []string{testKey, testPassword} {
			if bytes.Contains(content, []byte(secret)) {
				t.Errorf("I5: %s is in the database", secret)
			}
		}
	}
}

// months are those that calls were made in: of the clock of the tests, and of a process of its own.
func (w *world) months() []string {
	all := []string{spend.Month(storetest.Start), spend.Month(w.clock.Now()), spend.Month(time.Now())}
	slices.Sort(all)
	return slices.Compact(all)
}

// accounted holds the ledger against the provider's own log, call by call: each has the name that it was sent with.
func (w *world) accounted(t *testing.T) {
	t.Helper()
	db := storetest.Open(t, w.url, w.clock.Now)
	defer db.Close()
	seen := map[string]llmtest.Request{}
	for _, r := range w.fake.Requests() {
		if r.ID == "" || seen[r.ID].ID != "" {
			t.Errorf("I2: a request came in with the name %q, and one before it", r.ID)
		}
		seen[r.ID] = r
	}
	for _, month := range w.months() {
		w.balanced(t, db, month, seen)
	}
	for id, r := range seen {
		t.Errorf("I2: the provider was asked %s (%s), and nobody wrote it down", id, askedFor(t, r))
	}
}

// balanced takes the calls of a month off those that were seen, and holds the sums against the calls.
func (w *world) balanced(t *testing.T, db *store.DB, month string, seen map[string]llmtest.Request) {
	t.Helper()
	var all spend.Amount
	for _, d := range w.tenants {
		calls, err := db.Calls(t.Context(), d.ID, month)
		w.must(err)
		var one spend.Amount
		for _, c := range calls {
			r, sent := seen[c.ID]
			delete(seen, c.ID)
			took := c.PromptTokens + c.CompletionTokens
			switch c.State {
			case spend.Settled:
				if !sent || int64(c.PromptTokens) != r.PromptTokens || int64(c.CompletionTokens) != r.CompletionTokens {
					t.Errorf("I2: the ledger has %d and %d tokens, the provider sent %d and %d (%v)", c.PromptTokens, c.CompletionTokens, r.PromptTokens, r.CompletionTokens, sent)
				}
				one.Tokens += int64(took)
				if c.Cost != nil {
					one.Cost += *c.Cost
				}
			case spend.Free:
				if took != 0 || c.Reason == "" || r.CompletionTokens != 0 {
					t.Errorf("I2: a call that took nothing is written down as %+v, the provider sent %d tokens", c, r.CompletionTokens)
				}
			case spend.Unreported, spend.Lost: // discarded, with a reason, and counted for the most that it can have taken
				if took != 0 || (c.Reason == "") != (c.State == spend.Lost) || c.Reserved.Tokens < r.PromptTokens+r.CompletionTokens {
					t.Errorf("I2: a call of which nobody knows is written down as %+v, the provider sent %d tokens", c, r.PromptTokens+r.CompletionTokens)
				}
				one.Tokens, one.Cost = one.Tokens+c.Reserved.Tokens, one.Cost+c.Reserved.Cost
			default:
				t.Errorf("I2: a call is %s", c.State)
			}
		}
		all.Tokens, all.Cost = all.Tokens+one.Tokens, all.Cost+one.Cost
		if got, err := db.Spent(t.Context(), d.ID, month); err != nil || got != one {
			t.Errorf("I2: %s counts %+v against its cap, its calls make %+v, %v", d.Code, got, one, err)
		}
	}
	if got, err := db.Spent(t.Context(), "", month); err != nil || got != all {
		t.Errorf("I2: all count %+v against the cap, the calls make %+v, %v", got, all, err)
	}
}

func (w *world) database(t *testing.T) *sql.DB {
	t.Helper()
	conn, err := sql.Open("sqlite", strings.TrimPrefix(w.url, "sqlite:"))
	w.must(err)
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

// whole says that the database is in order, and that only whole texts of a model are in it.
func (w *world) whole(t *testing.T) {
	t.Helper()
	conn := w.database(t)
	defer conn.Close()
	var state string
	if err := conn.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&state); err != nil || state != "ok" {
		t.Errorf("I1: the database is %s, %v", state, err)
	}
	for what, query := range map[string]string{
		"I1: records without what they belong to":        "SELECT COUNT(*) FROM pragma_foreign_key_check",
		"I1: events with a gap":                          "SELECT COUNT(*) FROM event_heads h WHERE (SELECT COUNT(*) FROM events e WHERE e.dealer_id = h.dealer_id) <> (SELECT COALESCE(h.last - MIN(e.id) + 1, 0) FROM events e WHERE e.dealer_id = h.dealer_id)", // the oldest are dropped when they are a day old, as they all are to a process of its own
		"I1: leads that say falsely what is their own":   "SELECT COUNT(*) FROM leads l WHERE l.own_message <> EXISTS (SELECT 1 FROM lead_messages m WHERE m.lead_id = l.id AND m.dealer_id = l.dealer_id AND (m.edited OR m.draft_key <> ''))",
		"I1: own drafts that are not there":              "SELECT COUNT(*) FROM lead_messages m WHERE m.draft_key <> '' AND NOT EXISTS (SELECT 1 FROM drafts d WHERE d.key = m.draft_key)",
		"I2: calls that are under way":                   "SELECT COUNT(*) FROM model_calls WHERE state = 'reserved'",
		"I3: briefs that are being written":              "SELECT COUNT(*) FROM draft_leases WHERE expires_at > " + strconv.FormatInt(w.latest().UnixMilli(), 10),
		"I3: briefs that have a text and have none":      "SELECT COUNT(*) FROM draft_failures f JOIN drafts d ON d.key = f.key WHERE d.generated_at >= f.failed_at",
		"I6: drafts that are templates or not whole":     "SELECT COUNT(*) FROM drafts WHERE phone_script = '' OR sms NOT LIKE '%{{opt_out}}%' OR email_body = '' OR model = '' OR phone_script LIKE '%{{reason}}%' OR rules = '[]' OR rules = ''",
		"I6: drafts that took no call of the provider's": "SELECT COUNT(*) FROM drafts WHERE attempts < 1 OR prompt_tokens < 1",
	} {
		var n int
		if err := conn.QueryRowContext(t.Context(), query).Scan(&n); err != nil || n != 0 {
			t.Errorf("%s: there are %d, %v", what, n, err)
		}
	}
}

// latest is the later of the two clocks.
func (w *world) latest() time.Time {
	if now := time.Now(); now.After(w.clock.Now()) {
		return now
	}
	return w.clock.Now()
}

// why is the reason for a lead's template; empty for another message.
func why(l oas.Lead) string {
	if l.Message.Reason == nil {
		return ""
	}
	return *l.Message.Reason
}

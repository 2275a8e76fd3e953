package app

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"runtime"
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

// providerFaults are what a model's provider can do, by their names in the table of faults.
var providerFaults = map[string]llmtest.Fault{
	"F01 asks to wait a second": llmtest.RateLimited("1"),
	"F02 asks to wait an hour":  llmtest.RateLimited("3600"), "F02 asks to wait for nothing that makes sense": llmtest.RateLimited("soon"),
	"F03 asks for less and does not say how much": llmtest.RateLimited(""),
	"F04 out of credit":                           llmtest.OutOfCredit(),
	"F05 500":                                     llmtest.Status(500), "F05 503": llmtest.Status(503), "F05 529": llmtest.Status(529), "F05 408": llmtest.Status(408), "F05 409": llmtest.Status(409),
	"F06 502 as a page": llmtest.HTML(502), "F06 503 and nothing": llmtest.Empty(503),
	"F07 resets the connection": llmtest.ResetBefore(), "F07 resets it in the middle": llmtest.ResetMidBody(),
	"F08 never answers": llmtest.Hang(), "F09 drips": llmtest.Drip(20 * time.Millisecond), "F10 answers with far too much": llmtest.Huge(1 << 20),
	"F11 cuts its JSON": llmtest.TruncatedJSON(), "F11 a page of its own": llmtest.Page(200, "text/html", "<html>sign in</html>"),
	"F12 no choices": llmtest.EmptyChoices(), "F12 an error as a success": llmtest.ErrorWith200(), "F12 no content": llmtest.NullContent(), "F12 a number": llmtest.Content(7),
	"F12 an empty object": llmtest.JSON("{}"),
	"F13 refuses":         llmtest.Refusal(), "F13 filters": llmtest.ContentFilter(), "F13 a policy": llmtest.Policy(),
	"F14 stops at its limit": llmtest.Cut(),
	"F15 digits":             llmtest.Spoilt("digits"), "F15 a blank": llmtest.Spoilt("blank"), "F15 an address": llmtest.Spoilt("url"), "F15 a claim": llmtest.Spoilt("failure"),
	"F16 refuses the key": llmtest.Unauthorized(),
	"F18 too long":        llmtest.TooLong(),
}

// impatient makes faults of the slow kind short.
func impatient(c *config.Config) { c.Timeout = 400 * time.Millisecond }

// world is a portal under faults, with what it has acknowledged.
type world struct {
	*portal
	fake      *llmtest.Server
	url       string // of the database
	tenants   []dealer.Dealer
	notes     map[string]string // by lead
	rewritten map[string]string // answers by key
}

func newWorld(t *testing.T) *world {
	w := &world{fake: llmtest.New(t), url: storetest.SQLiteURL(t), notes: map[string]string{}, rewritten: map[string]string{}}
	w.portal = boot(t, w.settings)
	w.tenants = []dealer.Dealer{w.dealer("OWN", "AZ", 8), w.dealer("FOREIGN", "AZ", 2)}
	return w
}

func (w *world) settings(c *config.Config) {
	modelled(w.fake)(c)
	impatient(c)
	c.DatabaseURL = w.url
}

// again ends the portal in the middle of whatever it does, and starts it anew on the same database.
func (w *world) again(t *testing.T) {
	clock := w.clock
	w.Close()
	w.portal = boot(t, w.settings)
	w.clock.Move(clock.Now().Sub(w.clock.Now()))
}

// use does what people do, and writes down what was acknowledged.
func (w *world) use(t *testing.T, n int) {
	c := w.as("advisor@own.example")
	leads := decode[oas.GeneratedLeads](c.get("/api/generate-leads").want(http.StatusOK)).Leads
	var all sync.WaitGroup
	var mu sync.Mutex
	for i, l := range leads {
		all.Go(func() {
			note := fmt.Sprint("note ", n, " of ", i)
			if a := c.do("PATCH", "/api/leads/"+l.Id, map[string]string{"note": note}, "If-Match", "*"); a.status == http.StatusOK {
				mu.Lock()
				w.notes[l.Id] = note
				mu.Unlock()
			}
		})
	}
	key := fmt.Sprint("key ", n)
	for range 2 {
		all.Go(func() {
			a := c.do("POST", "/api/leads/"+leads[0].Id+"/message", nil, "Idempotency-Key", key)
			switch a.status {
			case http.StatusOK:
				mu.Lock()
				defer mu.Unlock()
				if before, ok := w.rewritten[key]; ok && before != string(a.body) {
					t.Errorf("one request has two answers: %s and %s", before, a.body)
				}
				w.rewritten[key] = string(a.body)
			case http.StatusConflict, http.StatusServiceUnavailable:
			default:
				t.Errorf("%d: %s", a.status, a.body)
			}
		})
	}
	all.Wait()
}

// audit holds the portal to what must be true whatever has happened: nothing acknowledged is lost and nothing
// is half written; what the provider counted is in the ledger; every message is an AI text, an edited one or a template
// with its reason; a request has one answer; a dealer sees its own; after the recovery every text is there; and
// nothing is left running.
func (w *world) audit(t *testing.T) {
	t.Helper()
	w.fake.SetFault(nil)
	settle := w.as("advisor@own.example").get("/api/generate-leads", "Prefer", "wait=30")
	for _, l := range decode[oas.GeneratedLeads](settle.want(http.StatusOK)).Leads {
		m := l.Message
		if (m.Kind == oas.Template) != (m.Reason != nil) || m.Reason != nil && *m.Reason == "pending" || (m.Kind == oas.Ai) != (m.Model != nil) || m.PhoneScript == "" {
			t.Errorf("a message is of no final kind: %+v", m)
		}
	}
	w.Close()
	w.accounted(t)
	w.whole(t)

	w.again(t)
	w.clock.Move(time.Hour) // whatever was left alone is tried again
	c := w.as("advisor@own.example")
	healed := c.get("/api/generate-leads", "Prefer", "wait=30")
	for _, l := range decode[oas.GeneratedLeads](healed.want(http.StatusOK)).Leads {
		if l.Message.Kind != oas.Ai {
			t.Errorf("after the recovery lead %s has a message of the kind %s: %s", l.Id, l.Message.Kind, why(l))
		}
		if want := w.notes[l.Id]; want != l.Note {
			t.Errorf("lead %s has the note %q, acknowledged was %q", l.Id, l.Note, want)
		}
	}
	for key, answer := range w.rewritten {
		id := decode[oas.GeneratedLeads](healed).Leads[0].Id
		if a := c.do("POST", "/api/leads/"+id+"/message", nil, "Idempotency-Key", key); a.status == http.StatusOK && string(a.body) != answer {
			t.Errorf("the request %s is answered anew: %s, before %s", key, a.body, answer)
		}
	}
	bodies := string(settle.body) + string(healed.body) + string(w.anonymous().get("/metrics").body) + w.log.String()
	for _, canary := range []string{"CanaryFOREIGN", "FOREIGN Ford", testKey, testPassword} {
		if strings.Contains(bodies, canary) {
			t.Errorf("%s is in what the dealer, the figures or the log tell", canary)
		}
	}
	c.http.CloseIdleConnections()
}

// accounted says that every call of the provider's is in the ledger with what it took.
func (w *world) accounted(t *testing.T) {
	t.Helper()
	db := storetest.Open(t, w.url, w.clock.Now)
	sums := w.sums(t, db, spend.Month(w.clock.Now()))
	seen := w.fake.Stats()
	if sums.UnderWay != 0 || sums.Calls < seen.Calls || sums.PromptTokens > seen.PromptTokens || sums.CompletionTokens > seen.CompletionTokens {
		t.Errorf("the ledger has %+v, the provider counted %+v", sums, seen)
	}
}

// sums are what the ledger has of a month's calls, of both dealers.
func (w *world) sums(t *testing.T, db *store.DB, month string) (all spend.Sums) {
	t.Helper()
	for _, d := range w.tenants {
		s, err := db.CallSums(t.Context(), d.ID, month)
		if err != nil {
			t.Fatal(err)
		}
		all.Calls += s.Calls
		all.UnderWay += s.UnderWay
		all.PromptTokens += s.PromptTokens
		all.CompletionTokens += s.CompletionTokens
	}
	return all
}

// whole says that the database is in order, and that only whole texts of a model are in it.
func (w *world) whole(t *testing.T) {
	t.Helper()
	conn, err := sql.Open("sqlite", strings.TrimPrefix(w.url, "sqlite:"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	var state string
	if err := conn.QueryRowContext(t.Context(), "PRAGMA integrity_check").Scan(&state); err != nil || state != "ok" {
		t.Errorf("the database is %s, %v", state, err)
	}
	for what, query := range map[string]string{
		"records without what they belong to": "SELECT COUNT(*) FROM pragma_foreign_key_check",
		"drafts that are not whole":           "SELECT COUNT(*) FROM drafts WHERE phone_script = '' OR sms NOT LIKE '%{{opt_out}}%' OR email_body = '' OR model = ''",
		"calls that are still reserved":       "SELECT COUNT(*) FROM model_calls WHERE state = 'reserved'",
		"events with a gap":                   "SELECT COUNT(*) FROM event_heads h WHERE h.last <> (SELECT COUNT(*) FROM events e WHERE e.dealer_id = h.dealer_id)",
	} {
		var n int
		if err := conn.QueryRowContext(t.Context(), query).Scan(&n); err != nil || n != 0 {
			t.Errorf("there are %d %s, %v", n, what, err)
		}
	}
}

// nothingLeft runs f as a test of its own, with all that it clears away, and says that nothing is left running.
func nothingLeft(t *testing.T, f func(t *testing.T)) {
	t.Helper()
	before := runtime.NumGoroutine()
	t.Run("run", f)
	const slack = 5
	for end := time.Now().Add(10 * time.Second); runtime.NumGoroutine() > before+slack && time.Now().Before(end); {
		runtime.Gosched()
	}
	if n := runtime.NumGoroutine(); n > before+slack {
		t.Errorf("%d goroutines are left, %d at the beginning", n, before)
	}
}

func TestWhateverTheProviderDoesNothingIsLostAndEveryTextComesInTheEnd(t *testing.T) {
	for _, name := range sortedKeys(providerFaults) {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t)
			w.fake.Always(providerFaults[name])
			w.use(t, 0)
			w.audit(t)
		})
	}
}

// mixedRuns is how many runs of mixed faults there are; `make faults` makes more.
func mixedRuns(t *testing.T) int {
	t.Helper()
	n, err := strconv.Atoi(cmpOr(os.Getenv("PORTAL_TEST_FAULT_SEEDS"), "4"))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func cmpOr(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func TestMixedFaultsAndRestartsLoseNothing(t *testing.T) {
	names := sortedKeys(providerFaults)
	for seed := range mixedRuns(t) {
		nothingLeft(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(uint64(seed), 4))
			var three []string
			for range 3 {
				three = append(three, names[r.IntN(len(names))])
			}
			t.Logf("seed %d: %s", seed, strings.Join(three, ", "))
			w := newWorld(t)
			var mu sync.Mutex
			w.fake.SetFault(func(llmtest.Request) llmtest.Fault {
				mu.Lock()
				defer mu.Unlock()
				if n := r.IntN(4); n < 3 {
					return providerFaults[three[n]]
				}
				return llmtest.Fault{}
			})
			w.use(t, 0)
			w.again(t) // in the middle of what is being written
			w.clock.Move(time.Minute)
			w.use(t, 1)
			w.audit(t)
		})
	}
}

// why is the reason for a lead's template; empty for another message.
func why(l oas.Lead) string {
	if l.Message.Reason == nil {
		return ""
	}
	return *l.Message.Reason
}

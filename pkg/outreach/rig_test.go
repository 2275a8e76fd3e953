package outreach_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.uber.org/goleak"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/llm"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const (
	model    = "gpt-4o-mini"
	ttl      = time.Hour
	patience = 30 * time.Second // longer than anything takes here
)

// asker asks the real client, as the program does.
type asker struct{ client *llm.Client }

func (a asker) Complete(ctx context.Context, p outreach.Prompt) (outreach.Completion, error) {
	c, err := a.client.Complete(ctx, llm.Request{System: p.System, User: p.User, SchemaName: p.SchemaName, Schema: p.Schema, MaxTokens: p.MaxTokens})
	return outreach.Completion{Text: c.Text, Model: c.Model, Requests: c.Requests, PromptTokens: c.PromptTokens, CompletionTokens: c.CompletionTokens}, err
}

// rig is the service on a real database, with the real client and a fake model server.
type rig struct {
	*testing.T
	db     *store.DB
	clock  *storetest.Clock
	fake   *llmtest.Server
	client *llm.Client
	svc    *outreach.Service
	dealer dealer.Dealer
}

func newRig(t *testing.T, opts ...llmtest.Options) *rig {
	t.Helper()
	r := &rig{T: t, clock: storetest.NewClock(), fake: llmtest.New(t, opts...), dealer: someDealer()}
	r.db = storetest.Open(t, storetest.SQLiteURL(t), r.clock.Now)
	r.add(r.dealer)
	r.client = r.newClient()
	r.svc = r.service(r.db, asker{r.client})
	return r
}

// add puts a dealer into the database: events are a dealer's own.
func (r *rig) add(d dealer.Dealer) {
	r.Helper()
	if err := r.db.CreateDealer(r.Context(), d); err != nil {
		r.Fatal(err)
	}
}

func (r *rig) newClient() *llm.Client {
	r.Helper()
	c, err := llm.New(llm.Config{BaseURL: r.fake.URL(), Model: model, Concurrency: 16, Timeout: patience}, time.Now, prometheus.NewRegistry())
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(c.Close)
	return c
}

// service makes another service, such as a process that starts again would.
func (r *rig) service(s outreach.Store, c outreach.Completer) *outreach.Service {
	r.Helper()
	svc, err := outreach.NewService(outreach.Config{TTL: ttl}, s, c, model, 3*patience, r.clock.Now, func() string { return storetest.ID("activity") }, slog.New(slog.NewTextHandler(io.Discard, nil)))
	if err != nil {
		r.Fatal(err)
	}
	r.Cleanup(svc.Close)
	return svc
}

func (r *rig) messages(svc *outreach.Service, leads []lead.Lead, wait time.Duration) outreach.Batch {
	r.Helper()
	batch, err := svc.Messages(r.Context(), r.dealer, leads, "Kim Lee", wait)
	if err != nil {
		r.Fatal(err)
	}
	if len(batch.Messages) != len(leads) || batch.Served.AI+batch.Served.Template != int64(len(leads)) {
		r.Fatalf("%d messages for %d leads, counted as %+v", len(batch.Messages), len(leads), batch.Served)
	}
	for i, m := range batch.Messages {
		r.whole(m, leads[i])
	}
	return batch
}

// whole fails unless a message is one that can be sent: every text there, nothing left to fill, and its
// kind what it says.
func (r *rig) whole(m outreach.Message, l lead.Lead) {
	r.Helper()
	for _, text := range []string{m.Texts.PhoneScript, m.Texts.SMS, m.Texts.EmailSubject, m.Texts.EmailBody} {
		if text == "" || strings.Contains(text, "{{") || strings.Contains(text, "}}") {
			r.Errorf("lead %s has the text %q", l.ID, text)
		}
	}
	ai := m.Kind == outreach.AI
	if ai != (m.Reason == "") || ai != (m.Model == model) || ai != (m.PromptVersion == outreach.PromptVersion) || ai == m.GeneratedAt.IsZero() {
		r.Errorf("lead %s has a message of kind %s with %+v", l.ID, m.Kind, m)
	}
}

// reasons counts messages by why they are templates; those of a model are under "ai".
func reasons(b outreach.Batch) string {
	count := map[string]int{}
	for _, m := range b.Messages {
		if m.Kind == outreach.AI {
			count["ai"]++
		} else {
			count[m.Reason]++
		}
	}
	return fmt.Sprint(count)
}

func (r *rig) want(b outreach.Batch, kinds map[string]int) {
	r.Helper()
	if got, want := reasons(b), fmt.Sprint(kinds); got != want {
		r.Fatalf("the messages are %s, want %s", got, want)
	}
}

// templates is the count of so many templates for one reason.
func templates(reason string, n int64) (by outreach.ByReason) {
	by[slices.Index(outreach.TemplateReasons[:], reason)] = n
	return by
}

// stored is how many of the leads' drafts the database has.
func (r *rig) stored(leads []lead.Lead) int {
	r.Helper()
	n := 0
	for _, l := range leads {
		if _, err := r.db.Draft(r.Context(), r.key(l)); err == nil {
			n++
		}
	}
	return n
}

func (r *rig) key(l lead.Lead) string {
	return outreach.BriefFor(r.dealer, l).InVariant(0).Key(outreach.PromptVersion, model)
}

func someDealer() dealer.Dealer {
	return dealer.Dealer{
		ID: "d1", Code: "DEMO", Name: "Demo Motors", City: "Flint", State: "MI",
		Settings: dealer.Settings{Language: "en", Tone: "friendly", Thresholds: dealer.DefaultThresholds},
	}
}

// leads are so many with as many different briefs, at most eight.
func leads(n int) []lead.Lead {
	kinds := []vehicle.Kind{vehicle.Pickup, vehicle.Van, vehicle.SUV, vehicle.Car}
	signs := []string{"slow_crank", "short_trips"}
	all := make([]lead.Lead, n)
	for i := range all {
		mileage := 40000 + i
		all[i] = lead.Lead{
			ID: fmt.Sprintf("lead-%d", i), CustomerName: "Dana Ortiz", Priority: lead.High, Status: lead.New,
			Vehicle: lead.Vehicle{VIN: storetest.VIN(i), Year: 2019, Make: "Ford", Model: "F-150", Kind: kinds[i%4], Mileage: &mileage, City: "Flint", State: "MI"},
			Score:   lead.Score{Explanation: lead.Explanation{{Name: "weak_battery", LogOdds: 1, Signs: []risk.BarSign{{Name: signs[i/4], Present: true}}}}},
		}
	}
	return all
}

// gate holds answers back until it is opened, and tells of every request that waits at it.
type gate struct {
	open    chan struct{}
	arrived chan string
}

func newGate() *gate { return &gate{open: make(chan struct{}), arrived: make(chan string, 10000)} }

func (g *gate) fault(q llmtest.Request) llmtest.Fault {
	g.arrived <- q.User
	return llmtest.Fault{Until: g.open}
}

// await waits until so many requests wait at the gate, and gives the different ones.
func (g *gate) await(t *testing.T, n int) map[string]bool {
	t.Helper()
	different := map[string]bool{}
	for range n {
		select {
		case user := <-g.arrived:
			different[user] = true
		case <-time.After(patience):
			t.Fatal("the model was not asked")
		}
	}
	return different
}

// eventually waits for what happens behind the reader.
func eventually(t *testing.T, what string, holds func() bool) {
	t.Helper()
	tick, end := time.NewTicker(time.Millisecond), time.After(patience)
	defer tick.Stop()
	for !holds() {
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("%s: that did not happen", what)
		}
	}
}

// memo is a store that tells of every draft that is saved, and can fail.
type memo struct {
	outreach.Store
	mu     sync.Mutex
	fail   error
	drafts []outreach.Draft
	after  func()
}

func (m *memo) SaveDraft(ctx context.Context, d outreach.Draft) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.fail != nil {
		return m.fail
	}
	m.drafts = append(m.drafts, d)
	return m.Store.SaveDraft(ctx, d)
}

func (m *memo) Draft(ctx context.Context, key string) (outreach.Draft, error) {
	m.mu.Lock()
	fail, after := m.fail, m.after
	m.after = nil
	m.mu.Unlock()
	if fail != nil {
		return outreach.Draft{}, fail
	}
	d, err := m.Store.Draft(ctx, key)
	if after != nil {
		after()
	}
	return d, err
}

// afterDraft has f run by whoever looks for a draft next, between what the store said and what is made of that.
func (m *memo) afterDraft(f func()) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.after = f
}

func (m *memo) setFail(err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.fail = err
}

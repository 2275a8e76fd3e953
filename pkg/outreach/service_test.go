package outreach_test

import (
	"context"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/store/storetest"
)

// Whatever is known of an owner and a vehicle stays in the house: it is filled into the text here.
func TestNothingPersonalIsEverSentToAModel(t *testing.T) {
	r := newRig(t)
	r.dealer = dealer.Dealer{
		ID: "id-canary-dealer", Code: "CODECANARY", Name: "Canary Motors", City: "Dealertown", State: "ZQ", TimeZone: "America/Canary",
		Settings: r.dealer.Settings,
	}
	r.add(r.dealer)
	mileage := 48217
	due := time.Date(2031, 7, 9, 0, 0, 0, 0, time.UTC)
	l := leads(1)[0]
	l.ID, l.CustomerName, l.Note, l.CallBackAt = "id-canary-lead", "Canaryfirst Canarylast, +1 810 555 0147", "note-canary: call after six", &due
	l.Assignee = &lead.Assignee{ID: "id-canary-user", Name: "Advisorcanary Roe"}
	l.Vehicle.VIN, l.Vehicle.Year, l.Vehicle.Make, l.Vehicle.Model, l.Vehicle.Family = storetest.VIN(777), 1997, "Canarymake", "Canarymodel", "Canaryfamily"
	l.Vehicle.Mileage, l.Vehicle.City, l.Vehicle.State = &mileage, "Canaryville", "QX"
	l.Score.Probability, l.Score.LogOdds, l.Score.ModelVersion = 0.73219, 1.00431, "model-canary"
	l.Cohort = lead.Cohort{Label: "cohort-canary", Size: 4711}

	batch, err := r.svc.Messages(t.Context(), r.dealer, []lead.Lead{l}, "Callercanary Lee", patience)
	if err != nil {
		t.Fatal(err)
	}
	r.want(batch, map[string]int{"ai": 1})
	for _, canary := range []string{
		"canary", "Dealertown", "555", "0147", string(l.Vehicle.VIN), "1997", "48217", "48,217", "QX", "ZQ", "2031", "73219", "0.73", "00431", "4711",
	} {
		if r.fake.Saw(canary) {
			t.Errorf("the model was told %q: %s", canary, r.fake.Requests()[0].Body)
		}
	}
	if text := batch.Messages[0].Texts.PhoneScript; !strings.Contains(text, "Canarymake Canarymodel") || !strings.Contains(text, "Advisorcanary Roe") || !strings.Contains(text, "Canary Motors") {
		t.Errorf("the facts are not in the message: %s", text)
	}
}

func TestWithoutAProviderEveryMessageIsATemplateAndSaysSo(t *testing.T) {
	r := newRig(t)
	svc := r.service(r.db, nil)
	batch := r.messages(svc, leads(8), patience)
	r.want(batch, map[string]int{outreach.ReasonNoProvider: 8})
	if batch.Served != (outreach.Served{Template: 8, Templates: templates(outreach.ReasonNoProvider, 8)}) || !batch.ValidUntil.IsZero() {
		t.Errorf("%+v", batch)
	}
	if rev, err := svc.Revision(t.Context()); rev != 0 || err != nil {
		t.Errorf("revision %d, %v", rev, err)
	}
	if r.fake.Calls() != 0 {
		t.Error("somebody was asked")
	}
}

func TestAReaderDoesNotWaitAndTheNextOneHasTheTexts(t *testing.T) {
	g := newGate()
	r := newRig(t, llmtest.Options{Fault: g.fault})
	first := r.messages(r.svc, leads(8), 0)
	r.want(first, map[string]int{outreach.ReasonPending: 8})
	if want := (outreach.Served{Template: 8, Misses: 8, Templates: templates(outreach.ReasonPending, 8)}); first.Served != want {
		t.Errorf("counted as %+v, want %+v", first.Served, want)
	}
	// A writing that fails changes nothing that a page could see, so a page is not kept for long.
	if want := r.clock.Now().Add(time.Second); !first.ValidUntil.Equal(want) {
		t.Errorf("good until %s, want %s", first.ValidUntil, want)
	}
	if n := len(g.await(t, 8)); n != 8 {
		t.Errorf("%d different questions", n)
	}
	again := r.messages(r.svc, leads(8), 0)
	r.want(again, map[string]int{outreach.ReasonPending: 8})
	before, err := r.svc.Revision(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	close(g.open)
	waited := r.messages(r.svc, leads(8), patience)
	r.want(waited, map[string]int{"ai": 8})
	if s := waited.Served; s.AI != 8 || s.Template != 0 || s.Hits+s.Misses != 8 { // some may have come before it looked
		t.Errorf("counted as %+v", s)
	}
	next := r.messages(r.svc, leads(8), 0)
	r.want(next, map[string]int{"ai": 8})
	if want := (outreach.Served{AI: 8, Hits: 8}); next.Served != want {
		t.Errorf("counted as %+v, want %+v", next.Served, want)
	}
	if life := next.ValidUntil.Sub(r.clock.Now()); life < ttl*9/10 || life > ttl*11/10 {
		t.Errorf("good for %s", life)
	}
	if after, err := r.svc.Revision(t.Context()); err != nil || after < before+8 {
		t.Errorf("the revision went from %d to %d, %v", before, after, err)
	}
	if n := r.fake.Calls(); n != 8 {
		t.Errorf("%d calls", n)
	}
	seen := map[string]bool{}
	for _, m := range next.Messages {
		seen[m.Texts.PhoneScript] = true
	}
	if len(seen) != 8 {
		t.Errorf("%d different texts", len(seen))
	}
}

func TestWhoWaitsDoesNotWaitLongerThanAsked(t *testing.T) {
	g := newGate()
	r := newRig(t, llmtest.Options{Fault: g.fault})
	began := time.Now()
	r.want(r.messages(r.svc, leads(2), 50*time.Millisecond), map[string]int{outreach.ReasonPending: 2})
	if took := time.Since(began); took < 50*time.Millisecond || took > patience/2 {
		t.Errorf("it took %s", took)
	}
	ctx, leave := context.WithCancel(t.Context())
	leave()
	began = time.Now()
	if _, err := r.svc.Messages(ctx, r.dealer, leads(2), "", patience); err == nil && time.Since(began) > patience/2 {
		t.Errorf("a reader who had left waited %s", time.Since(began))
	}
	close(g.open)
}

func TestManyColdReadersMakeOneCallForEachBrief(t *testing.T) {
	g := newGate()
	r := newRig(t, llmtest.Options{Fault: g.fault})
	// The first reader starts the writing, and leaves.
	first, leave := context.WithCancel(t.Context())
	left := make(chan struct{})
	go func() {
		defer close(left)
		_, _ = r.svc.Messages(first, r.dealer, leads(8), "", patience)
	}()
	g.await(t, 8)
	leave()
	<-left
	var all sync.WaitGroup
	ready := make(chan struct{}, 200)
	for i := range 200 {
		all.Go(func() {
			ready <- struct{}{}
			batch := r.messages(r.svc, leads(8), time.Duration(i%2)*patience)
			if got := reasons(batch); got != "map[ai:8]" && i%2 == 1 {
				t.Errorf("a reader who waited got %s", got)
			}
		})
	}
	for range 200 {
		<-ready
	}
	close(g.open)
	all.Wait()
	r.want(r.messages(r.svc, leads(8), patience), map[string]int{"ai": 8})
	if n := r.fake.Calls(); n != 8 {
		t.Errorf("%d calls for eight briefs", n)
	}
}

func TestTextsAreKeptWhenEverybodyHasLeft(t *testing.T) {
	g := newGate()
	r := newRig(t, llmtest.Options{Fault: g.fault})
	ctx, leave := context.WithCancel(t.Context())
	if _, err := r.svc.Messages(ctx, r.dealer, leads(8), "", 0); err != nil {
		t.Fatal(err)
	}
	leave()
	g.await(t, 8)
	close(g.open)
	eventually(t, "eight texts are stored", func() bool { return r.stored(leads(8)) == 8 })
	if n := r.fake.Calls(); n != 8 {
		t.Errorf("%d calls", n)
	}
}

func TestStoredTextsOutliveTheProcess(t *testing.T) {
	r := newRig(t)
	before := r.messages(r.svc, leads(8), patience)
	r.want(before, map[string]int{"ai": 8})
	r.svc.Close()
	r.fake.Always(llmtest.Status(http.StatusInternalServerError))
	after := r.messages(r.service(r.db, asker{r.client}), leads(8), 0)
	r.want(after, map[string]int{"ai": 8})
	for i := range before.Messages {
		if before.Messages[i] != after.Messages[i] {
			t.Errorf("lead %d had %+v and has %+v", i, before.Messages[i], after.Messages[i])
		}
	}
	if n := r.fake.Calls(); n != 8 {
		t.Errorf("%d calls", n)
	}
}

// second answers the second time that a brief comes with another text than the first time.
func second(q llmtest.Request) string {
	text := llmtest.Draft(q.User)
	if q.Number > 8 {
		text = strings.ReplaceAll(text, "Hello {{", "Good morning {{")
	}
	return text
}

func TestAnOldTextIsServedWhileItsSuccessorIsWritten(t *testing.T) {
	r := newRig(t, llmtest.Options{Text: second})
	r.want(r.messages(r.svc, leads(8), patience), map[string]int{"ai": 8})
	g := newGate()
	r.fake.SetFault(g.fault)
	r.clock.Move(ttl * 9 / 10)
	r.want(r.messages(r.svc, leads(8), 0), map[string]int{"ai": 8})
	if n := r.fake.Calls(); n != 8 {
		t.Fatalf("%d calls while all texts were fresh", n)
	}
	r.clock.Move(ttl / 5)
	// Old texts are good texts: nobody waits for their successors, asked to or not.
	for _, wait := range []time.Duration{0, patience, 0} {
		old := r.messages(r.svc, leads(8), wait)
		r.want(old, map[string]int{"ai": 8})
		// Its successor tells of itself; only one that fails has to be looked for.
		if old.Served.Hits != 8 || !old.Made.Anew || !old.ValidUntil.Equal(r.clock.Now().Add(30*time.Second)) {
			t.Errorf("counted as %+v, good until %s", old.Served, old.ValidUntil)
		}
		for _, m := range old.Messages {
			if !m.GeneratedAt.Equal(storetest.Start) || !strings.HasPrefix(m.Texts.PhoneScript, "Hello Dana") {
				t.Fatalf("%+v", m)
			}
		}
	}
	g.await(t, 8)
	close(g.open)
	eventually(t, "all successors are served", func() bool {
		for _, m := range r.messages(r.svc, leads(8), 0).Messages {
			if !m.GeneratedAt.Equal(r.clock.Now()) || !strings.HasPrefix(m.Texts.PhoneScript, "Good morning Dana") {
				return false
			}
		}
		return true
	})
	if n := r.fake.Calls(); n != 16 {
		t.Errorf("%d calls", n)
	}
}

func TestAnOldTextStaysWhenItsSuccessorCannotBeHad(t *testing.T) {
	r := newRig(t)
	r.want(r.messages(r.svc, leads(1), patience), map[string]int{"ai": 1})
	r.fake.Always(llmtest.Refusal())
	r.clock.Move(2 * ttl)
	r.want(r.messages(r.svc, leads(1), 0), map[string]int{"ai": 1})
	var old outreach.Batch
	eventually(t, "the failure is known", func() bool {
		old = r.messages(r.svc, leads(1), 0)
		return !old.Made.Anew
	})
	if !old.ValidUntil.Equal(r.clock.Now().Add(30 * time.Second)) {
		t.Errorf("good until %s", old.ValidUntil)
	}
	if n := r.fake.Calls(); n != 2 {
		t.Errorf("%d calls", n)
	}
	// A restart finds it in the database, old as it is.
	r.fake.SetFault(newGate().fault)
	r.want(r.messages(r.service(r.db, asker{r.client}), leads(1), 0), map[string]int{"ai": 1})
}

func TestATextThatAsksForAnUnknownFactIsATemplateForThatLeadOnly(t *testing.T) {
	r := newRig(t, llmtest.Options{Text: func(q llmtest.Request) string {
		return strings.Replace(llmtest.Draft(q.User), "Hello {{customer_first_name}}", "Hello {{customer_first_name}} at {{mileage}}", 1)
	}})
	two := append(leads(1), leads(1)...)
	two[1].Vehicle.Mileage = nil
	batch := r.messages(r.svc, two, patience)
	r.want(batch, map[string]int{"ai": 1, outreach.ReasonMissingFact: 1})
	if !strings.HasPrefix(batch.Messages[0].Texts.PhoneScript, "Hello Dana at 40,000 miles") {
		t.Error(batch.Messages[0].Texts.PhoneScript)
	}
	if next := r.messages(r.svc, two, 0); next.Served != (outreach.Served{AI: 1, Template: 1, Hits: 2, Templates: templates(outreach.ReasonMissingFact, 1)}) {
		t.Errorf("counted as %+v", next.Served)
	}
	if n := r.fake.Calls(); n != 1 {
		t.Errorf("%d calls for one brief", n)
	}
}

// A text belongs to its prompt and its model: another one has its own, and the old one stays readable.
func TestAnotherModelWritesItsOwnTexts(t *testing.T) {
	r := newRig(t)
	r.want(r.messages(r.svc, leads(1), patience), map[string]int{"ai": 1})
	other, err := outreach.NewService(outreach.Config{TTL: ttl}, r.db, asker{r.client}, "another", patience, r.clock.Now, func() string { return storetest.ID("activity") }, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	batch, err := other.Messages(t.Context(), r.dealer, leads(1), "Kim Lee", patience)
	if err != nil || batch.Messages[0].Model != "another" || r.fake.Calls() != 2 {
		t.Errorf("%+v, %v, %d calls", batch, err, r.fake.Calls())
	}
	if d, err := r.db.Draft(t.Context(), r.key(leads(1)[0])); err != nil || d.Model != model {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestADraftIsStoredWithAllThatItWasMadeOf(t *testing.T) {
	r := newRig(t)
	r.messages(r.svc, leads(1), patience)
	l := leads(1)[0]
	d, err := r.db.Draft(t.Context(), r.key(l))
	if err != nil {
		t.Fatal(err)
	}
	b := outreach.BriefFor(r.dealer, l).InVariant(0)
	if d.Key != r.key(l) || d.Model != model || d.PromptVersion != outreach.PromptVersion || !d.GeneratedAt.Equal(r.clock.Now()) || d.Brief.Key("", "") != b.Key("", "") {
		t.Errorf("%+v", d)
	}
	if !strings.Contains(d.Texts.PhoneScript, "{{customer_first_name}}") || strings.Contains(d.Texts.PhoneScript, "Dana") {
		t.Errorf("the stored text is somebody's: %s", d.Texts.PhoneScript)
	}
	if _, err := r.db.Draft(t.Context(), "another"); fault.KindOf(err) != fault.NotFound {
		t.Error(err)
	}
}

func TestWhatIsCountedIsWhatWasServed(t *testing.T) {
	r := newRig(t)
	reg := prometheus.NewRegistry()
	r.svc.Register(reg)
	var want outreach.Served
	for range 5 {
		batch := r.messages(r.svc, leads(8), patience)
		r.svc.Count(batch.Served)
		for _, m := range batch.Messages {
			if m.Kind == outreach.AI {
				want.AI++
			} else {
				want.Template++
			}
		}
		want.Hits, want.Misses = want.Hits+batch.Served.Hits, want.Misses+batch.Served.Misses
	}
	if want != (outreach.Served{AI: 40, Hits: 32, Misses: 8}) {
		t.Errorf("%+v", want)
	}
	eventually(t, "memory has taken in the texts", func() bool { return r.svc.Figures().Entries == 8 })
	f := r.svc.Figures()
	if f.AI != want.AI || f.Template != want.Template || f.Hits != want.Hits || f.Misses != want.Misses || f.Bytes < 8*600 || f.Evictions != 0 {
		t.Errorf("%+v", f)
	}
	values := map[string]float64{}
	families, err := reg.Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, family := range families {
		for _, m := range family.GetMetric() {
			name := family.GetName()
			for _, l := range m.GetLabel() {
				name += " " + l.GetValue()
			}
			values[name] = m.GetCounter().GetValue() + m.GetGauge().GetValue()
		}
	}
	for name, n := range map[string]int64{
		"portal_message_templates_total pending": f.Template, "portal_message_corrections_total": 0,
		"portal_messages_served_total ai": f.AI, "portal_messages_served_total template": f.Template, "portal_message_cache_hits_total": f.Hits,
		"portal_message_cache_misses_total": f.Misses, "portal_message_cache_evictions_total": 0, "portal_message_cache_entries": 8, "portal_message_cache_bytes": f.Bytes,
	} {
		if v, ok := values[name]; !ok || v != float64(n) {
			t.Errorf("%s is %v, want %d", name, v, n)
		}
	}
}

func TestClosingEndsWhatIsBeingWritten(t *testing.T) {
	r := newRig(t, llmtest.Options{Fault: func(llmtest.Request) llmtest.Fault { return llmtest.Hang() }})
	r.messages(r.svc, leads(8), 0)
	began := time.Now()
	r.svc.Close()
	if took := time.Since(began); took > patience/2 {
		t.Errorf("closing took %s", took)
	}
	// A reader who comes late still gets a message, and starts nothing.
	batch := r.messages(r.svc, leads(8), patience)
	if batch.Served.AI != 0 {
		t.Errorf("%s", reasons(batch))
	}
}

package lead_test

import (
	"testing"
	"time"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
)

// aLead scores one vehicle and gives its lead, and an advisor's id.
func (b bundle) aLead(t *testing.T) (lead.Lead, string) {
	t.Helper()
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(60))
	b.score(t)
	return b.leadOf(t, storetest.VIN(1)), storetest.User(t, b.db, b.dealer, "Ann").ID
}

func (b bundle) history(t *testing.T, id string) []lead.Activity {
	t.Helper()
	list, _, err := b.leads.History(t.Context(), b.dealer.ID, id, nil, 50)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func (b bundle) outcome(t *testing.T, l lead.Lead, o lead.Outcome) (lead.Lead, lead.Activity) {
	t.Helper()
	now, a, err := b.leads.RecordOutcome(t.Context(), b.dealer.ID, l.ID, l.Version, o)
	if err != nil {
		t.Fatal(err)
	}
	return now, a
}

func TestAChangeIsInTheHistoryWithWhoDidIt(t *testing.T) {
	b := setup(t)
	l, ann := b.aLead(t)
	b.clock.Move(time.Hour)
	changed := b.change(t, l, lead.Change{Status: ptr(lead.Contacted), AssigneeID: &ann, Note: ptr("at home after five"), By: ann})
	got := b.history(t, l.ID)
	if len(got) != 3 {
		t.Fatalf("the history is %+v", got)
	}
	for i, kind := range []lead.ActivityKind{lead.NoteWritten, lead.Assigned, lead.StatusChanged} {
		a := got[i]
		if a.Kind != kind || a.Person == nil || a.Person.Name != "Ann" || !a.At.Equal(storetest.Start.Add(time.Hour)) {
			t.Fatalf("%d: %+v", i, a)
		}
	}
	if got[0].Note != "at home after five" || got[1].Assignee.ID != ann || got[2].From.Status != lead.New || got[2].To.Status != lead.Contacted {
		t.Fatalf("%+v", got)
	}
	// What changes nothing is not told, and what is refused neither.
	b.change(t, changed, lead.Change{Status: ptr(lead.Contacted), AssigneeID: &ann, Note: ptr("at home after five"), By: ann})
	if _, err := b.leads.Change(t.Context(), b.dealer.ID, l.ID, 1, lead.Change{Note: ptr("late")}); fault.KindOf(err) != fault.Changed {
		t.Fatal(err)
	}
	if again := b.history(t, l.ID); len(again) != 3 {
		t.Fatalf("then the history is %+v", again)
	}
}

func TestAnOutcomeSetsTheStatusThatItsRuleSays(t *testing.T) {
	b := setup(t)
	for i, rule := range lead.OutcomeRules {
		t.Run(string(rule.Code), func(t *testing.T) {
			vin := storetest.VIN(i + 1)
			storetest.Vehicle(t, b.db, b.dealer.ID, vin, fitted(60))
			b.score(t)
			o := lead.Outcome{Code: rule.Code, Note: "said so"}
			at := storetest.Start.Add(48 * time.Hour)
			if rule.Code == lead.OutcomeCallback {
				o.CallBackAt = &at
			}
			l, a := b.outcome(t, b.leadOf(t, vin), o)
			if l.Status != rule.Status || l.ClosedReason != rule.Reason || (l.ClosedAt != nil) != (rule.Status == lead.Closed) {
				t.Fatalf("the lead is %+v", l)
			}
			if a.Kind != lead.OutcomeRecorded || a.Code != rule.Code || a.Note != "said so" || a.From.Status != lead.New || a.To.Status != rule.Status {
				t.Fatalf("the activity is %+v", a)
			}
			switch {
			case o.CallBackAt != nil:
				if l.CallBackAt == nil || !l.CallBackAt.Equal(at) {
					t.Fatalf("promised for %v", l.CallBackAt)
				}
			case rule.ReturnDays > 0:
				if want := storetest.Start.AddDate(0, 0, rule.ReturnDays); l.CallBackAt == nil || !l.CallBackAt.Equal(want) {
					t.Fatalf("promised for %v, want %v", l.CallBackAt, want)
				}
			case l.CallBackAt != nil:
				t.Fatalf("promised for %v", l.CallBackAt)
			}
		})
	}
}

func TestAnOutcomeThatDoesNotFitIsRefused(t *testing.T) {
	b := setup(t)
	l, _ := b.aLead(t)
	record := func(version int64, o lead.Outcome) error {
		_, _, err := b.leads.RecordOutcome(t.Context(), b.dealer.ID, l.ID, version, o)
		return err
	}
	past := storetest.Start.Add(-time.Hour)
	wantField(t, record(l.Version, lead.Outcome{Code: "shrug"}), "code")
	wantField(t, record(l.Version, lead.Outcome{Code: lead.OutcomeCallback}), "call_back_at")
	wantField(t, record(l.Version, lead.Outcome{Code: lead.OutcomeCallback, CallBackAt: &past}), "call_back_at")
	wantField(t, record(l.Version, lead.Outcome{Code: lead.OutcomeBooked, CallBackAt: &past}), "call_back_at")
	wantField(t, record(l.Version, lead.Outcome{Code: lead.OutcomeDeclined, CallBackAt: &past}), "call_back_at")
	wantField(t, record(l.Version, lead.Outcome{Code: lead.OutcomeBooked, Note: "\x00"}), "note")
	if err := record(l.Version+1, lead.Outcome{Code: lead.OutcomeBooked}); fault.KindOf(err) != fault.Changed {
		t.Fatal(err)
	}
	closed, _ := b.outcome(t, l, lead.Outcome{Code: lead.OutcomeDeclined})
	if err := record(closed.Version, lead.Outcome{Code: lead.OutcomeBooked}); fault.KindOf(err) != fault.Conflict {
		t.Fatal(err)
	}
	if got := b.history(t, l.ID); len(got) != 1 {
		t.Fatalf("the history is %+v", got)
	}
}

func TestASlipOfTheFingerIsTakenBackAndTheHistoryShowsBoth(t *testing.T) {
	b := setup(t)
	l, ann := b.aLead(t)
	at := storetest.Start.Add(48 * time.Hour)
	promised, _ := b.outcome(t, l, lead.Outcome{Code: lead.OutcomeCallback, CallBackAt: &at})
	_, slip := b.outcome(t, promised, lead.Outcome{Code: lead.OutcomeDoNotContact, By: ann})
	b.clock.Move(10 * time.Minute)
	back, err := b.leads.Undo(t.Context(), b.dealer.ID, l.ID, slip.ID, ann)
	if err != nil {
		t.Fatal(err)
	}
	if back.Status != lead.Callback || back.ClosedReason != "" || back.ClosedAt != nil || !back.CallBackAt.Equal(at) {
		t.Fatalf("the lead is %+v", back)
	}
	got := b.history(t, l.ID)
	if len(got) != 3 || got[0].Kind != lead.Undone || got[0].Undoes != slip.ID || got[0].Person.ID != ann || got[1].ID != slip.ID || !got[1].Undone || got[2].Undone {
		t.Fatalf("the history is %+v", got)
	}
	counts, err := b.leads.OutcomeCounts(t.Context(), b.dealer.ID, storetest.Start, storetest.Start.Add(time.Hour))
	if err != nil || len(counts) != 1 || counts[lead.OutcomeCallback].Outcomes != 1 {
		t.Fatalf("counted as %v, %v", counts, err)
	}
}

func TestOnlyTheLatestChangeOfStatusCanBeTakenBackAndNotForLong(t *testing.T) {
	b := setup(t)
	l, ann := b.aLead(t)
	undo := func(id string) fault.Kind {
		t.Helper()
		_, err := b.leads.Undo(t.Context(), b.dealer.ID, l.ID, id, ann)
		if err == nil {
			t.Fatal("it was taken back")
		}
		return fault.KindOf(err)
	}
	first, one := b.outcome(t, l, lead.Outcome{Code: lead.OutcomeVoicemail})
	second, two := b.outcome(t, first, lead.Outcome{Code: lead.OutcomeBooked})
	b.change(t, second, lead.Change{Note: ptr("blue car")})
	note := b.history(t, l.ID)[0]
	if note.Kind != lead.NoteWritten {
		t.Fatalf("%+v", note)
	}
	for _, id := range []string{one.ID, note.ID} {
		if kind := undo(id); kind != fault.Conflict {
			t.Fatalf("kind %d", kind)
		}
	}
	if kind := undo("nothing"); kind != fault.NotFound {
		t.Fatalf("kind %d", kind)
	}
	if _, err := b.leads.Undo(t.Context(), b.dealer.ID, l.ID, two.ID, ann); err != nil {
		t.Fatal(err)
	}
	if kind := undo(two.ID); kind != fault.Conflict {
		t.Fatalf("a second time: kind %d", kind)
	}
	b.clock.Move(10*time.Minute + time.Second)
	if kind := undo(one.ID); kind != fault.Conflict {
		t.Fatalf("too late: kind %d", kind)
	}
	if got := b.leadOf(t, storetest.VIN(1)); got.Status != lead.Contacted || got.Note != "blue car" {
		t.Fatalf("the lead is %+v", got)
	}
}

func TestTheNextCheckOfALeadIsTheOneThatTheModelNames(t *testing.T) {
	b := setup(t)
	storetest.Vehicle(t, b.db, b.dealer.ID, storetest.VIN(1), fitted(50))
	reading := telemetry.Reading{VIN: storetest.VIN(1), Kind: telemetry.RestVoltage, ObservedAt: storetest.Start.Add(-100 * time.Hour), Value: 12.1, RestHours: 8}
	if _, err := b.db.SaveReading(t.Context(), b.dealer.ID, reading); err != nil {
		t.Fatal(err)
	}
	b.score(t)
	l := b.leadOf(t, storetest.VIN(1))
	facts, err := b.db.LatestFacts(t.Context(), b.dealer.ID, l.Vehicle.VIN, l.Score.AsOf, l.Score.ModelVersion)
	if err != nil {
		t.Fatal(err)
	}
	want, err := risk.Default().Assess(risk.Input{BatteryAgeMonths: facts.BatteryAgeMonths, VehicleAgeMonths: facts.VehicleAgeMonths, AnnualMeanC: 19.7, Evidence: facts.Evidence})
	if err != nil {
		t.Fatal(err)
	}
	got, err := b.leads.BackgroundOf(t.Context(), b.dealer.ID, l)
	if err != nil {
		t.Fatal(err)
	}
	if got.NextCheck == nil || got.NextCheck.Name != want.NextCheck.Name || got.Prior == nil || *got.Prior <= 0 || *got.Prior >= l.Score.Probability {
		t.Fatalf("got %+v, want %+v", got, want.NextCheck)
	}
	if up, down := got.NextCheck.ProbabilityIfPresent, got.NextCheck.ProbabilityIfAbsent; up <= l.Score.Probability || down >= l.Score.Probability {
		t.Fatalf("%v after a sign and %v without, from %v", up, down, l.Score.Probability)
	}
	old := l
	old.Score.AsOf = old.Score.AsOf.Add(-time.Hour)
	if got, err := b.leads.BackgroundOf(t.Context(), b.dealer.ID, old); err != nil || got.NextCheck != nil || got.Prior == nil {
		t.Fatalf("an older estimate: %+v, %v", got, err)
	}
	old.Score.ModelVersion = "another"
	if got, err := b.leads.BackgroundOf(t.Context(), b.dealer.ID, old); err != nil || got.NextCheck != nil || got.Prior != nil {
		t.Fatalf("another model's estimate: %+v, %v", got, err)
	}
}

package results_test

import (
	"testing"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/results"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// rig is the service on a real store, with one dealer in Phoenix, seven hours behind UTC.
type rig struct {
	t *testing.T
	*results.Service
	db *store.DB
	d  dealer.Dealer
}

func newRig(t *testing.T) *rig {
	db := storetest.SQLite(t)
	d := storetest.Dealer(t, db, "A1", func(d *dealer.Dealer) { d.TimeZone = "America/Phoenix" })
	return &rig{t: t, db: db, d: d, Service: results.NewService(db, 180, func() time.Time { return storetest.Start })}
}

func (r *rig) must(err error) {
	r.t.Helper()
	if err != nil {
		r.t.Fatal(err)
	}
}

func (r *rig) lead(n int) lead.Lead { return storetest.Lead(r.t, r.db, r.d.ID, storetest.VIN(n)) }

func (r *rig) outcome(l lead.Lead, code lead.OutcomeCode, at time.Time) {
	r.t.Helper()
	r.must(r.db.AddActivity(r.t.Context(), r.d.ID, lead.Activity{ID: storetest.ID("activity"), LeadID: l.ID, At: at, Kind: lead.OutcomeRecorded, Code: code}))
}

func (r *rig) event(l lead.Lead, kind battery.Kind, result battery.Result, on string) {
	r.t.Helper()
	day, err := vehicle.ParseDate(on)
	r.must(err)
	_, err = r.db.SaveBatteryEvent(r.t.Context(), r.d.ID, battery.Event{
		ID: storetest.ID("event"), VIN: l.Vehicle.VIN, Kind: kind, Result: result, OccurredOn: day, RecordedAt: storetest.Start,
	})
	r.must(err)
}

func (r *rig) march() results.Results {
	r.t.Helper()
	got, err := r.Of(r.t.Context(), r.d, results.Period{From: vehicle.Date{Year: 2026, Month: 3, Day: 1}, To: vehicle.Date{Year: 2026, Month: 3, Day: 31}})
	r.must(err)
	return got
}

// noon is noon in Phoenix on a day of March.
func noon(day int) time.Time { return time.Date(2026, time.March, day, 19, 0, 0, 0, time.UTC) }

func TestALeadCountsOnceHoweverOftenItWasCalled(t *testing.T) {
	r := newRig(t)
	often, once, never := r.lead(1), r.lead(2), r.lead(3)
	r.outcome(often, lead.OutcomeNoAnswer, noon(2))
	r.outcome(often, lead.OutcomeNoAnswer, noon(3))
	r.outcome(often, lead.OutcomeBooked, noon(4))
	r.outcome(once, lead.OutcomeVoicemail, noon(2))
	r.must(r.db.AddActivity(t.Context(), r.d.ID, lead.Activity{ID: storetest.ID("activity"), LeadID: never.ID, At: noon(2), Kind: lead.NoteWritten, Note: "x"}))
	got := r.march()
	if got.Total.Contacted != 2 || got.Total.Reached != (risk.Share{Count: 1, Of: 2}) || got.Total.Booked != (risk.Share{Count: 1, Of: 2}) || got.Total.Confirmed != (risk.Share{}) {
		t.Fatalf("%+v", got.Total)
	}
	codes := map[lead.OutcomeCode][2]int{}
	for _, o := range got.Outcomes {
		codes[o.Rule.Code] = [2]int{o.Outcomes, o.Leads}
	}
	if len(codes) != 3 || codes[lead.OutcomeNoAnswer] != [2]int{2, 1} || codes[lead.OutcomeBooked] != [2]int{1, 1} || codes[lead.OutcomeVoicemail] != [2]int{1, 1} {
		t.Fatalf("%+v", got.Outcomes)
	}
}

func TestTheDaysAreThoseOfTheDealersZone(t *testing.T) {
	r := newRig(t)
	phoenix := func(month time.Month, day, hour int) time.Time {
		return time.Date(2026, month, day, hour+7, 0, 0, 0, time.UTC)
	}
	r.outcome(r.lead(1), lead.OutcomeNoAnswer, phoenix(time.February, 28, 23)) // 1 March in UTC
	r.outcome(r.lead(2), lead.OutcomeNoAnswer, phoenix(time.March, 1, 0))
	r.outcome(r.lead(3), lead.OutcomeNoAnswer, phoenix(time.March, 31, 23)) // 1 April in UTC
	r.outcome(r.lead(4), lead.OutcomeNoAnswer, phoenix(time.April, 1, 0))
	if got := r.march().Total.Contacted; got != 2 {
		t.Fatalf("%d were contacted in March, want 2", got)
	}
}

func TestAFaultIsConfirmedByWhatWasFoundAfterTheContact(t *testing.T) {
	for _, c := range []struct {
		name string
		do   func(r *rig, l lead.Lead)
		want results.Inspections
	}{
		{"nothing was recorded", func(*rig, lead.Lead) {}, results.Inspections{}},
		{"a test before the contact", func(r *rig, l lead.Lead) { r.event(l, battery.Tested, battery.Replace, "2026-03-09") }, results.Inspections{}},
		{"a test on the day of it", func(r *rig, l lead.Lead) { r.event(l, battery.Tested, battery.Replace, "2026-03-10") }, results.Inspections{TestedReplace: 1}},
		{"a test that was passed", func(r *rig, l lead.Lead) { r.event(l, battery.Tested, battery.Pass, "2026-03-12") }, results.Inspections{TestedPass: 1}},
		{"passed and failed later", func(r *rig, l lead.Lead) {
			r.event(l, battery.Tested, battery.Pass, "2026-03-12")
			r.event(l, battery.Tested, battery.Replace, "2026-05-12")
		}, results.Inspections{TestedReplace: 1}},
		{"a failed test and its replacement count once", func(r *rig, l lead.Lead) {
			r.event(l, battery.Tested, battery.Replace, "2026-03-12")
			r.event(l, battery.ReplacedAfterFailure, "", "2026-03-13")
		}, results.Inspections{ReplacedAfterFailure: 1}},
		{"replaced as a precaution", func(r *rig, l lead.Lead) { r.event(l, battery.ReplacedPreventively, "", "2026-03-12") }, results.Inspections{}},
		{"the last day of the horizon", func(r *rig, l lead.Lead) { r.event(l, battery.Tested, battery.Replace, "2026-09-06") }, results.Inspections{TestedReplace: 1}},
		{"the day after the horizon", func(r *rig, l lead.Lead) { r.event(l, battery.Tested, battery.Replace, "2026-09-07") }, results.Inspections{}},
	} {
		t.Run(c.name, func(t *testing.T) {
			r := newRig(t)
			l := r.lead(1)
			r.outcome(l, lead.OutcomeBooked, noon(10))
			r.outcome(l, lead.OutcomeReached, noon(20))
			c.do(r, l)
			got := r.march()
			if got.Inspections != c.want {
				t.Errorf("%+v, want %+v", got.Inspections, c.want)
			}
			confirmed := c.want.ReplacedAfterFailure + c.want.TestedReplace
			if got.Total.Confirmed != (risk.Share{Count: confirmed, Of: confirmed + c.want.TestedPass}) {
				t.Errorf("%+v", got.Total.Confirmed)
			}
		})
	}
}

func TestPrioritiesAddUpAndThirtyAreEnough(t *testing.T) {
	r := newRig(t)
	for i := range 40 {
		priority := lead.High
		if i >= 30 {
			priority = lead.FollowUp
		}
		l := storetest.Lead(t, r.db, r.d.ID, storetest.VIN(i+1), func(l *lead.Lead) { l.Priority = priority })
		code := lead.OutcomeNoAnswer
		if i%2 == 0 {
			code = lead.OutcomeBooked
		}
		r.outcome(l, code, noon(10))
	}
	got := r.march()
	if got.Total.Booked != risk.ShareOf(20, 40) || !got.Total.Booked.Enough {
		t.Errorf("%+v", got.Total)
	}
	if high := got.ByPriority[lead.High]; high.Booked != risk.ShareOf(15, 30) || !high.Booked.Enough {
		t.Errorf("%+v", high)
	}
	if low := got.ByPriority[lead.FollowUp]; low.Booked != (risk.Share{Count: 5, Of: 10}) {
		t.Errorf("%+v", low)
	}
	if none := got.ByPriority[lead.Retention]; none != (results.Figures{}) || len(got.ByPriority) != 4 {
		t.Errorf("%+v", none)
	}
}

func TestAPeriodThatIsNoneIsRefused(t *testing.T) {
	day := func(year, d int) vehicle.Date { return vehicle.Date{Year: year, Month: time.March, Day: d} }
	for _, p := range []results.Period{{From: day(2026, 2), To: day(2026, 1)}, {From: day(2023, 1), To: day(2026, 1)}} {
		if p.Check() == nil {
			t.Errorf("%+v was taken", p)
		}
	}
	if err := (results.Period{From: day(2024, 1), To: day(2026, 1)}).Check(); err != nil {
		t.Error(err)
	}
}

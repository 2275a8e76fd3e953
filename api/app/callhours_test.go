package app

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/vehicle"
)

// states puts the vehicles of a dealer into states, one after the other.
func (p *portal) states(c *client, states ...string) []oas.Lead {
	p.t.Helper()
	d, err := p.dealers.ByCode(p.t.Context(), "OWN")
	p.must(err)
	leads := decode[oas.LeadPage](c.get("/api/leads?limit=100").want(http.StatusOK)).Leads
	for i, l := range leads {
		v, err := p.db.Vehicle(p.t.Context(), d.ID, vehicle.VIN(l.Vehicle.Vin))
		p.must(err)
		v.State = states[i%len(states)]
		p.must(p.db.SaveVehicle(p.t.Context(), d.ID, v))
	}
	return decode[oas.LeadPage](c.get("/api/leads?limit=100").want(http.StatusOK)).Leads
}

// moveTo lets the time pass until a moment.
func (p *portal) moveTo(at time.Time) { p.clock.Move(at.Sub(p.clock.Now())) }

func at(t *testing.T, zone, text string) time.Time {
	t.Helper()
	z, err := time.LoadLocation(zone)
	if err != nil {
		t.Fatal(err)
	}
	m, err := time.ParseInLocation("2006-01-02 15:04", text, z)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// The clock stands at nine in London on Monday, March 2, 2026: four in the morning in New York.
func TestEachLeadSaysWhenItsOwnerMayBeCalled(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 4)
	c := p.as("advisor@own.example")
	leads := p.states(c, "OH", "TX", "")
	c.do("PATCH", "/api/leads/"+leads[3].Id, map[string]string{"status": "closed", "closed_reason": "do_not_contact"}, "If-Match", "*").want(http.StatusOK)
	one := func(i int) oas.LeadCallHours {
		return decode[oas.Lead](c.get("/api/leads/" + leads[i].Id).want(http.StatusOK)).CallHours
	}
	ny, denver, honolulu := "America/New_York", "America/Denver", "Pacific/Honolulu"
	for i, want := range []struct {
		from, until time.Time
		basis       oas.CallHoursBasis
		zone        string
		zones       int
		texts       bool
	}{
		{at(t, ny, "2026-03-02 09:00"), at(t, ny, "2026-03-02 20:00"), oas.CallHoursBasisDefault, ny, 1, false},
		{at(t, denver, "2026-03-02 09:00"), at(t, "America/Chicago", "2026-03-02 21:00"), oas.CallHoursBasisState, "America/Chicago", 2, true},
		{at(t, honolulu, "2026-03-02 10:00"), at(t, ny, "2026-03-02 17:00"), oas.CallHoursBasisUnknown, "America/Detroit", 20, true},
	} {
		h := one(i)
		if !h.From.Equal(want.from) || !h.Until.Equal(want.until) || h.Basis != want.basis || h.TimeZone != want.zone || h.TextsAreCalls != want.texts ||
			(want.basis != oas.CallHoursBasisUnknown && h.Zones != want.zones) {
			t.Errorf("lead %d: %s to %s, %+v", i, h.From, h.Until, h)
		}
	}
	if h := one(3); h.From != nil || h.Until != nil {
		t.Errorf("the owner is not to be contacted: %+v", h)
	}
	p.moveTo(at(t, ny, "2026-03-02 20:00"))
	c = p.as("advisor@own.example")
	if h := one(0); !h.From.Equal(at(t, ny, "2026-03-03 09:00")) {
		t.Errorf("when the day's hours have ended: %s", h.From)
	}
}

func TestTheQueueCanBeThoseWhoMayBeCalledNow(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 6)
	c := p.as("advisor@own.example")
	leads := p.states(c, "NY", "CA", "")
	ids := func(path string) (ids []string) {
		for _, l := range decode[oas.LeadPage](c.get(path).want(http.StatusOK)).Leads {
			ids = append(ids, l.Id)
		}
		slices.Sort(ids)
		return ids
	}
	of := func(states ...string) (ids []string) {
		for _, l := range leads {
			if slices.Contains(states, l.Vehicle.State) {
				ids = append(ids, l.Id)
			}
		}
		slices.Sort(ids)
		return ids
	}
	for _, x := range []struct {
		at   string
		want []string
	}{
		{"2026-03-02 08:59", nil}, {"2026-03-02 09:00", of("NY")}, {"2026-03-02 12:30", of("NY", "CA")},
		{"2026-03-02 16:00", of("NY", "CA", "")}, {"2026-03-02 20:00", of("CA")}, {"2026-03-08 12:30", nil},
	} {
		p.moveTo(at(t, "America/New_York", x.at))
		c = p.as("advisor@own.example")
		for _, path := range []string{"/api/leads?call=now", "/api/leads?call=now&sort=oldest", "/api/leads?call=now&sort=newest"} {
			if got := ids(path); !slices.Equal(got, x.want) {
				t.Errorf("%s %s: %v, want %v", x.at, path, got, x.want)
			}
		}
		if n := decode[oas.LeadCounts](c.get("/api/leads/counts?call=now").want(http.StatusOK)).Open; n != len(x.want) {
			t.Errorf("%s: %d are counted", x.at, n)
		}
	}
	p.moveTo(at(t, "America/New_York", "2026-03-09 09:30"))
	c = p.as("advisor@own.example")
	for _, l := range leads {
		w := decode[oas.Whereabouts](c.get("/api/leads/whereabouts?call=now&vin=" + l.Vehicle.Vin).want(http.StatusOK))
		if out := slices.Contains(w.LeftOutBy, "call"); out != (l.Vehicle.State != "NY") || (w.Reason == oas.LeftOut) != out {
			t.Errorf("%s: %+v", l.Vehicle.State, w)
		}
	}
	c.get("/api/leads?call=never").problem(http.StatusBadRequest, "call")
}

// The page of the best leads is kept as long as it is true: not over the end of anybody's hours.
func TestAKeptPageEndsWithTheHoursInIt(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 2)
	c := p.as("advisor@own.example")
	p.states(c, "NY")
	ny := "America/New_York"
	p.moveTo(at(t, ny, "2026-03-02 19:59").Add(30 * time.Second))
	c = p.as("advisor@own.example")
	first := c.get("/api/generate-leads").want(http.StatusOK)
	p.clock.Move(20 * time.Second)
	if again := c.get("/api/generate-leads", "If-None-Match", first.header.Get("ETag")); again.status != http.StatusNotModified {
		t.Errorf("before the end: %d", again.status)
	}
	p.clock.Move(10 * time.Second)
	leads := decode[oas.GeneratedLeads](c.get("/api/generate-leads", "If-None-Match", first.header.Get("ETag")).want(http.StatusOK)).Leads
	if len(leads) != 2 || !leads[0].CallHours.From.Equal(at(t, ny, "2026-03-03 09:00")) {
		t.Errorf("%+v", leads)
	}
}

func TestADealerSetsHoursOfItsOwn(t *testing.T) {
	p := boot(t)
	d := p.dealer("OWN", "MI", 2)
	p.dealer("OTHER", "MI", 1)
	manager, advisor := p.as("manager@own.example"), p.as("advisor@own.example")
	leads := p.states(advisor, "FL")
	kept := advisor.get("/api/generate-leads").want(http.StatusOK)

	before := manager.get("/api/dealers/OWN/call-hours").want(http.StatusOK)
	table := decode[oas.CallHours](before)
	row := func(table oas.CallHours, state string) oas.CallHoursRow {
		i := slices.IndexFunc(table.States, func(r oas.CallHoursRow) bool { return r.State == state })
		return table.States[i]
	}
	if fl := row(table, "FL"); len(table.States) != 56 || table.Notice == "" || fl.Basis != oas.CallHoursBasisState || fl.Source == "" ||
		fl.ReadOn == nil || fl.Weekdays.From != "08:00" || fl.Sunday.Until != "20:00" || fl.SetBy != nil || fl.InPlaceOf != nil {
		t.Fatalf("%+v", fl)
	}
	if oh := row(table, "OH"); oh.Basis != oas.CallHoursBasisDefault || oh.Sunday != nil || oh.ReadOn != nil {
		t.Errorf("%+v", oh)
	}
	if table.Unknown.Basis != oas.CallHoursBasisUnknown || table.Unknown.State != "" || table.Federal.Until != "21:00" {
		t.Errorf("%+v", table.Unknown)
	}

	window := func(from, until string) *oas.CallWindow { return &oas.CallWindow{From: from, Until: until} }
	own := oas.OwnCallHours{Weekdays: window("10:00", "18:00"), TextsAreCalls: true, Note: "Counsel (test)"}
	path, tag := "/api/dealers/OWN/call-hours/FL", before.header.Get("ETag")
	advisor.do("PUT", path, own, "If-Match", tag).problem(http.StatusForbidden, "")
	manager.do("PUT", path, own).problem(http.StatusPreconditionRequired, "If-Match")
	manager.do("PUT", path, own, "If-Match", `"v7"`).problem(http.StatusPreconditionFailed, "If-Match")
	set := manager.do("PUT", path, own, "If-Match", tag).want(http.StatusOK)
	manager.do("PUT", path, own, "If-Match", tag).problem(http.StatusPreconditionFailed, "If-Match")
	tag = set.header.Get("ETag")
	fl := row(decode[oas.CallHours](set), "FL")
	if fl.Basis != oas.CallHoursBasisOwn || *fl.SetBy != "Test manager" || !fl.SetAt.Equal(p.clock.Now()) || fl.Note != "Counsel (test)" || fl.Weekdays.Until != "18:00" ||
		fl.Saturday != nil || !fl.TextsAreCalls || fl.InPlaceOf == nil || fl.InPlaceOf.Weekdays.Until != "20:00" {
		t.Fatalf("%+v", fl)
	}

	// What leads say follows at once, also on a page that was kept.
	central, ny := "America/Chicago", "America/New_York"
	hours := decode[oas.GeneratedLeads](advisor.get("/api/generate-leads", "If-None-Match", kept.header.Get("ETag")).want(http.StatusOK)).Leads[0].CallHours
	if hours.Basis != oas.CallHoursBasisOwn || !hours.From.Equal(at(t, central, "2026-03-02 10:00")) || !hours.Until.Equal(at(t, ny, "2026-03-02 18:00")) {
		t.Errorf("%+v", hours)
	}
	if other := row(decode[oas.CallHours](p.as("manager@other.example").get("/api/dealers/OTHER/call-hours").want(http.StatusOK)), "FL"); other.Basis != oas.CallHoursBasisState {
		t.Errorf("the other dealer: %+v", other)
	}

	for _, bad := range []struct {
		field string
		hours oas.OwnCallHours
	}{
		{"weekdays", oas.OwnCallHours{Weekdays: window("07:00", "12:00")}},
		{"sunday", oas.OwnCallHours{Sunday: window("20:00", "21:30")}},
		{"saturday", oas.OwnCallHours{Saturday: window("12:00", "12:00")}},
		{"weekdays", oas.OwnCallHours{Weekdays: window("9:00", "12:00")}},
	} {
		manager.do("PUT", path, bad.hours, "If-Match", tag).problem(http.StatusBadRequest, bad.field)
	}
	manager.do("PUT", "/api/dealers/OWN/call-hours/XX", own, "If-Match", tag).problem(http.StatusBadRequest, "state")
	manager.do("DELETE", "/api/dealers/OWN/call-hours/GA", nil, "If-Match", tag).problem(http.StatusNotFound, "")
	manager.do("DELETE", path, nil).problem(http.StatusPreconditionRequired, "If-Match")
	back := decode[oas.CallHours](manager.do("DELETE", path, nil, "If-Match", tag).want(http.StatusOK))
	if fl := row(back, "FL"); fl.Basis != oas.CallHoursBasisState || fl.SetBy != nil {
		t.Errorf("%+v", fl)
	}

	// Hours that leave no time say so, as for an owner who is not to be contacted.
	latest := manager.get("/api/dealers/OWN/call-hours").header.Get("ETag")
	manager.do("PUT", path, oas.OwnCallHours{Weekdays: window("12:00", "13:00")}, "If-Match", latest).want(http.StatusOK)
	l := decode[oas.Lead](advisor.get("/api/leads/" + leads[0].Id).want(http.StatusOK))
	if l.CallHours.From != nil || l.CallHours.Until != nil || l.Status != oas.LeadStatus(lead.New) {
		t.Errorf("%+v", l.CallHours)
	}
	if got, err := p.dealers.ByID(t.Context(), d.ID); err != nil || len(got.CallHours.Set) != 1 {
		t.Errorf("%+v, %v", got.CallHours, err)
	}
}

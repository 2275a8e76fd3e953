package app

import (
	"net/http"
	"slices"
	"testing"

	"dealerportal/api/oas"
	"dealerportal/pkg/store/storetest"
)

// queued are the VINs of the queue as the page that is kept for it says.
func queued(c *client) (vins []string) {
	c.p.t.Helper()
	for _, l := range decode[oas.GeneratedLeads](c.get("/api/generate-leads").want(http.StatusOK)).Leads {
		vins = append(vins, l.Vehicle.Vin)
	}
	return vins
}

func TestWhoAskedToBeLeftAloneIsLeftAloneWithEveryVehicle(t *testing.T) {
	p := boot(t)
	own := p.dealer("OWN", "MI", 4)
	p.dealer("FOREIGN", "MI", 1)
	c := p.as("manager@own.example")
	const phone = "(313) 555-0142"
	owned := func(c *client, vin, phone string) oas.Vehicle {
		v := decode[oas.Vehicle](c.get("/api/vehicles/" + vin).want(http.StatusOK))
		return decode[oas.Vehicle](c.do("PUT", "/api/vehicles/"+vin, map[string]any{
			"year": v.Year, "make": v.Make, "model": v.Model, "state": v.State, "battery_installed_on": v.BatteryInstalledOn,
			"customer": map[string]string{"name": "Canary Testfleet", "phone": phone},
		}).want(http.StatusOK))
	}
	vins := queued(c)
	for _, vin := range vins[:3] {
		if v := owned(c, vin, phone); v.DoNotContact != nil {
			t.Fatalf("%+v", v)
		}
	}
	theirs := p.as("advisor@foreign.example")
	owned(theirs, queued(theirs)[0], phone)

	leads := decode[oas.LeadPage](c.get("/api/leads").want(http.StatusOK)).Leads
	at := slices.IndexFunc(leads, func(l oas.Lead) bool { return l.Vehicle.Vin == vins[0] })
	path := "/api/leads/" + leads[at].Id
	said := decode[oas.RecordedOutcome](c.do("POST", path+"/activities", map[string]any{"code": "do_not_contact"}, "If-Match", "*").want(http.StatusCreated)).Activity
	if said.OtherVehicles == nil || *said.OtherVehicles != 2 || said.BecauseOf != nil {
		t.Fatalf("%+v", said)
	}
	if got := queued(c); !slices.Equal(got, vins[3:]) {
		t.Fatalf("the queue has %v, want %v", got, vins[3:])
	}
	if got := queued(theirs); len(got) != 1 {
		t.Fatalf("the other dealer's queue has %v", got)
	}

	// Another vehicle of the customer comes in by a file.
	late := string(storetest.VIN(77))
	c.do("POST", "/api/imports?kind=vehicles", csvFile("vin,year,make,model,state,customer_name,mobile_phone,battery_date\n"+
		late+",2019,Ford,Escape,MI,Canary Testfleet,313.555.0142,2020-05-01\n")).want(http.StatusOK)
	p.must(p.leads.ScoreDue(t.Context(), own.ID))
	if got := queued(c); !slices.Equal(got, vins[3:]) {
		t.Fatalf("the queue has %v, want %v", got, vins[3:])
	}
	for _, vin := range append([]string{late}, vins[:3]...) {
		v := decode[oas.Vehicle](c.get("/api/vehicles/" + vin).want(http.StatusOK))
		w := decode[oas.Whereabouts](c.get("/api/leads/whereabouts?vin=" + vin).want(http.StatusOK))
		for _, stop := range []*oas.ContactStop{v.DoNotContact, w.DoNotContact} {
			if stop == nil || stop.Vin != vins[0] || stop.LeadId != leads[at].Id || !stop.SaidAt.Equal(said.At) {
				t.Fatalf("%s is told to be stopped by %+v", vin, stop)
			}
		}
		want := oas.LeadClosed
		if vin == late {
			want = oas.NotToBeContacted
		}
		if w.Reason != want || w.ReturnsAt != nil {
			t.Fatalf("%s: %+v", vin, w)
		}
	}
	closed := decode[oas.LeadPage](c.get("/api/leads?status=closed").want(http.StatusOK)).Leads
	if len(closed) != 3 {
		t.Fatalf("%d leads are closed", len(closed))
	}
	for _, l := range closed {
		if m := l.Message; m.Reason == nil || *m.Reason != "do_not_contact" || m.PhoneScript+m.Sms+m.Email.Body != "" {
			t.Fatalf("%+v", m)
		}
		if l.Id == leads[at].Id {
			continue
		}
		a := activities(c, l.Id)[0]
		if a.BecauseOf == nil || a.BecauseOf.Vin != vins[0] || a.Kind != "status" || a.Person.Name != "Test manager" {
			t.Fatalf("%+v", a)
		}
		c.do("PATCH", "/api/leads/"+l.Id, map[string]any{"closed_reason": "other"}, "If-Match", "*").problem(http.StatusConflict, "")
		c.do("POST", "/api/leads/"+l.Id+"/activities/"+a.Id+"/undo", nil).problem(http.StatusConflict, "")
		c.do("POST", "/api/leads/"+l.Id+"/activities", map[string]any{"code": "booked"}, "If-Match", "*").problem(http.StatusConflict, "")
		c.do("PUT", "/api/leads/"+l.Id+"/message", textsOf("Again"), "If-Match", "*").problem(http.StatusConflict, "")
		bulk := decode[oas.LeadChangeResults](c.do("POST", "/api/leads/changes", map[string]any{"changes": []any{
			map[string]any{"id": l.Id, "version": l.Version, "change": map[string]any{"status": "contacted"}},
		}}).want(http.StatusOK))
		if bulk.Results[0].Result != oas.LeadChangeResultResultRefused {
			t.Fatalf("%+v", bulk)
		}
	}

	c.do("POST", path+"/activities/"+said.Id+"/undo", nil).want(http.StatusOK)
	got := queued(c)
	slices.Sort(got)
	want := append([]string{late}, vins...)
	slices.Sort(want)
	if !slices.Equal(got, want) {
		t.Fatalf("after it was taken back the queue has %v, want %v", got, want)
	}
	if v := decode[oas.Vehicle](c.get("/api/vehicles/" + late).want(http.StatusOK)); v.DoNotContact != nil {
		t.Fatalf("%+v", v.DoNotContact)
	}
}

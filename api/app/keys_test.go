package app

import (
	"net/http"
	"slices"
	"strings"
	"testing"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

// forKeys are the operations that another system may use.
var forKeys = []string{
	"generateLeads", "listLeads", "countLeads", "getLead", "updateLead", "listVehicles", "getVehicle", "putVehicle",
	"listBatteryEvents", "recordBatteryEvent", "takeBackBatteryEvent", "postTelemetry", "importFile", "listImports", "cancelImport", "streamEvents",
}

// key makes a key of a dealer and gives the header that shows it.
func (p *portal) key(email string, scope oas.KeyScope) (header []string, k oas.ApiKey) {
	p.t.Helper()
	code := "OWN"
	if strings.Contains(email, "foreign") {
		code = "FOREIGN"
	}
	made := decode[oas.CreatedApiKey](p.as(email).do("POST", "/api/dealers/"+code+"/keys", map[string]string{"name": "DMS (test)", "scope": string(scope)}).want(http.StatusCreated))
	return []string{"Authorization", "Bearer " + made.Secret}, made.Key
}

func (p *portal) topLead(d dealer.Dealer) lead.Lead {
	p.t.Helper()
	leads, err := p.leads.Top(p.t.Context(), d.ID, 1)
	p.must(err)
	return leads[0]
}

func TestWhatAKeyMayDo(t *testing.T) {
	p := boot(t)
	own, foreign := p.dealer("OWN", "MI", 3), p.dealer("FOREIGN", "AZ", 3)
	ownLead, foreignLead := p.topLead(own), p.topLead(foreign)
	p.access(own)
	read, _ := p.key("manager@own.example", oas.Read)
	write, _ := p.key("manager@own.example", oas.Write)
	for id, a := range attempts(own, foreign, ownLead, foreignLead) {
		if a.public {
			continue
		}
		t.Run(id, func(t *testing.T) {
			c := p.anonymous()
			c.p = &portal{App: p.App, t: t, url: p.url}
			p.batteryEvent(own, ownLead, "own")
			reading := c.do(a.method, a.path, a.body, append(slices.Clone(a.headers), read...)...)
			writing := c.do(a.method, a.path, a.body, append(slices.Clone(a.headers), write...)...)
			if !slices.Contains(forKeys, id) {
				reading.problem(http.StatusForbidden, "")
				writing.problem(http.StatusForbidden, "")
				return
			}
			if a.method != http.MethodGet {
				reading.problem(http.StatusForbidden, "")
			} else if reading.status >= 400 {
				t.Errorf("reading: %d %s", reading.status, reading.body)
			}
			if writing.status >= 400 {
				t.Errorf("writing: %d %s", writing.status, writing.body)
			}
			if a.foreign != "" {
				unknown := c.do(a.method, a.unknown, a.body, append(slices.Clone(a.headers), write...)...)
				other := c.do(a.method, a.foreign, a.body, append(slices.Clone(a.headers), write...)...)
				unknown.problem(http.StatusNotFound, "")
				if x, y := instance.ReplaceAllString(string(unknown.body), ""), instance.ReplaceAllString(string(other.body), ""); x != y || other.status != unknown.status {
					t.Errorf("unknown: %s\nanother dealer's: %d %s", x, other.status, y)
				}
			}
		})
	}
}

func TestAKeyThatIsUnknownOrRevokedIsRefusedAtOnce(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 1)
	p.dealer("FOREIGN", "AZ", 1)
	header, k := p.key("manager@own.example", oas.Write)
	c := p.anonymous()
	c.get("/api/leads", header...).want(http.StatusOK)
	manager, stranger := p.as("manager@own.example"), p.as("manager@foreign.example")
	stranger.do("DELETE", "/api/dealers/FOREIGN/keys/"+k.Id, nil).problem(http.StatusNotFound, "")
	c.get("/api/leads", header...).want(http.StatusOK)

	listed := decode[oas.ApiKeyList](manager.get("/api/dealers/OWN/keys").want(http.StatusOK))
	if len(listed.Keys) != 1 || listed.Keys[0].LastUsedAt == nil || listed.Keys[0].RevokedAt != nil || !strings.HasPrefix(header[1], "Bearer "+listed.Keys[0].Prefix) {
		t.Fatalf("%+v", listed)
	}
	if body := string(manager.get("/api/dealers/OWN/keys").body); strings.Contains(body, strings.TrimPrefix(header[1], "Bearer ")) {
		t.Fatal("the list shows the key")
	}
	manager.do("DELETE", "/api/dealers/OWN/keys/"+k.Id, nil).want(http.StatusNoContent)
	for _, wrong := range []string{header[1], "Bearer", "Bearer ", "bearer nothing", "Bearer fdp_" + strings.Repeat("x", 51)} {
		refused := c.get("/api/leads", "Authorization", wrong)
		refused.problem(http.StatusUnauthorized, "")
		if refused.header.Get("WWW-Authenticate") != "Bearer" {
			t.Errorf("%q: nothing says what is asked for", wrong)
		}
	}
	if log := p.log.String(); strings.Contains(log, strings.TrimPrefix(header[1], "Bearer ")) || !strings.Contains(log, `"action":"key.revoked"`) {
		t.Error("the log holds the key, or not that it was revoked")
	}
}

// A browser adds a cookie by itself and a key never, so that a key needs no guard against other sites, and
// a request with one must not fall back on the cookie.
func TestAKeyStandsAlone(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 1)
	header, _ := p.key("manager@own.example", oas.Read)
	manager := p.as("manager@own.example")
	manager.get("/api/leads", "Authorization", "Bearer fdp_wrong").problem(http.StatusUnauthorized, "")
	manager.do("PUT", "/api/dealers/OWN/settings", "{}", header...).problem(http.StatusForbidden, "")
	manager.get("/api/leads", "Authorization", "Basic dXNlcjpwYXNz").want(http.StatusOK)

	writing, _ := p.key("manager@own.example", oas.Write)
	body := map[string]any{"readings": []any{}}
	manager.do("POST", "/api/telemetry", body, "Origin", "https://evil.example").problem(http.StatusForbidden, "")
	if a := p.anonymous().do("POST", "/api/telemetry", body, append(writing, "Origin", "https://dms.example")...); a.status == http.StatusForbidden || a.status == http.StatusUnauthorized {
		t.Fatalf("another system that says where it is: %d %s", a.status, a.body)
	}
	// What needs no sign-in looks at no key, so that it is guarded in any case.
	for _, path := range []string{"/api/session", "/api/links/use"} {
		manager.do("POST", path, map[string]string{"email": "a@own.example", "password": "x"}, append(writing, "Origin", "https://evil.example")...).problem(http.StatusForbidden, "")
	}
	manager.do("DELETE", "/api/session", nil, append(writing, "Origin", "https://evil.example")...).problem(http.StatusForbidden, "")
	manager.get("/api/session").want(http.StatusOK)
}

// The best leads as a machine gets them name nobody as the one who speaks, and are kept apart from what
// people get.
func TestTheBestLeadsForAKey(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 10)
	p.dealer("FOREIGN", "AZ", 10)
	own, _ := p.key("manager@own.example", oas.Read)
	foreign, _ := p.key("manager@foreign.example", oas.Read)
	c := p.anonymous()
	person := p.as("advisor@own.example").get("/api/generate-leads").want(http.StatusOK)
	first := c.get("/api/generate-leads", own...).want(http.StatusOK)
	second := c.get("/api/generate-leads", own...).want(http.StatusOK)
	other := c.get("/api/generate-leads", foreign...).want(http.StatusOK)
	if string(first.body) != string(second.body) || string(first.body) == string(person.body) || string(first.body) == string(other.body) {
		t.Fatal("a kept page is not its caller's")
	}
	for _, l := range decode[oas.GeneratedLeads](first).Leads {
		if strings.Contains(l.Message.PhoneScript, "Test ") || !strings.Contains(l.Message.PhoneScript, "your service advisor") {
			t.Fatalf("somebody speaks: %q", l.Message.PhoneScript)
		}
	}
	if vary := first.header.Get("Vary"); vary != "Accept-Encoding, Authorization, Cookie" {
		t.Errorf("kept by %q", vary)
	}
	tag := first.header.Get("ETag")
	c.get("/api/generate-leads", append(slices.Clone(own), "If-None-Match", tag)...).want(http.StatusNotModified)
	c.get("/api/generate-leads", append(slices.Clone(foreign), "If-None-Match", tag)...).want(http.StatusOK)
}

func TestAStreamOfAKeyEndsWithIt(t *testing.T) {
	p := boot(t)
	d := p.dealer("OWN", "MI", 3)
	header, k := p.key("manager@own.example", oas.Read)
	s, _ := p.anonymous().listen("/api/events", header...)
	manager := p.as("manager@own.example")
	l := p.topLead(d)
	change := func(note string) {
		manager.do("PATCH", "/api/leads/"+l.ID, map[string]string{"note": note}, "If-Match", "*").want(http.StatusOK)
	}
	change("one")
	s.want("lead.changed")
	manager.do("DELETE", "/api/dealers/OWN/keys/"+k.Id, nil).want(http.StatusNoContent)
	change("two")
	if b := s.next(); b != (block{}) {
		t.Fatalf("the stream goes on: %+v", b)
	}
}

func TestAKeyThatHasExpiredIsRefusedLikeOneThatWasRevoked(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 1)
	c := p.as("manager@own.example")
	ends := p.clock.Now().Add(time.Hour)
	made := func(body map[string]any) (oas.ApiKey, []string) {
		k := decode[oas.CreatedApiKey](c.do("POST", "/api/dealers/OWN/keys", body).want(http.StatusCreated))
		return k.Key, []string{"Authorization", "Bearer " + k.Secret}
	}
	short, shortHeader := made(map[string]any{"name": "DMS (test)", "scope": "read", "expires_at": ends})
	long, longHeader := made(map[string]any{"name": "CRM (test)", "scope": "read"})
	if short.ExpiresAt == nil || !short.ExpiresAt.Equal(ends) || long.ExpiresAt != nil {
		t.Fatalf("%+v, %+v", short, long)
	}
	c.do("POST", "/api/dealers/OWN/keys", map[string]any{"name": "x", "scope": "read", "expires_at": p.clock.Now()}).problem(http.StatusBadRequest, "expires_at")
	p.anonymous().get("/api/leads", shortHeader...).want(http.StatusOK)
	p.clock.Move(time.Hour)
	c.do("DELETE", "/api/dealers/OWN/keys/"+long.Id, nil).want(http.StatusNoContent)
	expired := p.anonymous().get("/api/leads", shortHeader...).want(http.StatusUnauthorized)
	revoked := p.anonymous().get("/api/leads", longHeader...).want(http.StatusUnauthorized)
	said := func(a answer) string { return decode[oas.Problem](a).Title + *decode[oas.Problem](a).Detail }
	if said(expired) != said(revoked) || expired.header.Get("WWW-Authenticate") != revoked.header.Get("WWW-Authenticate") {
		t.Fatalf("%s\n%s", expired.body, revoked.body)
	}
}

func TestWhatAKeyRecordsIsRecordedByNobody(t *testing.T) {
	p := boot(t)
	d := p.dealer("OWN", "MI", 1)
	header, _ := p.key("manager@own.example", oas.Write)
	l := p.topLead(d)
	c := p.anonymous()
	vin := string(l.Vehicle.VIN)
	c.do("POST", "/api/vehicles/"+vin+"/battery-events", map[string]any{"kind": "tested", "result": "pass", "occurred_on": "2026-03-01"}, header...).want(http.StatusCreated)
	events, err := p.db.BatteryEvents(t.Context(), d.ID, l.Vehicle.VIN)
	p.must(err)
	if len(events) != 1 || events[0].RecordedBy != "" {
		t.Fatalf("%+v", events)
	}
	patched := c.do("PATCH", "/api/leads/"+l.ID, map[string]string{"status": "contacted"}, append(slices.Clone(header), "If-Match", "*")...).want(http.StatusOK)
	if decode[oas.Lead](patched).Status != oas.LeadStatusContacted {
		t.Fatalf("%s", patched.body)
	}
	imported := c.do("POST", "/api/imports?kind=vehicles", csvFile("vin,year,make,model\n"+vin+",2020,Ford,Escape SE\n"), header...).want(http.StatusOK)
	if r := decode[oas.ImportResult](imported); r.Accepted+r.Unchanged != 1 {
		t.Fatalf("%+v", r)
	}
	mine := decode[oas.LeadPage](c.get("/api/leads?assignee=me", header...).want(http.StatusOK))
	if len(mine.Leads) != 0 {
		t.Fatalf("a machine has leads of its own: %+v", mine.Leads)
	}
	p.user("admin@portal.example", account.Admin, nil)
	if a := p.as("admin@portal.example").get("/api/users?dealer=OWN").want(http.StatusOK); strings.Contains(string(a.body), "machine") {
		t.Fatalf("%s", a.body)
	}
}

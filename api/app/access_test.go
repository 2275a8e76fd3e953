package app

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strings"
	"testing"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/battery"
	"dealerportal/pkg/callhours"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// attempt is a request of one operation, as somebody who may make it would write it. {own} stands for
// what belongs to the caller's dealer.
type attempt struct {
	method, path string
	body         any
	// unknown is the path for a thing that does not exist, foreign for one of the other dealer: they
	// must be answered alike. Empty where a thing cannot be named.
	unknown, foreign string
	managersOnly     bool
	adminsOnly       bool
	public           bool
	conflicts        bool // with the state that an earlier attempt, or no provider, leaves
	headers          []string
}

// attempts has a line for every operation of the contract: a new one without a line fails the test.
func attempts(own, foreign dealer.Dealer, ownLead, foreignLead lead.Lead) map[string]attempt {
	vin, foreignVIN := string(ownLead.Vehicle.VIN), string(foreignLead.Vehicle.VIN)
	settings := oas.DealerSettings{
		Thresholds: oas.Thresholds{High: .3, Moderate: .15, FollowUp: .08}, Tone: "friendly", Language: "en", PriceList: []oas.Price{}, Climate: []oas.ClimateOverride{},
	}
	car := map[string]any{"year": 2020, "make": "Ford", "model": "Escape SE"}
	reading := map[string]any{"readings": []any{map[string]any{"vin": vin, "kind": "trip", "value": 3, "observed_at": "2026-03-01T10:00:00Z"}}}
	test := map[string]any{"kind": "tested", "result": "pass", "occurred_on": "2026-03-01"}
	texts := map[string]any{"phone_script": "a", "sms": "b", "email": map[string]string{"subject": "c", "body": "d"}}
	estimate := map[string]any{"battery_age_months": nil, "vehicle_age_months": 60, "annual_mean_temperature_c": 12, "evidence": []any{}}
	view := map[string]string{"name": "Mornings", "query": "priority=HIGH"}
	hours := map[string]any{"weekdays": map[string]string{"from": "10:00", "until": "12:00"}, "saturday": nil, "sunday": nil, "texts_are_calls": false, "note": ""}
	many := map[string]any{"changes": []any{map[string]any{"id": ownLead.ID, "version": 1, "change": map[string]string{"note": "x"}}}}
	other := func(path string) string { return path + query("dealer", foreign.Code) }
	token := func(of string) map[string]string { return map[string]string{"token": of} }
	nobody := func(path string) string { return path + query("dealer", "NOBODY") }
	return map[string]attempt{
		"signIn":               {method: "POST", path: "/api/session", body: map[string]string{"email": "advisor@own.example", "password": testPassword}, public: true},
		"getSession":           {method: "GET", path: "/api/session"},
		"signOut":              {method: "DELETE", path: "/api/session", public: true},
		"renameSelf":           {method: "PATCH", path: "/api/session", body: map[string]string{"name": "Another Name"}},
		"changePassword":       {method: "PUT", path: "/api/session/password", body: map[string]string{"current": testPassword, "password": testPassword}},
		"listUsers":            {method: "GET", path: "/api/users", unknown: nobody("/api/users"), foreign: other("/api/users"), managersOnly: true},
		"inviteUser":           {method: "POST", path: "/api/users", body: map[string]string{"email": "new@own.example", "role": "advisor", "dealer": "OWN"}, managersOnly: true, conflicts: true},
		"changeUser":           {method: "PATCH", path: "/api/users/guest-OWN", body: map[string]bool{"disabled": false}, unknown: "/api/users/nothing", foreign: "/api/users/guest-FOREIGN", managersOnly: true},
		"withdrawInvitation":   {method: "DELETE", path: "/api/users/guest-OWN", unknown: "/api/users/nothing", foreign: "/api/users/guest-FOREIGN", managersOnly: true},
		"renewLink":            {method: "POST", path: "/api/users/guest-OWN/link", unknown: "/api/users/nothing/link", foreign: "/api/users/guest-FOREIGN/link", managersOnly: true},
		"readLink":             {method: "POST", path: "/api/links/read", body: token("reader-OWN"), public: true},
		"useLink":              {method: "POST", path: "/api/links/use", body: map[string]string{"token": "user-OWN", "name": "New", "password": testPassword}, public: true},
		"changeDealer":         {method: "PATCH", path: "/api/dealers/OWN", body: map[string]string{"name": own.Name}, unknown: "/api/dealers/NOBODY", foreign: "/api/dealers/FOREIGN", adminsOnly: true},
		"listKeys":             {method: "GET", path: "/api/dealers/OWN/keys", unknown: "/api/dealers/NOBODY/keys", foreign: "/api/dealers/FOREIGN/keys", managersOnly: true},
		"createKey":            {method: "POST", path: "/api/dealers/OWN/keys", body: map[string]string{"name": "DMS (test)", "scope": "read"}, unknown: "/api/dealers/NOBODY/keys", foreign: "/api/dealers/FOREIGN/keys", managersOnly: true},
		"revokeKey":            {method: "DELETE", path: "/api/dealers/OWN/keys/key-OWN", unknown: "/api/dealers/NOBODY/keys/key-FOREIGN", foreign: "/api/dealers/FOREIGN/keys/key-FOREIGN", managersOnly: true},
		"listDealers":          {method: "GET", path: "/api/dealers"},
		"createDealer":         {method: "POST", path: "/api/dealers", body: map[string]string{"code": "NEW1", "name": "New (test)", "state": "MI", "time_zone": "America/Detroit"}, adminsOnly: true, conflicts: true},
		"getDealerSettings":    {method: "GET", path: "/api/dealers/OWN/settings", unknown: "/api/dealers/NOBODY/settings", foreign: "/api/dealers/FOREIGN/settings"},
		"putDealerSettings":    {method: "PUT", path: "/api/dealers/OWN/settings", body: settings, unknown: "/api/dealers/NOBODY/settings", foreign: "/api/dealers/FOREIGN/settings", managersOnly: true},
		"getCallHours":         {method: "GET", path: "/api/dealers/OWN/call-hours", unknown: "/api/dealers/NOBODY/call-hours", foreign: "/api/dealers/FOREIGN/call-hours"},
		"putCallHours":         {method: "PUT", path: "/api/dealers/OWN/call-hours/TX", body: hours, unknown: "/api/dealers/NOBODY/call-hours/TX", foreign: "/api/dealers/FOREIGN/call-hours/TX", managersOnly: true, headers: []string{"If-Match", "*"}},
		"deleteCallHours":      {method: "DELETE", path: "/api/dealers/OWN/call-hours/OH", unknown: "/api/dealers/NOBODY/call-hours/OH", foreign: "/api/dealers/FOREIGN/call-hours/OH", managersOnly: true, headers: []string{"If-Match", "*"}},
		"listPeople":           {method: "GET", path: "/api/dealers/OWN/people", unknown: "/api/dealers/NOBODY/people", foreign: "/api/dealers/FOREIGN/people"},
		"generateLeads":        {method: "GET", path: "/api/generate-leads", unknown: nobody("/api/generate-leads"), foreign: other("/api/generate-leads")},
		"listLeads":            {method: "GET", path: "/api/leads", unknown: nobody("/api/leads"), foreign: other("/api/leads")},
		"countLeads":           {method: "GET", path: "/api/leads/counts", unknown: nobody("/api/leads/counts"), foreign: other("/api/leads/counts")},
		"getLead":              {method: "GET", path: "/api/leads/" + ownLead.ID, unknown: "/api/leads/nothing", foreign: "/api/leads/" + foreignLead.ID},
		"updateLead":           {method: "PATCH", path: "/api/leads/" + ownLead.ID, body: map[string]string{"note": "x"}, unknown: "/api/leads/nothing", foreign: "/api/leads/" + foreignLead.ID, headers: []string{"If-Match", "*"}},
		"changeLeads":          {method: "POST", path: "/api/leads/changes", body: many, unknown: nobody("/api/leads/changes"), foreign: other("/api/leads/changes")},
		"findVehicleInQueue":   {method: "GET", path: "/api/leads/whereabouts?vin=" + vin, unknown: "/api/leads/whereabouts?vin=" + vin + "&dealer=NOBODY", foreign: "/api/leads/whereabouts?vin=" + vin + "&dealer=FOREIGN"},
		"listViews":            {method: "GET", path: "/api/views", unknown: nobody("/api/views"), foreign: other("/api/views")},
		"createView":           {method: "POST", path: "/api/views", body: view, unknown: nobody("/api/views"), foreign: other("/api/views"), conflicts: true},
		"putView":              {method: "PUT", path: "/api/views/own", body: view, unknown: "/api/views/nothing", foreign: "/api/views/foreign", conflicts: true},
		"deleteView":           {method: "DELETE", path: "/api/views/own", unknown: "/api/views/nothing", foreign: "/api/views/foreign"},
		"editMessage":          {method: "PUT", path: "/api/leads/" + ownLead.ID + "/message", body: texts, unknown: "/api/leads/nothing/message", foreign: "/api/leads/" + foreignLead.ID + "/message", headers: []string{"If-Match", "*"}},
		"putBackMessage":       {method: "DELETE", path: "/api/leads/" + ownLead.ID + "/message", unknown: "/api/leads/nothing/message", foreign: "/api/leads/" + foreignLead.ID + "/message", headers: []string{"If-Match", "*"}},
		"rewriteMessage":       {method: "POST", path: "/api/leads/" + ownLead.ID + "/message", unknown: "/api/leads/nothing/message", foreign: "/api/leads/" + foreignLead.ID + "/message", headers: []string{"Idempotency-Key", "one"}, conflicts: true},
		"getMessageRecord":     {method: "GET", path: "/api/leads/" + ownLead.ID + "/message/record", unknown: "/api/leads/nothing/message/record", foreign: "/api/leads/" + foreignLead.ID + "/message/record"},
		"listActivities":       {method: "GET", path: "/api/leads/" + ownLead.ID + "/activities", unknown: "/api/leads/nothing/activities", foreign: "/api/leads/" + foreignLead.ID + "/activities"},
		"recordOutcome":        {method: "POST", path: "/api/leads/" + ownLead.ID + "/activities", body: map[string]string{"code": "no_answer"}, unknown: "/api/leads/nothing/activities", foreign: "/api/leads/" + foreignLead.ID + "/activities", headers: []string{"If-Match", "*"}},
		"undoActivity":         {method: "POST", path: "/api/leads/" + ownLead.ID + "/activities/own/undo", unknown: "/api/leads/nothing/activities/nothing/undo", foreign: "/api/leads/" + foreignLead.ID + "/activities/foreign/undo", conflicts: true},
		"listReadings":         {method: "GET", path: "/api/vehicles/" + vin + "/readings", unknown: "/api/vehicles/1FTFW1E50PF999999/readings", foreign: "/api/vehicles/" + foreignVIN + "/readings"},
		"listVehicles":         {method: "GET", path: "/api/vehicles", unknown: nobody("/api/vehicles"), foreign: other("/api/vehicles")},
		"getVehicle":           {method: "GET", path: "/api/vehicles/" + vin, unknown: "/api/vehicles/1FTFW1E50PF999999", foreign: "/api/vehicles/" + foreignVIN},
		"putVehicle":           {method: "PUT", path: "/api/vehicles/" + vin, body: car, unknown: nobody("/api/vehicles/" + vin), foreign: other("/api/vehicles/" + vin)},
		"postTelemetry":        {method: "POST", path: "/api/telemetry", body: reading, unknown: nobody("/api/telemetry"), foreign: other("/api/telemetry")},
		"listBatteryEvents":    {method: "GET", path: "/api/vehicles/" + vin + "/battery-events", unknown: "/api/vehicles/1FTFW1E50PF999999/battery-events", foreign: "/api/vehicles/" + foreignVIN + "/battery-events"},
		"recordBatteryEvent":   {method: "POST", path: "/api/vehicles/" + vin + "/battery-events", body: test, unknown: "/api/vehicles/1FTFW1E50PF999999/battery-events", foreign: "/api/vehicles/" + foreignVIN + "/battery-events"},
		"takeBackBatteryEvent": {method: "DELETE", path: "/api/vehicles/" + vin + "/battery-events/own", unknown: "/api/vehicles/1FTFW1E50PF999999/battery-events/nothing", foreign: "/api/vehicles/" + foreignVIN + "/battery-events/foreign"},
		"getRiskModel":         {method: "GET", path: "/api/risk/model"},
		"assessRisk":           {method: "POST", path: "/api/risk/assess", body: estimate},
		"getCalibration":       {method: "GET", path: "/api/risk/calibration", unknown: nobody("/api/risk/calibration"), foreign: other("/api/risk/calibration"), managersOnly: true},
		"tryFleet":             {method: "POST", path: "/api/risk/fleet", body: map[string]any{}, adminsOnly: true},
		"importFile":           {method: "POST", path: "/api/imports?kind=vehicles", body: csvFile("vin,year,make,model\n" + vin + ",2020,Ford,Escape SE\n"), unknown: "/api/imports?kind=vehicles&dealer=NOBODY", foreign: "/api/imports?kind=vehicles&dealer=FOREIGN"},
		"listImports":          {method: "GET", path: "/api/imports", unknown: nobody("/api/imports"), foreign: other("/api/imports")},
		"cancelImport":         {method: "DELETE", path: "/api/imports/import-own", unknown: nobody("/api/imports/import-own"), foreign: other("/api/imports/import-own")},
		"streamEvents":         {method: "GET", path: "/api/events", unknown: nobody("/api/events"), foreign: other("/api/events")},
		"getPerformanceStats":  {method: "GET", path: "/api/performance-stats", public: true},
		"getServiceActivity":   {method: "GET", path: "/api/admin/activity", adminsOnly: true},
		"getSpend":             {method: "GET", path: "/api/spend", unknown: nobody("/api/spend"), foreign: other("/api/spend"), managersOnly: true},
		"getResults":           {method: "GET", path: "/api/results", unknown: nobody("/api/results"), foreign: other("/api/results")},
		"getHealth":            {method: "GET", path: "/health", public: true},
		"getMetrics":           {method: "GET", path: "/metrics", public: true},
	}
}

// batteryEvent makes sure that the vehicle of a lead has an event with this id.
func (p *portal) batteryEvent(d dealer.Dealer, l lead.Lead, id string) {
	p.t.Helper()
	_, err := p.db.SaveBatteryEvent(p.t.Context(), d.ID, battery.Event{
		ID: id, VIN: l.Vehicle.VIN, Kind: battery.Tested, Result: battery.Pass, OccurredOn: vehicle.DateOf(storetest.Start.AddDate(0, 0, -40)), RecordedAt: storetest.Start,
	})
	p.must(err)
}

// access makes sure that a dealer has somebody who is invited, links that are out, and a key.
func (p *portal) access(d dealer.Dealer) {
	p.t.Helper()
	ctx, expires := p.t.Context(), storetest.Start.AddDate(0, 0, 7)
	for _, name := range []string{"guest-", "reader-", "user-"} {
		id := name + d.Code
		err := p.db.CreateUser(ctx, account.User{ID: id, Email: "canary@" + id + ".example", Role: account.Advisor, Dealer: &account.DealerRef{ID: d.ID}, CreatedAt: storetest.Start})
		if fault.KindOf(err) != fault.Conflict {
			p.must(err)
		}
		hash := sha256.Sum256([]byte(id))
		p.must(p.db.SaveLink(ctx, account.Link{UserID: id, TokenHash: hex.EncodeToString(hash[:]), CreatedAt: storetest.Start, ExpiresAt: expires}))
	}
	err := p.db.CreateKey(ctx, account.Key{ID: "key-" + d.Code, DealerID: d.ID, Name: "Canary" + d.Code, Prefix: "fdp_test", SecretHash: d.Code, Scope: account.Read, CreatedAt: storetest.Start})
	if fault.KindOf(err) != fault.Conflict {
		p.must(err)
	}
}

// view makes sure that the user with this address has a view with this id at the dealer.
func (p *portal) view(d dealer.Dealer, email, id string) {
	p.t.Helper()
	u, err := p.db.UserByEmail(p.t.Context(), email)
	p.must(err)
	if err := p.db.CreateView(p.t.Context(), d.ID, u.ID, lead.View{ID: id, Name: "Saved " + id}); fault.KindOf(err) != fault.Conflict {
		p.must(err)
	}
}

// callHours makes sure that a dealer has hours of its own for a state.
func (p *portal) callHours(d dealer.Dealer, state string) {
	p.t.Helper()
	d, err := p.dealers.ByID(p.t.Context(), d.ID)
	p.must(err)
	_, err = p.dealers.SetCallHours(p.t.Context(), d.ID, callhours.Set{
		State: state, Week: callhours.Week{Weekdays: callhours.Window{From: 600, Until: 720}}, ByName: "Canary" + d.Code, Note: "Canary" + d.Code,
	}, d.CallHours.Version)
	p.must(err)
}

// activity makes sure that a lead has an activity with this id.
func (p *portal) activity(d dealer.Dealer, l lead.Lead, id string) {
	p.t.Helper()
	_, err := p.db.Activity(p.t.Context(), d.ID, l.ID, id)
	if err == nil {
		return
	}
	p.must(p.db.AddActivity(p.t.Context(), d.ID, lead.Activity{ID: id, LeadID: l.ID, At: storetest.Start, Kind: lead.NoteWritten, Note: "CanaryFOREIGN"}))
}

// instance differs between any two answers, and nothing else may.
var instance = regexp.MustCompile(`"instance":"[^"]*"`)

func TestWhoMayDoWhat(t *testing.T) {
	p := boot(t)
	own, foreign := p.dealer("OWN", "MI", 3), p.dealer("FOREIGN", "AZ", 3)
	p.user("admin@portal.example", account.Admin, nil)
	top := func(d dealer.Dealer) lead.Lead {
		l, err := p.leads.Top(t.Context(), d.ID, 1)
		p.must(err)
		return l[0]
	}
	ownLead, foreignLead := top(own), top(foreign)
	all := attempts(own, foreign, ownLead, foreignLead)
	p.batteryEvent(foreign, foreignLead, "foreign")
	p.access(foreign)
	p.view(foreign, "advisor@foreign.example", "foreign")
	p.activity(foreign, foreignLead, "foreign")
	p.activity(own, ownLead, "own")
	p.callHours(foreign, "OH")
	doc, err := oas.GetSpec()
	p.must(err)
	for _, item := range doc.Paths.Map() {
		for _, op := range item.Operations() {
			id := strings.ToLower(op.OperationID[:1]) + op.OperationID[1:]
			if _, ok := all[id]; !ok {
				t.Errorf("no line says who may call %s", id)
			}
		}
	}
	callers := map[string]func() *client{
		"nobody":  p.anonymous,
		"advisor": func() *client { return p.as("advisor@own.example") },
		"manager": func() *client { return p.as("manager@own.example") },
		"admin":   func() *client { return p.as("admin@portal.example") },
	}
	for id, a := range all {
		for who, become := range callers {
			t.Run(who+" "+id, func(t *testing.T) {
				c := become()
				c.p = &portal{App: p.App, t: t, url: p.url}
				path := a.path
				if who == "admin" && (a.unknown != "" && !strings.HasPrefix(a.path, "/api/dealers/")) {
					path += map[bool]string{true: "&", false: "?"}[strings.Contains(path, "?")] + "dealer=OWN"
				}
				p.batteryEvent(own, ownLead, "own") // it may have been taken back
				p.access(own)
				p.callHours(own, "OH")
				if who != "nobody" {
					p.view(own, who+"@"+map[bool]string{true: "portal", false: "own"}[who == "admin"]+".example", "own")
				}
				got := c.do(a.method, path, a.body, a.headers...)
				switch {
				case who == "nobody" && !a.public:
					got.problem(http.StatusUnauthorized, "")
				case who == "advisor" && (a.managersOnly || a.adminsOnly), who == "manager" && a.adminsOnly:
					got.problem(http.StatusForbidden, "")
				case got.status >= 400 && !(a.conflicts && got.status == http.StatusConflict):
					t.Fatalf("%d: %s", got.status, got.body)
				}
			})
		}
	}
	for id, a := range all {
		if a.foreign == "" {
			continue
		}
		for _, email := range []string{"advisor@own.example", "manager@own.example"} {
			t.Run(email+" cannot tell another dealer's from nothing: "+id, func(t *testing.T) {
				c := p.as(email)
				c.p = &portal{App: p.App, t: t, url: p.url}
				unknown := c.do(a.method, a.unknown, a.body, a.headers...)
				other := c.do(a.method, a.foreign, a.body, a.headers...)
				unknown.problem(http.StatusNotFound, "")
				if x, y := instance.ReplaceAllString(string(unknown.body), ""), instance.ReplaceAllString(string(other.body), ""); x != y || unknown.status != other.status {
					t.Fatalf("unknown: %d %s\nanother dealer's: %d %s", unknown.status, x, other.status, y)
				}
			})
		}
	}
}

// Nothing of one dealer is in any answer to the other, nor in what is public.
func TestNoByteOfAnotherDealerIsInAnyAnswer(t *testing.T) {
	p := boot(t)
	own, foreign := p.dealer("OWN", "MI", 60), p.dealer("FOREIGN", "AZ", 60)
	leads, err := p.leads.Top(t.Context(), own.ID, 1)
	p.must(err)
	strangers, err := p.leads.Top(t.Context(), foreign.ID, 1)
	p.must(err)
	p.activity(foreign, strangers[0], "foreign")
	c := p.as("manager@own.example")
	p.access(foreign)
	p.callHours(foreign, "AZ")
	canaries := []string{"CanaryFOREIGN", "canary@foreign", "FOREIGN.example", "key-FOREIGN", "FOREIGN Ford", string(foreign.ID), strangers[0].ID, string(strangers[0].Vehicle.VIN)}
	for id, a := range attempts(own, foreign, leads[0], strangers[0]) {
		for _, path := range []string{a.path, a.foreign} {
			if path == "" || id == "signOut" || id == "useLink" { // both leave the manager's session
				continue
			}
			body := c.do(a.method, path, a.body, a.headers...).body
			for _, canary := range canaries {
				if strings.Contains(string(body), canary) {
					t.Errorf("%s %s gives away %s", a.method, path, canary)
				}
			}
		}
	}
	for _, path := range []string{"/metrics", "/health", "/api/performance-stats"} {
		body := string(p.anonymous().get(path).want(http.StatusOK).body)
		for _, d := range []dealer.Dealer{own, foreign} {
			if strings.Contains(body, d.Code) || strings.Contains(body, string(d.ID)) {
				t.Errorf("%s names a dealer", path)
			}
		}
	}
}

func TestASessionAndWhereItsPortalIs(t *testing.T) {
	p := boot(t)
	d := p.dealer("OWN", "MI", 0)
	p.user("admin@portal.example", account.Admin, nil)
	c := p.as("advisor@own.example")
	s := decode[oas.Session](c.get("/api/session").want(http.StatusOK))
	if s.Home != "/dealer" || s.User.Role != oas.RoleAdvisor || s.User.Dealer == nil || s.User.Dealer.Id != string(d.ID) || s.User.Dealer.Code != "OWN" {
		t.Fatalf("%+v", s)
	}
	admin := p.as("admin@portal.example").get("/api/session").want(http.StatusOK)
	if s := decode[oas.Session](admin); s.Home != "/admin" || s.User.Dealer != nil {
		t.Fatalf("%+v", s)
	}
	var raw struct{ User map[string]json.RawMessage }
	p.must(json.Unmarshal(admin.body, &raw))
	if string(raw.User["dealer"]) != "null" {
		t.Fatalf("an admin's dealer is %s", raw.User["dealer"])
	}
	out := c.do("DELETE", "/api/session", nil)
	out.want(http.StatusNoContent)
	for _, cookie := range out.header["Set-Cookie"] {
		if !strings.Contains(cookie, "Max-Age=0") {
			t.Fatalf("the cookie stays: %q", cookie)
		}
	}
	c.get("/api/session").problem(http.StatusUnauthorized, "")
}

func TestTheSessionCookie(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	signIn := map[string]string{"email": "advisor@own.example", "password": testPassword}
	cookies := p.anonymous().do("POST", "/api/session", signIn).want(http.StatusOK).header["Set-Cookie"]
	if len(cookies) != 2 {
		t.Fatalf("%q", cookies)
	}
	cookie, hint := cookies[0], cookies[1]
	if !strings.HasPrefix(hint, "portal_signed_in=yes;") || strings.Contains(hint, "HttpOnly") || !strings.Contains(hint, "Max-Age=43200") {
		t.Errorf("scripts cannot read from %q that there is a session", hint)
	}
	for _, part := range []string{"portal_session=", "HttpOnly", "SameSite=Lax", "Path=/"} {
		if !strings.Contains(cookie, part) {
			t.Errorf("the cookie %q lacks %s", cookie, part)
		}
	}
	if strings.Contains(cookie, "Secure") {
		t.Errorf("on a loopback address without HTTPS the browser would not send %q back", cookie)
	}
	req, err := http.NewRequestWithContext(t.Context(), "POST", p.url+"/api/session", strings.NewReader(`{"email":"advisor@own.example","password":"`+testPassword+`"}`))
	p.must(err)
	req.Host = "portal.example"
	req.Header.Set("Content-Type", "application/json")
	resp, err := p.anonymous().http.Do(req)
	p.must(err)
	defer resp.Body.Close()
	if cookie := resp.Header.Get("Set-Cookie"); !strings.HasPrefix(cookie, "__Host-portal_session=") || !strings.Contains(cookie, "Secure") {
		t.Errorf("off a loopback address the cookie is %q", cookie)
	}
}

func TestOtherOriginsMayNotWrite(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	c := p.as("manager@own.example")
	for _, headers := range [][]string{
		{"Sec-Fetch-Site", "cross-site"}, {"Sec-Fetch-Site", "same-site"}, {"Origin", "https://evil.example"}, {"Origin", "null"},
	} {
		c.do("DELETE", "/api/session", nil, headers...).problem(http.StatusForbidden, "")
		c.do("POST", "/api/telemetry", "{}", headers...).problem(http.StatusForbidden, "")
	}
	c.get("/api/session").want(http.StatusOK)
	c.do("DELETE", "/api/session", nil, "Sec-Fetch-Site", "same-origin").want(http.StatusNoContent)
}

func TestAFloodOfSignInsIsToldToWait(t *testing.T) {
	p := boot(t)
	const flood = 400 // more than may wait
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	c := p.anonymous()
	answers := make(chan *http.Response, flood)
	for range flood {
		go func() {
			req, err := http.NewRequestWithContext(ctx, "POST", p.url+"/api/session", strings.NewReader(`{"email":"nobody@own.example","password":"wrong"}`))
			if err == nil {
				req.Header.Set("Content-Type", "application/json")
				if a, err := c.http.Do(req); err == nil {
					a.Body.Close()
					answers <- a
					return
				}
			}
			answers <- nil // it left
		}()
	}
	refused := 0
	for range flood {
		switch a := <-answers; {
		case a == nil && refused == 0:
			t.Fatal("a sign-in was not answered")
		case a == nil, a.StatusCode == http.StatusUnauthorized:
		case a.StatusCode == http.StatusTooManyRequests:
			refused++
			if a.Header.Get("Retry-After") == "" {
				t.Error("a refusal does not say when to try again")
			}
			leave() // nobody needs to wait for the others
		default:
			t.Errorf("the status is %d", a.StatusCode)
		}
	}
	if refused == 0 {
		t.Error("no sign-in was refused")
	}
}

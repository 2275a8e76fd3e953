package app

import (
	"net/http"
	"strings"
	"testing"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
)

// tokenIn takes the token out of where a link leads.
func tokenIn(l oas.OneTimeLink) string { return strings.TrimPrefix(l.Path, "/join#") }

func TestFromAnInvitationToADisabledUser(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	p.user("admin@portal.example", account.Admin, nil)
	manager, admin := p.as("manager@own.example"), p.as("admin@portal.example")

	link := decode[oas.OneTimeLink](manager.do("POST", "/api/users", map[string]string{"email": "New@Own.example", "role": "advisor"}).want(http.StatusCreated))
	if link.User.Status != oas.AccountStatusInvited || link.User.Dealer == nil || link.User.Dealer.Code != "OWN" || tokenIn(link) == "" || strings.Contains(tokenIn(link), "/") {
		t.Fatalf("%+v", link)
	}
	manager.do("POST", "/api/users", map[string]string{"email": "new@own.example", "role": "advisor"}).problem(http.StatusConflict, "email")
	admin.do("POST", "/api/users", map[string]string{"email": "x@own.example", "role": "advisor"}).problem(http.StatusBadRequest, "dealer")
	manager.do("POST", "/api/users", map[string]string{"email": "x@own.example", "role": "admin"}).problem(http.StatusForbidden, "")

	guest := p.anonymous()
	purpose := decode[oas.LinkPurpose](guest.do("POST", "/api/links/read", map[string]string{"token": tokenIn(link)}).want(http.StatusOK))
	if purpose.Purpose != oas.LinkPurposePurposeInvitation || purpose.Email != "new@own.example" || purpose.Dealer == nil || *purpose.Dealer != "OWN Ford (test)" {
		t.Fatalf("%+v", purpose)
	}
	use := map[string]string{"token": tokenIn(link), "name": "New Person", "password": testPassword}
	session := decode[oas.Session](guest.do("POST", "/api/links/use", use).want(http.StatusOK))
	if session.User.Name != "New Person" || session.Home != "/dealer" {
		t.Fatalf("%+v", session)
	}
	guest.get("/api/leads").want(http.StatusOK)
	guest.do("POST", "/api/links/use", use).problem(http.StatusNotFound, "")

	users := decode[oas.AccountList](admin.get("/api/users").want(http.StatusOK)).Users
	var names []string
	for _, u := range users {
		names = append(names, u.Name)
		if u.Id == session.User.Id && (u.Status != oas.AccountStatusActive || u.LastSeenAt == nil || u.LinkExpiresAt != nil) {
			t.Errorf("%+v", u)
		}
	}
	if strings.Join(names, ", ") != "New Person, Test admin, Test advisor, Test manager" {
		t.Errorf("an admin sees %v", names)
	}

	changed := decode[oas.Account](admin.do("PATCH", "/api/users/"+session.User.Id, map[string]bool{"disabled": true}).want(http.StatusOK))
	if changed.Status != oas.AccountStatusDisabled {
		t.Fatalf("%+v", changed)
	}
	guest.get("/api/leads").problem(http.StatusUnauthorized, "")
	guest.do("POST", "/api/session", map[string]string{"email": "new@own.example", "password": testPassword}).problem(http.StatusUnauthorized, "")
	if !strings.Contains(p.log.String(), `"action":"user.disabled","user":"`+session.User.Id+`"`) {
		t.Error("the log does not say so")
	}
	admin.do("PATCH", "/api/users/"+session.User.Id, map[string]any{}).problem(http.StatusBadRequest, "body")
}

func TestOnesOwnPassword(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	c, elsewhere := p.as("advisor@own.example"), p.as("advisor@own.example")
	c.do("PUT", "/api/session/password", map[string]string{"current": "wrong", "password": "the second password"}).problem(http.StatusBadRequest, "current")
	c.do("PUT", "/api/session/password", map[string]string{"current": testPassword, "password": "short"}).problem(http.StatusBadRequest, "password")
	elsewhere.get("/api/session").want(http.StatusOK)
	c.do("PUT", "/api/session/password", map[string]string{"current": testPassword, "password": "the second password"}).want(http.StatusNoContent)
	c.get("/api/session").want(http.StatusOK)
	elsewhere.get("/api/session").problem(http.StatusUnauthorized, "")
}

func TestWhoIsCalledOtherwiseIsShownSoAtOnce(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 3)
	c := p.as("advisor@own.example")
	const name = "Ann <b>Demo</b>"
	session := decode[oas.Session](c.get("/api/session").want(http.StatusOK))
	first := func() oas.Lead {
		return decode[oas.GeneratedLeads](c.get("/api/generate-leads").want(http.StatusOK)).Leads[0]
	}
	c.do("PATCH", "/api/leads/"+first().Id, map[string]string{"assignee_id": session.User.Id}, "If-Match", "*").want(http.StatusOK)
	if before := first(); before.Assignee == nil || before.Assignee.Name != session.User.Name {
		t.Fatalf("the lead is in the hands of %+v", before.Assignee)
	}

	c.do("PATCH", "/api/session", map[string]string{"name": " "}).problem(http.StatusBadRequest, "name")
	session = decode[oas.Session](c.do("PATCH", "/api/session", map[string]string{"name": name}).want(http.StatusOK))
	if session.User.Name != name || session.User.Role != oas.RoleAdvisor {
		t.Errorf("%+v", session.User)
	}
	session = decode[oas.Session](c.get("/api/session").want(http.StatusOK))
	if session.User.Name != name {
		t.Errorf("called %q", session.User.Name)
	}
	if after := first(); after.Assignee == nil || after.Assignee.Name != name {
		t.Errorf("the lead is in the hands of %+v", after.Assignee)
	}
}

func TestARenamedDealerIsCalledSoInItsMessages(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 3)
	p.user("admin@portal.example", account.Admin, nil)
	c := p.as("advisor@own.example")
	if before := c.get("/api/generate-leads").want(http.StatusOK); !strings.Contains(string(before.body), "OWN Ford (test)") {
		t.Fatalf("%s", before.body)
	}
	d := decode[oas.Dealer](p.as("admin@portal.example").do("PATCH", "/api/dealers/OWN", map[string]string{"name": "Lakeshore Ford (test)", "time_zone": "America/Chicago"}).want(http.StatusOK))
	if d.Name != "Lakeshore Ford (test)" || d.TimeZone != "America/Chicago" || d.Code != "OWN" || d.Vehicles != 3 {
		t.Fatalf("%+v", d)
	}
	after := string(c.get("/api/generate-leads").want(http.StatusOK).body)
	if strings.Contains(after, "OWN Ford (test)") || !strings.Contains(after, "Lakeshore Ford (test)") {
		t.Fatalf("%s", after)
	}
	p.as("admin@portal.example").do("PATCH", "/api/dealers/OWN", map[string]string{"state": "ZZ"}).problem(http.StatusBadRequest, "state")
}

package account_test

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"dealerportal/pkg/account"
	"dealerportal/pkg/fault"
)

// The log says who signed in and who could not, by ids, and nothing that was typed.
func TestSignInsAreLoggedByTheIdOfTheAccount(t *testing.T) {
	h := setup(t).house(t, "A1")
	h.log.Reset()
	h.signIn(t, "admin@portal.example")
	for _, typed := range []struct{ email, password string }{
		{"admin@portal.example", "canary password"}, {"canary@nobody.example", password}, {"my canary password", "x"}, {"nul\x00canary", "x"},
	} {
		_, _, _, err := h.accounts.SignIn(t.Context(), typed.email, typed.password)
		wantKind(t, err, fault.Unauthenticated)
	}
	var lines []string
	for line := range strings.Lines(h.log.String()) {
		var got struct{ Msg, Result, User string }
		if err := json.Unmarshal([]byte(line), &got); err != nil {
			t.Fatal(err)
		}
		lines = append(lines, got.Msg+" "+got.Result+" "+got.User)
	}
	id := h.admin.ID
	if want := []string{"sign-in succeeded " + id, "sign-in failed " + id, "sign-in failed ", "sign-in failed ", "sign-in failed "}; !slices.Equal(lines, want) {
		t.Fatalf("the log says %q, want %q", lines, want)
	}
	for _, private := range []string{"canary", "example", password} {
		if strings.Contains(h.log.String(), private) {
			t.Errorf("the log holds %q", private)
		}
	}
}

// The log says what was done, by whom and to whom, in ids alone.
func TestEveryChangeOfWhoMayActIsLoggedWithIdsAlone(t *testing.T) {
	h := setup(t).house(t, "A1")
	h.log.Reset()
	ctx := t.Context()
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	link := h.invite(t, h.manager, "canary@own.example")
	id := link.User.ID
	gone := h.invite(t, h.manager, "second-canary@own.example")
	must(h.accounts.WithdrawInvitation(ctx, &h.manager, gone.User.ID))
	u, _, _, err := h.accounts.UseLink(ctx, link.Token, "Canary Name", password)
	must(err)
	_, _, err = h.accounts.ChangePassword(ctx, &u, password, "the second password")
	must(err)
	_, err = h.accounts.Change(ctx, &h.admin, id, account.Change{Role: set(account.Manager)})
	must(err)
	renewed, err := h.accounts.RenewLink(ctx, &h.admin, id)
	must(err)
	_, err = h.accounts.Change(ctx, &h.admin, id, account.Change{Disabled: set(true)})
	must(err)
	_, err = h.accounts.Change(ctx, &h.admin, id, account.Change{Disabled: set(false)})
	must(err)
	k, secret, err := h.accounts.CreateKey(ctx, &h.manager, h.dealer.ID, "Canary key", account.Read, nil)
	must(err)
	must(h.accounts.RevokeKey(ctx, &h.manager, h.dealer.ID, k.ID))
	must(h.accounts.ResetPassword(ctx, "canary@own.example", "the third password", false))

	want := []struct{ action, by, whom string }{
		{"user.invited", h.manager.ID, id}, {"user.invited", h.manager.ID, gone.User.ID}, {"invitation.withdrawn", h.manager.ID, gone.User.ID},
		{"link.used", id, id}, {"password.changed", id, id}, {"user.role_changed", h.admin.ID, id}, {"link.made", h.admin.ID, id},
		{"user.disabled", h.admin.ID, id}, {"user.enabled", h.admin.ID, id},
		{"key.created", h.manager.ID, k.ID}, {"key.revoked", h.manager.ID, k.ID}, {"password.reset", "", id},
	}
	lines := strings.Split(strings.TrimSpace(h.log.String()), "\n")
	if len(lines) != len(want) {
		t.Fatalf("%d lines, want %d:\n%s", len(lines), len(want), h.log)
	}
	for i, w := range want {
		var got struct{ Msg, Action, By, User, Key string }
		must(json.Unmarshal([]byte(lines[i]), &got))
		if got.Msg != "access changed" || got.Action != w.action || got.By != w.by || got.User+got.Key != w.whom {
			t.Errorf("%s, want %+v", lines[i], w)
		}
	}
	for _, private := range []string{"anary", "own.example", password, link.Token, renewed.Token, secret, secret[4:12]} {
		if strings.Contains(h.log.String(), private) {
			t.Errorf("the log holds %q", private)
		}
	}
}

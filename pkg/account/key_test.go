package account_test

import (
	"strings"
	"testing"

	"dealerportal/pkg/account"
	"dealerportal/pkg/fault"
)

func TestAKeyIsKnownUntilItIsRevokedAndByNothingLikeIt(t *testing.T) {
	h := setup(t).house(t, "A1")
	k, secret, err := h.accounts.CreateKey(t.Context(), &h.manager, h.dealer.ID, " DMS (test) ", account.Write)
	if err != nil || k.Name != "DMS (test)" || !strings.HasPrefix(secret, k.Prefix) || len(k.Prefix) != 12 || !strings.HasPrefix(secret, "fdp_") {
		t.Fatalf("%+v %s, %v", k, secret, err)
	}
	u, err := h.accounts.AuthenticateKey(t.Context(), secret)
	if err != nil || u.Role != account.Machine || u.Dealer.ID != h.dealer.ID || u.Scope != account.Write || u.Name != "" {
		t.Fatalf("%+v, %v", u, err)
	}
	before := h.db.Statements()
	mistyped := "fdp_" + strings.Repeat("A", 43) + "00000000"
	for _, wrong := range []string{"", "fdp_", secret + "x", secret[:len(secret)-1], strings.ToUpper(secret), mistyped} {
		_, err := h.accounts.AuthenticateKey(t.Context(), wrong)
		wantKind(t, err, fault.Unauthenticated)
	}
	if n := h.db.Statements() - before; n != 0 {
		t.Errorf("%d statements for what is no key", n)
	}
	token := h.signIn(t, "admin@portal.example")
	if _, err := h.accounts.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	_, err = h.accounts.AuthenticateKey(t.Context(), token)
	wantKind(t, err, fault.Unauthenticated)
	_, err = h.accounts.Authenticate(t.Context(), secret)
	wantKind(t, err, fault.Unauthenticated)

	if err := h.accounts.RevokeKey(t.Context(), &h.manager, h.dealer.ID, k.ID); err != nil {
		t.Fatal(err)
	}
	_, err = h.accounts.AuthenticateKey(t.Context(), secret)
	wantKind(t, err, fault.Unauthenticated)
}

func TestADealerHasFiftyKeysAtMost(t *testing.T) {
	h := setup(t).house(t, "A1")
	var last account.Key
	for range 50 {
		k, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, "DMS (test)", account.Read)
		if err != nil {
			t.Fatal(err)
		}
		last = k
	}
	_, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, "one more", account.Read)
	wantKind(t, err, fault.Conflict)
	if err := h.accounts.RevokeKey(t.Context(), &h.admin, h.dealer.ID, last.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, "one more", account.Read); err != nil {
		t.Fatal(err)
	}
	for field, bad := range map[string]struct {
		name  string
		scope account.Scope
	}{"name": {" ", account.Read}, "scope": {"x", "all"}} {
		_, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, bad.name, bad.scope)
		wantKind(t, err, fault.Invalid)
		if f := fault.As(err).Fields; f[0].Name != field {
			t.Errorf("at fault: %v, want %s", f, field)
		}
	}
}

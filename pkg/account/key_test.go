package account_test

import (
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/fault"
)

func TestAKeyIsKnownUntilItIsRevokedAndByNothingLikeIt(t *testing.T) {
	h := setup(t).house(t, "A1")
	k, secret, err := h.accounts.CreateKey(t.Context(), &h.manager, h.dealer.ID, " DMS (test) ", account.Write, nil)
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

// The same answer as for one that was revoked, to the moment, also while it is remembered.
func TestAKeyIsRefusedFromWhenItExpires(t *testing.T) {
	h := setup(t).house(t, "A1")
	ends := h.clock.Now().Add(time.Hour)
	k, secret, err := h.accounts.CreateKey(t.Context(), &h.manager, h.dealer.ID, "DMS (test)", account.Read, &ends)
	if err != nil || k.ExpiresAt == nil || !k.ExpiresAt.Equal(ends) {
		t.Fatalf("%+v, %v", k, err)
	}
	revoked, gone, err := h.accounts.CreateKey(t.Context(), &h.manager, h.dealer.ID, "DMS (test)", account.Read, nil)
	if err != nil || revoked.ExpiresAt != nil {
		t.Fatalf("%+v, %v", revoked, err)
	}
	if err := h.accounts.RevokeKey(t.Context(), &h.manager, h.dealer.ID, revoked.ID); err != nil {
		t.Fatal(err)
	}
	_, asRevoked := h.accounts.AuthenticateKey(t.Context(), gone)
	h.clock.Move(time.Hour - time.Millisecond)
	if _, err := h.accounts.AuthenticateKey(t.Context(), secret); err != nil {
		t.Fatal(err)
	}
	h.clock.Move(time.Millisecond)
	for range 2 {
		_, err = h.accounts.AuthenticateKey(t.Context(), secret)
		wantKind(t, err, fault.Unauthenticated)
		if err.Error() != asRevoked.Error() {
			t.Fatalf("%v, and for a revoked one %v", err, asRevoked)
		}
	}
	for name, at := range map[string]time.Time{"now": h.clock.Now(), "too far": time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)} {
		_, _, err := h.accounts.CreateKey(t.Context(), &h.manager, h.dealer.ID, "DMS (test)", account.Read, &at)
		wantKind(t, err, fault.Invalid)
		if f := fault.As(err).Fields; f[0].Name != "expires_at" {
			t.Errorf("%s: at fault is %v", name, f)
		}
	}
}

func TestExpiredKeysLeaveRoomForOthers(t *testing.T) {
	h := setup(t).house(t, "A1")
	ends := h.clock.Now().Add(time.Minute)
	create := func() error {
		_, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, "DMS (test)", account.Read, &ends)
		return err
	}
	for range 50 {
		if err := create(); err != nil {
			t.Fatal(err)
		}
	}
	wantKind(t, create(), fault.Conflict)
	h.clock.Move(time.Minute)
	ends = ends.Add(time.Hour)
	if err := create(); err != nil {
		t.Fatal(err)
	}
}

func TestADealerHasFiftyKeysAtMost(t *testing.T) {
	h := setup(t).house(t, "A1")
	var last account.Key
	for range 50 {
		k, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, "DMS (test)", account.Read, nil)
		if err != nil {
			t.Fatal(err)
		}
		last = k
	}
	_, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, "one more", account.Read, nil)
	wantKind(t, err, fault.Conflict)
	if err := h.accounts.RevokeKey(t.Context(), &h.admin, h.dealer.ID, last.ID); err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, "one more", account.Read, nil); err != nil {
		t.Fatal(err)
	}
	for field, bad := range map[string]struct {
		name  string
		scope account.Scope
	}{"name": {" ", account.Read}, "scope": {"x", "all"}} {
		_, _, err := h.accounts.CreateKey(t.Context(), &h.admin, h.dealer.ID, bad.name, bad.scope, nil)
		wantKind(t, err, fault.Invalid)
		if f := fault.As(err).Fields; f[0].Name != field {
			t.Errorf("at fault: %v, want %s", f, field)
		}
	}
}

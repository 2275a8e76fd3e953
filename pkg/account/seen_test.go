package account_test

import (
	"testing"
	"time"

	"dealerportal/pkg/account"
)

// The time is kept in memory and written now and then.
func TestWhenSomebodyWasLastSeenCostsNoWrite(t *testing.T) {
	h := setup(t).house(t, "A1")
	token := h.signIn(t, "admin@portal.example")
	_, secret, err := h.accounts.CreateKey(t.Context(), &h.manager, h.dealer.ID, "DMS (test)", account.Read, nil)
	if err != nil {
		t.Fatal(err)
	}
	h.clock.Move(time.Hour)
	ask := func() {
		t.Helper()
		if _, err := h.accounts.Authenticate(t.Context(), token); err != nil {
			t.Fatal(err)
		}
		if _, err := h.accounts.AuthenticateKey(t.Context(), secret); err != nil {
			t.Fatal(err)
		}
	}
	seen := func(where string) {
		t.Helper()
		users, err := h.accounts.Users(t.Context(), &h.admin, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, u := range users {
			if u.ID == h.admin.ID && (u.LastSeen == nil || !u.LastSeen.Equal(h.clock.Now())) || u.ID == h.advisor.ID && u.LastSeen != nil {
				t.Errorf("%s: %s was last seen %v", where, u.Name, u.LastSeen)
			}
		}
		keys, err := h.accounts.Keys(t.Context(), &h.manager, h.dealer.ID)
		if err != nil || keys[0].LastUsed == nil || !keys[0].LastUsed.Equal(h.clock.Now()) {
			t.Errorf("%s: the key was last used %v, %v", where, keys[0].LastUsed, err)
		}
	}
	before := h.db.Statements()
	ask()
	if n := h.db.Statements() - before; n != 2 {
		t.Fatalf("%d statements, want one look for each of the two", n)
	}
	ask()
	if n := h.db.Statements() - before; n != 2 {
		t.Fatalf("%d statements, want none for who is known", n)
	}
	seen("in memory")
	if err := h.accounts.SaveSeen(t.Context()); err != nil {
		t.Fatal(err)
	}
	seen("written")
	stored, err := h.db.UserByID(t.Context(), nil, h.admin.ID)
	if err != nil || stored.LastSeen == nil || !stored.LastSeen.Equal(h.clock.Now()) {
		t.Fatalf("%v, %v", stored.LastSeen, err)
	}
	before = h.db.Statements()
	if err := h.accounts.SaveSeen(t.Context()); err != nil || h.db.Statements() != before {
		t.Fatalf("%d statements for nothing new, %v", h.db.Statements()-before, err)
	}
}

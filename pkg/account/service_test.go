package account_test

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
)

type bundle struct {
	log      *bytes.Buffer
	db       *store.DB
	clock    *storetest.Clock
	accounts *account.Service
}

func setup(t *testing.T) bundle {
	t.Helper()
	clock := storetest.NewClock()
	db := storetest.Open(t, storetest.SQLiteURL(t), clock.Now)
	log := &bytes.Buffer{}
	return bundle{log: log, db: db, clock: clock, accounts: account.NewService(db, clock.Now, func() string { return storetest.ID("id") }, slog.New(slog.NewJSONHandler(log, nil)))}
}

const password = "a long enough password"

func (b bundle) add(t *testing.T, email string) account.User {
	t.Helper()
	u, err := b.accounts.Create(t.Context(), account.NewUser{Email: email, Name: "Demo Admin", Role: account.Admin, Password: password})
	if err != nil {
		t.Fatal(err)
	}
	return u
}

func (b bundle) signIn(t *testing.T, email string) (token string) {
	t.Helper()
	_, token, _, err := b.accounts.SignIn(t.Context(), email, password)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

func wantKind(t *testing.T, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Fatalf("got %v, want an error of kind %d", err, kind)
	}
}

func TestASignedInUserIsKnownByTheToken(t *testing.T) {
	b := setup(t)
	want := b.add(t, "admin@portal.example")
	got, err := b.accounts.Authenticate(t.Context(), b.signIn(t, " ADMIN@Portal.example "))
	if err != nil || got.ID != want.ID {
		t.Fatalf("got %v, %v", got, err)
	}
}

// Somebody who guesses learns nothing from the answer.
func TestWrongPasswordUnknownAddressAndDisabledUserAreRefusedAlike(t *testing.T) {
	b := setup(t)
	b.add(t, "admin@portal.example")
	known, err := b.db.UserByEmail(t.Context(), "admin@portal.example")
	if err != nil {
		t.Fatal(err)
	}
	disabled := storetest.User(t, b.db, storetest.Dealer(t, b.db, "A1"), "Ann", func(u *account.User) { u.Disabled, u.PasswordHash = true, known.PasswordHash })
	_, _, _, wrong := b.accounts.SignIn(t.Context(), "admin@portal.example", "another password")
	_, _, _, unknown := b.accounts.SignIn(t.Context(), "nobody@portal.example", password)
	_, _, _, off := b.accounts.SignIn(t.Context(), disabled.Email, password)
	for _, err := range []error{wrong, unknown, off} {
		wantKind(t, err, fault.Unauthenticated)
		if err.Error() != wrong.Error() {
			t.Fatalf("%q differs from %q", err, wrong)
		}
	}
}

func TestPasswordsAreKeptAsArgon2idHashesAndTokensAsTheirHash(t *testing.T) {
	b := setup(t)
	b.add(t, "admin@portal.example")
	u, err := b.db.UserByEmail(t.Context(), "admin@portal.example")
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(u.PasswordHash, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("the hash is %q", u.PasswordHash)
	}
	token := b.signIn(t, "admin@portal.example")
	if _, _, err := b.db.UserBySession(t.Context(), token, b.clock.Now()); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("the token itself finds a session: %v", err)
	}
}

func TestASessionEndsAfterTwelveHours(t *testing.T) {
	b := setup(t)
	b.add(t, "admin@portal.example")
	token := b.signIn(t, "admin@portal.example")
	b.clock.Move(12*time.Hour - time.Second)
	if _, err := b.accounts.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	b.clock.Move(time.Second)
	_, err := b.accounts.Authenticate(t.Context(), token)
	wantKind(t, err, fault.Unauthenticated)
}

func TestSigningOutEndsTheSessionAtOnce(t *testing.T) {
	b := setup(t)
	b.add(t, "admin@portal.example")
	token, other := b.signIn(t, "admin@portal.example"), b.signIn(t, "admin@portal.example")
	if _, err := b.accounts.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	if err := b.accounts.SignOut(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	_, err := b.accounts.Authenticate(t.Context(), token)
	wantKind(t, err, fault.Unauthenticated)
	if _, err := b.accounts.Authenticate(t.Context(), other); err != nil {
		t.Fatalf("another session of the same user has ended as well: %v", err)
	}
}

// Another process may end a session; this one may not go on believing in it for long.
func TestASessionEndedElsewhereIsForgottenWithinFiveSeconds(t *testing.T) {
	b := setup(t)
	b.add(t, "admin@portal.example")
	token := b.signIn(t, "admin@portal.example")
	if _, err := b.accounts.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	elsewhere := account.NewService(b.db, b.clock.Now, func() string { return storetest.ID("id") }, slog.New(slog.DiscardHandler))
	if err := elsewhere.SignOut(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	b.clock.Move(5 * time.Second)
	_, err := b.accounts.Authenticate(t.Context(), token)
	wantKind(t, err, fault.Unauthenticated)
}

func TestANewPasswordEndsSessionsUnlessTheyAreToGoOn(t *testing.T) {
	b := setup(t)
	b.add(t, "admin@portal.example")
	token := b.signIn(t, "admin@portal.example")
	if err := b.accounts.ResetPassword(t.Context(), "admin@portal.example", "the second password", true); err != nil {
		t.Fatal(err)
	}
	if _, err := b.accounts.Authenticate(t.Context(), token); err != nil {
		t.Fatalf("the session has ended: %v", err)
	}
	_, _, _, err := b.accounts.SignIn(t.Context(), "admin@portal.example", password)
	wantKind(t, err, fault.Unauthenticated)
	if err := b.accounts.ResetPassword(t.Context(), "admin@portal.example", "the third password", false); err != nil {
		t.Fatal(err)
	}
	_, err = b.accounts.Authenticate(t.Context(), token)
	wantKind(t, err, fault.Unauthenticated)
}

// A warm session costs no statement: the list is asked for many times a second.
func TestAKnownSessionIsNotLookedUpAgain(t *testing.T) {
	b := setup(t)
	b.add(t, "admin@portal.example")
	token := b.signIn(t, "admin@portal.example")
	if _, err := b.accounts.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	before := b.db.Statements()
	if _, err := b.accounts.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	if n := b.db.Statements() - before; n != 0 {
		t.Fatalf("%d statements", n)
	}
}

func TestAFloodOfSignInsIsQueuedOnlyUpToABound(t *testing.T) {
	b := setup(t)
	const flood = 600 // over twice the queue
	before := b.db.Statements()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	errs := make(chan error, flood)
	var start, all sync.WaitGroup
	start.Add(1)
	for range flood {
		all.Go(func() {
			start.Wait()
			_, _, _, err := b.accounts.SignIn(ctx, "nobody@portal.example", password)
			errs <- err
		})
	}
	start.Done()
	var busy, checked int
	for range flood {
		switch err := <-errs; {
		case fault.KindOf(err) == fault.Busy:
			busy++
		case fault.KindOf(err) == fault.Unauthenticated:
			checked++
		case !errors.Is(err, context.Canceled):
			t.Fatal(err)
		}
		if busy > 0 && checked > 0 {
			leave() // who still waits need not be waited for
		}
	}
	all.Wait()
	if busy == 0 || checked == 0 {
		t.Fatalf("%d turned away, %d checked", busy, checked)
	}
	// Who is turned away or leaves costs nothing: a look into the store for each would keep everybody else from it.
	if n, most := b.db.Statements()-before, int64(checked+runtime.GOMAXPROCS(0)); n > most {
		t.Fatalf("%d statements for %d passwords that were checked", n, checked)
	}
}

func TestWhatANewUserNeeds(t *testing.T) {
	b := setup(t)
	good := account.NewUser{Email: "a@b.example", Name: "Demo", Role: account.Admin, Password: password}
	ref := &account.DealerRef{ID: "d", Code: "D"}
	for _, c := range []struct {
		name, field string
		change      func(*account.NewUser)
	}{
		{"an address", "email", func(n *account.NewUser) { n.Email = "nobody" }},
		{"an address without a name before it", "email", func(n *account.NewUser) { n.Email = "Ann <a@b.example>" }},
		{"a name", "name", func(n *account.NewUser) { n.Name = " " }},
		{"a name without control characters", "name", func(n *account.NewUser) { n.Name = "a\x00b" }},
		{"a role", "role", func(n *account.NewUser) { n.Role = "root" }},
		{"a dealer, for an advisor", "dealer", func(n *account.NewUser) { n.Role = account.Advisor }},
		{"no dealer, for an admin", "dealer", func(n *account.NewUser) { n.Dealer = ref }},
		{"a password that is long enough", "password", func(n *account.NewUser) { n.Password = "1234567" }},
		{"a password that is not endless", "password", func(n *account.NewUser) { n.Password = strings.Repeat("x", 257) }},
	} {
		t.Run(c.name, func(t *testing.T) {
			n := good
			c.change(&n)
			_, err := b.accounts.Create(t.Context(), n)
			wantKind(t, err, fault.Invalid)
			if f := fault.As(err).Fields; len(f) != 1 || f[0].Name != c.field {
				t.Fatalf("the fields at fault are %v, want %s", f, c.field)
			}
		})
	}
}

func TestRandomPasswordsDiffer(t *testing.T) {
	seen := map[string]bool{}
	for range 1000 {
		p, err := account.RandomPassword()
		if err != nil || seen[p] || len(p) != 23 {
			t.Fatalf("%q, %v", p, err)
		}
		seen[p] = true
	}
}

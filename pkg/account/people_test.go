package account_test

import (
	"context"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store/storetest"
)

// house is a dealer with its people, and somebody for all dealers.
type house struct {
	bundle
	dealer                  dealer.Dealer
	ref                     *account.DealerRef
	admin, manager, advisor account.User
}

func (b bundle) house(t *testing.T, code string) house {
	t.Helper()
	h := house{bundle: b, dealer: storetest.Dealer(t, b.db, code)}
	h.ref = &account.DealerRef{ID: h.dealer.ID, Code: code, Name: h.dealer.Name}
	h.manager = h.person(t, "manager", account.Manager)
	h.advisor = h.person(t, "advisor", account.Advisor)
	if code == "A1" {
		h.admin = b.add(t, "admin@portal.example")
	}
	return h
}

// person adds somebody who has no password that could be typed.
func (h house) person(t *testing.T, name string, role account.Role) account.User {
	t.Helper()
	return storetest.User(t, h.db, h.dealer, name, func(u *account.User) { u.Role = role })
}

func (h house) invite(t *testing.T, by account.User, email string) account.OneTimeLink {
	t.Helper()
	link, err := h.accounts.Invite(t.Context(), &by, account.Invitation{Email: email, Role: account.Advisor, Dealer: h.ref})
	if err != nil {
		t.Fatal(err)
	}
	return link
}

func set[T any](v T) *T { return &v }

func TestAnInvitedPersonSetsNameAndPasswordAndIsSignedIn(t *testing.T) {
	h := setup(t).house(t, "A1")
	link := h.invite(t, h.manager, " New.Person@Own.example ")
	if u := link.User; u.Email != "new.person@own.example" || !u.Invited() || u.Dealer.ID != h.dealer.ID || link.ExpiresAt != h.clock.Now().Add(7*24*time.Hour) {
		t.Fatalf("%+v", link)
	}
	_, _, _, err := h.accounts.SignIn(t.Context(), "new.person@own.example", "")
	wantKind(t, err, fault.Unauthenticated)

	found, err := h.accounts.ReadLink(t.Context(), link.Token)
	if err != nil || found.ID != link.User.ID || !found.Invited() {
		t.Fatalf("%+v, %v", found, err)
	}
	_, _, _, err = h.accounts.UseLink(t.Context(), link.Token, " ", password)
	wantKind(t, err, fault.Invalid)
	_, _, _, err = h.accounts.UseLink(t.Context(), link.Token, "New Person", "short")
	wantKind(t, err, fault.Invalid)
	u, session, _, err := h.accounts.UseLink(t.Context(), link.Token, " New Person ", password)
	if err != nil || u.Name != "New Person" || u.Role != account.Advisor {
		t.Fatalf("%+v, %v", u, err)
	}
	if who, err := h.accounts.Authenticate(t.Context(), session); err != nil || who.ID != u.ID || who.Name != "New Person" {
		t.Fatalf("%+v, %v", who, err)
	}
	h.signIn(t, "new.person@own.example")
	for _, again := range []string{link.Token, "nothing", ""} {
		_, err = h.accounts.ReadLink(t.Context(), again)
		wantKind(t, err, fault.NotFound)
		_, _, _, err = h.accounts.UseLink(t.Context(), again, "Somebody Else", password)
		wantKind(t, err, fault.NotFound)
	}
}

func TestALinkWorksForSevenDaysAndOnlyTheLatestDoes(t *testing.T) {
	h := setup(t).house(t, "A1")
	first := h.invite(t, h.admin, "new@own.example")
	second, err := h.accounts.RenewLink(t.Context(), &h.admin, first.User.ID)
	if err != nil {
		t.Fatal(err)
	}
	_, err = h.accounts.ReadLink(t.Context(), first.Token)
	wantKind(t, err, fault.NotFound)
	h.clock.Move(7*24*time.Hour - time.Second)
	if _, err := h.accounts.ReadLink(t.Context(), second.Token); err != nil {
		t.Fatal(err)
	}
	h.clock.Move(time.Second)
	_, err = h.accounts.ReadLink(t.Context(), second.Token)
	wantKind(t, err, fault.NotFound)
	_, _, _, err = h.accounts.UseLink(t.Context(), second.Token, "New", password)
	wantKind(t, err, fault.NotFound)
}

func TestTheStoreKnowsLinksAndKeysByTheirHashesOnly(t *testing.T) {
	h := setup(t).house(t, "A1")
	link := h.invite(t, h.admin, "new@own.example")
	if _, err := h.db.UserByLink(t.Context(), link.Token, h.clock.Now()); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("the token itself finds a link: %v", err)
	}
	_, secret, err := h.accounts.CreateKey(t.Context(), &h.manager, h.dealer.ID, "DMS (test)", account.Read, nil)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := h.db.KeyBySecret(t.Context(), secret); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("the secret itself finds a key: %v", err)
	}
}

func TestALinkForANewPasswordLeavesTheNameAndEndsTheSessions(t *testing.T) {
	h := setup(t).house(t, "A1")
	invitation := h.invite(t, h.manager, "new@own.example")
	u, session, _, err := h.accounts.UseLink(t.Context(), invitation.Token, "New Person", password)
	if err != nil {
		t.Fatal(err)
	}
	link, err := h.accounts.RenewLink(t.Context(), &h.manager, u.ID)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.accounts.Authenticate(t.Context(), session); err != nil {
		t.Fatalf("a link that nobody has used has ended the session: %v", err)
	}
	h.signIn(t, "new@own.example")
	got, _, _, err := h.accounts.UseLink(t.Context(), link.Token, "Another Name", "the second password")
	if err != nil || got.Name != "New Person" {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = h.accounts.Authenticate(t.Context(), session)
	wantKind(t, err, fault.Unauthenticated)
	_, _, _, err = h.accounts.SignIn(t.Context(), "new@own.example", password)
	wantKind(t, err, fault.Unauthenticated)
}

func TestDisablingSomebodyEndsTheSessionAtOnceAndEnablingLetsThemSignInAgain(t *testing.T) {
	h := setup(t).house(t, "A1")
	invitation := h.invite(t, h.manager, "new@own.example")
	u, session, _, err := h.accounts.UseLink(t.Context(), invitation.Token, "New Person", password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.accounts.Authenticate(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	got, err := h.accounts.Change(t.Context(), &h.manager, u.ID, account.Change{Disabled: set(true)})
	if err != nil || !got.Disabled {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = h.accounts.Authenticate(t.Context(), session)
	wantKind(t, err, fault.Unauthenticated)
	_, _, _, err = h.accounts.SignIn(t.Context(), "new@own.example", password)
	wantKind(t, err, fault.Unauthenticated)
	_, err = h.accounts.RenewLink(t.Context(), &h.manager, u.ID)
	wantKind(t, err, fault.Conflict)
	if _, err = h.accounts.Change(t.Context(), &h.manager, u.ID, account.Change{Disabled: set(false)}); err != nil {
		t.Fatal(err)
	}
	_, err = h.accounts.Authenticate(t.Context(), session)
	wantKind(t, err, fault.Unauthenticated)
	h.signIn(t, "new@own.example")
}

func TestAnotherRoleCountsFromTheNextSignInAndWhatIsTheSameEndsNothing(t *testing.T) {
	h := setup(t).house(t, "A1")
	invitation := h.invite(t, h.manager, "new@own.example")
	u, session, _, err := h.accounts.UseLink(t.Context(), invitation.Token, "New Person", password)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := h.accounts.Change(t.Context(), &h.manager, u.ID, account.Change{Role: set(account.Advisor), Disabled: set(false)}); err != nil {
		t.Fatal(err)
	}
	if _, err := h.accounts.Authenticate(t.Context(), session); err != nil {
		t.Fatalf("nothing has changed, and the session has ended: %v", err)
	}
	if got, err := h.accounts.Change(t.Context(), &h.manager, u.ID, account.Change{Role: set(account.Manager)}); err != nil || got.Role != account.Manager {
		t.Fatalf("%+v, %v", got, err)
	}
	_, err = h.accounts.Authenticate(t.Context(), session)
	wantKind(t, err, fault.Unauthenticated)
	if who, err := h.accounts.Authenticate(t.Context(), h.signIn(t, "new@own.example")); err != nil || who.Role != account.Manager {
		t.Fatalf("%+v, %v", who, err)
	}
}

func TestWhoMayDoWhatToWhom(t *testing.T) {
	b := setup(t)
	h, other := b.house(t, "A1"), b.house(t, "B1")
	second := b.add(t, "second@portal.example")
	machine := account.User{ID: "key", Role: account.Machine, Dealer: h.ref}
	disable, promote := account.Change{Disabled: set(true)}, account.Change{Role: set(account.Admin)}
	for _, c := range []struct {
		name string
		by   account.User
		whom account.User
		do   account.Change
		want fault.Kind
	}{
		{"an advisor changes nobody", h.advisor, h.manager, disable, fault.Forbidden},
		{"a manager does not know another dealer's people", h.manager, other.advisor, disable, fault.NotFound},
		{"a manager does not know admins", h.manager, h.admin, disable, fault.NotFound},
		{"nobody knows who does not exist", h.admin, account.User{ID: "nobody"}, disable, fault.NotFound},
		{"a manager does not lock himself out", h.manager, h.manager, disable, fault.Conflict},
		{"an admin does not lock herself out", h.admin, h.admin, disable, fault.Conflict},
		{"nobody is made an admin", h.admin, h.manager, promote, fault.Conflict},
		{"an admin is made nothing else", h.admin, second, account.Change{Role: set(account.Advisor)}, fault.Conflict},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := b.accounts.Change(t.Context(), &c.by, c.whom.ID, c.do)
			wantKind(t, err, c.want)
			_, err = b.accounts.RenewLink(t.Context(), &c.by, c.whom.ID)
			if c.do == disable {
				wantKind(t, err, c.want)
			}
		})
	}
	for _, by := range []account.User{h.advisor, machine} {
		_, err := b.accounts.Users(t.Context(), &by, nil)
		wantKind(t, err, fault.Forbidden)
		_, err = b.accounts.Invite(t.Context(), &by, account.Invitation{Email: "x@own.example", Role: account.Advisor, Dealer: h.ref})
		wantKind(t, err, fault.Forbidden)
		_, err = b.accounts.Keys(t.Context(), &by, h.dealer.ID)
		wantKind(t, err, fault.Forbidden)
		_, _, err = b.accounts.CreateKey(t.Context(), &by, h.dealer.ID, "x", account.Read, nil)
		wantKind(t, err, fault.Forbidden)
		wantKind(t, b.accounts.RevokeKey(t.Context(), &by, h.dealer.ID, "x"), fault.Forbidden)
	}
	_, err := b.accounts.Invite(t.Context(), &h.manager, account.Invitation{Email: "x@own.example", Role: account.Admin, Dealer: h.ref})
	wantKind(t, err, fault.Forbidden)
	_, err = b.accounts.Invite(t.Context(), &h.manager, account.Invitation{Email: "x@own.example", Role: account.Advisor, Dealer: other.ref})
	wantKind(t, err, fault.NotFound)
	_, err = b.accounts.Invite(t.Context(), &h.admin, account.Invitation{Email: h.advisor.Email, Role: account.Advisor, Dealer: other.ref})
	wantKind(t, err, fault.Conflict)
	for field, n := range map[string]account.Invitation{
		"dealer": {Email: "x@own.example", Role: account.Advisor}, "email": {Email: "nobody", Role: account.Admin}, "role": {Email: "x@own.example", Role: account.Machine, Dealer: h.ref},
	} {
		_, err = b.accounts.Invite(t.Context(), &h.admin, n)
		wantKind(t, err, fault.Invalid)
		if f := fault.As(err).Fields; len(f) != 1 || f[0].Name != field {
			t.Errorf("the fields at fault are %v, want %s", f, field)
		}
	}
}

// Each of them is asked what the other has just been denied.
func TestTwoAdminsWhoDisableEachOtherLeaveOne(t *testing.T) {
	b := setup(t)
	first, second := b.add(t, "first@portal.example"), b.add(t, "second@portal.example")
	errs := make(chan error, 2)
	var start, all sync.WaitGroup
	start.Add(1)
	for _, x := range []struct{ by, whom account.User }{{first, second}, {second, first}} {
		all.Go(func() {
			start.Wait()
			_, err := b.accounts.Change(t.Context(), &x.by, x.whom.ID, account.Change{Disabled: set(true)})
			errs <- err
		})
	}
	start.Done()
	all.Wait()
	one, two := <-errs, <-errs
	if (one == nil) == (two == nil) {
		t.Fatalf("%v and %v", one, two)
	}
	if n, err := b.db.CountAdmins(t.Context()); n != 1 || err != nil {
		t.Fatalf("%d admins, %v", n, err)
	}
}

func TestTheLastAdminWhoCanSignInIsNotDisabled(t *testing.T) {
	b := setup(t)
	b.add(t, "last@portal.example")
	last, err := b.db.UserByEmail(t.Context(), "last@portal.example")
	if err != nil {
		t.Fatal(err)
	}
	// Somebody whose invitation is out may act on nothing, so that the one who asks is made up.
	guest := storetest.User(t, b.db, storetest.Dealer(t, b.db, "A1"), "", func(u *account.User) { u.Role, u.Dealer, u.PasswordHash = account.Admin, nil, "" })
	_, err = b.accounts.Change(t.Context(), &guest, last.ID, account.Change{Disabled: set(true)})
	wantKind(t, err, fault.Conflict)
}

func TestWhoWasDisabledAMomentAgoChangesNothing(t *testing.T) {
	h := setup(t).house(t, "A1")
	if _, err := h.accounts.Change(t.Context(), &h.admin, h.manager.ID, account.Change{Disabled: set(true)}); err != nil {
		t.Fatal(err)
	}
	_, err := h.accounts.Change(t.Context(), &h.manager, h.advisor.ID, account.Change{Disabled: set(true)})
	wantKind(t, err, fault.Forbidden)
	_, err = h.accounts.Invite(t.Context(), &h.manager, account.Invitation{Email: "x@own.example", Role: account.Advisor, Dealer: h.ref})
	wantKind(t, err, fault.Forbidden)
	_, _, err = h.accounts.CreateKey(t.Context(), &h.manager, h.dealer.ID, "x", account.Read, nil)
	wantKind(t, err, fault.Forbidden)
}

func TestAnInvitationIsWithdrawnAndAnybodyElseIsNot(t *testing.T) {
	b := setup(t)
	h, other := b.house(t, "A1"), b.house(t, "B1")
	link := h.invite(t, h.manager, "new@own.example")
	wantKind(t, b.accounts.WithdrawInvitation(t.Context(), &other.manager, link.User.ID), fault.NotFound)
	wantKind(t, b.accounts.WithdrawInvitation(t.Context(), &h.advisor, link.User.ID), fault.Forbidden)
	wantKind(t, b.accounts.WithdrawInvitation(t.Context(), &h.manager, h.advisor.ID), fault.Conflict)
	if err := b.accounts.WithdrawInvitation(t.Context(), &h.manager, link.User.ID); err != nil {
		t.Fatal(err)
	}
	_, err := b.accounts.ReadLink(t.Context(), link.Token)
	wantKind(t, err, fault.NotFound)
	h.invite(t, h.manager, "new@own.example")
}

func TestOnesOwnPasswordNeedsThePresentOneAndGivesANewSession(t *testing.T) {
	b := setup(t)
	u := b.add(t, "admin@portal.example")
	token, elsewhere := b.signIn(t, "admin@portal.example"), b.signIn(t, "admin@portal.example")
	_, _, err := b.accounts.ChangePassword(t.Context(), &u, "not the password", "the second password")
	wantKind(t, err, fault.Invalid)
	if f := fault.As(err).Fields; f[0].Name != "current" {
		t.Fatalf("at fault: %v", f)
	}
	_, _, err = b.accounts.ChangePassword(t.Context(), &u, password, "short")
	wantKind(t, err, fault.Invalid)
	if _, err := b.accounts.Authenticate(t.Context(), token); err != nil {
		t.Fatal(err)
	}
	session, _, err := b.accounts.ChangePassword(t.Context(), &u, password, "the second password")
	if err != nil {
		t.Fatal(err)
	}
	for _, old := range []string{token, elsewhere} {
		_, err := b.accounts.Authenticate(t.Context(), old)
		wantKind(t, err, fault.Unauthenticated)
	}
	if _, err := b.accounts.Authenticate(t.Context(), session); err != nil {
		t.Fatal(err)
	}
	if _, _, _, err := b.accounts.SignIn(t.Context(), "admin@portal.example", "the second password"); err != nil {
		t.Fatal(err)
	}
}

func TestOnesOwnNameIsAnotherAtOnceAndTheSessionGoesOn(t *testing.T) {
	b := setup(t)
	u := b.add(t, "admin@portal.example")
	token := b.signIn(t, "admin@portal.example")
	if before, err := b.accounts.Authenticate(t.Context(), token); err != nil || before.Name != u.Name {
		t.Fatalf("%+v %v", before, err)
	}
	for _, bad := range []string{"", " ", "a\x00b", strings.Repeat("é", 121)} {
		_, err := b.accounts.Rename(t.Context(), &u, bad)
		wantKind(t, err, fault.Invalid)
	}
	now, err := b.accounts.Rename(t.Context(), &u, "  Ann Demo-Admin ")
	if err != nil || now.Name != "Ann Demo-Admin" {
		t.Fatalf("%+v %v", now, err)
	}
	if after, err := b.accounts.Authenticate(t.Context(), token); err != nil || after.Name != "Ann Demo-Admin" {
		t.Fatalf("%+v %v", after, err)
	}
}

// A flood of links and passwords waits in the queue of the sign-ins, and whoever is turned away costs no
// look into the store.
func TestLinksWaitInTheQueueOfTheSignIns(t *testing.T) {
	b := setup(t)
	const flood = 600
	before := b.db.Statements()
	ctx, leave := context.WithCancel(t.Context())
	defer leave()
	errs := make(chan error, flood)
	var all sync.WaitGroup
	for i := range flood {
		all.Go(func() {
			if i%2 == 0 {
				_, _, _, err := b.accounts.UseLink(ctx, "nothing", "Nobody", password)
				errs <- err
				return
			}
			_, _, _, err := b.accounts.SignIn(ctx, "nobody@portal.example", password)
			errs <- err
		})
	}
	var busy, looked int
	for range flood {
		switch fault.KindOf(<-errs) {
		case fault.Busy:
			busy++
		case fault.NotFound, fault.Unauthenticated:
			looked++
		}
		if busy > 0 && looked > 0 {
			leave()
		}
	}
	all.Wait()
	if busy == 0 || looked == 0 {
		t.Fatalf("%d turned away, %d looked up", busy, looked)
	}
	if n, most := b.db.Statements()-before, int64(looked+runtime.GOMAXPROCS(0)); n > most {
		t.Fatalf("%d statements for %d that were looked up", n, looked)
	}
}

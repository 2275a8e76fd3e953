package storetest

import (
	"testing"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
)

// Accounts is what every database does with users and sessions.
func Accounts(t *testing.T, fresh Fresh) {
	t.Run("a user comes back as it was saved", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		for _, u := range []account.User{
			User(t, db, d, "Ann", func(u *account.User) { u.Role, u.PasswordHash = account.Manager, "$argon2id$x" }),
			User(t, db, d, "Root", func(u *account.User) { u.Role, u.Dealer, u.Disabled = account.Admin, nil, true }),
		} {
			got, err := db.UserByEmail(ctx, u.Email)
			must(t, err)
			same(t, got, u)
		}
		_, err := db.UserByEmail(ctx, "nobody@example.com")
		wantKind(t, err, fault.NotFound)
	})
	t.Run("an e-mail address that is taken is a conflict, at another dealer too", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		ann := User(t, db, Dealer(t, db, "A1"), "Ann")
		other := Dealer(t, db, "B1")
		twin := ann
		twin.ID, twin.Dealer = "twin", &account.DealerRef{ID: other.ID}
		wantKind(t, db.CreateUser(ctx, twin), fault.Conflict)
	})
	t.Run("a user of a dealer that is not there is not found", func(t *testing.T) {
		db := open(t, fresh)
		wantKind(t, db.CreateUser(t.Context(), account.User{ID: "u", Email: "u@example.com", Role: account.Advisor, Dealer: &account.DealerRef{ID: "nobody"}}), fault.NotFound)
	})
	t.Run("OtherDealerCannotRead people, and neither see those who are disabled", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		zoe, ann := User(t, db, mine, "zoe"), User(t, db, mine, "Ann")
		gone := User(t, db, mine, "Bob", func(u *account.User) { u.Disabled = true })
		stranger := User(t, db, other, "Carl")
		people, err := db.People(ctx, mine.ID)
		must(t, err)
		same(t, people, []account.User{ann, zoe})
		name, ok, err := db.IsPerson(ctx, mine.ID, ann.ID)
		if must(t, err); !ok || name != "Ann" {
			t.Fatalf("Ann is a person of the dealer; got %q, %v", name, ok)
		}
		for _, u := range []account.User{gone, stranger, {ID: "nobody"}} {
			name, ok, err := db.IsPerson(ctx, mine.ID, u.ID)
			if must(t, err); ok || name != "" {
				t.Fatalf("%s is not a person of the dealer; got %q, %v", u.ID, name, ok)
			}
		}
	})
	t.Run("a session finds its user until it expires, is ended or the user is disabled", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann := User(t, db, d, "Ann")
		s := session(t, db, "hash-1", ann, time.Hour)
		u, got, err := db.UserBySession(ctx, "hash-1", Start.Add(time.Hour-time.Millisecond))
		must(t, err)
		same(t, u, ann)
		same(t, got, s)
		_, _, err = db.UserBySession(ctx, "hash-1", Start.Add(time.Hour))
		wantKind(t, err, fault.NotFound)
		_, _, err = db.UserBySession(ctx, "hash-2", Start)
		wantKind(t, err, fault.NotFound)

		must(t, db.DeleteSession(ctx, "hash-1"))
		must(t, db.DeleteSession(ctx, "hash-1"))
		_, _, err = db.UserBySession(ctx, "hash-1", Start)
		wantKind(t, err, fault.NotFound)

		session(t, db, "hash-3", User(t, db, d, "Gone", func(u *account.User) { u.Disabled = true }), time.Hour)
		_, _, err = db.UserBySession(ctx, "hash-3", Start)
		wantKind(t, err, fault.NotFound)
	})
	t.Run("who signed in last and still is comes first, and nobody who is disabled or of no dealer", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, theirs := Dealer(t, db, "A1"), Dealer(t, db, "B2")
		signedIn := func(hash string, u account.User, after time.Duration) {
			must(t, db.CreateSession(ctx, account.Session{TokenHash: hash, UserID: u.ID, CreatedAt: Start.Add(after), ExpiresAt: Start.Add(after + time.Hour)}))
		}
		ann, bob, cid := User(t, db, mine, "Ann"), User(t, db, theirs, "Bob"), User(t, db, mine, "Cid")
		signedIn("1", cid, 0)
		signedIn("2", bob, 2*time.Minute)
		signedIn("3", ann, time.Minute)
		signedIn("4", cid, 3*time.Minute)
		signedIn("5", User(t, db, mine, "Gone", func(u *account.User) { u.Disabled = true }), 4*time.Minute)
		signedIn("6", User(t, db, mine, "Root", func(u *account.User) { u.Role, u.Dealer = account.Admin, nil }), 5*time.Minute)
		User(t, db, mine, "Out")
		users, err := db.RecentUsers(ctx, Start.Add(10*time.Minute), 10)
		must(t, err)
		same(t, users, []account.User{cid, bob, ann})
		users, err = db.RecentUsers(ctx, Start.Add(10*time.Minute), 2)
		must(t, err)
		same(t, users, []account.User{cid, bob})
		users, err = db.RecentUsers(ctx, Start.Add(time.Hour+2*time.Minute), 10)
		must(t, err)
		same(t, users, []account.User{cid})
	})
	t.Run("a new password ends the user's own sessions, only when asked to", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann, bob := User(t, db, d, "Ann"), User(t, db, d, "Bob")
		session(t, db, "ann", ann, time.Hour)
		session(t, db, "bob", bob, time.Hour)
		must(t, db.SetPassword(ctx, ann.ID, "new", false))
		u, _, err := db.UserBySession(ctx, "ann", Start)
		if must(t, err); u.PasswordHash != "new" {
			t.Fatalf("the hash is %q", u.PasswordHash)
		}
		must(t, db.SetPassword(ctx, ann.ID, "newer", true))
		_, _, err = db.UserBySession(ctx, "ann", Start)
		wantKind(t, err, fault.NotFound)
		u, _, err = db.UserBySession(ctx, "bob", Start)
		must(t, err)
		same(t, u, bob)
		wantKind(t, db.SetPassword(ctx, "nobody", "x", true), fault.NotFound)
	})
	t.Run("clearing away takes the sessions that have expired and no other", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		ann := User(t, db, Dealer(t, db, "A1"), "Ann")
		session(t, db, "short", ann, time.Minute)
		session(t, db, "long", ann, time.Hour)
		must(t, db.DeleteExpiredSessions(ctx, Start.Add(time.Minute)))
		_, _, err := db.UserBySession(ctx, "short", Start)
		wantKind(t, err, fault.NotFound)
		_, _, err = db.UserBySession(ctx, "long", Start)
		must(t, err)
	})
}

func session(t *testing.T, db *store.DB, hash string, u account.User, lifetime time.Duration) account.Session {
	t.Helper()
	s := account.Session{TokenHash: hash, UserID: u.ID, CreatedAt: Start, ExpiresAt: Start.Add(lifetime)}
	must(t, db.CreateSession(t.Context(), s))
	return s
}

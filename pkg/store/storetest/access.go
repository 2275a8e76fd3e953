package storetest

import (
	"context"
	"testing"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
)

// Access is what every database does with invitations, one-time links and keys.
func Access(t *testing.T, fresh Fresh) {
	t.Run("users are listed with those who are disabled or invited, in order of name or address", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		zoe, ann := User(t, db, mine, "zoe"), User(t, db, mine, "Ann", func(u *account.User) { u.Disabled = true })
		guest := invited(t, db, mine, "m@example.com")
		stranger := User(t, db, other, "Carl")
		root := User(t, db, mine, "Root", func(u *account.User) { u.Role, u.Dealer = account.Admin, nil })
		users, err := db.Users(ctx, &mine.ID)
		must(t, err)
		same(t, users, []account.User{ann, guest, zoe})
		users, err = db.Users(ctx, nil)
		must(t, err)
		same(t, users, []account.User{ann, stranger, guest, root, zoe})
		people, err := db.People(ctx, mine.ID)
		must(t, err)
		same(t, people, []account.User{zoe})
		if _, ok, err := db.IsPerson(ctx, mine.ID, guest.ID); ok || err != nil {
			t.Fatalf("somebody who has only been invited can be given a lead: %v, %v", ok, err)
		}
	})
	t.Run("OtherDealerCannotRead a user, and an admin is nobody's", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		ann := User(t, db, mine, "Ann")
		root := User(t, db, mine, "Root", func(u *account.User) { u.Role, u.Dealer = account.Admin, nil })
		for _, within := range []*dealer.ID{nil, &mine.ID} {
			got, err := db.UserByID(ctx, within, ann.ID)
			must(t, err)
			same(t, got, ann)
		}
		_, err := db.UserByID(ctx, &other.ID, ann.ID)
		wantKind(t, err, fault.NotFound)
		_, err = db.UserByID(ctx, &mine.ID, root.ID)
		wantKind(t, err, fault.NotFound)
		_, err = db.UserByID(ctx, nil, "nobody")
		wantKind(t, err, fault.NotFound)
	})
	t.Run("another role or being disabled ends the user's own sessions, and disabling the link", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann, bob := User(t, db, d, "Ann"), User(t, db, d, "Bob")
		session(t, db, "ann", ann, time.Hour)
		session(t, db, "bob", bob, time.Hour)
		link(t, db, ann, "link", time.Hour)
		must(t, db.SetAccess(ctx, ann.ID, account.Manager, false))
		_, _, err := db.UserBySession(ctx, "ann", Start)
		wantKind(t, err, fault.NotFound)
		got, err := db.UserByLink(ctx, "link", Start)
		if must(t, err); got.Role != account.Manager || got.Disabled {
			t.Fatalf("%+v", got)
		}
		must(t, db.SetAccess(ctx, ann.ID, account.Manager, true))
		must(t, db.SetAccess(ctx, ann.ID, account.Manager, false))
		_, err = db.UserByLink(ctx, "link", Start)
		wantKind(t, err, fault.NotFound)
		if _, _, err = db.UserBySession(ctx, "bob", Start); err != nil {
			t.Fatalf("somebody else's session has ended: %v", err)
		}
		wantKind(t, db.SetAccess(ctx, "nobody", account.Advisor, true), fault.NotFound)
		must(t, db.SetName(ctx, bob.ID, "Robert"))
		got, err = db.UserByID(ctx, nil, bob.ID)
		if must(t, err); got.Name != "Robert" {
			t.Fatalf("the name is %q", got.Name)
		}
		wantKind(t, db.SetName(ctx, "nobody", "x"), fault.NotFound)
	})
	t.Run("admins count who can sign in", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		User(t, db, d, "Ann")
		for _, change := range []func(*account.User){func(*account.User) {}, func(u *account.User) { u.Disabled = true }, func(u *account.User) { u.PasswordHash = "" }} {
			User(t, db, d, "Root", func(u *account.User) { u.Role, u.Dealer = account.Admin, nil }, change)
		}
		n, err := db.CountAdmins(ctx)
		if must(t, err); n != 1 {
			t.Fatalf("%d admins", n)
		}
	})
	t.Run("who has only been invited is removed, and the address is free again", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann, guest := User(t, db, d, "Ann"), invited(t, db, d, "m@example.com")
		link(t, db, guest, "link", time.Hour)
		wantKind(t, db.DeleteInvited(ctx, ann.ID), fault.Conflict)
		must(t, db.DeleteInvited(ctx, guest.ID))
		_, err := db.UserByID(ctx, nil, guest.ID)
		wantKind(t, err, fault.NotFound)
		_, err = db.UserByLink(ctx, "link", Start)
		wantKind(t, err, fault.NotFound)
		invited(t, db, d, "m@example.com")
	})
	t.Run("a link finds its user until it expires, is used, replaced or the user is disabled", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann := User(t, db, d, "Ann")
		expires := link(t, db, ann, "first", time.Hour)
		got, err := db.UserByLink(ctx, "first", Start.Add(time.Hour-time.Millisecond))
		must(t, err)
		ann.LinkExpires = &expires
		same(t, got, ann)
		users, err := db.Users(ctx, &d.ID)
		must(t, err)
		same(t, users, []account.User{ann})
		_, err = db.UserByLink(ctx, "first", Start.Add(time.Hour))
		wantKind(t, err, fault.NotFound)
		wantKind(t, db.TakeLink(ctx, "first", Start.Add(time.Hour)), fault.NotFound)

		link(t, db, ann, "second", time.Hour)
		_, err = db.UserByLink(ctx, "first", Start)
		wantKind(t, err, fault.NotFound)
		must(t, db.TakeLink(ctx, "second", Start))
		wantKind(t, db.TakeLink(ctx, "second", Start), fault.NotFound)
		_, err = db.UserByLink(ctx, "second", Start)
		wantKind(t, err, fault.NotFound)

		link(t, db, ann, "third", time.Hour)
		must(t, db.DeleteLinkOf(ctx, ann.ID))
		must(t, db.DeleteLinkOf(ctx, ann.ID))
		_, err = db.UserByLink(ctx, "third", Start)
		wantKind(t, err, fault.NotFound)

		gone := User(t, db, d, "Gone", func(u *account.User) { u.Disabled = true })
		link(t, db, gone, "fourth", time.Hour)
		_, err = db.UserByLink(ctx, "fourth", Start)
		wantKind(t, err, fault.NotFound)
		wantKind(t, db.SaveLink(ctx, account.Link{UserID: "nobody", TokenHash: "x", CreatedAt: Start, ExpiresAt: Start}), fault.NotFound)
	})
	t.Run("when somebody was last seen only moves forward", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		ann, k := User(t, db, d, "Ann"), key(t, db, d, "k1")
		at := Start.Add(time.Hour)
		for _, seen := range []time.Time{at, Start} {
			must(t, db.SaveSeen(ctx, map[string]time.Time{ann.ID: seen, "nobody": seen}, map[account.KeyRef]time.Time{{Dealer: d.ID, ID: k.ID}: seen}))
		}
		got, err := db.UserByID(ctx, nil, ann.ID)
		if must(t, err); got.LastSeen == nil || !got.LastSeen.Equal(at) {
			t.Fatalf("last seen %v", got.LastSeen)
		}
		keys, err := db.Keys(ctx, d.ID)
		if must(t, err); keys[0].LastUsed == nil || !keys[0].LastUsed.Equal(at) {
			t.Fatalf("last used %v", keys[0].LastUsed)
		}
	})
	t.Run("a key finds its dealer until it is revoked, and stays in the list", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		first := key(t, db, d, "k1")
		second := key(t, db, d, "k2", func(k *account.Key) { k.CreatedAt, k.Scope, k.ExpiresAt = Start.Add(time.Minute), account.Write, nil })
		got, ref, err := db.KeyBySecret(ctx, first.SecretHash)
		must(t, err)
		same(t, got, first)
		same(t, ref, account.DealerRef{ID: d.ID, Code: d.Code, Name: d.Name})
		_, _, err = db.KeyBySecret(ctx, "another")
		wantKind(t, err, fault.NotFound)

		at := Start.Add(time.Hour)
		must(t, db.RevokeKey(ctx, d.ID, first.ID, at))
		must(t, db.RevokeKey(ctx, d.ID, first.ID, at.Add(time.Hour)))
		_, _, err = db.KeyBySecret(ctx, first.SecretHash)
		wantKind(t, err, fault.NotFound)
		first.RevokedAt = &at
		keys, err := db.Keys(ctx, d.ID)
		must(t, err)
		same(t, keys, []account.Key{second, first})
		wantKind(t, db.RevokeKey(ctx, d.ID, "nothing", at), fault.NotFound)
		wantKind(t, db.CreateKey(ctx, account.Key{ID: "k", DealerID: "nobody", SecretHash: "x", Scope: account.Read}), fault.NotFound)
	})
	t.Run("OtherDealerCannotRead or Delete keys, nor note their use", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		mine, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		k := key(t, db, mine, "k1")
		keys, err := db.Keys(ctx, other.ID)
		must(t, err)
		same(t, keys, nil)
		wantKind(t, db.RevokeKey(ctx, other.ID, k.ID, Start), fault.NotFound)
		must(t, db.SaveSeen(ctx, nil, map[account.KeyRef]time.Time{{Dealer: other.ID, ID: k.ID}: Start}))
		keys, err = db.Keys(ctx, mine.ID)
		must(t, err)
		same(t, keys, []account.Key{k})
	})
	// Two admins who disable each other at the same moment would leave nobody.
	t.Run("changes of who may act wait for one another", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		holds, done := make(chan struct{}), make(chan error, 1)
		var second int64
		err := db.InTx(ctx, func(ctx context.Context) error {
			must(t, db.LockAccess(ctx))
			go func() {
				close(holds)
				done <- db.InTx(context.WithoutCancel(t.Context()), func(ctx context.Context) error {
					if err := db.LockAccess(ctx); err != nil {
						return err
					}
					n, err := db.CountAdmins(ctx)
					second = int64(n)
					return err
				})
			}()
			<-holds
			return db.CreateUser(ctx, account.User{ID: "root", Email: "root@example.com", Name: "Root", Role: account.Admin, PasswordHash: "x", CreatedAt: Start})
		})
		must(t, err)
		if must(t, <-done); second != 1 {
			t.Fatalf("the second saw %d admins: it did not wait for the first", second)
		}
	})
}

func invited(t *testing.T, db *store.DB, d dealer.Dealer, email string) account.User {
	t.Helper()
	return User(t, db, d, "", func(u *account.User) { u.Email, u.PasswordHash = email, "" })
}

func link(t *testing.T, db *store.DB, u account.User, hash string, lifetime time.Duration) (expires time.Time) {
	t.Helper()
	expires = Start.Add(lifetime)
	must(t, db.SaveLink(t.Context(), account.Link{UserID: u.ID, TokenHash: hash, CreatedAt: Start, ExpiresAt: expires}))
	return expires
}

func key(t *testing.T, db *store.DB, d dealer.Dealer, name string, change ...func(*account.Key)) account.Key {
	t.Helper()
	ends := Start.Add(90 * 24 * time.Hour)
	k := account.Key{ID: ID("key"), DealerID: d.ID, Name: name, Prefix: "fdp_12345678", SecretHash: ID("hash"), Scope: account.Read, CreatedAt: Start, ExpiresAt: &ends}
	for _, f := range change {
		f(&k)
	}
	must(t, db.CreateKey(t.Context(), k))
	return k
}

package store

import (
	"context"
	"maps"
	"slices"
	"strings"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store/sqlcgen"
)

// accessScope counts the changes of who may act. Its row is what they wait for one another at.
var accessScope = scope{kind: "access"}

// LockAccess makes the transaction the only one that changes who may act until it ends.
func (db *DB) LockAccess(ctx context.Context) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.BumpRevision(ctx, accessScope.String()), "user")
	})
}

// Users are those of a dealer, or everybody for nil, in order of name.
func (db *DB) Users(ctx context.Context, within *dealer.ID) ([]account.User, error) {
	rows, err := db.queries(ctx).Users(ctx, (*string)(within))
	if err != nil {
		return nil, translate(err, "user")
	}
	users := make([]account.User, len(rows))
	for i, row := range rows {
		users[i] = userOf(row.User, row.DealerCode, row.DealerName)
		users[i].LinkExpires = fromMillisOrNil(row.LinkExpiresAt)
	}
	return users, nil
}

// UserByID answers NotFound when there is none, and when the dealer is another one.
func (db *DB) UserByID(ctx context.Context, within *dealer.ID, userID string) (account.User, error) {
	row, err := db.queries(ctx).UserByID(ctx, userID, (*string)(within))
	if err != nil {
		return account.User{}, translate(err, "user")
	}
	u := userOf(row.User, row.DealerCode, row.DealerName)
	u.LinkExpires = fromMillisOrNil(row.LinkExpiresAt)
	return u, nil
}

// SetAccess changes what a user is and whether they may sign in, and ends all their sessions; NotFound when
// there is no such user.
func (db *DB) SetAccess(ctx context.Context, userID string, role account.Role, disabled bool) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.UpdateAccess(ctx, userID, string(role), disabled)
		if err != nil {
			return translate(err, "user")
		}
		if changed == 0 {
			return notFound("user")
		}
		if disabled {
			if err := t.DeleteLinkOf(ctx, userID); err != nil {
				return translate(err, "link")
			}
		}
		return translate(t.DeleteSessionsOfUser(ctx, userID), "session")
	})
}

// SetName gives a user a name; NotFound when there is no such user. Pages of leads show it.
func (db *DB) SetName(ctx context.Context, userID, name string) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		row, err := t.UserByID(ctx, userID, nil)
		if err != nil {
			return translate(err, "user")
		}
		if of := row.User.DealerID; of != nil {
			t.touch(dealerScope(dealer.ID(*of)))
		}
		_, err = t.UpdateName(ctx, userID, name)
		return translate(err, "user")
	})
}

// CountAdmins counts the admins who can sign in.
func (db *DB) CountAdmins(ctx context.Context) (int, error) {
	n, err := db.queries(ctx).CountAdmins(ctx)
	return int(n), translate(err, "user")
}

// DeleteInvited removes a user who has not set a password, with the link; Conflict when one is set, or
// there is no such user.
func (db *DB) DeleteInvited(ctx context.Context, userID string) error {
	return db.InTx(ctx, func(ctx context.Context) error {
		t := db.tx(ctx)
		if err := t.DeleteLinkOf(ctx, userID); err != nil {
			return translate(err, "link")
		}
		removed, err := t.DeleteInvited(ctx, userID)
		if err == nil && removed == 0 {
			return fault.Newf(fault.Conflict, "The user has set a password, or is not there.")
		}
		return translate(err, "user")
	})
}

// SaveLink keeps a link in place of the one that is out for its user.
func (db *DB) SaveLink(ctx context.Context, l account.Link) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.SaveLink(ctx, sqlcgen.SaveLinkParams{
			UserID: l.UserID, TokenHash: l.TokenHash, CreatedAt: millis(l.CreatedAt), ExpiresAt: millis(l.ExpiresAt),
		}), "link")
	})
}

// UserByLink finds whom a link is for; NotFound when there is none, it has expired at now, or the user is
// disabled.
func (db *DB) UserByLink(ctx context.Context, tokenHash string, now time.Time) (account.User, error) {
	row, err := db.queries(ctx).UserByLink(ctx, tokenHash, millis(now))
	if err != nil {
		return account.User{}, translate(err, "link")
	}
	u := userOf(row.User, row.DealerCode, row.DealerName)
	u.LinkExpires = fromMillisOrNil(&row.LinkExpiresAt)
	return u, nil
}

// TakeLink uses a link up; NotFound when there is none or it has expired at now.
func (db *DB) TakeLink(ctx context.Context, tokenHash string, now time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		taken, err := t.TakeLink(ctx, tokenHash, millis(now))
		if err == nil && taken == 0 {
			return notFound("link")
		}
		return translate(err, "link")
	})
}

// DeleteLinkOf makes the link that is out for a user useless; none is no error.
func (db *DB) DeleteLinkOf(ctx context.Context, userID string) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.DeleteLinkOf(ctx, userID), "link")
	})
}

// SaveSeen notes when users were last seen and keys last used; an earlier time changes nothing. It goes
// through them in order, so that two processes do not wait for each other.
func (db *DB) SaveSeen(ctx context.Context, users map[string]time.Time, keys map[account.KeyRef]time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		for _, id := range slices.Sorted(maps.Keys(users)) {
			at := millis(users[id])
			if err := t.UpdateLastSeen(ctx, id, &at); err != nil {
				return translate(err, "user")
			}
		}
		refs := slices.SortedFunc(maps.Keys(keys), func(a, b account.KeyRef) int { return strings.Compare(a.ID, b.ID) })
		for _, ref := range refs {
			at := millis(keys[ref])
			if err := t.UpdateLastUsed(ctx, string(ref.Dealer), ref.ID, &at); err != nil {
				return translate(err, "key")
			}
		}
		return nil
	})
}

// CreateKey adds a key; NotFound when there is no such dealer.
func (db *DB) CreateKey(ctx context.Context, k account.Key) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		return translate(t.InsertKey(ctx, sqlcgen.InsertKeyParams{
			DealerID: string(k.DealerID), ID: k.ID, Name: k.Name, Prefix: k.Prefix, SecretHash: k.SecretHash, Scope: string(k.Scope), CreatedAt: millis(k.CreatedAt),
			ExpiresAt: millisOrNil(k.ExpiresAt),
		}), "key")
	})
}

// Keys are a dealer's, the newest first; those that were revoked are among them.
func (db *DB) Keys(ctx context.Context, dealerID dealer.ID) ([]account.Key, error) {
	rows, err := db.queries(ctx).Keys(ctx, string(dealerID))
	if err != nil {
		return nil, translate(err, "key")
	}
	keys := make([]account.Key, len(rows))
	for i, row := range rows {
		keys[i] = keyOf(row)
	}
	return keys, nil
}

// KeyBySecret finds a key by the hash of its secret, and whose it is; NotFound when there is none or it was
// revoked.
func (db *DB) KeyBySecret(ctx context.Context, secretHash string) (account.Key, account.DealerRef, error) {
	row, err := db.queries(ctx).KeyBySecret(ctx, secretHash)
	if err != nil {
		return account.Key{}, account.DealerRef{}, translate(err, "key")
	}
	return keyOf(row.ApiKey), account.DealerRef{ID: dealer.ID(row.ApiKey.DealerID), Code: row.DealerCode, Name: row.DealerName}, nil
}

// RevokeKey makes a key useless from now on; one that was revoked stays as it is. NotFound when the dealer
// has no such key.
func (db *DB) RevokeKey(ctx context.Context, dealerID dealer.ID, keyID string, now time.Time) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		at := millis(now)
		changed, err := t.RevokeKey(ctx, &at, string(dealerID), keyID)
		if err == nil && changed == 0 {
			return notFound("key")
		}
		return translate(err, "key")
	})
}

func keyOf(row sqlcgen.ApiKey) account.Key {
	return account.Key{
		ID: row.ID, DealerID: dealer.ID(row.DealerID), Name: row.Name, Prefix: row.Prefix, SecretHash: row.SecretHash, Scope: account.Scope(row.Scope),
		CreatedAt: fromMillis(row.CreatedAt), ExpiresAt: fromMillisOrNil(row.ExpiresAt), LastUsed: fromMillisOrNil(row.LastUsedAt), RevokedAt: fromMillisOrNil(row.RevokedAt),
	}
}

package account

import (
	"context"
	"runtime"
	"sync/atomic"

	"github.com/alexedwards/argon2id"

	"dealerportal/pkg/fault"
)

// passwordParams are OWASP's for Argon2id: one hashing takes about 20 ms of a core and 19 MiB.
var passwordParams = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// hasher checks passwords a few at a time. Hashing is expensive on purpose; without a bound a flood of
// sign-ins would take all memory and every core, and with it every page.
type hasher struct {
	slots   chan struct{}
	waiting atomic.Int64
	queue   int64
	dummy   string
}

// maxWaiting is how many sign-ins may wait for their turn; at some 20 ms each the last one waits a
// third of a second.
const maxWaiting = 16

func newHasher() (*hasher, error) {
	dummy, err := argon2id.CreateHash("no user has this password", passwordParams)
	if err != nil {
		return nil, err
	}
	atOnce := max(1, runtime.GOMAXPROCS(0)-1)
	return &hasher{slots: make(chan struct{}, atOnce), queue: maxWaiting, dummy: dummy}, nil
}

// do runs f when its turn comes; Busy when too many wait already.
func (h *hasher) do(ctx context.Context, f func() error) error {
	if h.waiting.Add(1) > h.queue {
		h.waiting.Add(-1)
		return fault.Newf(fault.Busy, "Too many people are signing in at this moment. Try again in a few seconds.")
	}
	select {
	case h.slots <- struct{}{}:
		h.waiting.Add(-1)
	case <-ctx.Done():
		h.waiting.Add(-1)
		return ctx.Err()
	}
	defer func() { <-h.slots }()
	return f()
}

// hash makes a hash of a password.
func (h *hasher) hash(ctx context.Context, password string) (hash string, err error) {
	err = h.do(ctx, func() error {
		hash, err = argon2id.CreateHash(password, passwordParams)
		return err
	})
	return hash, err
}

// matches says whether the password has this hash. For an empty hash, that of a user who does not
// exist, it takes as long and says no.
func (h *hasher) matches(ctx context.Context, password, hash string) (ok bool, err error) {
	known := hash != ""
	if !known {
		hash = h.dummy
	}
	err = h.do(ctx, func() error {
		ok, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return ok && known, err
}

package account

import (
	"context"
	"runtime"
	"sync/atomic"
	"time"

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
}

// maxWaiting is how many sign-ins may wait for their turn; at some 20 ms each the last one waits five
// seconds. Whoever waits asks for nothing more meanwhile: to turn a flood away at once would only let it
// ask again at once, and the answers to that would take more of a core than the hashings do.
const maxWaiting = 256

// rest is how long a slot is left alone after a hashing. One hashing that follows the other at once keeps
// a processor from ever looking at the network, and whoever asks for a page waits for many of them.
const rest = 2 * time.Millisecond

// noUserHash is the hash of a password that no user has. It is written down because making one at the
// start would take as long as all the rest of starting, and its memory stays with the process.
const noUserHash = "$argon2id$v=19$m=19456,t=2,p=1$SJIcJP5eTDAZgKb03j4Efg$Pm3Wb23+poaN4NBGJfX8wYSmuVaWh6khUoROnli93P0"

func newHasher() *hasher {
	return &hasher{slots: make(chan struct{}, max(1, runtime.GOMAXPROCS(0)-1)), queue: maxWaiting}
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
	defer time.AfterFunc(rest, func() { <-h.slots })
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

// matches says whether the password has the hash that find gives. For an empty hash, that of a user who
// does not exist, it takes as long and says no. find is called when the turn has come: who is turned away
// costs no look into the store.
func (h *hasher) matches(ctx context.Context, password string, find func() (hash string, err error)) (ok bool, err error) {
	known := false
	err = h.do(ctx, func() error {
		hash, err := find()
		if err != nil {
			return err
		}
		if known = hash != ""; !known {
			hash = noUserHash
		}
		ok, err = argon2id.ComparePasswordAndHash(password, hash)
		return err
	})
	return ok && known, err
}

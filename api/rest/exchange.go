package rest

import (
	"context"
	"math/rand/v2"
	"runtime/debug"
	"strconv"

	"github.com/gin-gonic/gin"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
)

// exchange is what is known of one request while it is answered. It is the request's context as well:
// the one it was made of, with itself to be found in it.
type exchange struct {
	context.Context
	id   uint64
	op   *operation // nil when the request is none of the contract's
	user *account.User
	// token is the session's, or the key; it belongs into no answer and no log.
	token string
	byKey bool
}

type exchangeKey struct{}

// Value finds the exchange, or what the request's own context holds.
func (e *exchange) Value(key any) any {
	if key == (exchangeKey{}) {
		return e
	}
	return e.Context.Value(key)
}

// requestID names the request in the log and in problem documents. It is no secret.
func (e *exchange) requestID() string { return strconv.FormatUint(e.id, 36) }

func newExchange(c *gin.Context, op *operation) *exchange {
	e := &exchange{Context: c.Request.Context(), id: rand.Uint64(), op: op}
	c.Request = c.Request.WithContext(e)
	return e
}

func exchangeOf(c *gin.Context) *exchange { return exchangeIn(c.Request.Context()) }

func exchangeIn(ctx context.Context) *exchange {
	if e, ok := ctx.Value(exchangeKey{}).(*exchange); ok {
		return e
	}
	return &exchange{Context: ctx}
}

// plain is the request's own context: gin's is reused for another request as soon as this one is
// answered, and must not get into anything that lives longer.
func plain(ctx context.Context) context.Context {
	if c, ok := ctx.(*gin.Context); ok {
		return c.Request.Context()
	}
	return ctx
}

// caller is who asks. Handlers of operations that need a session are never reached without one.
func caller(ctx context.Context) *account.User { return exchangeIn(ctx).user }

// person is the id of the person who asks; empty for a machine.
func person(ctx context.Context) string {
	if u := caller(ctx); u.Role != account.Machine {
		return u.ID
	}
	return ""
}

// dealerFor finds the dealer that a request is about: an admin names one by its code; for everybody
// else it is their own, and any other code is as unknown as one that does not exist.
func (s *Server) dealerFor(ctx context.Context, code *string) (dealer.Dealer, error) {
	u := caller(ctx)
	switch {
	case u.Role == account.Admin && (code == nil || *code == ""):
		return dealer.Dealer{}, fault.InvalidField("dealer", "is needed: an admin names the dealer by its code")
	case u.Role == account.Admin:
		return s.Dealers.ByCode(ctx, *code)
	case code != nil && *code != "" && *code != u.Dealer.Code:
		return dealer.Dealer{}, noSuchDealer()
	default:
		return s.Dealers.ByID(ctx, u.Dealer.ID)
	}
}

func noSuchDealer() error { return fault.Newf(fault.NotFound, "There is no such dealer.") }

// mayManage refuses who is neither a manager nor an admin.
func mayManage(ctx context.Context) error {
	if !caller(ctx).Manages() {
		return fault.Newf(fault.Forbidden, "Only a manager or an admin may do this.")
	}
	return nil
}

func stack() string { return string(debug.Stack()) }

package rest

import (
	"context"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"dealerportal/pkg/account"
	"dealerportal/pkg/fault"
)

const (
	// cookieName is the session cookie's name on a loopback address, where there is no HTTPS.
	cookieName = "portal_session"
	// secureCookieName has the prefix by which a browser holds the cookie to this host and to HTTPS.
	secureCookieName = "__Host-portal_session"
	// hintName is a cookie beside it that scripts may read: it says that there is a session to ask for, and
	// nothing else, so that nobody asks for one in vain.
	hintName = "portal_signed_in"
)

// onLoopback says whether the browser speaks to this machine itself.
func onLoopback(r *http.Request) bool {
	host := r.Host
	if h, _, err := net.SplitHostPort(host); err == nil {
		host = h
	}
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return true
	}
	ip := net.ParseIP(strings.Trim(host, "[]"))
	return ip != nil && ip.IsLoopback()
}

// sessionToken finds the token in a request's cookies without taking all of them apart.
func sessionToken(r *http.Request) string {
	name := secureCookieName
	if onLoopback(r) {
		name = cookieName
	}
	for _, line := range r.Header["Cookie"] {
		for line != "" {
			var part string
			part, line, _ = strings.Cut(line, ";")
			k, v, ok := strings.Cut(strings.TrimSpace(part), "=")
			if ok && k == name {
				return v
			}
		}
	}
	return ""
}

// setCookies sends the cookie that holds a token for its lifetime, and the hint beside it; an empty token
// takes both away. They say how long and not until when: a browser's clock may be wrong.
func setCookies(ctx context.Context, token string, lifetime time.Duration) {
	c := ctx.(*gin.Context)
	cookie := http.Cookie{Name: cookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(lifetime / time.Second)}
	hint := http.Cookie{Name: hintName, Value: "yes", Path: "/", SameSite: http.SameSiteLaxMode, MaxAge: cookie.MaxAge}
	if !onLoopback(c.Request) {
		cookie.Name, cookie.Secure, hint.Secure = secureCookieName, true, true
	}
	if token == "" {
		cookie.MaxAge, hint.MaxAge = -1, -1
	}
	c.Writer.Header()["Set-Cookie"] = []string{cookie.String(), hint.String()}
}

// bearer is the key that a request shows, if it shows one. Other ways to authorize are for what may stand
// before the portal.
func bearer(r *http.Request) (key string, ok bool) {
	lines := r.Header["Authorization"]
	if len(lines) == 0 {
		return "", false
	}
	scheme, key, _ := strings.Cut(lines[0], " ")
	return strings.TrimSpace(key), strings.EqualFold(scheme, "Bearer")
}

func asksForSession(op *operation) bool { return op != nil && !op.public }

// authenticate finds out who asks, and refuses who is not signed in wherever the contract asks for a
// session. Who shows a key is known by it alone.
func (s *Server) authenticate(c *gin.Context) {
	op := s.contract.operation(c)
	if !asksForSession(op) {
		return
	}
	if key, ok := bearer(c.Request); ok {
		s.authenticateKey(c, op, key)
		return
	}
	token := sessionToken(c.Request)
	if token == "" {
		s.fail(c, fault.Newf(fault.Unauthenticated, "Nobody is signed in."))
		return
	}
	user, err := s.whoHolds(c.Request.Context(), token, false)
	if err != nil {
		s.fail(c, err)
		return
	}
	e := exchangeOf(c)
	e.user, e.token = user, token
}

// authenticateKey lets a machine do what the contract and the scope of its key allow.
func (s *Server) authenticateKey(c *gin.Context, op *operation, key string) {
	machine, err := s.whoHolds(c.Request.Context(), key, true)
	switch {
	case err != nil:
		if fault.KindOf(err) == fault.Unauthenticated {
			c.Header("WWW-Authenticate", "Bearer")
		}
		s.fail(c, err)
		return
	case !op.forKeys:
		s.fail(c, fault.Newf(fault.Forbidden, "A key may not do this."))
		return
	case op.route.Method != http.MethodGet && machine.Scope != account.Write:
		s.fail(c, fault.Newf(fault.Forbidden, "This key may only read."))
		return
	}
	e := exchangeOf(c)
	e.user, e.token, e.byKey = machine, key, true
}

// whoHolds finds who holds a session's token or a key.
func (s *Server) whoHolds(ctx context.Context, token string, byKey bool) (*account.User, error) {
	if byKey {
		return s.Accounts.AuthenticateKey(ctx, token)
	}
	return s.Accounts.Authenticate(ctx, token)
}

package rest

import (
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"

	"dealerportal/pkg/fault"
)

const (
	// cookieName is the session cookie's name on a loopback address, where there is no HTTPS.
	cookieName = "portal_session"
	// secureCookieName has the prefix by which a browser holds the cookie to this host and to HTTPS.
	secureCookieName = "__Host-portal_session"
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

// sessionCookie writes the cookie that holds a token for its lifetime; an empty token takes it away. It
// says how long and not until when: a browser's clock may be wrong.
func sessionCookie(r *http.Request, token string, lifetime time.Duration) string {
	c := http.Cookie{Name: cookieName, Value: token, Path: "/", HttpOnly: true, SameSite: http.SameSiteLaxMode, MaxAge: int(lifetime / time.Second)}
	if !onLoopback(r) {
		c.Name, c.Secure = secureCookieName, true
	}
	if token == "" {
		c.MaxAge = -1
	}
	return c.String()
}

// authenticate finds out who asks, and refuses who is not signed in wherever the contract asks for a
// session.
func (s *Server) authenticate(c *gin.Context) {
	op := s.contract.operation(c)
	if op == nil || op.public {
		return
	}
	token := sessionToken(c.Request)
	if token == "" {
		s.fail(c, fault.Newf(fault.Unauthenticated, "Nobody is signed in."))
		return
	}
	user, err := s.Accounts.Authenticate(c.Request.Context(), token)
	if err != nil {
		s.fail(c, err)
		return
	}
	e := exchangeOf(c)
	e.user, e.token = user, token
}

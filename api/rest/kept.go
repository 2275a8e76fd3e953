package rest

import (
	"fmt"
	"strings"

	"github.com/gin-gonic/gin"
)

// simpleForm bounds what a simple request for the best leads may hold, by the contract.
type simpleForm struct{ ifNoneMatch, acceptEncoding int }

// simpleFormOf takes the bounds from the contract. It fails when the operation has a parameter that is
// not thought of here, so that none is ever passed over.
func simpleFormOf(c *contract) (f simpleForm, err error) {
	for _, o := range c.routes {
		if o.id != operationGenerateLeads {
			continue
		}
		if n := len(o.route.Operation.Parameters) + len(o.route.PathItem.Parameters); n != 5 {
			return f, fmt.Errorf("the contract gives %s %d parameters, and 5 are known", o.id, n)
		}
		for _, p := range o.route.Operation.Parameters {
			schema := p.Value.Schema.Value
			switch p.Value.In + " " + p.Value.Name {
			case "header If-None-Match":
				f.ifNoneMatch = int(*schema.MaxLength)
			case "header Accept-Encoding":
				f.acceptEncoding = int(*schema.MaxLength)
			case "query limit": // no page is kept for a limit that the contract refuses
			case "query dealer", "header Prefer": // a simple request has neither
			default:
				return f, fmt.Errorf("the contract gives %s the parameter %s, which is not known", o.id, p.Value.Name)
			}
		}
		return f, nil
	}
	return f, fmt.Errorf("the contract has no %s", operationGenerateLeads)
}

// serveKept answers a simple request for the best leads from the page that is kept for its caller: nearly
// every one is simple, and taking it apart by the contract would cost more than all the rest. A request
// with more to it, with anything wrong, or with no page that is still good, goes on to the contract and
// the handler.
func (s *Server) serveKept(c *gin.Context) {
	e, r := exchangeOf(c), c.Request
	if e.op == nil || e.op.id != operationGenerateLeads || e.user.Dealer == nil || r.ContentLength != 0 || r.Header["Prefer"] != nil {
		return
	}
	limit, ok := simpleLimit(r.URL.RawQuery)
	ifNoneMatch, ok1 := simpleHeader(r.Header["If-None-Match"], s.simple.ifNoneMatch)
	acceptEncoding, ok2 := simpleHeader(r.Header["Accept-Encoding"], s.simple.acceptEncoding)
	if !ok || !ok1 || !ok2 {
		return
	}
	state, err := s.pageState(e, e.user.Dealer.ID)
	if err != nil {
		return // the handler meets it again, and tells
	}
	p := s.pages.get(pageKey{dealer: e.user.Dealer.ID, user: e.user.ID, limit: limit}, state, s.now())
	if p == nil {
		return
	}
	c.Abort()
	_ = s.answer(p, ifNoneMatch, acceptEncoding, 0).VisitGenerateLeadsResponse(c.Writer) // a client that has left needs no answer
}

// simpleLimit reads a query that is empty, or the limit alone and written as anybody would.
func simpleLimit(query string) (limit int, ok bool) {
	if query == "" {
		return defaultTop, true
	}
	digits, ok := strings.CutPrefix(query, "limit=")
	if !ok || digits == "" || len(digits) > 3 {
		return 0, false
	}
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
		limit = 10*limit + int(digits[i]-'0')
	}
	return limit, true
}

// simpleHeader takes a header that is not there, or is there once with a value that is not too long.
// Bytes are no fewer than characters.
func simpleHeader(values []string, most int) (value string, ok bool) {
	switch len(values) {
	case 0:
		return "", true
	case 1:
		return values[0], len(values[0]) <= most
	default:
		return "", false
	}
}

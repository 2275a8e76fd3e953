package rest

import (
	"bytes"
	"encoding/json"
	"io"
	"strconv"

	"github.com/gin-gonic/gin"

	"dealerportal/pkg/fault"
)

// oneDocument makes sure that a JSON body is one document and nothing behind it: a decoder that stops
// after the first would let the rest pass unseen. It answers where that is not so.
func (s *Server) oneDocument(c *gin.Context) bool {
	body, err := io.ReadAll(c.Request.Body)
	if err != nil {
		s.badRequest(c, err)
		return false
	}
	if len(body) > 0 && !json.Valid(body) {
		s.fail(c, fault.InvalidField(brokenAt(body), "is not JSON"))
		return false
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return true
}

// brokenAt is the way to the first value of a body that is no JSON, as readings[3].celsius; "body" when it
// is not inside of one.
func brokenAt(body []byte) string {
	d := json.NewDecoder(bytes.NewReader(body))
	var path []string
	var inArray []bool
	wantsKey := false
	for {
		token, err := d.Token()
		if err != nil {
			if len(path) == 0 || wantsKey {
				path = path[:max(0, len(path)-1)]
			}
			if name := fieldPath(path); name != "" {
				return name
			}
			return "body"
		}
		depth := len(path)
		switch {
		case token == json.Delim('{') || token == json.Delim('['):
			array := token == json.Delim('[')
			first := ""
			if array {
				first = "0"
			}
			path, inArray, wantsKey = append(path, first), append(inArray, array), !array
			continue
		case token == json.Delim('}') || token == json.Delim(']'):
			path, inArray = path[:depth-1], inArray[:depth-1]
		case wantsKey:
			path[depth-1], wantsKey = token.(string), false
			continue
		}
		// A value has ended.
		if depth = len(path); depth == 0 {
			continue
		}
		if inArray[depth-1] {
			n, _ := strconv.Atoi(path[depth-1])
			path[depth-1] = strconv.Itoa(n + 1)
		} else {
			wantsKey = true
		}
	}
}

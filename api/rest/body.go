package rest

import (
	"bytes"
	"encoding/json"
	"io"

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
		s.fail(c, fault.InvalidField("body", "is not one JSON document"))
		return false
	}
	c.Request.Body = io.NopCloser(bytes.NewReader(body))
	return true
}

package rest

import (
	"context"
	"encoding/json"
	"errors"
	"log/slog"
	"math"
	"net/http"
	"regexp"
	"strconv"
	"strings"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/gin-gonic/gin"

	"dealerportal/api/oas"
	"dealerportal/pkg/fault"
)

// problemType is what a kind of failure is over HTTP: the only place that knows statuses.
type problemType struct {
	status int
	name   string
	title  string
}

var problemTypes = map[fault.Kind]problemType{
	fault.Internal:        {http.StatusInternalServerError, "internal", "Internal error"},
	fault.Invalid:         {http.StatusBadRequest, "invalid", "Not acceptable as it is"},
	fault.NotFound:        {http.StatusNotFound, "not_found", "Not found"},
	fault.Conflict:        {http.StatusConflict, "conflict", "Does not fit the present state"},
	fault.Mismatch:        {http.StatusUnprocessableEntity, "mismatch", "Does not fit the request before"},
	fault.Changed:         {http.StatusPreconditionFailed, "changed", "Changed in the meantime"},
	fault.Unauthenticated: {http.StatusUnauthorized, "unauthenticated", "Not signed in"},
	fault.Forbidden:       {http.StatusForbidden, "forbidden", "Not allowed"},
	fault.Busy:            {http.StatusTooManyRequests, "busy", "Too busy"},
	fault.Unavailable:     {http.StatusServiceUnavailable, "unavailable", "Not available"},
}

var otherTitles = map[string]string{
	"method_not_allowed": "Method not allowed", "too_large": "Too large", "unsupported_media_type": "Unsupported media type",
	"precondition_required": "Precondition required",
}

// retryAfterSeconds is what is asked of a client that was refused because of load.
const retryAfterSeconds = 2

// fail answers with what went wrong. What nobody foresaw is logged with its cause and told as no more
// than that.
func (s *Server) fail(c *gin.Context, err error) {
	if c.Request.Context().Err() != nil && fault.As(err) == nil {
		c.Abort() // the client has left
		return
	}
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.tooLarge(c, tooLarge.Limit)
		return
	}
	switch fault.KindOf(err) {
	case fault.Unavailable:
		c.Header("Retry-After", strconv.Itoa(retryAfterSeconds))
	case fault.Busy:
		after := retryAfterSeconds
		if e := fault.As(err); e.After > 0 {
			after = int(math.Ceil(e.After.Seconds()))
		}
		c.Header("Retry-After", strconv.Itoa(after))
	}
	s.send(c, s.problemOf(c.Request.Context(), err))
}

// problemOf tells of a failure as much as its client may know, and the log the rest.
func (s *Server) problemOf(ctx context.Context, err error) oas.Problem {
	e, kind := exchangeIn(ctx), fault.KindOf(err)
	detail := ""
	var fields []fault.Field
	if f := fault.As(err); f != nil && kind != fault.Internal {
		detail, fields = f.Message, f.Fields
	}
	switch kind {
	case fault.Internal:
		detail = "Something went wrong on our side."
		s.log.ErrorContext(ctx, "a request failed", slog.String("request_id", e.requestID()), slog.Any("error", err))
	case fault.Unavailable:
		s.log.WarnContext(ctx, "something that is needed does not answer", slog.String("request_id", e.requestID()), slog.Any("error", err))
	}
	t := problemTypes[kind]
	return document(e, t.status, t.name, detail, fields)
}

func (s *Server) tooLarge(c *gin.Context, limit int64) {
	most := strconv.FormatInt(limit>>20, 10) + " MiB"
	s.problem(c, http.StatusRequestEntityTooLarge, "too_large", "The body may have at most "+most+".",
		[]fault.Field{{Name: "body", Detail: "has more than " + most}})
}

func (s *Server) wrongMediaType(c *gin.Context, wanted string) {
	s.problem(c, http.StatusUnsupportedMediaType, "unsupported_media_type", "Content-Type: "+wanted+".",
		[]fault.Field{{Name: "Content-Type", Detail: wanted}})
}

// problem writes a problem document and ends the request.
func (s *Server) problem(c *gin.Context, status int, name, detail string, fields []fault.Field) {
	s.send(c, document(exchangeOf(c), status, name, detail, fields))
}

// document makes a problem document.
func document(e *exchange, status int, name, detail string, fields []fault.Field) oas.Problem {
	title := otherTitles[name]
	for _, t := range problemTypes {
		if t.name == name {
			title = t.title
		}
	}
	id := e.requestID()
	p := oas.Problem{Type: "urn:dealer-portal:problem:" + name, Title: title, Status: status, Instance: &id}
	if detail != "" {
		p.Detail = &detail
	}
	if len(fields) > 0 {
		errs := make([]oas.FieldError, len(fields))
		for i, f := range fields {
			errs[i] = oas.FieldError{Field: f.Name, Detail: f.Detail}
		}
		p.Errors = &errs
	}
	return p
}

func (s *Server) send(c *gin.Context, p oas.Problem) {
	body, err := json.Marshal(p)
	if err != nil {
		panic(err) // texts can always be encoded
	}
	c.Header("Cache-Control", "no-store")
	c.Data(p.Status, "application/problem+json", body)
	c.Abort()
}

// unknownProperty is how the validator says that it does not know a property; it points at what holds it.
var unknownProperty = regexp.MustCompile(`^property "(.+)" is unsupported$`)

// badRequest answers for a request that does not keep to the contract.
func (s *Server) badRequest(c *gin.Context, err error) {
	var tooLarge *http.MaxBytesError
	if errors.As(err, &tooLarge) {
		s.tooLarge(c, tooLarge.Limit)
		return
	}
	var field *fault.Error
	if errors.As(err, &field) {
		s.fail(c, field)
		return
	}
	f := fault.Field{Name: "body", Detail: "cannot be read"}
	var request *openapi3filter.RequestError
	var schema *openapi3.SchemaError
	var parse *openapi3filter.ParseError
	var wrongType *json.UnmarshalTypeError
	if errors.As(err, &request) && request.Parameter != nil {
		f = fault.Field{Name: request.Parameter.Name, Detail: "is not acceptable"}
		if request.Reason != "" && request.Err == nil {
			f.Detail = request.Reason
		}
	}
	switch {
	case errors.As(err, &schema):
		path := fieldPath(schema.JSONPointer())
		if path != "" && (request == nil || request.Parameter == nil) {
			f.Name = path
		}
		f.Detail = schema.Reason
		if unknown := unknownProperty.FindStringSubmatch(schema.Reason); unknown != nil {
			f = fault.Field{Name: fieldPath(append(schema.JSONPointer(), unknown[1])), Detail: "is not known here"}
		}
	case request != nil && request.RequestBody != nil && strings.Contains(request.Reason, "Content-Type"):
		s.wrongMediaType(c, "must be application/json")
		return
	case errors.As(err, &parse):
		f.Detail = "cannot be read as what it should be"
	case errors.As(err, &wrongType):
		f = fault.Field{Name: wrongType.Field, Detail: "is of the wrong type"}
	case strings.HasPrefix(err.Error(), "Invalid format for parameter "):
		name, _, _ := strings.Cut(strings.TrimPrefix(err.Error(), "Invalid format for parameter "), ":")
		f = fault.Field{Name: name, Detail: "is of the wrong form"}
	}
	s.fail(c, fault.InvalidField(f.Name, "%s", f.Detail))
}

// fieldPath writes a way into a document as readings[3].vin.
func fieldPath(pointer []string) string {
	var b strings.Builder
	for _, p := range pointer {
		if _, err := strconv.Atoi(p); err == nil {
			b.WriteString("[" + p + "]")
			continue
		}
		if b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteString(p)
	}
	return b.String()
}

package rest

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"github.com/gin-gonic/gin"

	"dealerportal/api/oas"
	"dealerportal/pkg/fault"
)

const (
	maxBody       = 1 << 20
	maxImportBody = 64 << 20
)

// contract is openapi.yaml at work: which operation a route is, whether it is public, and what its
// requests must look like.
type contract struct {
	routes map[routeKey]*operation
}

type routeKey struct{ method, path string }

type operation struct {
	id      string
	public  bool
	route   *routers.Route
	options *openapi3filter.Options
	maxBody int64
	// headers are those that the contract names for it. All of them are lists.
	headers []string
}

// The validator's own idea of a day and of a time is a pattern, which lets February 30 through; such a
// value would only fail when it is read, where its field is no longer known.
func init() {
	for format, layout := range map[string]string{"date": time.DateOnly, "date-time": time.RFC3339} {
		openapi3.DefineStringFormatValidator(format, openapi3.NewCallbackValidator(func(value string) error {
			if _, err := time.Parse(layout, value); err != nil {
				return errors.New("is not written as " + layout)
			}
			return nil
		}))
	}
}

var pathParameter = regexp.MustCompile(`\{([^}]+)\}`)

func loadContract() (*contract, error) {
	doc, err := oas.GetSpec()
	if err != nil {
		return nil, err
	}
	c := &contract{routes: map[routeKey]*operation{}}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			o := &operation{
				id:     lowerFirst(op.OperationID), // the generator keeps the id as the name of a Go method
				public: op.Security != nil && len(*op.Security) == 0,
				route:  &routers.Route{Spec: doc, Path: path, PathItem: item, Method: method, Operation: op},
				options: &openapi3filter.Options{
					KeepValidatedValue: true, SkipSettingDefaults: true,
					AuthenticationFunc:      openapi3filter.NoopAuthenticationFunc, // sessions are checked before
					SchemaValidationOptions: []openapi3.SchemaValidationOption{openapi3.DisableSchemaErrorDetails()},
				},
				maxBody: maxBody,
			}
			if op.RequestBody != nil && op.RequestBody.Value.Content.Get("application/json") == nil {
				// A file is read as a stream by its handler.
				o.options.ExcludeRequestBody = true
				o.maxBody = maxImportBody
			}
			for _, parameter := range append(slices.Clone(item.Parameters), op.Parameters...) {
				if parameter.Value.In == openapi3.ParameterInHeader {
					o.headers = append(o.headers, http.CanonicalHeaderKey(parameter.Value.Name))
				}
			}
			c.routes[routeKey{method, pathParameter.ReplaceAllString(path, ":$1")}] = o
		}
	}
	return c, nil
}

// operations are the ids of all operations.
func (c *contract) operations() []string {
	ids := make([]string, 0, len(c.routes))
	for _, o := range c.routes {
		ids = append(ids, o.id)
	}
	return ids
}

// route finds the operation that a request was routed to, or nil.
func (c *contract) route(g *gin.Context) *operation {
	return c.routes[routeKey{g.Request.Method, g.FullPath()}]
}

// operation is the one that a request was routed to, as it was found at its beginning, or nil.
func (c *contract) operation(g *gin.Context) *operation { return exchangeOf(g).op }

// validate holds a request to the contract, before any handler sees it.
func (s *Server) validate(c *gin.Context) {
	op := s.contract.operation(c)
	if op == nil {
		return
	}
	for _, name := range op.headers {
		// A list may come in several lines, and is one list all the same (RFC 9110, 5.3).
		if lines := c.Request.Header[name]; len(lines) > 1 {
			c.Request.Header[name] = []string{strings.Join(lines, ", ")}
		}
	}
	if name := withNUL(c); name != "" {
		s.fail(c, fault.InvalidField(name, "holds a character that is no text"))
		return
	}
	if op.options.ExcludeRequestBody && !strings.HasPrefix(c.ContentType(), "text/csv") {
		s.wrongMediaType(c, "must be text/csv")
		return
	}
	if c.Request.Body != nil && c.Request.Body != http.NoBody {
		c.Request.Body = http.MaxBytesReader(c.Writer, c.Request.Body, op.maxBody)
		if c.ContentType() == "application/json" && !s.oneDocument(c) {
			return
		}
	}
	var params map[string]string
	for _, p := range c.Params {
		if params == nil {
			params = make(map[string]string, len(c.Params))
		}
		params[p.Key] = p.Value
	}
	in := &openapi3filter.RequestValidationInput{Request: c.Request, PathParams: params, Route: op.route, Options: op.options}
	if c.Request.URL.RawQuery == "" {
		in.QueryParams = noQuery
	}
	if err := openapi3filter.ValidateRequest(context.WithoutCancel(c.Request.Context()), in); err != nil {
		s.badRequest(c, err)
	}
}

// withNUL names the first parameter that holds the character zero, which not every database takes.
func withNUL(c *gin.Context) string {
	for _, p := range c.Params {
		if strings.ContainsRune(p.Value, 0) {
			return p.Key
		}
	}
	if strings.Contains(c.Request.URL.RawQuery, "%00") {
		query := c.Request.URL.Query()
		for _, name := range slices.Sorted(maps.Keys(query)) {
			if strings.ContainsRune(strings.Join(query[name], ""), 0) {
				return name
			}
		}
	}
	return ""
}

var noQuery = map[string][]string{}

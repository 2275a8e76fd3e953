package app

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
	"pgregory.net/rapid"

	"dealerportal/api/oas"
)

// The validator takes an answer for one document; of lines the last one is looked at.
func init() {
	openapi3filter.RegisterBodyDecoder("application/x-ndjson", func(body io.Reader, header http.Header, schema *openapi3.SchemaRef, encoding openapi3filter.EncodingFn) (any, error) {
		content, err := io.ReadAll(body)
		lines := bytes.Split(bytes.TrimSpace(content), []byte("\n"))
		if err != nil {
			return nil, err
		}
		return openapi3filter.JSONBodyDecoder(bytes.NewReader(lines[len(lines)-1]), header, schema, encoding)
	})
}

func logit(p float64) float64 { return math.Log(p / (1 - p)) }

// webDir is a built application as small as one can be.
func webDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	for name, content := range map[string]string{"index.html": "<!doctype html>", "assets/app-1.js": "0", "assets/app-1.js.gz": "zipped", "assets/app-1.js.br": "brotli", ".vite/manifest.json": "{}"} {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Whatever a client sends, the answer is one that the contract names, and never a 5xx.
func TestNothingAClientSendsGivesAServerError(t *testing.T) {
	p := boot(t)
	own := p.dealer("OWN", "MI", 5)
	session := p.cookie("manager@own.example")
	doc, err := oas.GetSpec()
	p.must(err)
	leads, err := p.leads.Top(t.Context(), own.ID, 5)
	p.must(err)
	requests := newRequestMaker(doc, []string{leads[0].ID, string(leads[0].Vehicle.VIN), "OWN", "nothing"})
	rapid.Check(t, func(rt *rapid.T) {
		o, req := requests.draw(rt)
		if rapid.Bool().Draw(rt, "signed in") {
			req.AddCookie(session)
		}
		w := httptest.NewRecorder()
		p.Handler().ServeHTTP(w, req)
		describe := func() string { return req.Method + " " + req.URL.String() + ": " + w.Body.String() }
		if w.Code >= 500 {
			rt.Fatalf("%d for %s", w.Code, describe())
		}
		if w.Code >= 400 && w.Header().Get("Content-Type") != "application/problem+json" {
			rt.Fatalf("%d as %s for %s", w.Code, w.Header().Get("Content-Type"), describe())
		}
		if w.Code == http.StatusBadRequest && !strings.Contains(w.Body.String(), `"field":"`) {
			rt.Fatalf("no field is named: %s", describe())
		}
		route := &routers.Route{Spec: doc, Path: o.path, Method: o.method, Operation: o.op}
		in := &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: req, Route: route},
			Status:                 w.Code, Header: w.Header(), Options: &openapi3filter.Options{IncludeResponseStatus: true},
		}
		in.SetBodyBytes(w.Body.Bytes())
		if err := openapi3filter.ValidateResponse(t.Context(), in); err != nil {
			rt.Fatalf("%d is not an answer of the contract: %v\n%s", w.Code, err, describe())
		}
	})
}

func mustUnescape(path string) string {
	p, err := url.PathUnescape(path)
	if err != nil {
		return path
	}
	return p
}

// requestMaker draws requests of the contract's operations whose parts are sometimes as they should be
// and sometimes anything else.
type requestMaker struct {
	operations []drawnOperation
	ids        []string
}

type drawnOperation struct {
	method, path string
	op           *openapi3.Operation
	params       openapi3.Parameters
}

func newRequestMaker(doc *openapi3.T, ids []string) requestMaker {
	m := requestMaker{ids: ids}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			if slices.Contains([]string{"signout", "getmetrics", "streamevents"}, strings.ToLower(op.OperationID)) {
				continue // the first ends the session, the second is not JSON, the third does not end
			}
			m.operations = append(m.operations, drawnOperation{method, path, op, append(slices.Clone(item.Parameters), op.Parameters...)})
		}
	}
	slices.SortFunc(m.operations, func(a, b drawnOperation) int { return strings.Compare(a.path+a.method, b.path+b.method) })
	return m
}

var oddTexts = []string{"", " ", "\x00", "'", "\"", "%", "%zz", "../../etc/passwd", "{{x}}", "-1", "1e400", "NaN", "9223372036854775808", "null", "true", "[]", "{}",
	"💥", "\u202e", strings.Repeat("a", 5000), "1; DROP TABLE leads", "0001-01-01T00:00:00Z", "=cmd()", "\ufeff", "\xff\xfe"}

func (m requestMaker) text() *rapid.Generator[string] {
	return rapid.OneOf(rapid.SampledFrom(oddTexts), rapid.SampledFrom(m.ids), rapid.String(), rapid.StringMatching(`[A-Z0-9]{17}`))
}

func (m requestMaker) draw(t *rapid.T) (drawnOperation, *http.Request) {
	o := rapid.SampledFrom(m.operations).Draw(t, "operation")
	path, q := o.path, url.Values{}
	headers := http.Header{}
	for _, ref := range o.params {
		p := ref.Value
		switch p.In {
		case "path":
			path = strings.ReplaceAll(path, "{"+p.Name+"}", url.PathEscape(m.text().Draw(t, p.Name)))
		case "query":
			if rapid.Bool().Draw(t, "with "+p.Name) {
				q.Add(p.Name, m.likely(t, p))
			}
		case "header":
			if rapid.Bool().Draw(t, "with "+p.Name) {
				v := strings.Map(func(r rune) rune {
					if r < ' ' || r > '~' {
						return -1
					}
					return r
				}, m.text().Draw(t, p.Name))
				headers.Set(p.Name, v)
			}
		}
	}
	var body []byte
	if o.op.RequestBody != nil {
		content := o.op.RequestBody.Value.Content
		if media := content.Get("application/json"); media != nil {
			headers.Set("Content-Type", "application/json")
			body = m.body(t, media.Schema.Value)
		} else {
			headers.Set("Content-Type", "text/csv")
			body = []byte(strings.Join(rapid.SliceOfN(m.text(), 0, 6).Draw(t, "rows"), "\n"))
		}
		if rapid.IntRange(0, 20).Draw(t, "odd type") == 0 {
			headers.Set("Content-Type", "application/xml")
		}
	}
	req := httptest.NewRequest(o.method, "http://localhost/", bytes.NewReader(body))
	req.URL = &url.URL{Scheme: "http", Host: "localhost", Path: mustUnescape(path), RawPath: path, RawQuery: q.Encode()}
	req.RequestURI = req.URL.RequestURI()
	req.Header = headers
	return o, req
}

func (m requestMaker) likely(t *rapid.T, p *openapi3.Parameter) string {
	schema := p.Schema.Value
	if schema.Items != nil {
		schema = schema.Items.Value
	}
	if len(schema.Enum) > 0 && rapid.Bool().Draw(t, "one of "+p.Name) {
		return rapid.SampledFrom(schema.Enum).Draw(t, p.Name).(string)
	}
	return m.text().Draw(t, p.Name)
}

// body draws a document of a schema, with now and then a part that is something else or is not there.
func (m requestMaker) body(t *rapid.T, schema *openapi3.Schema) []byte {
	if rapid.IntRange(0, 9).Draw(t, "raw") == 0 {
		return []byte(m.text().Draw(t, "raw body"))
	}
	encoded, err := json.Marshal(m.value(t, schema, 0))
	if err != nil {
		t.Fatal(err)
	}
	return encoded
}

func (m requestMaker) value(t *rapid.T, s *openapi3.Schema, depth int) any {
	if rapid.IntRange(0, 12).Draw(t, "odd") == 0 {
		return rapid.SampledFrom([]any{nil, "", 0, -1, 1e300, true, []any{}, map[string]any{}, "\x00"}).Draw(t, "odd value")
	}
	if len(s.Enum) > 0 {
		return rapid.SampledFrom(s.Enum).Draw(t, "enum")
	}
	switch {
	case s.Type.Is("object"):
		out := map[string]any{}
		names := make([]string, 0, len(s.Properties))
		for name := range s.Properties {
			names = append(names, name)
		}
		slices.Sort(names)
		for _, name := range names {
			if rapid.IntRange(0, 5).Draw(t, "leave out") > 0 {
				out[name] = m.value(t, s.Properties[name].Value, depth+1)
			}
		}
		return out
	case s.Type.Is("array"):
		out := []any{}
		for range rapid.IntRange(0, 3).Draw(t, "items") {
			out = append(out, m.value(t, s.Items.Value, depth+1))
		}
		return out
	case s.Type.Is("integer"):
		return rapid.Int64Range(-10, 3_000_000).Draw(t, "integer")
	case s.Type.Is("number"):
		return rapid.Float64Range(-50, 50).Draw(t, "number")
	case s.Type.Is("boolean"):
		return rapid.Bool().Draw(t, "boolean")
	case s.Format == "date-time":
		return rapid.SampledFrom([]string{"2026-03-01T08:00:00Z", "1999-01-01T00:00:00+14:00", "9999-12-31T23:59:59Z", "yesterday"}).Draw(t, "time")
	case s.Format == "date":
		return rapid.SampledFrom([]string{"2024-02-29", "0001-01-01", "9999-12-31", "02/03/2024"}).Draw(t, "date")
	}
	return m.text().Draw(t, "text")
}

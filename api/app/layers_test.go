package app

import (
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "dealerportal/"

// ladder says which of our own packages each package may import. A package that is not listed fails
// the test, so that the table is always whole. It is the picture in the README.
var ladder = map[string][]string{
	"api":        {"api/app", "api/config"},
	"api/app":    {"*"},
	"api/bench":  {"*"},
	"api/config": {"api/rest", "pkg/llm", "pkg/outreach", "pkg/spend", "pkg/store"},
	"api/oas":    {},
	"api/rest": {"api/oas", "pkg/fault", "pkg/callhours", "pkg/dealer", "pkg/account", "pkg/vehicle", "pkg/telemetry", "pkg/risk", "pkg/battery", "pkg/lead",
		"pkg/event", "pkg/outreach", "pkg/performance", "pkg/results", "pkg/spend", "pkg/transfer"},

	"pkg/fault":       {},
	"pkg/callhours":   {"pkg/fault"},
	"pkg/dealer":      {"pkg/fault", "pkg/callhours"},
	"pkg/account":     {"pkg/fault", "pkg/dealer"},
	"pkg/vehicle":     {"pkg/fault", "pkg/dealer"},
	"pkg/telemetry":   {"pkg/fault", "pkg/dealer", "pkg/vehicle"},
	"pkg/risk":        {},
	"pkg/battery":     {"pkg/fault", "pkg/dealer", "pkg/vehicle", "pkg/telemetry", "pkg/risk"},
	"pkg/event":       {"pkg/fault", "pkg/dealer"},
	"pkg/lead":        {"pkg/fault", "pkg/dealer", "pkg/vehicle", "pkg/telemetry", "pkg/risk", "pkg/battery", "pkg/event"},
	"pkg/llm":         {"pkg/fault"},
	"pkg/outreach":    {"pkg/fault", "pkg/dealer", "pkg/vehicle", "pkg/risk", "pkg/lead", "pkg/event"},
	"pkg/results":     {"pkg/fault", "pkg/dealer", "pkg/vehicle", "pkg/risk", "pkg/battery", "pkg/lead"},
	"pkg/spend":       {"pkg/fault", "pkg/dealer"},
	"pkg/performance": {"pkg/fault"},
	"pkg/transfer":    {"pkg/fault", "pkg/dealer", "pkg/vehicle", "pkg/telemetry", "pkg/lead"},
	"pkg/demo":        {"pkg/fault", "pkg/dealer", "pkg/account", "pkg/vehicle", "pkg/telemetry", "pkg/battery", "pkg/lead"},
	"pkg/store": {"pkg/store/sqlcgen", "pkg/fault", "pkg/callhours", "pkg/dealer", "pkg/account", "pkg/vehicle", "pkg/telemetry", "pkg/risk",
		"pkg/battery", "pkg/event", "pkg/lead", "pkg/outreach", "pkg/results", "pkg/spend", "pkg/performance", "pkg/transfer"},
	"pkg/store/sqlcgen": {},

	// What tests build on. Programs do not import these.
	"pkg/store/storetest":     {"*"},
	"pkg/llm/llmtest":         {"pkg/llm", "pkg/fault"},
	"pkg/llm/llmtest/fakellm": {"pkg/llm/llmtest"},
	"api/monitoring":          {},
}

// testSupport may be imported by tests, by itself and by the bench, and by nothing that is shipped.
var testSupport = []string{"pkg/store/storetest", "pkg/llm/llmtest"}

// homes are the outside libraries that live in one place.
var homes = map[string][]string{
	"github.com/gin-gonic/gin":         {"api/rest", "api/oas", "api/bench"},
	"github.com/openai/openai-go":      {"pkg/llm"},
	"github.com/dgraph-io/ristretto":   {"pkg/outreach"},
	"database/sql":                     {"pkg/store", "pkg/store/sqlcgen", "pkg/store/storetest", "api/bench"},
	"github.com/jackc/pgx":             {"pkg/store", "pkg/store/storetest", "api/bench"},
	"modernc.org/sqlite":               {"pkg/store", "pkg/store/storetest", "api/bench"},
	"github.com/pressly/goose":         {"pkg/store"},
	"github.com/getkin/kin-openapi":    {"api/rest", "api/oas"},
	"github.com/alexedwards/argon2id":  {"pkg/account"},
	"github.com/failsafe-go":           {"pkg/llm"},
	"gonum.org/v1/gonum":               {"pkg/risk"},
	"github.com/caarlos0/env":          {"api/config"},
	"github.com/goccy/go-json":         {"api/rest"},
	"github.com/HdrHistogram":          {"pkg/performance"},
	"github.com/compose-spec":          {"api/monitoring"},
	"golang.org/x/text":                {"pkg/transfer"},
	"github.com/oapi-codegen/runtime":  {"api/oas", "api/rest"},
	"github.com/google/uuid":           {"api/app", "api/bench"},
	"github.com/oapi-codegen/nullable": {"api/oas", "api/rest"},
}

func TestPackagesImportOnlyWhatTheLadderAllows(t *testing.T) {
	seen := map[string]bool{}
	eachGoFile(t, func(dir, file string, isTest bool, imports []string) {
		seen[dir] = true
		allowed, listed := ladder[dir]
		if !listed {
			t.Errorf("%s is not in the ladder: add it to the table and to the README", dir)
			return
		}
		for _, imported := range imports {
			own, ours := strings.CutPrefix(imported, module)
			if ours {
				checkOwn(t, dir, file, own, isTest, allowed)
				continue
			}
			for library, where := range homes {
				if (imported == library || strings.HasPrefix(imported, library+"/")) && !slices.Contains(where, dir) && !isTest {
					t.Errorf("%s imports %s, whose home is %s", file, imported, strings.Join(where, ", "))
				}
			}
		}
	})
	for dir := range ladder {
		if !seen[dir] {
			t.Errorf("the ladder lists %s, which is not there", dir)
		}
	}
}

func checkOwn(t *testing.T, dir, file, own string, isTest bool, allowed []string) {
	t.Helper()
	if own == dir { // an external test of the package itself
		return
	}
	if slices.Contains(testSupport, own) {
		if !isTest && !slices.Contains(testSupport, dir) && !slices.Contains(testSupport, path.Dir(dir)) && dir != "api/bench" {
			t.Errorf("%s imports %s, which is for tests", file, own)
		}
		return
	}
	if slices.Contains(allowed, "*") || slices.Contains(allowed, own) {
		return
	}
	// A test may use a package that is not below its own: a real store, for one. It may not reach into api.
	if isTest && strings.HasPrefix(own, "pkg/") {
		return
	}
	t.Errorf("%s imports %s, which the ladder does not allow for %s", file, own, dir)
}

// The ladder itself has no way round: what a package may import lies below it.
func TestTheLadderHasNoCircle(t *testing.T) {
	var walk func(dir string, way []string)
	walk = func(dir string, way []string) {
		if slices.Contains(way, dir) {
			t.Fatalf("a circle: %s", strings.Join(append(way, dir), " -> "))
		}
		for _, next := range ladder[dir] {
			if next != "*" {
				walk(next, append(slices.Clone(way), dir))
			}
		}
	}
	for dir, allowed := range ladder {
		walk(dir, nil)
		for _, a := range allowed {
			if strings.HasPrefix(dir, "pkg/") && strings.HasPrefix(a, "api/") {
				t.Errorf("%s is the product and may not import %s, which is the program", dir, a)
			}
		}
	}
}

// eachGoFile reads the source itself: a list from a go command would be hidden from the test cache.
func eachGoFile(t *testing.T, f func(dir, file string, isTest bool, imports []string)) {
	t.Helper()
	root := filepath.Join("..", "..")
	for _, top := range []string{"api", "pkg"} {
		err := filepath.WalkDir(filepath.Join(root, top), func(name string, entry fs.DirEntry, err error) error {
			if err != nil || entry.IsDir() || filepath.Ext(name) != ".go" {
				return err
			}
			source, err := os.ReadFile(name)
			if err != nil {
				return err
			}
			parsed, err := parser.ParseFile(token.NewFileSet(), name, source, parser.ImportsOnly)
			if err != nil {
				return err
			}
			var imports []string
			for _, i := range parsed.Imports {
				imports = append(imports, strings.Trim(i.Path.Value, `"`))
			}
			file, err := filepath.Rel(root, name)
			if err != nil {
				return err
			}
			f(path.Dir(filepath.ToSlash(file)), filepath.ToSlash(file), strings.HasSuffix(name, "_test.go"), imports)
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

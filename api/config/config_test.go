package config

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/caarlos0/env/v11"
	"github.com/google/go-cmp/cmp"

	"dealerportal/pkg/spend"
)

// variables are those of Config, each with its default.
func variables(t *testing.T) map[string]string {
	t.Helper()
	fields, err := env.GetFieldParams(&Config{})
	if err != nil {
		t.Fatal(err)
	}
	vars := map[string]string{}
	for _, f := range fields {
		vars[f.Key] = f.DefaultValue
	}
	return vars
}

func example(t *testing.T) string {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("..", "..", ".env.example"))
	if err != nil {
		t.Fatal(err)
	}
	return string(content)
}

// mustRead reads an environment that has no problem.
func mustRead(t *testing.T, environ ...string) Config {
	t.Helper()
	cfg, err := Read(environ)
	if err != nil {
		t.Fatal(err)
	}
	return cfg
}

func writeFile(t *testing.T, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTheExampleListsEveryVariableWithItsDefault(t *testing.T) {
	listed := map[string]string{}
	for _, m := range regexp.MustCompile(`(?m)^([A-Z][A-Z0-9_]*)=(.*)$`).FindAllStringSubmatch(example(t), -1) {
		if _, twice := listed[m[1]]; twice {
			t.Errorf("%s is listed twice", m[1])
		}
		listed[m[1]] = m[2]
	}
	if diff := cmp.Diff(variables(t), listed); diff != "" {
		t.Errorf("variables of the program (-) and of .env.example (+):\n%s", diff)
	}
}

func TestTheExampleIsAnEnvironmentLikeNone(t *testing.T) {
	var environ []string
	for _, line := range strings.Split(example(t), "\n") {
		if line != "" && !strings.HasPrefix(line, "#") {
			environ = append(environ, line)
		}
	}
	if diff := cmp.Diff(mustRead(t), mustRead(t, environ...)); diff != "" {
		t.Error(diff)
	}
}

func TestTheExampleNamesEverySecretsFile(t *testing.T) {
	vars := variables(t)
	for _, name := range secrets {
		if !strings.Contains(example(t), name+"_FILE") {
			t.Errorf(".env.example does not say that %s_FILE is read", name)
		}
		if _, ok := vars[name]; !ok {
			t.Errorf("the secret %s is no variable", name)
		}
	}
}

func TestEachValueReachesThePackageItIsFor(t *testing.T) {
	cfg := mustRead(t, "PORTAL_ADDR=127.0.0.1:1", "PORTAL_METRICS_ADDR=127.0.0.1:2", "PORTAL_DATABASE_URL=sqlite:x.db", "PORTAL_WEB_DIR=dist",
		"PORTAL_DEMO=true", "PORTAL_DEMO_PASSWORD=long enough", "OPENAI_API_KEY=key", "OPENAI_BASE_URL=http://127.0.0.1:3/v1", "OPENAI_MODEL=m",
		"PORTAL_LLM_CONCURRENCY=3", "PORTAL_LLM_TIMEOUT=4s", "PORTAL_LLM_HEDGE_PERCENT=3", "PORTAL_MESSAGE_TTL=5m", "PORTAL_MESSAGE_VARIANTS=2", "PORTAL_MESSAGE_WARM=false",
		"PORTAL_LLM_MONTHLY_CAP_CENTS=6", "PORTAL_LLM_MONTHLY_CAP_TOKENS=7", "PORTAL_LLM_DEALER_MONTHLY_CAP_CENTS=8", "PORTAL_LLM_DEALER_MONTHLY_CAP_TOKENS=9",
		"PORTAL_LLM_FALLBACK_API_KEY=key2", "PORTAL_LLM_FALLBACK_BASE_URL=http://127.0.0.1:4/v1", "PORTAL_LLM_FALLBACK_MODEL=m2")
	if f := cfg.Fallback(); f.APIKey != "key2" || f.BaseURL != "http://127.0.0.1:4/v1" || f.Model != "m2" || f.Concurrency != 3 || f.Timeout != 4*time.Second || f.HedgePercent != 3 {
		t.Errorf("fallback: base URL %q, model %q, concurrency %d, timeout %v", f.BaseURL, f.Model, f.Concurrency, f.Timeout)
	}
	if want := (spend.Config{CapCents: 6, CapTokens: 7, DealerCapCents: 8, DealerCapTokens: 9}); cfg.Spend != want {
		t.Errorf("caps: %+v", cfg.Spend)
	}
	if cfg.Addr != "127.0.0.1:1" || cfg.MetricsAddr != "127.0.0.1:2" || !cfg.Demo || cfg.DemoPassword != "long enough" {
		t.Errorf("the program's own: %q %q %v", cfg.Addr, cfg.MetricsAddr, cfg.Demo)
	}
	if cfg.Store().URL != "sqlite:x.db" || cfg.Rest.WebDir != "dist" || cfg.Outreach.TTL != 5*time.Minute || cfg.Outreach.Variants != 2 || cfg.Outreach.Warm {
		t.Errorf("store %q, web %q, messages %v", cfg.Store().URL, cfg.Rest.WebDir, cfg.Outreach.TTL)
	}
	if l := cfg.LLM(); l.APIKey != "key" || l.BaseURL != "http://127.0.0.1:3/v1" || l.Model != "m" || l.Concurrency != 3 || l.Timeout != 4*time.Second || l.HedgePercent != 3 {
		t.Errorf("model: base URL %q, model %q, concurrency %d, timeout %v", l.BaseURL, l.Model, l.Concurrency, l.Timeout)
	}
}

func TestNoProviderIsSetUpByDefault(t *testing.T) {
	if mustRead(t).LLM().Configured() {
		t.Error("a provider is set up with neither a key nor an address")
	}
	for _, one := range []string{"OPENAI_API_KEY=key", "OPENAI_BASE_URL=http://127.0.0.1:1/v1"} {
		if !mustRead(t, one).LLM().Configured() {
			t.Errorf("%s alone sets up no provider", one)
		}
	}
}

func TestSetToNothingIsTheSameAsNotSet(t *testing.T) {
	var environ []string
	for name := range variables(t) {
		environ = append(environ, name+"=")
	}
	for _, name := range secrets {
		environ = append(environ, name+"_FILE=")
	}
	if diff := cmp.Diff(mustRead(t), mustRead(t, environ...)); diff != "" {
		t.Error(diff)
	}
}

func TestEveryProblemIsReportedAtOnce(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "none")
	environ := []string{"PORTAL_ADDR=here", "PORTAL_METRICS_ADDR=127.0.0.1:http", "PORTAL_DATABASE_URL=mysql://x", "PORTAL_DEMO=perhaps",
		"PORTAL_DEMO_PASSWORD=short", "OPENAI_API_KEY_FILE=" + missing, "OPENAI_BASE_URL=127.0.0.1:8000", "PORTAL_LLM_CONCURRENCY=many",
		"PORTAL_LLM_TIMEOUT=20", "PORTAL_MESSAGE_TTL=1ms", "PORTAL_MESSAGE_VARIANTS=0",
		"PORTAL_LLM_MONTHLY_CAP_CENTS=-1", "PORTAL_LLM_MONTHLY_CAP_TOKENS=x", "PORTAL_LLM_DEALER_MONTHLY_CAP_CENTS=2000000000000", "PORTAL_LLM_DEALER_MONTHLY_CAP_TOKENS=-5"}
	_, err := Read(environ)
	if err == nil {
		t.Fatal("no problem was found")
	}
	lines := strings.Split(err.Error(), "\n")
	if len(lines) != len(environ) {
		t.Errorf("%d problems, want %d:\n%v", len(lines), len(environ), err)
	}
	for _, e := range environ {
		name, _, _ := strings.Cut(e, "=")
		named := 0
		for _, l := range lines {
			if strings.HasPrefix(l, name+":") {
				named++
			}
		}
		if named != 1 {
			t.Errorf("%s is named by %d lines, want 1:\n%v", name, named, err)
		}
	}
}

// The parser knows fields and not variables: whoever sets a variable knows its name only.
func TestAValueOfTheWrongKindIsReportedByItsVariable(t *testing.T) {
	for name, want := range map[string]string{
		"PORTAL_DEMO": "true or false", "PORTAL_LLM_CONCURRENCY": "a whole number", "PORTAL_LLM_TIMEOUT": "a duration", "PORTAL_MESSAGE_TTL": "a duration",
	} {
		_, err := Read([]string{name + "=nonsense"})
		if err == nil || !strings.HasPrefix(err.Error(), name+`: "nonsense" is not `+want) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestBounds(t *testing.T) {
	for _, c := range []struct {
		setting string
		ok      bool
	}{
		{"PORTAL_LLM_CONCURRENCY=0", false}, {"PORTAL_LLM_CONCURRENCY=1", true}, {"PORTAL_LLM_CONCURRENCY=1000", true}, {"PORTAL_LLM_CONCURRENCY=1001", false},
		{"PORTAL_LLM_TIMEOUT=99ms", false}, {"PORTAL_LLM_TIMEOUT=100ms", true}, {"PORTAL_LLM_TIMEOUT=5m", true}, {"PORTAL_LLM_TIMEOUT=5m1s", false},
		{"PORTAL_LLM_HEDGE_PERCENT=-1", false}, {"PORTAL_LLM_HEDGE_PERCENT=0", true}, {"PORTAL_LLM_HEDGE_PERCENT=20", true}, {"PORTAL_LLM_HEDGE_PERCENT=21", false},
		{"PORTAL_MESSAGE_TTL=999ms", false}, {"PORTAL_MESSAGE_TTL=1s", true},
		{"PORTAL_MESSAGE_VARIANTS=0", false}, {"PORTAL_MESSAGE_VARIANTS=1", true}, {"PORTAL_MESSAGE_VARIANTS=6", true}, {"PORTAL_MESSAGE_VARIANTS=7", false},
		{"PORTAL_DEMO_PASSWORD=1234567", false}, {"PORTAL_DEMO_PASSWORD=12345678", true},
		{"PORTAL_ADDR=127.0.0.1:0", true}, {"PORTAL_ADDR=:65535", true}, {"PORTAL_ADDR=:65536", false}, {"PORTAL_ADDR=[::1]:80", true}, {"PORTAL_ADDR=::1:80", false},
		{"PORTAL_DATABASE_URL=postgres://u@h/d", true}, {"PORTAL_DATABASE_URL=postgresql://u@h/d", true}, {"PORTAL_DATABASE_URL=portal.db", false},
		{"PORTAL_LLM_FALLBACK_MODEL=m", false}, {"PORTAL_LLM_FALLBACK_BASE_URL=ftp://h", false},
		{"OPENAI_BASE_URL=https://h/v1", true}, {"OPENAI_BASE_URL=ftp://h/v1", false}, {"OPENAI_BASE_URL=http:///v1", false},
	} {
		name, _, _ := strings.Cut(c.setting, "=")
		switch _, err := Read([]string{c.setting}); {
		case c.ok && err != nil:
			t.Errorf("%s is refused: %v", c.setting, err)
		case !c.ok && (err == nil || !strings.HasPrefix(err.Error(), name+":")):
			t.Errorf("%s is not refused by its name: %v", c.setting, err)
		}
	}
}

func TestASecretIsReadFromItsFile(t *testing.T) {
	for _, name := range secrets {
		t.Run(name, func(t *testing.T) {
			const secret = "postgres://u:p@h/d"   // fits each of them
			with := func(setting string) Config { // what a key needs beside it
				return mustRead(t, setting, "OPENAI_BASE_URL=http://h/v1", "PORTAL_LLM_FALLBACK_BASE_URL=http://h/v1", "PORTAL_LLM_FALLBACK_MODEL=m")
			}
			if diff := cmp.Diff(with(name+"="+secret), with(name+"_FILE="+writeFile(t, secret+"\n"))); diff != "" {
				t.Errorf("given as a variable (-) and as a file (+):\n%s", diff)
			}
			_, err := Read([]string{name + "=" + secret, name + "_FILE=" + writeFile(t, secret)})
			if err == nil || !strings.Contains(err.Error(), "both set") {
				t.Errorf("given twice: %v", err)
			}
		})
	}
}

func TestOnlySecretsAreReadFromFiles(t *testing.T) {
	if cfg := mustRead(t, "OPENAI_MODEL_FILE="+writeFile(t, "another")); cfg.Model != "gpt-4o-mini" {
		t.Errorf("the model is %q", cfg.Model)
	}
}

// canaries are secrets that must show up nowhere.
var canaries = []string{"canary-key", "canary-second-key", "canary-second-user", "canary-password", "canary-database", "canary-user-of-the-model"}

func withCanaries(t *testing.T) Config {
	return mustRead(t, "OPENAI_API_KEY=canary-key", "PORTAL_DEMO_PASSWORD=canary-password", "PORTAL_DATABASE_URL=postgres://portal:canary-database@h/d",
		"OPENAI_BASE_URL=http://u:canary-user-of-the-model@h/v1", "PORTAL_LLM_FALLBACK_API_KEY=canary-second-key",
		"PORTAL_LLM_FALLBACK_BASE_URL=http://u:canary-second-user@h/v1", "PORTAL_LLM_FALLBACK_MODEL=m")
}

func TestSecretsAreNeverPrinted(t *testing.T) {
	cfg := withCanaries(t)
	var printed bytes.Buffer
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%x", "%d"} {
		fmt.Fprintf(&printed, verb+"\n", cfg)
		fmt.Fprintf(&printed, verb+"\n", &cfg)
		fmt.Fprintf(&printed, verb+"\n", []any{cfg})
	}
	fmt.Fprintln(&printed, cfg, &cfg, struct{ C Config }{cfg})
	for _, log := range []*slog.Logger{slog.New(slog.NewJSONHandler(&printed, nil)), slog.New(slog.NewTextHandler(&printed, nil))} {
		log.Info("configuration", slog.Any("config", cfg), slog.Any("pointer", &cfg), slog.Group("group", slog.Any("config", cfg)))
	}
	for _, c := range canaries {
		if strings.Contains(printed.String(), c) || strings.Contains(printed.String(), fmt.Sprintf("%x", c)) {
			t.Errorf("%s is printed:\n%s", c, printed.String())
		}
	}
	// What is no secret is there, so that the test would see one.
	if n := strings.Count(printed.String(), "gpt-4o-mini"); n < 20 {
		t.Errorf("the model is printed %d times:\n%s", n, printed.String())
	}
}

func TestWhetherASecretIsSetIsShown(t *testing.T) {
	if s := fmt.Sprintf("%+v", withCanaries(t)); !strings.Contains(s, "APIKey:"+redacted) {
		t.Error(s)
	}
	s := fmt.Sprintf("%+v", mustRead(t))
	if strings.Contains(s, redacted) || !strings.Contains(s, "DatabaseURL:sqlite:data/portal.db") {
		t.Error(s)
	}
}

func TestAProblemDoesNotTellTheSecret(t *testing.T) {
	_, err := Read([]string{"PORTAL_DATABASE_URL=mysql://canary-database", "PORTAL_DEMO_PASSWORD=canary", "OPENAI_BASE_URL=canary-user-of-the-model",
		"OPENAI_API_KEY=canary-key", "OPENAI_API_KEY_FILE=" + writeFile(t, "canary-key")})
	if err == nil || strings.Contains(err.Error(), "canary") {
		t.Error(err)
	}
}

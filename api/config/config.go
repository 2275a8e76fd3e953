// Package config reads the environment into the configurations that each package declares for itself.
package config

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"reflect"
	"strconv"
	"strings"
	"time"

	"github.com/caarlos0/env/v11"

	"dealerportal/api/rest"
	"dealerportal/pkg/llm"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/spend"
	"dealerportal/pkg/store"
)

// Config is all that can be set from outside.
type Config struct {
	// Addr is where the portal listens.
	Addr string `env:"PORTAL_ADDR" envDefault:"127.0.0.1:10000"`
	// MetricsAddr is where /metrics is served; empty serves it beside everything else.
	MetricsAddr string `env:"PORTAL_METRICS_ADDR"`
	// DatabaseURL names the database: sqlite:PATH or postgres://…
	DatabaseURL string `env:"PORTAL_DATABASE_URL" envDefault:"sqlite:data/portal.db"`
	// Demo sets up the two demo dealerships at the start.
	Demo bool `env:"PORTAL_DEMO" envDefault:"false"`
	// DemoPassword is the password of every demo user; without it each gets a random one.
	DemoPassword string `env:"PORTAL_DEMO_PASSWORD"`

	APIKey      string        `env:"OPENAI_API_KEY"`
	BaseURL     string        `env:"OPENAI_BASE_URL"`
	Model       string        `env:"OPENAI_MODEL" envDefault:"gpt-4o-mini"`
	Concurrency int           `env:"PORTAL_LLM_CONCURRENCY" envDefault:"16"`
	Timeout     time.Duration `env:"PORTAL_LLM_TIMEOUT" envDefault:"20s"`
	// HedgePercent is how many questions in a hundred may be asked a second time because the answer is late.
	HedgePercent int `env:"PORTAL_LLM_HEDGE_PERCENT" envDefault:"5"`

	// The provider that is asked when the first is down, out of credit or refuses its key; none without a model.
	FallbackAPIKey  string `env:"PORTAL_LLM_FALLBACK_API_KEY"`
	FallbackBaseURL string `env:"PORTAL_LLM_FALLBACK_BASE_URL"`
	FallbackModel   string `env:"PORTAL_LLM_FALLBACK_MODEL"`

	Rest     rest.Config
	Outreach outreach.Config
	Spend    spend.Config
}

// secrets may also be given as NAME_FILE, the path of a file that holds the value.
var secrets = []string{"OPENAI_API_KEY", "PORTAL_DEMO_PASSWORD", "PORTAL_DATABASE_URL", "PORTAL_LLM_FALLBACK_API_KEY"}

// Read takes the configuration from an environment, and reports every problem at once.
func Read(environ []string) (Config, error) {
	vars := env.ToMap(environ)
	var problems []error
	for _, name := range secrets {
		path := vars[name+"_FILE"]
		if path == "" {
			continue
		}
		if vars[name] != "" {
			problems = append(problems, fmt.Errorf("%s and %s_FILE are both set", name, name))
			continue
		}
		value, err := os.ReadFile(path)
		if err != nil {
			problems = append(problems, fmt.Errorf("%s_FILE: %w", name, err))
			continue
		}
		vars[name] = strings.TrimSpace(string(value))
	}
	for name, value := range vars {
		if value == "" {
			delete(vars, name) // set to nothing is the same as not set
		}
	}
	cfg, unread := parse(vars)
	problems = append(problems, unread...)
	return cfg, errors.Join(append(problems, cfg.check()...)...)
}

// parse fills a Config. A value that is not of its variable's kind is a problem and leaves the default
// in its place, so that the rest can be checked all the same.
func parse(vars map[string]string) (Config, []error) {
	cfg, err := env.ParseAsWithOptions[Config](env.Options{Environment: vars})
	if err == nil {
		return cfg, nil
	}
	var all env.AggregateError
	if !errors.As(err, &all) {
		return cfg, []error{err}
	}
	var problems []error
	for _, e := range all.Errors {
		var wrong env.ParseError
		if !errors.As(e, &wrong) {
			return cfg, all.Errors
		}
		name := variableOf(reflect.TypeFor[Config](), wrong.Name)
		if name == "" {
			return cfg, all.Errors
		}
		problems = append(problems, fmt.Errorf("%s: %q is not %s", name, vars[name], kindOf(wrong.Type)))
		delete(vars, name)
	}
	cfg, more := parse(vars)
	return cfg, append(problems, more...)
}

// variableOf is the variable that a field of t, or of a struct in it, is read from.
func variableOf(t reflect.Type, field string) string {
	for f := range t.Fields() {
		if name := f.Tag.Get("env"); f.Name == field && name != "" {
			return name
		}
		if f.Type.Kind() == reflect.Struct {
			if name := variableOf(f.Type, field); name != "" {
				return name
			}
		}
	}
	return ""
}

func kindOf(t reflect.Type) string {
	switch {
	case t == reflect.TypeFor[time.Duration]():
		return "a duration, such as 20s or 1h"
	case t.Kind() == reflect.Bool:
		return "true or false"
	default:
		return "a whole number"
	}
}

func (c Config) check() (problems []error) {
	bad := func(name, format string, args ...any) {
		problems = append(problems, fmt.Errorf("%s: %s", name, fmt.Sprintf(format, args...)))
	}
	if !isAddress(c.Addr) {
		bad("PORTAL_ADDR", "%q is not host:port", c.Addr)
	}
	if c.MetricsAddr != "" && !isAddress(c.MetricsAddr) {
		bad("PORTAL_METRICS_ADDR", "%q is not host:port", c.MetricsAddr)
	}
	if !strings.HasPrefix(c.DatabaseURL, "sqlite:") && !strings.HasPrefix(c.DatabaseURL, "postgres://") && !strings.HasPrefix(c.DatabaseURL, "postgresql://") {
		bad("PORTAL_DATABASE_URL", "must begin with sqlite: or postgres://")
	}
	if c.BaseURL != "" && !isWebAddress(c.BaseURL) {
		bad("OPENAI_BASE_URL", "must be an http or https address, such as http://127.0.0.1:8000/v1")
	}
	if c.FallbackBaseURL != "" && !isWebAddress(c.FallbackBaseURL) {
		bad("PORTAL_LLM_FALLBACK_BASE_URL", "must be an http or https address, such as http://127.0.0.1:8000/v1")
	}
	if fallback := c.Fallback(); (fallback.Model != "") != fallback.Configured() {
		bad("PORTAL_LLM_FALLBACK_MODEL", "goes with an API key or a base URL of its own")
	} else if fallback.Configured() && !c.LLM().Configured() {
		bad("PORTAL_LLM_FALLBACK_MODEL", "stands in for a first provider, and there is none (OPENAI_API_KEY, OPENAI_BASE_URL)")
	}
	if c.Concurrency < 1 || c.Concurrency > 1000 {
		bad("PORTAL_LLM_CONCURRENCY", "must lie between 1 and 1000")
	}
	if c.Timeout < 100*time.Millisecond || c.Timeout > 5*time.Minute {
		bad("PORTAL_LLM_TIMEOUT", "must lie between 100ms and 5m")
	}
	if c.HedgePercent < 0 || c.HedgePercent > 20 {
		bad("PORTAL_LLM_HEDGE_PERCENT", "must lie between 0, for none, and 20")
	}
	if c.Outreach.TTL < time.Second {
		bad("PORTAL_MESSAGE_TTL", "must be at least 1s")
	}
	if c.Outreach.Variants < 1 || c.Outreach.Variants > outreach.MaxVariants {
		bad("PORTAL_MESSAGE_VARIANTS", "must lie between 1 and %d", outreach.MaxVariants)
	}
	for name, most := range map[string]int64{
		"PORTAL_LLM_MONTHLY_CAP_CENTS": c.Spend.CapCents, "PORTAL_LLM_MONTHLY_CAP_TOKENS": c.Spend.CapTokens,
		"PORTAL_LLM_DEALER_MONTHLY_CAP_CENTS": c.Spend.DealerCapCents, "PORTAL_LLM_DEALER_MONTHLY_CAP_TOKENS": c.Spend.DealerCapTokens,
	} {
		if most < 0 || most > 1e12 {
			bad(name, "must be 0, for no cap, or a number up to a million millions")
		}
	}
	if c.DemoPassword != "" && len(c.DemoPassword) < 8 {
		bad("PORTAL_DEMO_PASSWORD", "must have at least 8 characters")
	}
	return problems
}

func isAddress(s string) bool {
	_, port, err := net.SplitHostPort(s)
	if err != nil {
		return false
	}
	_, err = strconv.ParseUint(port, 10, 16)
	return err == nil
}

func isWebAddress(s string) bool {
	u, err := url.Parse(s)
	return err == nil && (u.Scheme == "http" || u.Scheme == "https") && u.Host != ""
}

// Store is the database's configuration.
func (c Config) Store() store.Config { return store.Config{URL: c.DatabaseURL} }

// LLM is the configuration of the model provider's client.
func (c Config) LLM() llm.Config {
	return llm.Config{APIKey: c.APIKey, BaseURL: c.BaseURL, Model: c.Model, Concurrency: c.Concurrency, Timeout: c.Timeout, HedgePercent: c.HedgePercent}
}

// Fallback is the configuration of the client of the provider that stands in for the first.
func (c Config) Fallback() llm.Config {
	return llm.Config{APIKey: c.FallbackAPIKey, BaseURL: c.FallbackBaseURL, Model: c.FallbackModel, Concurrency: c.Concurrency, Timeout: c.Timeout, HedgePercent: c.HedgePercent}
}

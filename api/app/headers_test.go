package app

import (
	"strings"
	"testing"

	"dealerportal/api/config"
)

func TestPagesMayLoadTheirOwnAndDataNothing(t *testing.T) {
	p := boot(t, func(c *config.Config) { c.Rest.WebDir = webDir(t) })
	p.dealer("OWN", "MI", 1)
	c := p.as("advisor@own.example")
	for path, wanted := range map[string]map[string]string{
		"/":                          {"Content-Security-Policy": "script-src 'self'", "Cross-Origin-Opener-Policy": "same-origin"},
		"/assets/app-1.js":           {"Content-Security-Policy": "script-src 'self'"},
		"/health":                    {"Content-Security-Policy": "script-src 'self'"},
		"/api/generate-leads":        {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"},
		"/api/leads":                 {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"},
		"/api/nothing":               {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"},
		"/api/generate-leads?limit=": {"Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'"},
	} {
		a := c.get(path)
		wanted["X-Content-Type-Options"], wanted["Referrer-Policy"] = "nosniff", "no-referrer"
		for name, value := range wanted {
			if got := a.header.Get(name); !strings.Contains(got, value) {
				t.Errorf("%s: %s is %q, want %q", path, name, got, value)
			}
		}
		if got := a.header.Get("Content-Security-Policy"); !strings.HasPrefix(got, "default-src 'none'") || !strings.Contains(got, "frame-ancestors 'none'") {
			t.Errorf("%s: the policy is %q", path, got)
		}
		if strings.HasPrefix(path, "/api/") && strings.Contains(a.header.Get("Content-Security-Policy"), "'self'") {
			t.Errorf("%s: data may load something", path)
		}
	}
}

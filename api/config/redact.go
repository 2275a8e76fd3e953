package config

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"
)

// redacted stands where a secret is set.
const redacted = "(set)"

// shown is a Config whose secrets are taken out: what may be printed and logged.
type shown Config

func (c Config) shown() shown {
	for _, secret := range []*string{&c.APIKey, &c.FallbackAPIKey, &c.DemoPassword} {
		if *secret != "" {
			*secret = redacted
		}
	}
	// The name of a file is no secret; the address of a server may hold a password anywhere in it.
	if !strings.HasPrefix(c.DatabaseURL, "sqlite:") {
		c.DatabaseURL = redacted
	}
	for _, address := range []*string{&c.BaseURL, &c.FallbackBaseURL} {
		if u, err := url.Parse(*address); err != nil || u.User != nil || u.RawQuery != "" {
			*address = redacted
		}
	}
	return shown(c)
}

// Format prints the configuration without its secrets, whichever verb asks.
func (c Config) Format(f fmt.State, verb rune) {
	fmt.Fprintf(f, fmt.FormatString(f, verb), c.shown())
}

// LogValue logs the configuration without its secrets.
func (c Config) LogValue() slog.Value { return slog.AnyValue(c.shown()) }

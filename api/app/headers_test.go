package app

import (
	"bytes"
	"compress/gzip"
	"errors"
	"io"
	"net/http"
	"os"
	"path/filepath"
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

// The build compresses its texts once; who takes them so is spared more than half of what is sent.
func TestAFileIsServedCompressedToWhoTakesIt(t *testing.T) {
	dir := webDir(t)
	script := strings.Repeat("console.log(1)\n", 100)
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := z.Write([]byte(script)); errors.Join(err, z.Close()) != nil {
		t.Fatal(err)
	}
	for name, content := range map[string][]byte{"both.js": []byte(script), "both.js.gz": packed.Bytes(), "plain.js": []byte(script)} {
		if err := os.WriteFile(filepath.Join(dir, "assets", name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := boot(t, func(c *config.Config) { c.Rest.WebDir = dir })
	for _, c := range []struct{ name, accepts, encoding, vary string }{
		{"both.js", "gzip, br", "gzip", "Accept-Encoding"},
		{"both.js", "gzip;q=0", "", "Accept-Encoding"},
		{"both.js", "identity", "", "Accept-Encoding"},
		{"plain.js", "gzip", "", ""},
	} {
		a := p.anonymous().get("/assets/"+c.name, "Accept-Encoding", c.accepts).want(http.StatusOK)
		if got := a.header.Get("Content-Encoding"); got != c.encoding || a.header.Get("Vary") != c.vary || !strings.HasPrefix(a.header.Get("Content-Type"), "text/javascript") {
			t.Errorf("%s for %q: encoding %q, Vary %q, type %q", c.name, c.accepts, got, a.header.Get("Vary"), a.header.Get("Content-Type"))
		}
		body := a.body
		if c.encoding == "gzip" {
			r, err := gzip.NewReader(bytes.NewReader(body))
			if err != nil {
				t.Fatal(err)
			}
			if body, err = io.ReadAll(r); err != nil {
				t.Fatal(err)
			}
		}
		if string(body) != script {
			t.Errorf("%s for %q is another text", c.name, c.accepts)
		}
	}
}

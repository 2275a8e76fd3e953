//go:build ops

package monitoring_test

import (
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

const page = "<!doctype html><title>the application</title>"

// startNginx runs the web server with the image's configuration in front of a portal. What is changed is where things
// are on this machine: addresses and folders.
func startNginx(t *testing.T, portalURL string) (url string) {
	t.Helper()
	_, portalPort, err := net.SplitHostPort(strings.TrimPrefix(portalURL, "http://"))
	if err != nil {
		t.Fatal(err)
	}
	dir, addr := t.TempDir(), freeAddress(t)
	for name, content := range map[string]string{"index.html": page, "assets/app-1a2b.js": "export {}"} {
		name = filepath.Join(dir, "html", name)
		if err := os.MkdirAll(filepath.Dir(name), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	content, err := os.ReadFile(root + "/frontend/nginx.conf")
	if err != nil {
		t.Fatal(err)
	}
	config := string(content)
	for _, change := range [][2]string{
		{" /tmp/", " " + dir + "/"}, {"/usr/share/nginx/html", filepath.Join(dir, "html")},
		{"server portal:10000;", "server 127.0.0.1:" + portalPort + ";"}, {"listen 8080;", "listen " + addr + ";"},
	} {
		if !strings.Contains(config, change[0]) {
			t.Fatalf("frontend/nginx.conf does not hold %q", change[0])
		}
		config = strings.ReplaceAll(config, change[0], change[1])
	}
	file := filepath.Join(dir, "nginx.conf")
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	global := "daemon off;"
	if os.Geteuid() == 0 {
		global += " user root;" // its workers read the test's folder, which is root's own
	}
	start(t, os.Environ(), nil, "nginx", "-c", file, "-p", dir, "-g", global)
	url = "http://localhost:" + addr[strings.LastIndex(addr, ":")+1:]
	eventually(t, 10*time.Second, "nginx answers", func() error {
		resp, err := http.Get(url)
		if err == nil {
			_ = resp.Body.Close()
		}
		return err
	})
	return url
}

func TestTheWebServerHandsOnWhatIsThePortals(t *testing.T) {
	needs(t, "nginx")
	portal := startPortal(t)
	direct := portal.url
	portal.url = startNginx(t, direct)
	get := func(url string) (*http.Response, string) {
		t.Helper()
		resp, err := http.Get(url)
		if err != nil {
			t.Fatal(err)
		}
		defer resp.Body.Close()
		body, err := io.ReadAll(resp.Body)
		if err != nil {
			t.Fatal(err)
		}
		return resp, string(body)
	}

	t.Run("every page is the application", func(t *testing.T) {
		for _, path := range []string{"/", "/dealer", "/admin/dealers/LAKESIDE"} {
			if resp, body := get(portal.url + path); resp.StatusCode != http.StatusOK || body != page || resp.Header.Get("Cache-Control") != "no-cache" {
				t.Errorf("%s: %s %q, %v", path, resp.Status, body, resp.Header)
			}
		}
	})
	t.Run("files are kept, and what is not there is not the application", func(t *testing.T) {
		if resp, _ := get(portal.url + "/assets/app-1a2b.js"); resp.StatusCode != http.StatusOK || !strings.Contains(resp.Header.Get("Cache-Control"), "immutable") {
			t.Errorf("%s %v", resp.Status, resp.Header)
		}
		if resp, _ := get(portal.url + "/assets/app-0000.js"); resp.StatusCode != http.StatusNotFound {
			t.Error(resp.Status)
		}
	})
	t.Run("its pages are protected as the portal's own are", func(t *testing.T) {
		front, _ := get(portal.url + "/")
		own, _ := get(direct + "/health")
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy"} {
			if got, want := front.Header.Get(name), own.Header.Get(name); got != want || want == "" {
				t.Errorf("%s is %q, want %q", name, got, want)
			}
		}
	})
	t.Run("health is the portal's and figures are nobody's", func(t *testing.T) {
		if resp, body := get(portal.url + "/health"); resp.StatusCode != http.StatusOK || !strings.Contains(body, `"status":"healthy"`) {
			t.Errorf("%s %s", resp.Status, body)
		}
		if resp, _ := get(portal.url + "/metrics"); resp.StatusCode != http.StatusNotFound {
			t.Errorf("/metrics: %s", resp.Status)
		}
	})
	t.Run("a browser signs in and works", func(t *testing.T) {
		// A browser names the page's origin; the portal compares it with the host that was asked for.
		portal.client.Transport = withOrigin{portal.url}
		portal.signIn(t, "advisor@lakeside.example")
		if kinds := portal.openQueue(t); kinds["template"] == 0 {
			t.Errorf("messages by kind: %v", kinds)
		}
	})
	t.Run("another site's page may not write", func(t *testing.T) {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, portal.url+"/api/session", strings.NewReader("{}"))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/json")
		resp, err := withOrigin{"http://other.example"}.RoundTrip(req)
		if err != nil {
			t.Fatal(err)
		}
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden {
			t.Error(resp.Status)
		}
	})
}

// withOrigin sends requests as a page of an origin does.
type withOrigin struct{ origin string }

func (o withOrigin) RoundTrip(req *http.Request) (*http.Response, error) {
	req = req.Clone(req.Context())
	req.Header.Set("Origin", o.origin)
	return http.DefaultTransport.RoundTrip(req)
}

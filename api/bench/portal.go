package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

const (
	cachedPath = "/api/generate-leads"
	demoUser   = "advisor@lakeside.example"
	// benchPassword is the password of every user of the databases that the bench makes and removes.
	benchPassword = "a password of the bench"
	sessionCookie = "portal_session"
)

// client speaks to a portal as one user, outside of what is measured.
type client struct {
	addr   string
	cookie string
}

// signIn starts a session.
func signIn(ctx context.Context, addr, email, password string) (*client, error) {
	resp, err := http.DefaultClient.Do(post(ctx, addr, "/api/session", map[string]string{"email": email, "password": password}))
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	for _, c := range resp.Cookies() {
		if c.Name == sessionCookie {
			return &client{addr: addr, cookie: c.Name + "=" + c.Value}, nil
		}
	}
	return nil, fmt.Errorf("signing in as %s: the answer has status %d and no session", email, resp.StatusCode)
}

func post(ctx context.Context, addr, path string, body any) *http.Request {
	text, err := json.Marshal(body)
	if err != nil {
		panic(err) // texts can always be encoded
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+addr+path, bytes.NewReader(text))
	if err != nil {
		panic(err) // the address is one that was given out
	}
	r.Header.Set("Content-Type", "application/json")
	return r
}

// get asks for a path as the portal's own pages would, with more headers when there are some.
func (c *client) get(ctx context.Context, path string, headers ...string) (*http.Response, []byte, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, "http://"+c.addr+path, nil)
	if err != nil {
		return nil, nil, err
	}
	r.Header.Set("Cookie", c.cookie)
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		r.Header.Set(name, value)
	}
	if r.Header.Get("Accept-Encoding") == "" {
		r.Header.Set("Accept-Encoding", "identity")
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

// metric is one figure of /metrics, by its name with its labels as they are written there.
func (c *client) metric(ctx context.Context, name string) (float64, error) {
	_, body, err := c.get(ctx, "/metrics")
	if err != nil {
		return 0, err
	}
	lines := bufio.NewScanner(strings.NewReader(string(body)))
	for lines.Scan() {
		if value, ok := strings.CutPrefix(lines.Text(), name+" "); ok {
			return strconv.ParseFloat(value, 64)
		}
	}
	return 0, fmt.Errorf("/metrics has no %s", name)
}

// request is the bytes of a GET with the session, as the loader sends them.
func (c *client) request(path string, headers ...string) []byte {
	var b strings.Builder
	fmt.Fprintf(&b, "GET %s HTTP/1.1\r\nHost: %s\r\nAccept: application/json\r\nCookie: %s\r\n", path, c.addr, c.cookie)
	for _, h := range headers {
		b.WriteString(h + "\r\n")
	}
	b.WriteString("\r\n")
	return []byte(b.String())
}

// leadsAnswer is as much of an answer with leads as the bench looks at.
type leadsAnswer struct {
	Leads []struct {
		Message struct{ Kind, Reason string }
	} `json:"leads"`
	NextCursor *string `json:"next_cursor"`
}

// pending counts the leads whose text is still being written.
func (a leadsAnswer) pending() (n int) {
	for _, l := range a.Leads {
		if l.Message.Reason == "pending" {
			n++
		}
	}
	return n
}

// ai counts the leads whose text a model has written.
func (a leadsAnswer) ai() (n int) {
	for _, l := range a.Leads {
		if l.Message.Kind == "ai" {
			n++
		}
	}
	return n
}

// warmUp is how long a model's texts may take to be there.
const warmUp = 60 * time.Second

// warmPage asks for so many leads until all texts are there, and gives the page as it is served from
// then on.
func (c *client) warmPage(ctx context.Context, limit int) (body []byte, tag string, err error) {
	path := pagePath(limit)
	if _, _, err = c.get(ctx, path, fmt.Sprintf("Prefer: wait=%d", warmUp/time.Second)); err != nil {
		return nil, "", err
	}
	resp, body, err := c.get(ctx, path)
	if err != nil {
		return nil, "", err
	}
	var a leadsAnswer
	if err := json.Unmarshal(body, &a); err != nil {
		return nil, "", fmt.Errorf("%s: status %d: %w", path, resp.StatusCode, err)
	}
	if len(a.Leads) != limit || a.ai() != limit {
		return nil, "", fmt.Errorf("%s: %d leads, of which %d have a text of the model; all %d should", path, len(a.Leads), a.ai(), limit)
	}
	return body, resp.Header.Get("ETag"), nil
}

func pagePath(limit int) string { return fmt.Sprintf("%s?limit=%d", cachedPath, limit) }

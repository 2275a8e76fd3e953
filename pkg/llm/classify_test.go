package llm

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/prometheus/client_golang/prometheus"
)

func TestWhatGoesWrongOnTheWayIsToldByWhereItDoes(t *testing.T) {
	sending := func(err error) error {
		return &url.Error{Op: "Post", URL: "http://model.test/v1/chat/completions", Err: err}
	}
	gone, leave := context.WithCancel(t.Context())
	leave()
	late, cancel := context.WithDeadline(t.Context(), time.Now().Add(-time.Second))
	defer cancel()
	for _, c := range []struct {
		name     string
		parent   context.Context
		err      error
		answered bool
		reason   Reason
		retry    bool
	}{
		{"nobody listens", t.Context(), sending(&net.OpError{Op: "dial", Err: syscall.ECONNREFUSED}), false, Unavailable, true},
		{"no such name", t.Context(), sending(&net.OpError{Op: "dial", Err: &net.DNSError{Err: "no such host"}}), false, Unavailable, true},
		{"nobody answers the door", t.Context(), sending(&net.OpError{Op: "dial", Err: os.ErrDeadlineExceeded}), false, Unavailable, false},
		{"another certificate", t.Context(), sending(&tls.CertificateVerificationError{Err: errors.New("expired")}), false, Unavailable, false},
		{"reset", t.Context(), sending(&net.OpError{Op: "read", Err: syscall.ECONNRESET}), false, UpstreamError, true},
		{"end of file", t.Context(), sending(io.EOF), false, UpstreamError, true},
		{"broken off", t.Context(), fmt.Errorf("reading: %w", &brokenOff{io.ErrUnexpectedEOF}), true, UpstreamError, true},
		{"too large", t.Context(), fmt.Errorf("reading: %w", errOversize), true, Oversize, false},
		{"no JSON", t.Context(), errors.New("parsing"), true, InvalidAnswer, true},
		{"the attempt's time is up", t.Context(), context.DeadlineExceeded, false, Timeout, false},
		{"the attempt's time is up while reading", t.Context(), &brokenOff{context.DeadlineExceeded}, true, Timeout, false},
		{"the call's time is up", late, sending(io.EOF), false, Timeout, false},
		{"the caller has left", gone, sending(context.Canceled), false, Canceled, false},
		{"the caller has left while reading", gone, &brokenOff{context.Canceled}, true, Canceled, false},
		{"a fault before anything was sent", t.Context(), errors.New("marshalling"), false, Internal, false},
		{"a status, though the caller has left", gone, sending(&statusError{status: 401}), false, Unauthorized, false},
	} {
		if e := classify(c.parent, c.err, c.answered); e.Reason != c.reason || e.retry != c.retry {
			t.Errorf("%s: %v, retried: %v; want %s, %v", c.name, e, e.retry, c.reason, c.retry)
		}
	}
}

func TestACodeIsTakenOverOnlyIfItIsAWord(t *testing.T) {
	for _, c := range []struct{ body, code string }{
		{`{"error":{"code":"rate_limit_exceeded","type":"requests"}}`, "rate_limit_exceeded"},
		{`{"error":{"code":null,"type":"server_error"}}`, "server_error"},
		{`{"error":{"code":400,"type":"BadRequestError"}}`, "BadRequestError"},
		{`{"error":{"code":"Your key sk-1 is wrong","type":"a b"}}`, ""},
		{`{"error":{"code":"` + strings.Repeat("x", 65) + `"}}`, ""},
		{`{"error":"boom"}`, ""},
		{`{"detail":[]}`, ""},
		{`<html>`, ""},
		{``, ""},
	} {
		if e := ofStatus(readStatus(400, nil, []byte(c.body), time.Now())); e.Code != c.code || strings.Contains(e.Error(), "sk-1") {
			t.Errorf("%s: %v", c.body, e)
		}
	}
}

func TestAServerWithAnotherCertificateIsNotTalkedTo(t *testing.T) {
	server := httptest.NewUnstartedServer(nil)
	server.Config.ErrorLog = log.New(io.Discard, "", 0) // it complains of the handshake
	server.StartTLS()
	defer server.Close()
	c, err := New(testConfig(server.URL+"/v1"), time.Now, prometheus.NewRegistry())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	if _, err := c.Complete(t.Context(), someQuestion); ReasonOf(err) != Unavailable || c.Stats().Calls != 0 {
		t.Errorf("%v after %d calls", err, c.Stats().Calls)
	}
}

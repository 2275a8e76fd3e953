package main

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"dealerportal/pkg/lead"
)

// target is a server that counts, and the load of a GET on it.
func target(t *testing.T, f http.HandlerFunc) (load, *atomic.Int64) {
	t.Helper()
	var asked atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		f(w, r)
	}))
	t.Cleanup(server.Close)
	addr := strings.TrimPrefix(server.URL, "http://")
	return load{
		Addr: addr, Request: fmt.Appendf(nil, "GET / HTTP/1.1\r\nHost: %s\r\n\r\n", addr), Connections: 3, Requests: 100, Time: time.Minute,
	}, &asked
}

func answerWith(status, length int) http.HandlerFunc {
	body := strings.Repeat("x", length)
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Length", fmt.Sprint(length))
		w.WriteHeader(status)
		_, _ = w.Write([]byte(body))
	}
}

func TestALoadAsksAsOftenAsItIsToldAndReadsEveryAnswerWhole(t *testing.T) {
	for _, length := range []int{0, 1, 5_000, 700_000} {
		l, asked := target(t, answerWith(http.StatusOK, length))
		l.Status, l.Length = http.StatusOK, length
		got := l.run()
		if got.Failure != "" || got.Answers != 100 || asked.Load() != 100 || got.ByStatus[200] != 100 {
			t.Errorf("%d bytes: %+v, and the server was asked %d times", length, got, asked.Load())
		}
		if got.P50 <= 0 || got.P99 < got.P50 || got.Took < got.P50 {
			t.Errorf("%d bytes: waits %v, %v in %v", length, got.P50, got.P99, got.Took)
		}
	}
}

func TestALoadTellsOfAnAnswerThatIsNotAsItShouldBe(t *testing.T) {
	l, _ := target(t, answerWith(http.StatusOK, 10))
	l.Status, l.Length = http.StatusOK, 11
	if got := l.run(); !strings.Contains(got.Failure, "10 bytes") {
		t.Errorf("another length: %+v", got)
	}
	l, _ = target(t, answerWith(http.StatusTeapot, 10))
	l.Status = http.StatusOK
	if got := l.run(); !strings.Contains(got.Failure, "418") {
		t.Errorf("another status: %+v", got)
	}
	l, _ = target(t, func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) })
	if got := l.run(); got.Failure == "" {
		t.Errorf("a connection that broke off: %+v", got)
	}
}

func TestALoadCountsByStatusAndTakesAnswersWithoutABody(t *testing.T) {
	var n atomic.Int64
	l, _ := target(t, func(w http.ResponseWriter, r *http.Request) {
		if n.Add(1)%2 == 0 {
			w.WriteHeader(http.StatusNotModified)
			return
		}
		answerWith(http.StatusTooManyRequests, 7)(w, r)
	})
	if got := l.run(); got.Failure != "" || got.ByStatus[304] != 50 || got.ByStatus[429] != 50 {
		t.Errorf("%+v", got)
	}
}

func TestALoadEndsWithItsTime(t *testing.T) {
	l, asked := target(t, answerWith(http.StatusOK, 1))
	l.Requests, l.Time = 1<<40, 200*time.Millisecond
	if got := l.run(); got.Failure != "" || int64(got.Answers) != asked.Load() || got.Answers == 0 {
		t.Errorf("%+v, and the server was asked %d times", got, asked.Load())
	}
}

func TestACursorIsReadAsThePortalWritesIt(t *testing.T) {
	p, err := positionOf("MTIzNDUuYWJjLWQ") // 12345.abc-d
	if err != nil || p != (lead.Position{SortKey: 12345, ID: "abc-d"}) {
		t.Errorf("%+v, %v", p, err)
	}
	for _, bad := range []string{"!", "MTIz", "eC54"} {
		if _, err := positionOf(bad); err == nil {
			t.Errorf("%q is taken for a cursor", bad)
		}
	}
}

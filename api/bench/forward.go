package main

import (
	"bytes"
	"database/sql"
	"io"
	"net"
	"net/http"
	"net/url"

	_ "modernc.org/sqlite" // the driver "sqlite"
)

// forwarded is what a bare server between a client and the model is told: where the model is, and the file of a
// database to write to before a question goes out and before its answer goes back; none for one that keeps nothing.
type forwarded struct{ Model, Path string }

// forwardPart is the floor of a text that is not there: the least that can stand between a client and the model. It
// sends a question on and its answer back, and answers with its address.
func forwardPart(in io.Reader, out io.Writer) error {
	return serve(in, out, func(f forwarded) (addr string, err error) {
		keep := func([]byte) error { return nil }
		if f.Path != "" {
			if keep, err = rowKeeper(f.Path); err != nil {
				return "", err
			}
		}
		listener, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			return "", err
		}
		model := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 64}}
		go http.Serve(listener, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { //nolint:errcheck // it ends with the process
			answer, err := forward(r, model, f.Model, keep)
			if err != nil {
				http.Error(w, err.Error(), http.StatusBadGateway)
				return
			}
			w.Header().Set("Content-Type", "application/json")
			_, _ = w.Write(answer)
		}))
		return listener.Addr().String(), nil
	})
}

func forward(r *http.Request, model *http.Client, url string, keep func([]byte) error) ([]byte, error) {
	question, err := io.ReadAll(r.Body)
	if err != nil {
		return nil, err
	}
	if err := keep(question); err != nil {
		return nil, err
	}
	on, err := http.NewRequestWithContext(r.Context(), http.MethodPost, url+r.URL.Path, bytes.NewReader(question))
	if err != nil {
		return nil, err
	}
	on.Header = r.Header.Clone()
	resp, err := model.Do(on)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	if err != nil {
		return nil, err
	}
	return answer, keep(answer)
}

// rowKeeper writes a row in a transaction of its own, as the store opens a file for writing.
func rowKeeper(path string) (func([]byte) error, error) {
	pool, err := sql.Open("sqlite", "file:"+(&url.URL{Path: path}).EscapedPath()+"?_pragma=busy_timeout(5000)&_pragma=journal_mode(WAL)&_pragma=synchronous(NORMAL)&_txlock=immediate")
	if err != nil {
		return nil, err
	}
	pool.SetMaxOpenConns(1)
	if _, err := pool.Exec("CREATE TABLE kept (id INTEGER PRIMARY KEY, text BLOB NOT NULL)"); err != nil {
		return nil, err
	}
	insert, err := pool.Prepare("INSERT INTO kept (text) VALUES (?)")
	if err != nil {
		return nil, err
	}
	return func(text []byte) error {
		_, err := insert.Exec(text)
		return err
	}, nil
}

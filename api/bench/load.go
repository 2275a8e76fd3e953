package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// load is what a loader is to do: the same request over and over on connections that stay open, until
// it was sent so often or time is up, whichever comes first.
type load struct {
	Addr        string
	Request     []byte
	Connections int
	Requests    int
	Time        time.Duration
	// Every is the time from the start of a connection's request to the start of its next; zero asks as
	// fast as answers come.
	Every time.Duration
	// Status and Length are what every answer must have; zero takes any.
	Status, Length int
}

// loaded is what came of a load.
type loaded struct {
	Answers  int
	Took     time.Duration
	P50, P99 time.Duration
	ByStatus map[int]int
	Failure  string // of the first connection that broke off
}

func (l loaded) perSecond() float64 { return float64(l.Answers) / l.Took.Seconds() }

// loaderPart is the loader in a process of its own.
func loaderPart(in io.Reader, out io.Writer) error {
	return serve(in, out, func(l load) (loaded, error) { return l.run(), nil })
}

// run puts the load on. All connections are open before the first request goes out.
func (l load) run() loaded {
	lanes := make([]*lane, 0, l.Connections)
	defer func() {
		for _, x := range lanes {
			_ = x.conn.Close() // everything that was asked for has been read
		}
	}()
	deadline := time.Now().Add(l.Time + 10*time.Second)
	for range l.Connections {
		conn, err := net.DialTimeout("tcp", l.Addr, 5*time.Second)
		if err != nil {
			return loaded{Failure: err.Error()}
		}
		lanes = append(lanes, &lane{conn: conn, buffer: make([]byte, 256<<10), byStatus: map[int]int{}})
		if err := conn.SetDeadline(deadline); err != nil {
			return loaded{Failure: err.Error()}
		}
	}
	var left atomic.Int64
	left.Store(int64(l.Requests))
	var wg sync.WaitGroup
	start := time.Now()
	for _, x := range lanes {
		wg.Go(func() { x.err = x.run(l, start, &left) })
	}
	wg.Wait()
	result := loaded{Took: time.Since(start), ByStatus: map[int]int{}}
	var waits []float64
	for _, x := range lanes {
		waits = append(waits, x.waits...)
		for status, n := range x.byStatus {
			result.ByStatus[status] += n
		}
		if x.err != nil && result.Failure == "" {
			result.Failure = x.err.Error()
		}
	}
	result.Answers = len(waits)
	result.P50, result.P99 = time.Duration(quantile(waits, 0.5)), time.Duration(quantile(waits, 0.99))
	return result
}

// lane is one connection of a load.
type lane struct {
	conn     net.Conn
	buffer   []byte
	waits    []float64 // nanoseconds
	byStatus map[int]int
	err      error
}

func (x *lane) run(l load, start time.Time, left *atomic.Int64) error {
	end := start.Add(l.Time)
	next := start
	for left.Add(-1) >= 0 {
		if l.Every > 0 {
			time.Sleep(time.Until(next))
			next = next.Add(l.Every)
		}
		asked := time.Now()
		if asked.After(end) {
			return nil
		}
		status, length, err := x.exchange(l.Request)
		if err != nil {
			return err
		}
		x.waits = append(x.waits, float64(time.Since(asked)))
		x.byStatus[status]++
		if l.Status != 0 && status != l.Status || l.Length != 0 && length != l.Length {
			return fmt.Errorf("an answer had status %d and %d bytes, not %d and %d", status, length, l.Status, l.Length)
		}
	}
	return nil
}

var (
	headEnd    = []byte("\r\n\r\n")
	lengthName = []byte("\r\nContent-Length: ")
)

// exchange sends a request and reads the answer to its end, without looking at more of it than that takes.
func (x *lane) exchange(request []byte) (status, length int, err error) {
	if _, err := x.conn.Write(request); err != nil {
		return 0, 0, err
	}
	read, head := 0, -1
	for head < 0 {
		if read == len(x.buffer) {
			return 0, 0, errors.New("an answer has too long a head")
		}
		n, err := x.conn.Read(x.buffer[read:])
		if err != nil {
			return 0, 0, err
		}
		read += n
		head = bytes.Index(x.buffer[:read], headEnd)
	}
	if status, length, err = readHead(x.buffer[:head+2]); err != nil {
		return 0, 0, err
	}
	for rest := length - (read - head - len(headEnd)); rest > 0; {
		n, err := x.conn.Read(x.buffer[:min(rest, len(x.buffer))])
		if err != nil {
			return 0, 0, err
		}
		rest -= n
	}
	return status, length, nil
}

// readHead takes the status and the length of the body out of an answer's head. What is put under load
// gives the length of every body.
func readHead(head []byte) (status, length int, err error) {
	if len(head) < 12 {
		return 0, 0, errors.New("an answer is none of HTTP")
	}
	if status, err = strconv.Atoi(string(head[9:12])); err != nil {
		return 0, 0, errors.New("an answer is none of HTTP")
	}
	if status == 304 || status == 204 {
		return status, 0, nil
	}
	at := bytes.Index(head, lengthName)
	if at < 0 {
		return 0, 0, fmt.Errorf("an answer with status %d does not tell its length", status)
	}
	text := head[at+len(lengthName):]
	length, err = strconv.Atoi(string(text[:bytes.IndexByte(text, '\r')]))
	return status, length, err
}

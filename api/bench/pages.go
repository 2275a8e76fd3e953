package main

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"time"

	"dealerportal/pkg/llm/llmtest"
)

const (
	deepPage = 400
	// pageSamples is how often a page and its query are asked for in one round, and depthSamples how often
	// the first and the deep page.
	pageSamples  = 250
	depthSamples = 60
)

// pageRounds is what is asked for in all rounds. Requests[i] is the GET of the page that Queries[i] is the
// query of; both are in the order of the pages.
type pageRounds struct {
	Addr     string
	Self     string
	Requests [][]byte
	Queries  []pageQuery
	Rounds   int
}

// pageWaits are the waits in one round, in nanoseconds.
type pageWaits struct {
	Endpoint, Query []float64
	First, Deep     []float64
}

// measurePages measures a page of the leads against its query, and a deep page against the first one.
func measurePages(ctx context.Context, b *bench) (rows []row, err error) {
	s, err := b.manyLeads(ctx)
	if err != nil {
		return nil, err
	}
	var started cleanup
	defer started.run(&err)
	model, err := llmtest.NewServer("127.0.0.1:0", llmtest.Options{})
	if err != nil {
		return nil, err
	}
	started.add(func() error { model.Close(); return nil })
	portal, err := startPortal(pinned(ctx, serverCore, portalEnviron("sqlite:"+s.path, "OPENAI_BASE_URL="+model.URL()), b.portal, "serve"), b.dir)
	if err != nil {
		return nil, err
	}
	started.add(portal.stop)
	c, err := signIn(ctx, portal.addr, seedUser, benchPassword)
	if err != nil {
		return nil, err
	}
	cursors, err := walkPages(ctx, c)
	if err != nil {
		return nil, err
	}
	q := pageRounds{Addr: c.addr, Self: b.self, Rounds: b.rounds}
	for _, cursor := range cursors {
		q.Requests = append(q.Requests, c.request(leadsPath(cursor)))
		q.Queries = append(q.Queries, pageQuery{Path: s.path, DealerID: string(s.dealerID), Cursor: cursor})
	}
	asker, err := startChild(ctx, b.self, "pages", clientCore)
	if err != nil {
		return nil, err
	}
	started.add(asker.stop)
	var waits []pageWaits
	if err := asker.ask(q, &waits); err != nil {
		return nil, fmt.Errorf("asking for pages: %w", err)
	}
	return pageRows(waits), nil
}

func leadsPath(cursor string) string {
	path := fmt.Sprintf("/api/leads?limit=%d", pageSize)
	if cursor != "" {
		path += "&cursor=" + cursor
	}
	return path
}

// walkPages goes from the first page to the deep one by the cursors that are given out, until every text
// is there on the way. It gives the cursor of each page.
func walkPages(ctx context.Context, c *client) ([]string, error) {
	for deadline := time.Now().Add(warmUp); ; {
		cursors, pending := []string{""}, 0
		for len(cursors) <= deepPage {
			resp, body, err := c.get(ctx, leadsPath(cursors[len(cursors)-1]))
			if err != nil {
				return nil, err
			}
			var a leadsAnswer
			if err := json.Unmarshal(body, &a); err != nil || resp.StatusCode != http.StatusOK || len(a.Leads) != pageSize || a.NextCursor == nil {
				return nil, fmt.Errorf("page %d: status %d with %d leads: %w", len(cursors), resp.StatusCode, len(a.Leads), err)
			}
			pending += a.pending()
			cursors = append(cursors, *a.NextCursor)
		}
		if pending == 0 {
			return cursors[:deepPage], nil
		}
		if time.Now().After(deadline) {
			return nil, errors.New("the model's texts for the pages do not come")
		}
	}
}

// pagesPart asks for pages on one connection, and has a query process on the portal's core ask for the
// same rows, in turns.
func pagesPart(in io.Reader, out io.Writer) error {
	return serve(in, out, func(q pageRounds) (waits []pageWaits, err error) {
		var started cleanup
		defer started.run(&err)
		query, err := startChild(context.Background(), q.Self, "query", serverCore)
		if err != nil {
			return nil, err
		}
		started.add(query.stop)
		conn, err := net.Dial("tcp", q.Addr)
		if err != nil {
			return nil, err
		}
		started.add(conn.Close)
		p := pageAsker{conn: conn, answers: bufio.NewReaderSize(conn, 256<<10), query: query, rounds: q}
		// The first round is for the caches, and does not count.
		for range q.Rounds + 1 {
			w, err := p.round()
			if err != nil {
				return nil, err
			}
			waits = append(waits, w)
		}
		return waits[1:], nil
	})
}

type pageAsker struct {
	conn    net.Conn
	answers *bufio.Reader
	query   *child
	rounds  pageRounds
}

func (p *pageAsker) round() (w pageWaits, err error) {
	inRandomOrder := func(one, other func() error) error {
		if rand.IntN(2) == 0 {
			one, other = other, one
		}
		return errors.Join(one(), other())
	}
	for range pageSamples {
		page := rand.IntN(len(p.rounds.Requests))
		err := inRandomOrder(func() error { return p.endpoint(page, &w.Endpoint) }, func() error { return p.floor(page, &w.Query) })
		if err != nil {
			return w, err
		}
	}
	deep := len(p.rounds.Requests) - 1
	for range depthSamples {
		err := inRandomOrder(func() error { return p.endpoint(0, &w.First) }, func() error { return p.endpoint(deep, &w.Deep) })
		if err != nil {
			return w, err
		}
	}
	return w, nil
}

func (p *pageAsker) endpoint(page int, waits *[]float64) error {
	start := time.Now()
	if _, err := p.conn.Write(p.rounds.Requests[page]); err != nil {
		return err
	}
	resp, err := http.ReadResponse(p.answers, nil)
	if err != nil {
		return err
	}
	if _, err := io.Copy(io.Discard, resp.Body); err != nil {
		return err
	}
	*waits = append(*waits, float64(time.Since(start)))
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("page %d: status %d", page+1, resp.StatusCode)
	}
	return resp.Body.Close()
}

func (p *pageAsker) floor(page int, waits *[]float64) error {
	var a queried
	if err := p.query.ask(p.rounds.Queries[page], &a); err != nil {
		return err
	}
	if a.Rows != pageSize+1 {
		return fmt.Errorf("the query of page %d gave %d rows", page+1, a.Rows)
	}
	*waits = append(*waits, float64(a.Took))
	return nil
}

func pageRows(waits []pageWaits) []row {
	byRound := func(q float64, of func(pageWaits) []float64) (values []float64) {
		for _, w := range waits {
			values = append(values, quantile(of(w), q))
		}
		return values
	}
	endpoint := func(w pageWaits) []float64 { return w.Endpoint }
	query := func(w pageWaits) []float64 { return w.Query }
	p50 := compare(byRound(0.5, endpoint), byRound(0.5, query))
	slowEndpoint, slowQuery := byRound(0.99, endpoint), byRound(0.99, query)
	more := make([]float64, len(waits))
	for i := range more {
		more[i] = (slowEndpoint[i] - slowQuery[i]) / 1e6
	}
	difference, differences := quantile(more, 0.5), spreadOf(more)
	depth := compare(byRound(0.5, func(w pageWaits) []float64 { return w.Deep }), byRound(0.5, func(w pageWaits) []float64 { return w.First }))
	return []row{
		{
			id: "P13", what: fmt.Sprintf("page of %d of %d leads / its query alone, wait p50", pageSize, manyStoredLeads), floor: fmt.Sprintf("%.0f µs", p50.floor/1e3),
			measured: fmt.Sprintf("%.0f µs = %.2f (%.2f to %.2f)", p50.subject/1e3, p50.ratio, p50.spread.low, p50.spread.high),
			goal:     goal{2.0, 1.5}, value: p50.ratio, spread: p50.spread,
			beside: fmt.Sprintf("%d pages and as many queries a round, on one connection; messages by the model among them", pageSamples),
		},
		{
			id: "P13", what: "the same, wait p99 less that of the query", floor: fmt.Sprintf("%.2f ms", quantile(slowQuery, 0.5)/1e6),
			measured: fmt.Sprintf("%.2f ms, %.2f more (%.2f to %.2f)", quantile(slowEndpoint, 0.5)/1e6, difference, differences.low, differences.high),
			unit:     " ms", goal: goal{target: 3}, value: difference, spread: differences,
		},
		{
			id: "P13b", what: fmt.Sprintf("page %d / page 1, wait p50", deepPage), floor: fmt.Sprintf("%.0f µs", depth.floor/1e3),
			measured: fmt.Sprintf("%.0f µs = %.2f (%.2f to %.2f)", depth.subject/1e3, depth.ratio, depth.spread.low, depth.spread.high),
			goal:     goal{1.2, 1.05}, value: depth.ratio, spread: depth.spread,
			beside: "pages are reached by their cursors; that none is counted is a test of the store's statements",
		},
	}
}

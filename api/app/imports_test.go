package app

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dealerportal/api/config"
	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/store/storetest"
)

// onBothDatabases runs f with what sets a portal up on each database.
func onBothDatabases(t *testing.T, f func(t *testing.T, on func(*config.Config))) {
	for name, fresh := range map[string]storetest.Fresh{"SQLite": storetest.SQLiteURL, "PostgreSQL": storetest.Postgres} {
		t.Run(name, func(t *testing.T) {
			url := fresh(t)
			f(t, func(c *config.Config) { c.DatabaseURL = url })
		})
	}
}

// fleetFile is a file of n vehicles from a number on.
func fleetFile(from, n int) csvFile {
	var b strings.Builder
	b.WriteString("vin,year,make,model,state\n")
	for i := range n {
		fmt.Fprintf(&b, "%s,%d,Ford,Escape SE,MI\n", storetest.VIN(from+i), 2012+i%12)
	}
	return csvFile(b.String())
}

// importing is an import whose progress is followed.
type importing struct {
	t     testing.TB
	lines *bufio.Scanner
	// leave gives the request up.
	leave context.CancelFunc
}

// follow sends a file and asks to be told of its progress.
func (c *client) follow(path string, file csvFile) *importing {
	c.p.t.Helper()
	ctx, cancel := context.WithCancel(c.p.t.Context())
	req, err := http.NewRequestWithContext(ctx, "POST", c.p.url+path, strings.NewReader(string(file)))
	c.p.must(err)
	req.Header.Set("Content-Type", "text/csv")
	resp, err := c.http.Do(req)
	c.p.must(err)
	c.p.t.Cleanup(func() { cancel(); _ = resp.Body.Close() })
	if h := resp.Header; resp.StatusCode != http.StatusOK || h.Get("Content-Type") != "application/x-ndjson" || h.Get("X-Accel-Buffering") != "no" || h.Get("Cache-Control") != "no-store" {
		body, _ := io.ReadAll(resp.Body)
		c.p.t.Fatalf("%d with %v: %s", resp.StatusCode, h, body)
	}
	i := &importing{t: c.p.t, lines: bufio.NewScanner(resp.Body), leave: cancel}
	i.lines.Buffer(nil, 1<<20)
	return i
}

// next waits for the next line; nil after the last one.
func (i *importing) next() *oas.ImportLine {
	i.t.Helper()
	if !i.lines.Scan() {
		return nil
	}
	var line oas.ImportLine
	if err := json.Unmarshal(i.lines.Bytes(), &line); err != nil {
		i.t.Fatalf("%v: %s", err, i.lines.Bytes())
	}
	return &line
}

func (c *client) imports() oas.ImportList {
	c.p.t.Helper()
	return decode[oas.ImportList](c.get("/api/imports").want(http.StatusOK))
}

// settled waits until the latest import runs no more.
func (c *client) settled() oas.ImportRecord {
	c.p.t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); {
		if list := c.imports().Imports; len(list) > 0 && list[0].State != oas.ImportStateRunning {
			return list[0]
		}
	}
	c.p.t.Fatal("the import still runs")
	return oas.ImportRecord{}
}

func (c *client) vehicleCount() int {
	c.p.t.Helper()
	return decode[oas.DealerList](c.get("/api/dealers").want(http.StatusOK)).Dealers[0].Vehicles
}

func TestTheProgressOfAnImportIsToldTruthfully(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, on func(*config.Config)) {
		p := boot(t, on)
		p.dealer("OWN", "MI", 0)
		p.dealer("FOREIGN", "AZ", 0)
		c := p.as("advisor@own.example")
		const n = 1_234
		file := fleetFile(1, n) + "no VIN,2020,Ford,Escape SE,MI\n"
		for _, dry := range []bool{true, false} {
			path := "/api/imports?kind=vehicles&progress=true&id=import-one&name=fleet.csv"
			if dry {
				path += "&dry_run=true"
			}
			told := c.follow(path, file)
			var rows []oas.ImportRow
			done := -1
			var result *oas.ImportCounts
			for line := told.next(); line != nil; line = told.next() {
				if result != nil || line.Problem != nil {
					t.Fatalf("after the result, or a problem: %+v", line)
				}
				if line.Result != nil {
					result = line.Result
					continue
				}
				if *line.Of != n+1 || *line.Done <= done || (done < 0) != (*line.Done == 0) {
					t.Fatalf("%d of %d after %d", *line.Done, *line.Of, done)
				}
				if done = *line.Done; line.Rows != nil {
					rows = append(rows, *line.Rows...)
				}
				if len(rows) != done {
					t.Fatalf("%d rows are told of, and %d said to be done", len(rows), done)
				}
				if stored := c.vehicleCount(); dry && stored != 0 || !dry && stored < min(done, n) {
					t.Fatalf("%d rows are said to be done, and %d are stored", done, stored)
				}
			}
			if done != n+1 || result == nil || *result != (oas.ImportCounts{DryRun: dry, Accepted: n, Rejected: 1}) {
				t.Fatalf("it ended at %d with %+v", done, result)
			}
			if last := rows[n]; last.Row != n+2 || last.Status != oas.Rejected {
				t.Fatalf("%+v", last)
			}
			if list := c.imports(); dry != (len(list.Imports) == 0) {
				t.Fatalf("%+v", list)
			}
		}
		list := c.imports()
		kind, name := oas.Vehicles, "fleet.csv"
		want := oas.ImportRecord{
			Id: "import-one", Kind: &kind, Name: &name, State: oas.ImportStateDone, Rows: n + 1, Done: n + 1, Accepted: n, Rejected: 1,
			StartedAt: storetest.Start, ChangedAt: storetest.Start,
		}
		if diff := cmp.Diff([]oas.ImportRecord{want}, list.Imports); diff != "" {
			t.Errorf("the record (-want +got):\n%s", diff)
		}
		if !list.Scoring.Done || list.Scoring.Waiting != 0 {
			t.Errorf("%+v", list.Scoring)
		}
		if theirs := p.as("manager@foreign.example").imports(); len(theirs.Imports) != 0 {
			t.Errorf("the other dealer is told of %+v", theirs)
		}
	})
}

func TestACancelledImportSaysWhatItHadStoredAndStoresNoMore(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, on func(*config.Config)) {
		p := boot(t, on)
		p.dealer("OWN", "MI", 0)
		p.dealer("FOREIGN", "AZ", 0)
		c, stranger := p.as("advisor@own.example"), p.as("manager@foreign.example")
		told := c.follow("/api/imports?kind=vehicles&progress=true&id=import-one", fleetFile(1, 60_000))
		for line := told.next(); *line.Done < 500; line = told.next() {
			if *line.Of != 60_000 {
				t.Fatalf("%+v", line)
			}
		}
		// Of another dealer's import nothing is known, and nothing can be done to it.
		if r := decode[oas.ImportRecord](stranger.do("DELETE", "/api/imports/import-one", nil).want(http.StatusOK)); r.Rows != 0 || r.Kind != nil {
			t.Fatalf("%+v", r)
		}
		cancelled := decode[oas.ImportRecord](c.do("DELETE", "/api/imports/import-one", nil).want(http.StatusOK))
		stored := c.vehicleCount()
		if cancelled.State != oas.ImportStateCancelled || cancelled.Done != stored || cancelled.Accepted != stored || cancelled.Rows != 60_000 || stored < 500 || stored == 60_000 {
			t.Fatalf("%d vehicles are stored: %+v", stored, cancelled)
		}
		var last *oas.ImportLine
		for line := told.next(); line != nil; line = told.next() {
			last = line
		}
		if last == nil || last.Problem == nil || last.Problem.Status != http.StatusConflict {
			t.Fatalf("its last word is %+v", last)
		}
		if now := c.vehicleCount(); now != stored {
			t.Fatalf("%d vehicles were stored afterwards", now-stored)
		}
		if diff := cmp.Diff(cancelled, c.settled()); diff != "" {
			t.Errorf("the record has changed (-answer +now):\n%s", diff)
		}
		c.do("POST", "/api/imports?kind=vehicles&id=import-one", fleetFile(1, 60_000)).problem(http.StatusConflict, "id")
		next := decode[oas.ImportResult](c.do("POST", "/api/imports?kind=vehicles&id=import-two", fleetFile(1, stored+10)).want(http.StatusOK))
		if next.Unchanged != stored || next.Accepted != 10 {
			t.Errorf("the next import: %d unchanged, %d accepted", next.Unchanged, next.Accepted)
		}
	})
}

func TestAnImportThatIsCancelledBeforeItBeginsStoresNothing(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	c := p.as("advisor@own.example")
	if r := decode[oas.ImportRecord](c.do("DELETE", "/api/imports/import-one", nil).want(http.StatusOK)); r.State != oas.ImportStateCancelled || r.Done != 0 {
		t.Fatalf("%+v", r)
	}
	c.do("POST", "/api/imports?kind=vehicles&progress=true&id=import-one", fleetFile(1, 600)).problem(http.StatusConflict, "id")
	if n := c.vehicleCount(); n != 0 || len(c.imports().Imports) != 0 {
		t.Errorf("%d vehicles are stored", n)
	}
	c.do("DELETE", "/api/imports/short", nil).problem(http.StatusBadRequest, "id")
}

// A client that leaves ends the import: a dry run and one that is still being sent have stored nothing, and of
// another it is told what it had stored.
func TestAClientThatLeavesEndsTheImport(t *testing.T) {
	onBothDatabases(t, func(t *testing.T, on func(*config.Config)) {
		p := boot(t, on)
		p.dealer("OWN", "MI", 0)
		c := p.as("advisor@own.example")

		dry := c.follow("/api/imports?kind=vehicles&progress=true&dry_run=true", fleetFile(1, 60_000))
		dry.next()
		dry.leave()
		sent, w := io.Pipe()
		ctx, leave := context.WithCancel(t.Context())
		req, err := http.NewRequestWithContext(ctx, "POST", p.url+"/api/imports?kind=vehicles&progress=true&id=import-sent", sent)
		p.must(err)
		req.Header.Set("Content-Type", "text/csv")
		answered := make(chan error, 1)
		go func() {
			resp, err := c.http.Do(req)
			if err == nil {
				_ = resp.Body.Close()
			}
			answered <- err
		}()
		_, err = io.WriteString(w, string(fleetFile(1, 3_000)))
		p.must(err)
		leave()
		if err := <-answered; err == nil {
			t.Fatal("it was answered")
		}
		next := decode[oas.ImportResult](c.do("POST", "/api/imports?kind=vehicles&id=import-next", fleetFile(30_000, 10)).want(http.StatusOK))
		if next.Accepted != 10 || c.vehicleCount() != 10 || len(c.imports().Imports) != 1 {
			t.Fatalf("%d vehicles are stored, and %+v is told of", c.vehicleCount(), c.imports())
		}

		real := c.follow("/api/imports?kind=vehicles&progress=true&id=import-real", fleetFile(1, 60_000))
		for line := real.next(); *line.Done < 500; line = real.next() {
		}
		real.leave()
		r := c.settled()
		if stored := c.vehicleCount() - 10; r.Id != "import-real" || r.State != oas.ImportStateBrokenOff || r.Done != stored || stored == 0 || stored == 60_000 {
			t.Fatalf("%d vehicles are stored: %+v", stored, r)
		}
		if log := p.log.String(); strings.Contains(log, "a request failed") {
			t.Errorf("who leaves is taken for a failure of the portal: %s", log)
		}
	})
}

func TestAFileThatIsNoneIsRefusedBeforeItsProgressIsTold(t *testing.T) {
	p := boot(t)
	p.dealer("OWN", "MI", 0)
	p.user("admin@portal.example", account.Admin, nil)
	c := p.as("advisor@own.example")
	path := "/api/imports?kind=vehicles&progress=true&id=import-one"
	c.do("POST", path, csvFile("hello\n")).problem(http.StatusBadRequest, "header")
	c.do("POST", path, csvFile("vin,year,make,model\n")).problem(http.StatusBadRequest, "file")
	c.do("POST", path, csvFile(strings.Repeat("x", 65<<20))).problem(http.StatusRequestEntityTooLarge, "body")
	c.do("POST", path+"%20", fleetFile(1, 1)).problem(http.StatusBadRequest, "id")
	p.as("admin@portal.example").do("POST", path, fleetFile(1, 1)).problem(http.StatusBadRequest, "dealer")
	if list := c.imports(); len(list.Imports) != 0 {
		t.Errorf("%+v", list)
	}
}

package main

import (
	"context"
	"database/sql"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"
	"strconv"
	"strings"
	"time"

	_ "modernc.org/sqlite" // the driver "sqlite"

	"dealerportal/pkg/lead"
	"dealerportal/pkg/store/sqlcgen"
)

// pageSize is how many leads a page has; one more is read to know whether there is a next one.
const pageSize = 50

// pageQuery asks for the rows of one page, by the cursor of the page as it was given out.
type pageQuery struct {
	Path, DealerID, Cursor string
}

// queried is how long a query took, and how many rows it gave.
type queried struct {
	Took time.Duration
	Rows int
}

// queryPart is the floor of a page: the statement that it is read with, as it is in the store, in a
// process of its own with nothing around it.
func queryPart(in io.Reader, out io.Writer) error {
	var pool *sql.DB
	return serve(in, out, func(q pageQuery) (queried, error) {
		if pool == nil {
			var err error
			// As the store opens it for reading.
			dsn := "file:" + (&url.URL{Path: q.Path}).EscapedPath() + "?_pragma=busy_timeout(5000)&_pragma=foreign_keys(ON)&_pragma=query_only(ON)"
			if pool, err = sql.Open("sqlite", dsn); err != nil {
				return queried{}, err
			}
		}
		after, err := positionOf(q.Cursor)
		if err != nil {
			return queried{}, err
		}
		_, below := lead.SortRange(nil)
		start := time.Now()
		rows, err := sqlcgen.New(pool).LeadsByOpen(context.Background(), sqlcgen.LeadsByOpenParams{
			DealerID: q.DealerID, Open: true, AfterKey: after.SortKey, AfterID: after.ID, BelowKey: below, MaxRows: pageSize + 1,
		})
		return queried{Took: time.Since(start), Rows: len(rows)}, err
	})
}

// positionOf reads a cursor, as the portal writes it; an empty one is the beginning.
func positionOf(cursor string) (p lead.Position, err error) {
	if cursor == "" {
		return p, nil
	}
	raw, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil {
		return p, err
	}
	key, id, ok := strings.Cut(string(raw), ".")
	if !ok {
		return p, fmt.Errorf("a cursor has another form than the bench knows: %q", raw)
	}
	p.ID = id
	p.SortKey, err = strconv.ParseInt(key, 10, 64)
	return p, err
}

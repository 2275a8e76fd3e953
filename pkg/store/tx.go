package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync/atomic"
	"time"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/store/sqlcgen"
)

// beginPatience is how long a transaction waits to begin while others write.
const beginPatience = 5 * time.Second

var errBusy = errors.New("no transaction could begin in time")

// txKey finds the transaction of one database in a context.
type txKey struct{ db *DB }

// tx is a running transaction.
type tx struct {
	*sqlcgen.Queries
	conn    sqlcgen.DBTX // what the queries go through
	touched []scope
	events  []recorded
	// broken is the first statement or joined part that failed.
	broken error
}

// touch has the scope's revision count up when the transaction commits.
func (t *tx) touch(s scope) {
	if !slices.Contains(t.touched, s) {
		t.touched = append(t.touched, s)
	}
}

func (t *tx) fail(err error) {
	if t.broken == nil {
		t.broken = err
	}
}

// InTx runs f in a transaction, which the context given to f carries: every method of db that gets that
// context takes part. It commits when f returns nil and rolls back when f fails, panics or ctx ends.
// Inside another InTx it joins, and what fails inside takes the whole along: after a part has failed,
// or a statement has been refused by the database, nothing is kept even when f hides the error. A
// transaction that cannot begin in five seconds is Unavailable. f must not use its context from
// several goroutines, nor after it has returned.
func (db *DB) InTx(ctx context.Context, f func(ctx context.Context) error) error {
	return db.inTx(ctx, false, f)
}

// inTx is InTx. A short transaction sends only statements that find their rows by their keys: where
// those are not watched, the end of ctx keeps it from beginning and from committing, and breaks off nothing between.
func (db *DB) inTx(ctx context.Context, short bool, f func(ctx context.Context) error) error {
	if t := db.tx(ctx); t != nil {
		if err := f(ctx); err != nil {
			t.fail(err)
			return err
		}
		return nil
	}
	short = short && db.dialect.unwatched
	// The deadline is for the beginning alone, so it cannot be one of the context's own: that would
	// go on to end the transaction.
	ctx, cancel := context.WithCancelCause(ctx)
	defer cancel(nil)
	patience := time.AfterFunc(beginPatience, func() { cancel(errBusy) })
	defer patience.Stop()
	conn, giveBack, err := db.begin(ctx, short)
	if !patience.Stop() && context.Cause(ctx) == errBusy {
		if err == nil {
			_ = conn.Rollback()
			giveBack()
		}
		return fault.Wrap(fault.Unavailable, errBusy, busyMessage)
	}
	if err != nil {
		return translate(err, "record")
	}
	defer giveBack()
	defer conn.Rollback() //nolint:errcheck // after a commit there is nothing to roll back

	t := &tx{}
	var in sqlcgen.DBTX = conn
	if db.dialect.preparesInTx {
		in = &preparing{Tx: conn, ready: db.ready, seen: map[string]*sql.Stmt{}}
	}
	t.conn = &counted{conn: in, statements: &db.statements, failed: t.fail}
	t.Queries = sqlcgen.New(t.conn)
	within := ctx
	if short {
		within = context.WithoutCancel(ctx)
	}
	if err := f(context.WithValue(within, txKey{db}, t)); err != nil {
		return err
	}
	if short && ctx.Err() != nil {
		return ctx.Err()
	}
	if t.broken != nil {
		return translate(t.broken, "record")
	}
	if err := db.commit(within, conn, t); err != nil {
		return err
	}
	giveBack()
	if db.ready != nil {
		db.ready.prepare(ctx)
	}
	return nil
}

// begin begins a transaction on the connection for writing. giveBack gives the connection back after it, if it was taken
// by itself: more than once does no harm.
func (db *DB) begin(ctx context.Context, unwatched bool) (conn *sql.Tx, giveBack func(), err error) {
	if !unwatched {
		conn, err = db.writer.BeginTx(ctx, nil)
		return conn, func() {}, err
	}
	taken, err := db.writer.Conn(ctx)
	if err != nil {
		return nil, nil, err
	}
	giveBack = func() { _ = taken.Close() }
	if conn, err = taken.BeginTx(context.WithoutCancel(ctx), nil); err != nil {
		giveBack()
	}
	return conn, giveBack, err
}

// commit counts up what was touched, writes the events and commits. Revisions and events come last
// because each holds a row that every other transaction of the same dealer needs, and in one order so
// that no two transactions wait for each other.
func (db *DB) commit(ctx context.Context, conn *sql.Tx, t *tx) error {
	slices.SortFunc(t.touched, scope.compare)
	for _, s := range t.touched {
		if err := t.BumpRevision(ctx, s.String()); err != nil {
			return translate(err, "record")
		}
	}
	if err := t.writeEvents(ctx); err != nil {
		return err
	}
	// Dropped and told even when the commit fails: a lost connection does not say whether it took place.
	err := conn.Commit()
	db.revisions.drop(t.touched)
	db.announce(t.events)
	return translate(err, "record")
}

// tx is the transaction that ctx carries, or nil.
func (db *DB) tx(ctx context.Context) *tx {
	t, _ := ctx.Value(txKey{db}).(*tx)
	return t
}

// queries reads inside the transaction that ctx carries, or else from the pool for reading.
func (db *DB) queries(ctx context.Context) *sqlcgen.Queries {
	if t := db.tx(ctx); t != nil {
		return t.Queries
	}
	return db.read
}

// change runs f in the transaction that ctx carries, or in one of its own. An error of f that is no
// statement's failure leaves the transaction whole: f returns it before it has written anything.
func (db *DB) change(ctx context.Context, f func(ctx context.Context, t *tx) error) error {
	if t := db.tx(ctx); t != nil {
		return f(ctx, t)
	}
	return db.InTx(ctx, func(ctx context.Context) error { return f(ctx, db.tx(ctx)) })
}

// changeFew is change for statements that find their rows by their keys.
func (db *DB) changeFew(ctx context.Context, f func(ctx context.Context, t *tx) error) error {
	if t := db.tx(ctx); t != nil {
		return f(ctx, t)
	}
	return db.inTx(ctx, true, func(ctx context.Context) error { return f(ctx, db.tx(ctx)) })
}

// brief is ctx for statements that find a few rows by their keys. Where those are not watched, only a ctx that has
// ended by then keeps them from being sent.
func (db *DB) brief(ctx context.Context) context.Context {
	if !db.dialect.unwatched || ctx.Err() != nil {
		return ctx
	}
	return context.WithoutCancel(ctx)
}

// counted counts the statements that pass, and says when one has failed.
type counted struct {
	conn       sqlcgen.DBTX
	statements *atomic.Int64
	failed     func(error)
}

func (c *counted) note(err error) {
	if err != nil && c.failed != nil {
		c.failed(err)
	}
}

func (c *counted) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	c.statements.Add(1)
	result, err := c.conn.ExecContext(ctx, query, args...)
	c.note(err)
	return result, err
}

func (c *counted) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	c.statements.Add(1)
	rows, err := c.conn.QueryContext(ctx, query, args...)
	c.note(err)
	return rows, err
}

func (c *counted) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	c.statements.Add(1)
	row := c.conn.QueryRowContext(ctx, query, args...)
	c.note(row.Err())
	return row
}

func (c *counted) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return c.conn.PrepareContext(ctx, query)
}

package store

import (
	"context"
	"database/sql"
	"sync"
	"time"
)

// preparing is a transaction that sends what has been prepared before, and prepares a statement itself when it
// is sent for the second time. What it has prepared ends with the transaction. It is for one goroutine, as a
// transaction is.
type preparing struct {
	*sql.Tx
	ready *ready
	seen  map[string]*sql.Stmt // nil for a statement that was sent once
}

// statement is the prepared statement of a text, or nil while there is none.
func (p *preparing) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	s, again := p.seen[query]
	if s != nil {
		return s, nil
	}
	if !again {
		if kept := p.ready.of(query); kept != nil {
			s = p.StmtContext(ctx, kept)
		}
		p.seen[query] = s
		return s, nil
	}
	s, err := p.PrepareContext(ctx, query)
	if err == nil {
		p.seen[query] = s
	}
	return s, err
}

func (p *preparing) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.Tx.ExecContext(ctx, query, args...)
	}
	return s.ExecContext(ctx, args...)
}

func (p *preparing) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.statement(ctx, query)
	if err != nil {
		return nil, err
	}
	if s == nil {
		return p.Tx.QueryContext(ctx, query, args...)
	}
	return s.QueryContext(ctx, args...)
}

func (p *preparing) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	// A statement that cannot be prepared says so when it is sent as it is.
	if s, err := p.statement(ctx, query); err == nil && s != nil {
		return s.QueryRowContext(ctx, args...)
	}
	return p.Tx.QueryRowContext(ctx, query, args...)
}

// mostReady bounds the statements that are kept. The queries have fewer texts.
const mostReady = 256

// ready keeps the statements of transactions prepared on the one connection that SQLite writes through: small
// transactions spend more time on reading their texts than on carrying them out.
type ready struct {
	pool *sql.DB

	mu     sync.Mutex
	all    map[string]*sql.Stmt // nil for one that is wanted
	wanted []string
}

// of is the prepared statement of a text. When there is none, it is wanted from now on.
func (r *ready) of(query string) *sql.Stmt {
	r.mu.Lock()
	defer r.mu.Unlock()
	s, known := r.all[query]
	if !known && len(r.all) < mostReady {
		r.all[query] = nil
		r.wanted = append(r.wanted, query)
	}
	return s
}

// readyPatience is how long it is waited for the connection, should somebody have begun to write just then.
const readyPatience = 20 * time.Millisecond

// prepare prepares what is wanted, after a transaction and while nobody else writes: there is one connection,
// and whoever has it is not waited for. It holds no lock meanwhile, which that transaction may need.
func (r *ready) prepare(ctx context.Context) {
	r.mu.Lock()
	if len(r.wanted) == 0 || r.pool.Stats().InUse > 0 {
		r.mu.Unlock()
		return
	}
	wanted := r.wanted
	r.wanted = nil
	r.mu.Unlock()
	ctx, cancel := context.WithTimeout(ctx, readyPatience)
	defer cancel()
	for _, query := range wanted {
		s, err := r.pool.PrepareContext(ctx, query)
		r.mu.Lock()
		if err == nil {
			r.all[query] = s
		} else {
			delete(r.all, query) // it is wanted again when it is sent again
		}
		r.mu.Unlock()
	}
}

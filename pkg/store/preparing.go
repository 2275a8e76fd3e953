package store

import (
	"context"
	"database/sql"
)

// preparing is a transaction that prepares a statement when it is sent for the second time, and sends it
// prepared from then on. What is prepared ends with the transaction. It is for one goroutine, as a
// transaction is.
type preparing struct {
	*sql.Tx
	seen map[string]*sql.Stmt // nil for a statement that was sent once
}

// statement is the prepared statement of a text, or nil while there is none.
func (p *preparing) statement(ctx context.Context, query string) (*sql.Stmt, error) {
	s, again := p.seen[query]
	if s != nil || !again {
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

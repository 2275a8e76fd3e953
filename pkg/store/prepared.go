package store

import (
	"context"
	"database/sql"
	"sync"
)

// prepared keeps statements ready on a pool for reading. SQLite takes longer to read the text of most
// statements than to run them: some 0.2 ms for a page of leads. PostgreSQL's driver does the like itself.
// The texts are those of the queries, so that there are only so many, and are given up with the pool.
type prepared struct {
	pool *sql.DB
	all  sync.Map // *sql.Stmt by text
}

func (p *prepared) of(ctx context.Context, query string) (*sql.Stmt, error) {
	if s, ok := p.all.Load(query); ok {
		return s.(*sql.Stmt), nil
	}
	s, err := p.pool.PrepareContext(ctx, query)
	if err != nil {
		return nil, err
	}
	if first, loaded := p.all.LoadOrStore(query, s); loaded {
		_ = s.Close() // another call was first; nothing has used this one
		return first.(*sql.Stmt), nil
	}
	return s, nil
}

// ExecContext is never used: the pool is for reading.
func (p *prepared) ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error) {
	return p.pool.ExecContext(ctx, query, args...)
}

func (p *prepared) QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error) {
	s, err := p.of(ctx, query)
	if err != nil {
		return nil, err
	}
	return s.QueryContext(ctx, args...)
}

func (p *prepared) QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row {
	s, err := p.of(ctx, query)
	if err != nil {
		return p.pool.QueryRowContext(ctx, query, args...) // a row is the only way to tell the error
	}
	return s.QueryRowContext(ctx, args...)
}

func (p *prepared) PrepareContext(ctx context.Context, query string) (*sql.Stmt, error) {
	return p.pool.PrepareContext(ctx, query)
}

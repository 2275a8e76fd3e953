-- What became of imports, so that who has left and comes back is told.

-- +goose Up

-- An import that was cancelled before it began has no kind. done counts the rows that were dealt with; it is
-- committed with what they say.
CREATE TABLE imports (
    dealer_id  TEXT NOT NULL REFERENCES dealers (id),
    id         TEXT NOT NULL,
    kind       TEXT NOT NULL,
    name       TEXT NOT NULL,
    state      TEXT NOT NULL CHECK (state IN ('running', 'done', 'cancelled', 'broken_off')),
    total      BIGINT NOT NULL,
    done       BIGINT NOT NULL,
    accepted   BIGINT NOT NULL,
    unchanged  BIGINT NOT NULL,
    rejected   BIGINT NOT NULL,
    started_at BIGINT NOT NULL,
    changed_at BIGINT NOT NULL,
    PRIMARY KEY (dealer_id, id)
);

CREATE INDEX imports_by_age ON imports (dealer_id, started_at, id);

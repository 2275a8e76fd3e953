-- Saved views of the queue, and the queue in order of age.

-- +goose Up

-- A view is one person's. query is the search part of the address of the queue.
CREATE TABLE views (
    dealer_id TEXT NOT NULL REFERENCES dealers (id),
    user_id   TEXT NOT NULL REFERENCES users (id),
    id        TEXT NOT NULL,
    name      TEXT NOT NULL,
    query     TEXT NOT NULL,
    PRIMARY KEY (dealer_id, user_id, id)
);

CREATE UNIQUE INDEX views_by_name ON views (dealer_id, user_id, name);

CREATE INDEX leads_by_age ON leads (dealer_id, created_at, id);

-- What happened, as open pages are told of it.

-- +goose Up

-- last is the number of the dealer's latest event. It is counted up at the end of the transaction that the
-- event belongs to, under a lock that lasts until the commit: whoever sees a number has seen all lower ones.
CREATE TABLE event_heads (
    dealer_id TEXT PRIMARY KEY REFERENCES dealers (id),
    last      BIGINT NOT NULL
);

CREATE TABLE events (
    dealer_id TEXT NOT NULL REFERENCES dealers (id),
    id        BIGINT NOT NULL,
    name      TEXT NOT NULL,
    subject   TEXT NOT NULL,
    at        BIGINT NOT NULL,
    PRIMARY KEY (dealer_id, id)
);

CREATE INDEX events_by_age ON events (at);

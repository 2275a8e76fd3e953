-- Who is writing which draft, so that of several processes one asks the model.

-- +goose Up

CREATE TABLE draft_leases (
    key        TEXT PRIMARY KEY,
    holder     TEXT NOT NULL,
    expires_at BIGINT NOT NULL
);

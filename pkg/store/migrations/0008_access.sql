-- One-time links by which people set their passwords, keys of other systems, and when somebody was last seen.

-- +goose Up

ALTER TABLE users ADD COLUMN last_seen_at BIGINT;

-- At most one link is out for a user. The token is known to who was given it; its hash finds the link.
CREATE TABLE access_links (
    user_id    TEXT PRIMARY KEY REFERENCES users (id),
    token_hash TEXT NOT NULL UNIQUE,
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE TABLE api_keys (
    dealer_id    TEXT NOT NULL REFERENCES dealers (id),
    id           TEXT NOT NULL,
    name         TEXT NOT NULL,
    prefix       TEXT NOT NULL,
    secret_hash  TEXT NOT NULL UNIQUE,
    scope        TEXT NOT NULL CHECK (scope IN ('read', 'write')),
    created_at   BIGINT NOT NULL,
    last_used_at BIGINT,
    revoked_at   BIGINT,
    PRIMARY KEY (dealer_id, id)
);

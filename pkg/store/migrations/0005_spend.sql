-- What the model's provider is paid for.

-- +goose Up

-- What a month has cost so far, for one dealer ("dealer:ID") and for all together ("all"): what was used, and what
-- is reserved for calls that are under way. cost is in millionths of a US dollar, of models whose price is known.
CREATE TABLE spend (
    scope  TEXT NOT NULL,
    month  TEXT NOT NULL,
    tokens BIGINT NOT NULL,
    cost   BIGINT NOT NULL,
    PRIMARY KEY (scope, month)
);

-- One row for each request to the provider. The reserved amounts stay in spend for a call of which nobody knows
-- what it took: one that the provider did not report (unreported), or that ended with its process (lost).
CREATE TABLE model_calls (
    id                TEXT PRIMARY KEY,
    dealer_id         TEXT NOT NULL REFERENCES dealers (id),
    month             TEXT NOT NULL,
    provider          TEXT NOT NULL,
    model             TEXT NOT NULL,
    state             TEXT NOT NULL CHECK (state IN ('reserved', 'settled', 'free', 'unreported', 'lost')),
    reserved_tokens   BIGINT NOT NULL,
    reserved_cost     BIGINT NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    cost              BIGINT,
    began_at          BIGINT NOT NULL,
    ended_at          BIGINT
);

CREATE INDEX model_calls_under_way ON model_calls (began_at) WHERE state = 'reserved';

-- Why a call to the model brought no text, and why a brief has none.

-- +goose Up

-- Empty for a call that brought a text, and for one of before this was kept.
ALTER TABLE model_calls ADD COLUMN reason TEXT NOT NULL DEFAULT '';

-- The last failure of a brief whose text could not be had, until there is one. rule is the rule that the model's
-- answer broke, if that was it; times is how often in a row it has failed for reasons of its own.
CREATE TABLE draft_failures (
    key       TEXT PRIMARY KEY,
    reason    TEXT NOT NULL,
    rule      TEXT NOT NULL,
    times     BIGINT NOT NULL,
    failed_at BIGINT NOT NULL,
    retry_at  BIGINT NOT NULL
);

CREATE INDEX draft_failures_by_age ON draft_failures (failed_at);

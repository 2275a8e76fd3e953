-- Variants of drafts, how each draft came about, and messages that a person has made one lead's own.

-- +goose Up

ALTER TABLE drafts ADD COLUMN variant BIGINT NOT NULL DEFAULT 0;
ALTER TABLE drafts ADD COLUMN provider TEXT NOT NULL DEFAULT '';
ALTER TABLE drafts ADD COLUMN prompt_tokens BIGINT NOT NULL DEFAULT 0;
ALTER TABLE drafts ADD COLUMN completion_tokens BIGINT NOT NULL DEFAULT 0;
-- In millionths of a US dollar; NULL where the price of the model is not known.
ALTER TABLE drafts ADD COLUMN cost BIGINT;
ALTER TABLE drafts ADD COLUMN latency_ms BIGINT NOT NULL DEFAULT 0;
ALTER TABLE drafts ADD COLUMN attempts BIGINT NOT NULL DEFAULT 0;
-- A JSON array of the names of the rules that the texts were held to.
ALTER TABLE drafts ADD COLUMN rules TEXT NOT NULL DEFAULT '[]';

-- Whether lead_messages has a row for the lead, so that a page of leads without any asks for none.
ALTER TABLE leads ADD COLUMN own_message BOOLEAN NOT NULL DEFAULT FALSE;

-- What a person has made one lead's own: a draft that was written for it alone, as long as its brief is still
-- the one of brief_key, and texts of the person's, which go before any draft.
CREATE TABLE lead_messages (
    dealer_id     TEXT NOT NULL,
    lead_id       TEXT NOT NULL,
    draft_key     TEXT NOT NULL,
    brief_key     TEXT NOT NULL,
    edited        BOOLEAN NOT NULL,
    phone_script  TEXT NOT NULL,
    sms           TEXT NOT NULL,
    email_subject TEXT NOT NULL,
    email_body    TEXT NOT NULL,
    edited_by     TEXT NOT NULL,
    edited_at     BIGINT,
    PRIMARY KEY (dealer_id, lead_id),
    FOREIGN KEY (dealer_id, lead_id) REFERENCES leads (dealer_id, id)
);

-- Requests that are carried out once however often they are sent. answer is empty while one is under way.
CREATE TABLE once (
    dealer_id TEXT NOT NULL REFERENCES dealers (id),
    key       TEXT NOT NULL,
    request   TEXT NOT NULL,
    answer    TEXT NOT NULL,
    began_at  BIGINT NOT NULL,
    PRIMARY KEY (dealer_id, key)
);

CREATE INDEX once_by_age ON once (began_at);

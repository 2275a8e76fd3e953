-- Variants of drafts, how each draft came about, and messages that a person has made one lead's own.

-- +goose Up

ALTER TABLE drafts ADD COLUMN variant BIGINT NOT NULL DEFAULT 0;

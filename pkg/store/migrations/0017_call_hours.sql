-- A dealer may put calling hours of its own in the place of a state's.

-- +goose Up

-- JSON, one entry for each state that the dealer has set, empty for none. They are read with the dealer whenever leads
-- are, and never searched: a table would be one more statement for each page of leads.
ALTER TABLE dealers ADD COLUMN call_hours TEXT NOT NULL DEFAULT '';
-- Goes up with every change of them.
ALTER TABLE dealers ADD COLUMN call_hours_version BIGINT NOT NULL DEFAULT 0;

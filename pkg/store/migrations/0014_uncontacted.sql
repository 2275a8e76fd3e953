-- A dealer may hold a share of would-be leads back, so that there are estimates against which nobody was called.

-- +goose Up
ALTER TABLE dealers ADD COLUMN uncontacted_percent BIGINT NOT NULL DEFAULT 0
    CHECK (uncontacted_percent >= 0 AND uncontacted_percent <= 10);

-- withheld is set for a score that its vehicle is followed by and that would have opened a lead worth a call.
ALTER TABLE scores ADD COLUMN withheld BOOLEAN NOT NULL DEFAULT FALSE;

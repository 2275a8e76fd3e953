-- What happened to batteries, and what is kept of estimates so that they can be held against it.

-- +goose Up

-- result is empty for what is no test. battery_from is when the battery that it happened to was fitted, as
-- far as that was known then.
CREATE TABLE battery_events (
    dealer_id    TEXT NOT NULL,
    id           TEXT NOT NULL,
    vin          TEXT NOT NULL,
    kind         TEXT NOT NULL CHECK (kind IN ('installed', 'replaced_after_failure', 'replaced_preventively', 'tested')),
    result       TEXT NOT NULL CHECK (result IN ('', 'pass', 'replace')),
    occurred_on  TEXT NOT NULL,
    source       TEXT NOT NULL,
    battery_from TEXT,
    failed_early BOOLEAN NOT NULL,
    recorded_at  BIGINT NOT NULL,
    recorded_by  TEXT REFERENCES users (id),
    PRIMARY KEY (dealer_id, id),
    FOREIGN KEY (dealer_id, vin) REFERENCES vehicles (dealer_id, vin),
    CHECK ((kind = 'tested') = (result <> ''))
);

CREATE UNIQUE INDEX battery_events_once ON battery_events (dealer_id, vin, occurred_on, kind, result);
CREATE INDEX battery_events_replaced ON battery_events (dealer_id, recorded_at) WHERE kind IN ('replaced_after_failure', 'replaced_preventively');

-- first_scored_at is when a vehicle began to be watched. followed_until is the end of the horizon of the
-- estimate that it is followed by; the next one that is made after it is followed in turn. scored_facts is
-- what the latest score was made of, beside the climate and the record of the cohort.
ALTER TABLE vehicles ADD COLUMN first_scored_at BIGINT;
ALTER TABLE vehicles ADD COLUMN followed_until BIGINT;
ALTER TABLE vehicles ADD COLUMN scored_facts TEXT NOT NULL DEFAULT '';

-- prior is the probability before any sign; scores from before this column have none. followed is chosen
-- when the score is made, before anybody knows what will become of the battery.
ALTER TABLE scores ADD COLUMN prior DOUBLE PRECISION;
ALTER TABLE scores ADD COLUMN followed BOOLEAN NOT NULL DEFAULT FALSE;

CREATE INDEX scores_followed ON scores (dealer_id, vin, as_of) WHERE followed = TRUE;

UPDATE vehicles SET first_scored_at = (
    SELECT MIN(s.as_of) FROM scores s WHERE s.dealer_id = vehicles.dealer_id AND s.vin = vehicles.vin);

UPDATE vehicles SET followed_until = first_scored_at + 86400000 * (
    SELECT MAX(s.horizon_days) FROM scores s
    WHERE s.dealer_id = vehicles.dealer_id AND s.vin = vehicles.vin AND s.as_of = vehicles.first_scored_at)
WHERE first_scored_at IS NOT NULL;

UPDATE scores SET followed = TRUE
WHERE as_of = (SELECT v.first_scored_at FROM vehicles v WHERE v.dealer_id = scores.dealer_id AND v.vin = scores.vin);

-- The record of a dealer's cohorts as it was counted at a time. Scores use the latest one before them, and
-- one that was made is never edited. Exposure is in the units of the model version. A cohort without any is
-- not listed.
CREATE TABLE cohort_counts (
    dealer_id     TEXT NOT NULL REFERENCES dealers (id),
    model_version TEXT NOT NULL,
    as_of         BIGINT NOT NULL,
    PRIMARY KEY (dealer_id, model_version, as_of)
);

CREATE TABLE cohort_records (
    dealer_id     TEXT NOT NULL,
    model_version TEXT NOT NULL,
    as_of         BIGINT NOT NULL,
    family        TEXT NOT NULL,
    climate       TEXT NOT NULL,
    chemistry     TEXT NOT NULL,
    failures      DOUBLE PRECISION NOT NULL,
    exposure      DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (dealer_id, model_version, as_of, family, climate, chemistry),
    FOREIGN KEY (dealer_id, model_version, as_of) REFERENCES cohort_counts (dealer_id, model_version, as_of)
);

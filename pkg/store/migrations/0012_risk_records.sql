-- What the record of batteries needs to be corrected and learned from.

-- +goose Up

-- When something that a dealer's cohorts are counted from was last taken back or corrected: counts from before
-- then hold no more. Counts from before this table may hold what was taken back since, so they hold no more
-- either.
CREATE TABLE battery_corrections (
    dealer_id    TEXT PRIMARY KEY REFERENCES dealers (id),
    corrected_at BIGINT NOT NULL
);

INSERT INTO battery_corrections (dealer_id, corrected_at)
SELECT dealer_id, MAX(as_of) FROM cohort_counts GROUP BY dealer_id;

-- What the vehicle's record said of an early failure before any event did.
ALTER TABLE battery_events ADD COLUMN early_failure_before BOOLEAN;

-- ranked_only is set for a score that is on no page: its points are by the delta method, and not by quadrature.
-- facts is what a score was made of, kept for those that their vehicles are followed by.
ALTER TABLE scores ADD COLUMN ranked_only BOOLEAN NOT NULL DEFAULT FALSE;
ALTER TABLE scores ADD COLUMN facts TEXT NOT NULL DEFAULT '';

-- The standard error of the rank among others, in points.
ALTER TABLE leads ADD COLUMN cohort_se DOUBLE PRECISION;

-- What the record of cohorts is counted from, and the counts; estimates to be held against outcomes; the
-- fleet as it was scored.

-- name: CohortState :one
SELECT CAST(COALESCE((SELECT MAX(c.as_of) FROM cohort_counts c
                      WHERE c.dealer_id = sqlc.arg('dealer_id') AND c.model_version = sqlc.arg('model_version')), -1) AS BIGINT) AS counted_at,
       CAST(COALESCE((SELECT MAX(e.recorded_at) FROM battery_events e
                      WHERE e.dealer_id = sqlc.arg('dealer_id') AND e.kind IN ('replaced_after_failure', 'replaced_preventively')), -1) AS BIGINT) AS recorded_at,
       CAST(COALESCE((SELECT MAX(x.corrected_at) FROM battery_corrections x WHERE x.dealer_id = sqlc.arg('dealer_id')), -1) AS BIGINT) AS corrected_at;

-- name: WatchedVehicles :many
SELECT vin, family, state, chemistry, battery_installed_on, CAST(first_scored_at AS BIGINT) AS first_scored_at
FROM vehicles
WHERE dealer_id = $1 AND first_scored_at IS NOT NULL
ORDER BY vin;

-- name: LostContacts :many
SELECT vin, closed_reason, CAST(closed_at AS BIGINT) AS closed_at
FROM leads
WHERE dealer_id = $1 AND status = 'closed' AND closed_at IS NOT NULL
  AND closed_reason IN ('replaced', 'done_elsewhere', 'not_owner', 'do_not_contact')
ORDER BY vin, closed_at, id;

-- name: InsertCohortCounts :execrows
INSERT INTO cohort_counts (dealer_id, model_version, as_of) VALUES ($1, $2, $3)
ON CONFLICT DO NOTHING;

-- name: InsertCohortRecord :exec
INSERT INTO cohort_records (dealer_id, model_version, as_of, family, climate, chemistry, failures, exposure)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- The counts in force at a time, and those from later. Counts without any record are one row with a
-- negative exposure.
-- name: CohortRecords :many
SELECT c.as_of, COALESCE(r.family, '') AS family, COALESCE(r.climate, '') AS climate, COALESCE(r.chemistry, '') AS chemistry,
       CAST(COALESCE(r.failures, 0) AS DOUBLE PRECISION) AS failures, CAST(COALESCE(r.exposure, -1) AS DOUBLE PRECISION) AS exposure
FROM cohort_counts c
LEFT JOIN cohort_records r ON r.dealer_id = c.dealer_id AND r.model_version = c.model_version AND r.as_of = c.as_of
WHERE c.dealer_id = sqlc.arg('dealer_id') AND c.model_version = sqlc.arg('model_version')
  AND c.as_of >= CAST(COALESCE((SELECT MAX(x.as_of) FROM cohort_counts x
                                WHERE x.dealer_id = sqlc.arg('dealer_id') AND x.model_version = sqlc.arg('model_version')
                                  AND x.as_of <= CAST(sqlc.arg('since') AS BIGINT)), 0) AS BIGINT)
ORDER BY c.as_of, r.family, r.climate, r.chemistry;

-- A vehicle that was held back is uncontacted as long as no lead of it was opened or changed within the horizon.
-- name: FollowedScores :many
SELECT s.vin, s.as_of, s.model_version, s.horizon_days, s.probability, s.prior, s.facts, s.ranked_only,
       CAST(s.withheld = TRUE AND NOT EXISTS (
           SELECT 1 FROM leads l
           WHERE l.dealer_id = s.dealer_id AND l.vin = s.vin
             AND l.created_at < s.as_of + 86400000 * s.horizon_days AND l.updated_at >= s.as_of) AS BOOLEAN) AS uncontacted
FROM scores s
WHERE s.dealer_id = sqlc.arg('dealer_id') AND s.followed = TRUE
  AND s.as_of + 86400000 * (s.horizon_days + 1) <= CAST(sqlc.arg('now') AS BIGINT)
ORDER BY s.vin, s.as_of;

-- The facts of a vehicle that has no score by the model are empty. There may be a hundred thousand rows: what is
-- the same in all of them is not among the columns.
-- name: Fleet :many
SELECT vin, family, state, chemistry,
       CAST(COALESCE(scored_at, 0) AS BIGINT) AS scored_at, CAST(COALESCE(probability, 0) AS DOUBLE PRECISION) AS probability,
       CAST(CASE WHEN scored_model = sqlc.arg('model_version') AND probability IS NOT NULL THEN scored_facts ELSE '' END AS TEXT) AS facts
FROM vehicles
WHERE dealer_id = sqlc.arg('dealer_id')
ORDER BY vin;

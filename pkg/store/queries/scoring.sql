-- name: DueDealers :many
SELECT d.id FROM dealers d
WHERE EXISTS (SELECT 1 FROM vehicles v WHERE v.dealer_id = d.id AND v.due_mark > v.scored_mark)
   OR EXISTS (SELECT 1 FROM leads l WHERE l.dealer_id = d.id AND l.open = TRUE AND l.cohort_label = '')
ORDER BY d.id;

-- name: UnrankedVehicles :many
SELECT vin FROM leads
WHERE dealer_id = $1 AND open = TRUE AND cohort_label = ''
ORDER BY vin;

-- name: DueVehicles :many
SELECT * FROM vehicles
WHERE dealer_id = sqlc.arg('dealer_id') AND due_mark > scored_mark
ORDER BY vin
LIMIT sqlc.arg('max_rows');

-- The next three make at most max_rows vehicles wait, each by one range of vehicles_by_score in every
-- dealer. CROSS JOIN keeps SQLite from reading the vehicles first.
-- name: MarkScoresBeforeDue :execrows
UPDATE vehicles SET due_mark = due_mark + 1
WHERE (dealer_id, vin) IN (
    SELECT v.dealer_id, v.vin FROM dealers d CROSS JOIN vehicles v
    WHERE v.dealer_id = d.id AND v.scored_model = sqlc.arg('model_version') AND v.scored_at < CAST(sqlc.arg('before') AS BIGINT)
      AND v.due_mark = v.scored_mark
    LIMIT sqlc.arg('max_rows'));

-- name: MarkScoresOfLowerModelsDue :execrows
UPDATE vehicles SET due_mark = due_mark + 1
WHERE (dealer_id, vin) IN (
    SELECT v.dealer_id, v.vin FROM dealers d CROSS JOIN vehicles v
    WHERE v.dealer_id = d.id AND v.scored_model > '' AND v.scored_model < sqlc.arg('model_version')
      AND v.due_mark = v.scored_mark
    LIMIT sqlc.arg('max_rows'));

-- name: MarkScoresOfHigherModelsDue :execrows
UPDATE vehicles SET due_mark = due_mark + 1
WHERE (dealer_id, vin) IN (
    SELECT v.dealer_id, v.vin FROM dealers d CROSS JOIN vehicles v
    WHERE v.dealer_id = d.id AND v.scored_model > sqlc.arg('model_version')
      AND v.due_mark = v.scored_mark
    LIMIT sqlc.arg('max_rows'));

-- The estimate that a vehicle is followed by is the first one, and then the first one after its horizon.
-- name: SetLatestScore :one
UPDATE vehicles
SET scored_mark  = CASE WHEN scored_mark < CAST(sqlc.arg('mark') AS BIGINT) THEN CAST(sqlc.arg('mark') AS BIGINT) ELSE scored_mark END,
    scored_at    = CAST(sqlc.arg('as_of') AS BIGINT),
    scored_model = sqlc.arg('model_version'),
    probability  = CAST(sqlc.arg('probability') AS DOUBLE PRECISION),
    scored_facts = sqlc.arg('facts'),
    first_scored_at = COALESCE(first_scored_at, CAST(sqlc.arg('as_of') AS BIGINT)),
    followed_until = CASE WHEN followed_until > CAST(sqlc.arg('as_of') AS BIGINT) THEN followed_until
                          ELSE CAST(sqlc.arg('horizon_ends') AS BIGINT) END
WHERE dealer_id = sqlc.arg('dealer_id') AND vin = sqlc.arg('vin')
RETURNING CAST(followed_until AS BIGINT) AS followed_until;

-- name: SkipDue :exec
UPDATE vehicles SET scored_mark = sqlc.arg('mark')
WHERE dealer_id = sqlc.arg('dealer_id') AND vin = sqlc.arg('vin') AND scored_mark < sqlc.arg('mark');

-- name: SaveScore :exec
INSERT INTO scores (dealer_id, vin, as_of, model_version, horizon_days, probability, low, median, high, log_odds, prior, followed, ranked_only, facts)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (dealer_id, vin, as_of, model_version) DO UPDATE SET
    horizon_days = excluded.horizon_days,
    probability  = excluded.probability,
    low          = excluded.low,
    median       = excluded.median,
    high         = excluded.high,
    log_odds     = excluded.log_odds,
    prior        = excluded.prior,
    followed     = excluded.followed,
    ranked_only  = excluded.ranked_only,
    facts        = excluded.facts;

-- The latest estimate that a vehicle is followed by.
-- name: FollowedWindow :one
SELECT as_of, horizon_days, withheld FROM scores
WHERE dealer_id = $1 AND vin = $2 AND followed = TRUE
ORDER BY as_of DESC, withheld DESC
LIMIT 1;

-- name: Withhold :execrows
UPDATE scores SET withheld = TRUE
WHERE dealer_id = sqlc.arg('dealer_id') AND vin = sqlc.arg('vin') AND as_of = sqlc.arg('as_of') AND followed = TRUE;

-- The vehicles of a range whose latest lead is closed, for good or since a time, so that no estimate of them is
-- on a page.
-- name: SettledVehicles :many
SELECT l.vin FROM leads l
WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.vin >= sqlc.arg('first_vin') AND l.vin <= sqlc.arg('last_vin') AND l.status = 'closed'
  AND (l.closed_reason IN ('not_owner', 'do_not_contact') OR l.closed_at > CAST(sqlc.arg('closed_after') AS BIGINT))
  AND NOT EXISTS (SELECT 1 FROM leads n
                  WHERE n.dealer_id = l.dealer_id AND n.vin = l.vin
                    AND (n.created_at > l.created_at OR n.created_at = l.created_at AND n.id > l.id))
ORDER BY l.vin;

-- name: Standings :many
SELECT vin, family, year, state, chemistry, CAST(probability AS DOUBLE PRECISION) AS probability
FROM vehicles
WHERE dealer_id = sqlc.arg('dealer_id') AND scored_model = sqlc.arg('model_version') AND probability IS NOT NULL
ORDER BY vin;

-- name: LatestFacts :one
SELECT scored_at, scored_model, scored_facts FROM vehicles WHERE dealer_id = $1 AND vin = $2;

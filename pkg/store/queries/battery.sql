-- The event is taken from a row of vehicles, so that one for a vehicle of nobody adds nothing and fails
-- nothing.
-- name: SaveBatteryEvent :execrows
INSERT INTO battery_events (dealer_id, id, vin, kind, result, occurred_on, source, battery_from, failed_early, early_failure_before, recorded_at, recorded_by)
SELECT v.dealer_id, CAST(sqlc.arg('id') AS TEXT), v.vin, CAST(sqlc.arg('kind') AS TEXT), CAST(sqlc.arg('result') AS TEXT),
       CAST(sqlc.arg('occurred_on') AS TEXT), CAST(sqlc.arg('source') AS TEXT), CAST(sqlc.narg('battery_from') AS TEXT),
       CAST(sqlc.arg('failed_early') AS BOOLEAN), CAST(sqlc.narg('early_failure_before') AS BOOLEAN),
       CAST(sqlc.arg('recorded_at') AS BIGINT), CAST(sqlc.narg('recorded_by') AS TEXT)
FROM vehicles v
WHERE v.dealer_id = sqlc.arg('dealer_id') AND v.vin = sqlc.arg('vin')
ON CONFLICT (dealer_id, vin, occurred_on, kind, result) DO NOTHING;

-- name: DeleteBatteryEvent :execrows
DELETE FROM battery_events WHERE dealer_id = $1 AND vin = $2 AND id = $3;

-- name: UpdateBatteryEvent :execrows
UPDATE battery_events SET battery_from = sqlc.narg('battery_from'), failed_early = sqlc.arg('failed_early')
WHERE dealer_id = sqlc.arg('dealer_id') AND vin = sqlc.arg('vin') AND id = sqlc.arg('id');

-- name: MarkBatteriesCorrected :exec
INSERT INTO battery_corrections (dealer_id, corrected_at) VALUES ($1, $2)
ON CONFLICT (dealer_id) DO UPDATE SET corrected_at = excluded.corrected_at
WHERE battery_corrections.corrected_at < excluded.corrected_at;

-- name: BatteryEvents :many
SELECT * FROM battery_events
WHERE dealer_id = $1 AND vin = $2
ORDER BY occurred_on, recorded_at, id;

-- name: DealerBatteryEvents :many
SELECT * FROM battery_events
WHERE dealer_id = $1
ORDER BY vin, occurred_on, recorded_at, id;

-- name: BatteryHistory :one
SELECT CAST(COALESCE(MAX(CASE WHEN kind <> 'tested' THEN occurred_on ELSE '' END), '') AS TEXT) AS fitted_on,
       CAST(COALESCE(MAX(CASE WHEN failed_early THEN 1 ELSE 0 END), 0) AS BIGINT) AS early_failures
FROM battery_events
WHERE dealer_id = $1 AND vin = $2;

-- The reading is taken from a row of vehicles, so that one for a vehicle of nobody adds nothing and
-- fails nothing.
-- name: SaveReading :execrows
INSERT INTO readings (dealer_id, vin, observed_at, kind, source, code, value, rest_hours, text)
SELECT v.dealer_id, v.vin, CAST(sqlc.arg('observed_at') AS BIGINT), CAST(sqlc.arg('kind') AS TEXT),
       CAST(sqlc.arg('source') AS TEXT), CAST(sqlc.arg('code') AS TEXT),
       CAST(sqlc.arg('value') AS DOUBLE PRECISION), CAST(sqlc.arg('rest_hours') AS DOUBLE PRECISION),
       CAST(sqlc.arg('text') AS TEXT)
FROM vehicles v
WHERE v.dealer_id = sqlc.arg('dealer_id') AND v.vin = sqlc.arg('vin')
ON CONFLICT (dealer_id, vin, observed_at, kind, source, code) DO UPDATE SET
    value = excluded.value, rest_hours = excluded.rest_hours, text = excluded.text
WHERE readings.value <> excluded.value OR readings.rest_hours <> excluded.rest_hours OR readings.text <> excluded.text;

-- name: DeleteReading :exec
DELETE FROM readings
WHERE dealer_id = $1 AND vin = $2 AND observed_at = $3 AND kind = $4 AND source = $5 AND code = $6;

-- name: Readings :many
SELECT * FROM readings
WHERE dealer_id = sqlc.arg('dealer_id') AND vin = sqlc.arg('vin') AND observed_at >= sqlc.arg('since')
ORDER BY observed_at, kind, source, code;

-- name: RecentReadings :many
SELECT * FROM readings
WHERE dealer_id = sqlc.arg('dealer_id') AND vin = sqlc.arg('vin') AND observed_at >= sqlc.arg('since')
  AND (CAST(sqlc.narg('kinds') AS TEXT) IS NULL OR CAST(sqlc.narg('kinds') AS TEXT) LIKE '%,' || kind || ',%')
ORDER BY observed_at DESC, kind, source, code
LIMIT sqlc.arg('max_rows');

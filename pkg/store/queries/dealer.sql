-- name: InsertDealer :execrows
INSERT INTO dealers (id, code, name, city, state, time_zone,
                     threshold_high, threshold_moderate, threshold_follow_up, tone, language, created_at, uncontacted_percent)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
ON CONFLICT DO NOTHING;

-- name: DealerByID :one
SELECT * FROM dealers WHERE id = $1;

-- name: DealerByCode :one
SELECT * FROM dealers WHERE code = $1;

-- name: DealerOverviews :many
SELECT sqlc.embed(d),
       (SELECT COUNT(*) FROM vehicles v WHERE v.dealer_id = d.id) AS vehicles,
       (SELECT COUNT(*) FROM leads l WHERE l.dealer_id = d.id AND l.open = TRUE AND l.priority <> 'RETENTION') AS open_leads,
       CAST((SELECT COALESCE(MAX(v.scored_at), -1) FROM vehicles v WHERE v.dealer_id = d.id) AS BIGINT) AS last_scored_at
FROM dealers d
WHERE CAST(sqlc.narg('only_id') AS TEXT) IS NULL OR d.id = CAST(sqlc.narg('only_id') AS TEXT)
ORDER BY LOWER(d.name), d.id;

-- name: UpdateDealerSettings :execrows
UPDATE dealers
SET threshold_high = $2, threshold_moderate = $3, threshold_follow_up = $4, tone = $5, language = $6, uncontacted_percent = $7
WHERE id = $1;

-- name: UpdateDealer :execrows
UPDATE dealers SET name = $2, city = $3, state = $4, time_zone = $5 WHERE id = $1;

-- name: UpdateCallHours :execrows
UPDATE dealers SET call_hours = sqlc.arg('call_hours'), call_hours_version = call_hours_version + 1
WHERE id = sqlc.arg('id') AND call_hours_version = sqlc.arg('version');

-- name: DealerPrices :many
SELECT * FROM dealer_prices
WHERE CAST(sqlc.narg('dealer_id') AS TEXT) IS NULL OR dealer_id = CAST(sqlc.narg('dealer_id') AS TEXT)
ORDER BY dealer_id, position;

-- name: DeleteDealerPrices :exec
DELETE FROM dealer_prices WHERE dealer_id = $1;

-- name: InsertDealerPrice :exec
INSERT INTO dealer_prices (dealer_id, position, family, parts_cents, labour_cents, currency)
VALUES ($1, $2, $3, $4, $5, $6);

-- name: DealerClimate :many
SELECT * FROM dealer_climate
WHERE CAST(sqlc.narg('dealer_id') AS TEXT) IS NULL OR dealer_id = CAST(sqlc.narg('dealer_id') AS TEXT)
ORDER BY dealer_id, position;

-- name: DeleteDealerClimate :exec
DELETE FROM dealer_climate WHERE dealer_id = $1;

-- name: InsertDealerClimate :exec
INSERT INTO dealer_climate (dealer_id, position, state, annual_mean_c, source)
VALUES ($1, $2, $3, $4, $5);

-- name: MarkFleetStale :exec
UPDATE vehicles SET due_mark = due_mark + 1 WHERE dealer_id = $1;

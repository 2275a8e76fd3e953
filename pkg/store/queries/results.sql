-- Walks lead_activities_outcomes.
-- name: Contacts :many
SELECT a.lead_id, l.vin, l.priority, CAST(a.code AS TEXT) AS code, a.at
FROM lead_activities a
JOIN leads l ON l.dealer_id = a.dealer_id AND l.id = a.lead_id
WHERE a.dealer_id = sqlc.arg('dealer_id') AND a.code IS NOT NULL AND a.undone = FALSE
  AND a.at >= CAST(sqlc.arg('since') AS BIGINT) AND a.at < CAST(sqlc.arg('before') AS BIGINT)
ORDER BY a.at, a.id;

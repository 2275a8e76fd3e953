-- name: InsertActivity :exec
INSERT INTO lead_activities (dealer_id, id, lead_id, at, user_id, kind, code, note, from_status, to_status, from_reason, to_reason,
                             from_closed_at, to_closed_at, from_call_back_at, to_call_back_at, to_assignee_id, undoes, stop_lead_id, other_vehicles)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20);

-- name: MarkActivityUndone :execrows
UPDATE lead_activities SET undone = TRUE
WHERE dealer_id = $1 AND id = $2 AND undone = FALSE;

-- Walks lead_activities_of_lead down from the cursor.
-- name: Activities :many
SELECT a.id, a.lead_id, a.at, a.user_id, a.kind, a.code, a.note, a.from_status, a.to_status, a.from_reason, a.to_reason,
       a.from_closed_at, a.to_closed_at, a.from_call_back_at, a.to_call_back_at, a.to_assignee_id, a.undoes, a.undone,
       COALESCE(u.name, '') AS user_name, COALESCE(g.name, '') AS assignee_name, a.stop_lead_id, COALESCE(w.vin, '') AS stop_vin, a.other_vehicles
FROM lead_activities a
LEFT JOIN users u ON u.id = a.user_id
LEFT JOIN users g ON g.id = a.to_assignee_id
LEFT JOIN leads w ON w.dealer_id = a.dealer_id AND w.id = a.stop_lead_id
WHERE a.dealer_id = sqlc.arg('dealer_id') AND a.lead_id = sqlc.arg('lead_id')
  AND (a.at, a.id) < (CAST(sqlc.arg('before_at') AS BIGINT), CAST(sqlc.arg('before_id') AS TEXT))
ORDER BY a.at DESC, a.id DESC
LIMIT sqlc.arg('max_rows');

-- name: Activity :one
SELECT a.id, a.lead_id, a.at, a.user_id, a.kind, a.code, a.note, a.from_status, a.to_status, a.from_reason, a.to_reason,
       a.from_closed_at, a.to_closed_at, a.from_call_back_at, a.to_call_back_at, a.to_assignee_id, a.undoes, a.undone,
       COALESCE(u.name, '') AS user_name, COALESCE(g.name, '') AS assignee_name, a.stop_lead_id, COALESCE(w.vin, '') AS stop_vin, a.other_vehicles
FROM lead_activities a
LEFT JOIN users u ON u.id = a.user_id
LEFT JOIN users g ON g.id = a.to_assignee_id
LEFT JOIN leads w ON w.dealer_id = a.dealer_id AND w.id = a.stop_lead_id
WHERE a.dealer_id = sqlc.arg('dealer_id') AND a.lead_id = sqlc.arg('lead_id')
  AND a.id = sqlc.arg('id');

-- The latest change of a lead's status that stands.
-- name: LatestStatusChange :one
SELECT id FROM lead_activities
WHERE dealer_id = $1 AND lead_id = $2 AND to_status IS NOT NULL AND kind <> 'undone' AND undone = FALSE
ORDER BY at DESC, id DESC
LIMIT 1;

-- name: OutcomeCounts :many
SELECT CAST(code AS TEXT) AS code, COUNT(*) AS outcomes, COUNT(DISTINCT lead_id) AS leads
FROM lead_activities
WHERE dealer_id = sqlc.arg('dealer_id') AND code IS NOT NULL AND undone = FALSE
  AND at >= CAST(sqlc.arg('since') AS BIGINT) AND at < CAST(sqlc.arg('before') AS BIGINT)
GROUP BY code
ORDER BY code;

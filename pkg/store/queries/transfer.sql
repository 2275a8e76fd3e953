-- name: InsertImport :execrows
INSERT INTO imports (dealer_id, id, kind, name, state, total, done, accepted, unchanged, rejected, started_at, changed_at)
VALUES (sqlc.arg('dealer_id'), sqlc.arg('id'), sqlc.arg('kind'), sqlc.arg('name'), sqlc.arg('state'), sqlc.arg('total'),
        0, 0, 0, 0, sqlc.arg('at'), sqlc.arg('at'))
ON CONFLICT DO NOTHING;

-- name: AdvanceImport :execrows
UPDATE imports
SET done = sqlc.arg('done'), accepted = sqlc.arg('accepted'), unchanged = sqlc.arg('unchanged'), rejected = sqlc.arg('rejected'),
    state = CASE WHEN total = CAST(sqlc.arg('done') AS BIGINT) THEN 'done' ELSE state END, changed_at = sqlc.arg('at')
WHERE dealer_id = sqlc.arg('dealer_id') AND id = sqlc.arg('id') AND state = 'running';

-- name: EndImport :exec
UPDATE imports SET state = sqlc.arg('state'), changed_at = sqlc.arg('at')
WHERE dealer_id = sqlc.arg('dealer_id') AND id = sqlc.arg('id') AND state = 'running';

-- name: EndSilentImports :exec
UPDATE imports SET state = 'broken_off'
WHERE dealer_id = sqlc.arg('dealer_id') AND state = 'running' AND changed_at < sqlc.arg('before');

-- name: DeleteImportsBefore :exec
DELETE FROM imports WHERE dealer_id = sqlc.arg('dealer_id') AND started_at < sqlc.arg('before');

-- name: ImportByID :one
SELECT * FROM imports WHERE dealer_id = $1 AND id = $2;

-- name: LatestImports :many
SELECT * FROM imports
WHERE dealer_id = sqlc.arg('dealer_id') AND kind <> ''
ORDER BY started_at DESC, id DESC
LIMIT sqlc.arg('max_rows');

-- name: ScoringState :one
SELECT (SELECT COUNT(*) FROM vehicles v WHERE v.dealer_id = sqlc.arg('dealer_id') AND v.due_mark > v.scored_mark) AS waiting,
       EXISTS (SELECT 1 FROM leads l WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.open = TRUE AND l.cohort_label = '') AS unranked;

-- name: RaiseEventHead :one
INSERT INTO event_heads (dealer_id, last) VALUES (sqlc.arg('dealer_id'), sqlc.arg('more'))
ON CONFLICT (dealer_id) DO UPDATE SET last = event_heads.last + excluded.last
RETURNING last;

-- name: InsertEvent :exec
INSERT INTO events (dealer_id, id, name, subject, at) VALUES ($1, $2, $3, $4, $5);

-- name: EventHead :one
SELECT last FROM event_heads WHERE dealer_id = $1;

-- name: EventHeads :many
SELECT dealer_id, last FROM event_heads;

-- name: Events :many
SELECT id, name, subject, at FROM events
WHERE dealer_id = sqlc.arg('dealer_id') AND id > sqlc.arg('after')
ORDER BY id LIMIT sqlc.arg('max_rows');

-- name: DeleteEventsBefore :exec
DELETE FROM events WHERE at < sqlc.arg('before');

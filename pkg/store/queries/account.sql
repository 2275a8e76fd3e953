-- name: InsertUser :execrows
INSERT INTO users (id, dealer_id, email, name, role, password_hash, disabled, created_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
ON CONFLICT DO NOTHING;

-- name: UserByEmail :one
SELECT sqlc.embed(u), COALESCE(d.code, '') AS dealer_code, COALESCE(d.name, '') AS dealer_name
FROM users u LEFT JOIN dealers d ON d.id = u.dealer_id
WHERE u.email = $1;

-- name: UserBySession :one
SELECT sqlc.embed(u), COALESCE(d.code, '') AS dealer_code, COALESCE(d.name, '') AS dealer_name,
       s.created_at AS session_created_at, s.expires_at AS session_expires_at
FROM sessions s
JOIN users u ON u.id = s.user_id
LEFT JOIN dealers d ON d.id = u.dealer_id
WHERE s.token_hash = $1 AND s.expires_at > sqlc.arg('now') AND u.disabled = FALSE;

-- name: People :many
SELECT sqlc.embed(u), d.code AS dealer_code, d.name AS dealer_name
FROM users u JOIN dealers d ON d.id = u.dealer_id
WHERE u.dealer_id = sqlc.arg('dealer_id') AND u.disabled = FALSE
ORDER BY LOWER(u.name), u.id;

-- name: PersonName :one
SELECT name FROM users
WHERE dealer_id = CAST(sqlc.arg('dealer_id') AS TEXT) AND id = sqlc.arg('id') AND disabled = FALSE;

-- name: UpdatePassword :execrows
UPDATE users SET password_hash = $2 WHERE id = $1;

-- name: DeleteSessionsOfUser :exec
DELETE FROM sessions WHERE user_id = $1;

-- name: InsertSession :exec
INSERT INTO sessions (token_hash, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4);

-- name: DeleteSession :exec
DELETE FROM sessions WHERE token_hash = $1;

-- name: DeleteExpiredSessions :exec
DELETE FROM sessions WHERE expires_at <= sqlc.arg('now');

-- name: RecentUsers :many
SELECT sqlc.embed(u), d.code AS dealer_code, d.name AS dealer_name
FROM (SELECT user_id, MAX(created_at) AS signed_in_at FROM sessions WHERE expires_at > sqlc.arg('now') GROUP BY user_id) s
JOIN users u ON u.id = s.user_id
JOIN dealers d ON d.id = u.dealer_id
WHERE u.disabled = FALSE
ORDER BY s.signed_in_at DESC, u.id
LIMIT sqlc.arg('at_most');

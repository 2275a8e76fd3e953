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
WHERE u.dealer_id = sqlc.arg('dealer_id') AND u.disabled = FALSE AND u.password_hash <> ''
ORDER BY LOWER(u.name), u.id;

-- name: PersonName :one
SELECT name FROM users
WHERE dealer_id = CAST(sqlc.arg('dealer_id') AS TEXT) AND id = sqlc.arg('id') AND disabled = FALSE AND password_hash <> '';

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

-- name: Users :many
SELECT sqlc.embed(u), COALESCE(d.code, '') AS dealer_code, COALESCE(d.name, '') AS dealer_name, k.expires_at AS link_expires_at
FROM users u
LEFT JOIN dealers d ON d.id = u.dealer_id
LEFT JOIN access_links k ON k.user_id = u.id
WHERE CAST(sqlc.narg('only_id') AS TEXT) IS NULL OR u.dealer_id = CAST(sqlc.narg('only_id') AS TEXT)
ORDER BY LOWER(CASE WHEN u.name = '' THEN u.email ELSE u.name END), u.id;

-- name: UserByID :one
SELECT sqlc.embed(u), COALESCE(d.code, '') AS dealer_code, COALESCE(d.name, '') AS dealer_name, k.expires_at AS link_expires_at
FROM users u
LEFT JOIN dealers d ON d.id = u.dealer_id
LEFT JOIN access_links k ON k.user_id = u.id
WHERE u.id = sqlc.arg('id')
  AND (CAST(sqlc.narg('only_id') AS TEXT) IS NULL OR u.dealer_id = CAST(sqlc.narg('only_id') AS TEXT));

-- name: UpdateAccess :execrows
UPDATE users SET role = $2, disabled = $3 WHERE id = $1;

-- name: UpdateName :execrows
UPDATE users SET name = $2 WHERE id = $1;

-- name: CountAdmins :one
SELECT COUNT(*) FROM users WHERE role = 'admin' AND disabled = FALSE AND password_hash <> '';

-- name: DeleteInvited :execrows
DELETE FROM users WHERE id = $1 AND password_hash = '';

-- name: UpdateLastSeen :exec
UPDATE users SET last_seen_at = $2 WHERE id = $1 AND (last_seen_at IS NULL OR last_seen_at < $2);

-- name: SaveLink :exec
INSERT INTO access_links (user_id, token_hash, created_at, expires_at) VALUES ($1, $2, $3, $4)
ON CONFLICT (user_id) DO UPDATE SET token_hash = excluded.token_hash, created_at = excluded.created_at, expires_at = excluded.expires_at;

-- name: UserByLink :one
SELECT sqlc.embed(u), COALESCE(d.code, '') AS dealer_code, COALESCE(d.name, '') AS dealer_name, k.expires_at AS link_expires_at
FROM access_links k
JOIN users u ON u.id = k.user_id
LEFT JOIN dealers d ON d.id = u.dealer_id
WHERE k.token_hash = $1 AND k.expires_at > sqlc.arg('now') AND u.disabled = FALSE;

-- name: TakeLink :execrows
DELETE FROM access_links WHERE token_hash = $1 AND expires_at > sqlc.arg('now');

-- name: DeleteLinkOf :exec
DELETE FROM access_links WHERE user_id = $1;

-- name: InsertKey :exec
INSERT INTO api_keys (dealer_id, id, name, prefix, secret_hash, scope, created_at, expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8);

-- name: Keys :many
SELECT * FROM api_keys WHERE dealer_id = $1 ORDER BY created_at DESC, id DESC;

-- name: KeyBySecret :one
SELECT sqlc.embed(k), d.code AS dealer_code, d.name AS dealer_name
FROM api_keys k JOIN dealers d ON d.id = k.dealer_id
WHERE k.secret_hash = $1 AND k.revoked_at IS NULL;

-- name: RevokeKey :execrows
UPDATE api_keys SET revoked_at = COALESCE(revoked_at, sqlc.arg('now')) WHERE dealer_id = sqlc.arg('dealer_id') AND id = sqlc.arg('id');

-- name: UpdateLastUsed :exec
UPDATE api_keys SET last_used_at = $3 WHERE dealer_id = $1 AND id = $2 AND (last_used_at IS NULL OR last_used_at < $3);

-- name: RecentUsers :many
SELECT sqlc.embed(u), d.code AS dealer_code, d.name AS dealer_name
FROM (SELECT user_id, MAX(created_at) AS signed_in_at FROM sessions WHERE expires_at > sqlc.arg('now') GROUP BY user_id) s
JOIN users u ON u.id = s.user_id
JOIN dealers d ON d.id = u.dealer_id
WHERE u.disabled = FALSE
ORDER BY s.signed_in_at DESC, u.id
LIMIT sqlc.arg('at_most');

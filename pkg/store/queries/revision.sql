-- name: Revision :one
SELECT value FROM revisions WHERE scope = $1;

-- name: BumpRevision :exec
INSERT INTO revisions (scope, value) VALUES ($1, 1)
ON CONFLICT (scope) DO UPDATE SET value = revisions.value + 1;

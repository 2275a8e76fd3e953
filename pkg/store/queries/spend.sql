-- name: OpenSpend :exec
INSERT INTO spend (scope, month, tokens, cost) VALUES ($1, $2, 0, 0) ON CONFLICT (scope, month) DO NOTHING;

-- name: RaiseSpend :execrows
UPDATE spend SET tokens = tokens + sqlc.arg('tokens'), cost = cost + sqlc.arg('cost')
WHERE scope = sqlc.arg('scope') AND month = sqlc.arg('month')
  AND (CAST(sqlc.arg('max_tokens') AS BIGINT) = 0 OR tokens + sqlc.arg('tokens') <= CAST(sqlc.arg('max_tokens') AS BIGINT))
  AND (CAST(sqlc.arg('max_cost') AS BIGINT) = 0 OR cost + sqlc.arg('cost') <= CAST(sqlc.arg('max_cost') AS BIGINT));

-- name: LowerSpend :exec
UPDATE spend SET tokens = tokens - sqlc.arg('tokens'), cost = cost - sqlc.arg('cost')
WHERE scope = sqlc.arg('scope') AND month = sqlc.arg('month');

-- name: Spend :one
SELECT tokens, cost FROM spend WHERE scope = $1 AND month = $2;

-- name: InsertModelCall :exec
INSERT INTO model_calls (id, dealer_id, month, provider, model, state, reserved_tokens, reserved_cost, prompt_tokens, completion_tokens, began_at)
VALUES ($1, $2, $3, $4, $5, 'reserved', $6, $7, 0, 0, $8);

-- name: EndModelCall :one
UPDATE model_calls SET state = sqlc.arg('state'), reason = sqlc.arg('reason'), prompt_tokens = sqlc.arg('prompt_tokens'), completion_tokens = sqlc.arg('completion_tokens'),
       cost = sqlc.narg('cost'), ended_at = CAST(sqlc.arg('ended_at') AS BIGINT)
WHERE id = sqlc.arg('id') AND state = 'reserved'
RETURNING dealer_id, month, reserved_tokens, reserved_cost;

-- name: LoseModelCalls :execrows
UPDATE model_calls SET state = 'lost', ended_at = CAST(sqlc.arg('ended_at') AS BIGINT)
WHERE state = 'reserved' AND began_at < sqlc.arg('before');

-- name: SumModelCalls :one
SELECT CAST(COUNT(*) AS BIGINT) AS calls, CAST(COALESCE(SUM(prompt_tokens), 0) AS BIGINT) AS prompt_tokens,
       CAST(COALESCE(SUM(completion_tokens), 0) AS BIGINT) AS completion_tokens, CAST(COALESCE(SUM(cost), 0) AS BIGINT) AS cost,
       CAST(COALESCE(SUM(CASE WHEN state = 'reserved' THEN 1 ELSE 0 END), 0) AS BIGINT) AS under_way
FROM model_calls WHERE dealer_id = sqlc.arg('dealer_id') AND month = sqlc.arg('month');

-- name: ModelCalls :many
SELECT id, dealer_id, month, provider, model, state, reason, reserved_tokens, reserved_cost, prompt_tokens, completion_tokens, cost, began_at, ended_at
FROM model_calls WHERE dealer_id = $1 AND month = $2 ORDER BY began_at, id;

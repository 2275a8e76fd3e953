-- name: Draft :one
SELECT * FROM drafts WHERE key = $1;

-- name: SaveDraft :exec
INSERT INTO drafts (key, priority, vehicle_kind, reasons, language, tone, variant, phone_script, sms, email_subject, email_body,
                    model, prompt_version, generated_at, provider, prompt_tokens, completion_tokens, cost, latency_ms, attempts, rules)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
ON CONFLICT (key) DO UPDATE SET
    priority          = excluded.priority,
    vehicle_kind      = excluded.vehicle_kind,
    reasons           = excluded.reasons,
    language          = excluded.language,
    tone              = excluded.tone,
    variant           = excluded.variant,
    phone_script      = excluded.phone_script,
    sms               = excluded.sms,
    email_subject     = excluded.email_subject,
    email_body        = excluded.email_body,
    model             = excluded.model,
    prompt_version    = excluded.prompt_version,
    generated_at      = excluded.generated_at,
    provider          = excluded.provider,
    prompt_tokens     = excluded.prompt_tokens,
    completion_tokens = excluded.completion_tokens,
    cost              = excluded.cost,
    latency_ms        = excluded.latency_ms,
    attempts          = excluded.attempts,
    rules             = excluded.rules;

-- name: LeadMessage :one
SELECT * FROM lead_messages WHERE dealer_id = $1 AND lead_id = $2;

-- name: SaveLeadMessage :exec
INSERT INTO lead_messages (dealer_id, lead_id, draft_key, brief_key, edited, phone_script, sms, email_subject, email_body, edited_by, edited_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
ON CONFLICT (dealer_id, lead_id) DO UPDATE SET
    draft_key     = excluded.draft_key,
    brief_key     = excluded.brief_key,
    edited        = excluded.edited,
    phone_script  = excluded.phone_script,
    sms           = excluded.sms,
    email_subject = excluded.email_subject,
    email_body    = excluded.email_body,
    edited_by     = excluded.edited_by,
    edited_at     = excluded.edited_at;

-- A request that was broken off is taken over by the next one of its kind.
-- name: BeginOnce :execrows
INSERT INTO once (dealer_id, key, request, answer, began_at)
VALUES (sqlc.arg('dealer_id'), sqlc.arg('key'), sqlc.arg('request'), '', sqlc.arg('began_at'))
ON CONFLICT (dealer_id, key) DO UPDATE SET began_at = excluded.began_at
WHERE once.answer = '' AND once.request = excluded.request AND once.began_at < sqlc.arg('abandoned');

-- name: OnceByKey :one
SELECT request, answer FROM once WHERE dealer_id = $1 AND key = $2;

-- name: FinishOnce :exec
UPDATE once SET answer = sqlc.arg('answer') WHERE dealer_id = sqlc.arg('dealer_id') AND key = sqlc.arg('key');

-- name: ForgetOnce :exec
DELETE FROM once WHERE dealer_id = $1 AND key = $2 AND answer = '';

-- name: DeleteOnceBefore :exec
DELETE FROM once WHERE began_at < sqlc.arg('before');

-- name: LeaseDraft :execrows
INSERT INTO draft_leases (key, holder, expires_at) VALUES (sqlc.arg('key'), sqlc.arg('holder'), sqlc.arg('expires_at'))
ON CONFLICT (key) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at
WHERE draft_leases.expires_at <= sqlc.arg('now');

-- name: ReleaseDraft :exec
DELETE FROM draft_leases WHERE key = $1 AND holder = $2;

-- name: HasDraft :one
SELECT EXISTS (SELECT 1 FROM drafts WHERE key = $1);

-- name: DraftFailure :one
SELECT key, reason, rule, times, failed_at, retry_at FROM draft_failures WHERE key = $1;

-- name: SaveDraftFailure :exec
INSERT INTO draft_failures (key, reason, rule, times, failed_at, retry_at) VALUES ($1, $2, $3, $4, $5, $6)
ON CONFLICT (key) DO UPDATE SET
    reason    = excluded.reason,
    rule      = excluded.rule,
    times     = excluded.times,
    failed_at = excluded.failed_at,
    retry_at  = excluded.retry_at;

-- name: DeleteDraftFailure :exec
DELETE FROM draft_failures WHERE key = $1;

-- name: DeleteDraftFailuresBefore :exec
DELETE FROM draft_failures WHERE failed_at < sqlc.arg('before');

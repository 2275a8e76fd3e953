-- name: Draft :one
SELECT * FROM drafts WHERE key = $1;

-- name: SaveDraft :exec
INSERT INTO drafts (key, priority, vehicle_kind, reasons, language, tone, variant, phone_script, sms, email_subject, email_body,
                    model, prompt_version, generated_at)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
ON CONFLICT (key) DO UPDATE SET
    priority       = excluded.priority,
    vehicle_kind   = excluded.vehicle_kind,
    reasons        = excluded.reasons,
    language       = excluded.language,
    tone           = excluded.tone,
    variant        = excluded.variant,
    phone_script   = excluded.phone_script,
    sms            = excluded.sms,
    email_subject  = excluded.email_subject,
    email_body     = excluded.email_body,
    model          = excluded.model,
    prompt_version = excluded.prompt_version,
    generated_at   = excluded.generated_at;

-- The four ways to read leads have one list of columns, so that one function makes a lead of each.

-- name: Lead :one
SELECT l.id, l.vin, l.priority, l.status, l.closed_reason, l.closed_at, l.call_back_at, l.assignee_id,
       COALESCE(u.name, '') AS assignee_name, l.note, l.own_message, l.version, l.created_at, l.updated_at,
       l.as_of, l.model_version, l.horizon_days, l.probability, l.low, l.median, l.high, l.log_odds, l.explanation,
       l.cohort_label, l.cohort_size, l.cohort_percentile, l.cohort_se,
       v.year, v.make, v.model, v.family, v.kind, v.mileage, v.city, v.state, v.customer_name,
       CAST(EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.phone <> '' AND s.phone = v.customer_phone)
            OR EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.email <> '' AND s.email = LOWER(v.customer_email))
            AS BOOLEAN) AS stopped
FROM leads l
JOIN vehicles v ON v.dealer_id = l.dealer_id AND v.vin = l.vin
LEFT JOIN users u ON u.id = l.assignee_id
WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.id = sqlc.arg('id');

-- A lead that is not closed is always the newest: there is at most one, and nothing opens beside it.
-- name: LatestLead :one
SELECT l.id, l.vin, l.priority, l.status, l.closed_reason, l.closed_at, l.call_back_at, l.assignee_id,
       COALESCE(u.name, '') AS assignee_name, l.note, l.own_message, l.version, l.created_at, l.updated_at,
       l.as_of, l.model_version, l.horizon_days, l.probability, l.low, l.median, l.high, l.log_odds, l.explanation,
       l.cohort_label, l.cohort_size, l.cohort_percentile, l.cohort_se,
       v.year, v.make, v.model, v.family, v.kind, v.mileage, v.city, v.state, v.customer_name,
       CAST(EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.phone <> '' AND s.phone = v.customer_phone)
            OR EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.email <> '' AND s.email = LOWER(v.customer_email))
            AS BOOLEAN) AS stopped
FROM leads l
JOIN vehicles v ON v.dealer_id = l.dealer_id AND v.vin = l.vin
LEFT JOIN users u ON u.id = l.assignee_id
WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.vin = sqlc.arg('vin')
ORDER BY CASE WHEN l.status = 'closed' THEN 1 ELSE 0 END, l.created_at DESC, l.id DESC
LIMIT 1;

-- Walks leads_queue from the cursor on: the page deep in the queue costs what the first one does.
-- name: LeadsByOpen :many
SELECT l.id, l.vin, l.priority, l.status, l.closed_reason, l.closed_at, l.call_back_at, l.assignee_id,
       COALESCE(u.name, '') AS assignee_name, l.note, l.own_message, l.version, l.created_at, l.updated_at,
       l.as_of, l.model_version, l.horizon_days, l.probability, l.low, l.median, l.high, l.log_odds, l.explanation,
       l.cohort_label, l.cohort_size, l.cohort_percentile, l.cohort_se,
       v.year, v.make, v.model, v.family, v.kind, v.mileage, v.city, v.state, v.customer_name,
       CAST(EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.phone <> '' AND s.phone = v.customer_phone)
            OR EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.email <> '' AND s.email = LOWER(v.customer_email))
            AS BOOLEAN) AS stopped
FROM leads l
JOIN vehicles v ON v.dealer_id = l.dealer_id AND v.vin = l.vin
LEFT JOIN users u ON u.id = l.assignee_id
WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.open = CAST(sqlc.arg('open') AS BOOLEAN)
  AND (l.sort_key, l.id) > (CAST(sqlc.arg('after_key') AS BIGINT), CAST(sqlc.arg('after_id') AS TEXT))
  AND l.sort_key < CAST(sqlc.arg('below_key') AS BIGINT)
  AND (CAST(sqlc.narg('statuses') AS TEXT) IS NULL OR CAST(sqlc.narg('statuses') AS TEXT) LIKE '%,' || l.status || ',%')
  AND (CAST(sqlc.narg('assignee') AS TEXT) IS NULL OR COALESCE(l.assignee_id, '') = CAST(sqlc.narg('assignee') AS TEXT))
  AND (CAST(sqlc.narg('pattern') AS TEXT) IS NULL
       OR v.search_text LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\'
       OR l.note_search LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\')
  AND (CAST(sqlc.narg('states') AS TEXT) IS NULL
       OR (CAST(sqlc.narg('states') AS TEXT) LIKE '%,' || v.state || ',%' AND l.closed_reason <> 'do_not_contact'))
ORDER BY l.sort_key, l.id
LIMIT sqlc.arg('max_rows');

-- Walks leads_all in the same way, for statuses on both sides of open.
-- name: LeadsAll :many
SELECT l.id, l.vin, l.priority, l.status, l.closed_reason, l.closed_at, l.call_back_at, l.assignee_id,
       COALESCE(u.name, '') AS assignee_name, l.note, l.own_message, l.version, l.created_at, l.updated_at,
       l.as_of, l.model_version, l.horizon_days, l.probability, l.low, l.median, l.high, l.log_odds, l.explanation,
       l.cohort_label, l.cohort_size, l.cohort_percentile, l.cohort_se,
       v.year, v.make, v.model, v.family, v.kind, v.mileage, v.city, v.state, v.customer_name,
       CAST(EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.phone <> '' AND s.phone = v.customer_phone)
            OR EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.email <> '' AND s.email = LOWER(v.customer_email))
            AS BOOLEAN) AS stopped
FROM leads l
JOIN vehicles v ON v.dealer_id = l.dealer_id AND v.vin = l.vin
LEFT JOIN users u ON u.id = l.assignee_id
WHERE l.dealer_id = sqlc.arg('dealer_id')
  AND (l.sort_key, l.id) > (CAST(sqlc.arg('after_key') AS BIGINT), CAST(sqlc.arg('after_id') AS TEXT))
  AND l.sort_key < CAST(sqlc.arg('below_key') AS BIGINT)
  AND (CAST(sqlc.narg('statuses') AS TEXT) IS NULL OR CAST(sqlc.narg('statuses') AS TEXT) LIKE '%,' || l.status || ',%')
  AND (CAST(sqlc.narg('assignee') AS TEXT) IS NULL OR COALESCE(l.assignee_id, '') = CAST(sqlc.narg('assignee') AS TEXT))
  AND (CAST(sqlc.narg('pattern') AS TEXT) IS NULL
       OR v.search_text LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\'
       OR l.note_search LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\')
  AND (CAST(sqlc.narg('states') AS TEXT) IS NULL
       OR (CAST(sqlc.narg('states') AS TEXT) LIKE '%,' || v.state || ',%' AND l.closed_reason <> 'do_not_contact'))
ORDER BY l.sort_key, l.id
LIMIT sqlc.arg('max_rows');

-- name: InsertLead :execrows
INSERT INTO leads (dealer_id, id, vin, priority, sort_key, status, open, closed_reason, closed_at, call_back_at, assignee_id,
                   note, note_search, version, created_at, updated_at,
                   as_of, model_version, horizon_days, probability, low, median, high, log_odds, explanation,
                   cohort_label, cohort_size, cohort_percentile, cohort_se)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24, $25,
        $26, $27, $28, $29)
ON CONFLICT DO NOTHING;

-- The place within the priority follows from the probability in the store, which scoring may have
-- replaced since the caller read it: it is kept, and only the part of the priority is exchanged.
-- name: UpdateLead :execrows
UPDATE leads
SET priority = sqlc.arg('priority'), sort_key = CAST(sqlc.arg('priority_key') AS BIGINT) + sort_key % 10000000000,
    status = sqlc.arg('status'), open = sqlc.arg('open'),
    closed_reason = sqlc.arg('closed_reason'), closed_at = sqlc.narg('closed_at'), call_back_at = sqlc.narg('call_back_at'),
    assignee_id = sqlc.narg('assignee_id'), note = sqlc.arg('note'), note_search = sqlc.arg('note_search'),
    version = version + 1, updated_at = sqlc.arg('updated_at')
WHERE dealer_id = sqlc.arg('dealer_id') AND id = sqlc.arg('id') AND version = sqlc.arg('version');

-- name: LeadVersion :one
SELECT version FROM leads WHERE dealer_id = $1 AND id = $2;

-- name: RefreshLead :execrows
UPDATE leads
SET priority = $3, sort_key = $4, updated_at = $5, as_of = $6, model_version = $7, horizon_days = $8,
    probability = $9, low = $10, median = $11, high = $12, log_odds = $13, explanation = $14
WHERE dealer_id = $1 AND id = $2;

-- name: SaveCohort :execrows
UPDATE leads
SET cohort_label = sqlc.arg('label'), cohort_size = sqlc.arg('size'), cohort_percentile = sqlc.narg('percentile'),
    cohort_se = sqlc.narg('se')
WHERE dealer_id = sqlc.arg('dealer_id') AND vin = sqlc.arg('vin') AND open = TRUE
  AND (cohort_label <> sqlc.arg('label') OR cohort_size <> sqlc.arg('size')
       OR cohort_percentile IS DISTINCT FROM sqlc.narg('percentile') OR cohort_se IS DISTINCT FROM sqlc.narg('se'));

-- name: Tallies :many
SELECT priority, COUNT(*) AS leads, CAST(SUM(probability) AS DOUBLE PRECISION) AS expected
FROM leads
WHERE dealer_id = $1 AND open = TRUE
GROUP BY priority;

-- name: OpenProbabilities :many
SELECT probability FROM leads
WHERE dealer_id = sqlc.arg('dealer_id') AND open = TRUE AND sort_key < sqlc.arg('below_key')
ORDER BY sort_key, id;

-- name: DueCallbacks :many
SELECT dealer_id, id FROM leads
WHERE call_back_at <= CAST(sqlc.arg('now') AS BIGINT) AND open = TRUE AND priority = 'RETENTION'
ORDER BY call_back_at, dealer_id, id;

-- name: RaiseLeadVersion :execrows
UPDATE leads SET version = version + 1, own_message = sqlc.arg('own_message'), updated_at = sqlc.arg('updated_at')
WHERE dealer_id = sqlc.arg('dealer_id') AND id = sqlc.arg('id')
  AND (CAST(sqlc.narg('version') AS BIGINT) IS NULL OR version = CAST(sqlc.narg('version') AS BIGINT));

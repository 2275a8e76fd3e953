-- What the queue asks for besides its order: the same leads by age, counts under filters, where one vehicle
-- stands, and a person's saved views.

-- The next two walk leads_by_age in one direction each; both have the columns of the ways to read leads.
-- name: LeadsOldestFirst :many
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
  AND (l.created_at, l.id) > (CAST(sqlc.arg('after_key') AS BIGINT), CAST(sqlc.arg('after_id') AS TEXT))
  AND CAST(sqlc.arg('statuses') AS TEXT) LIKE '%,' || l.status || ',%'
  AND (CAST(sqlc.narg('priorities') AS TEXT) IS NULL OR CAST(sqlc.narg('priorities') AS TEXT) LIKE '%,' || l.priority || ',%')
  AND (CAST(sqlc.narg('assignee') AS TEXT) IS NULL OR COALESCE(l.assignee_id, '') = CAST(sqlc.narg('assignee') AS TEXT))
  AND (CAST(sqlc.narg('pattern') AS TEXT) IS NULL
       OR v.search_text LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\'
       OR l.note_search LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\')
  AND (CAST(sqlc.narg('states') AS TEXT) IS NULL
       OR (CAST(sqlc.narg('states') AS TEXT) LIKE '%,' || v.state || ',%' AND l.closed_reason <> 'do_not_contact'))
ORDER BY l.created_at, l.id
LIMIT sqlc.arg('max_rows');

-- name: LeadsNewestFirst :many
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
  AND (l.created_at, l.id) < (CAST(sqlc.arg('before_key') AS BIGINT), CAST(sqlc.arg('before_id') AS TEXT))
  AND CAST(sqlc.arg('statuses') AS TEXT) LIKE '%,' || l.status || ',%'
  AND (CAST(sqlc.narg('priorities') AS TEXT) IS NULL OR CAST(sqlc.narg('priorities') AS TEXT) LIKE '%,' || l.priority || ',%')
  AND (CAST(sqlc.narg('assignee') AS TEXT) IS NULL OR COALESCE(l.assignee_id, '') = CAST(sqlc.narg('assignee') AS TEXT))
  AND (CAST(sqlc.narg('pattern') AS TEXT) IS NULL
       OR v.search_text LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\'
       OR l.note_search LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\')
  AND (CAST(sqlc.narg('states') AS TEXT) IS NULL
       OR (CAST(sqlc.narg('states') AS TEXT) LIKE '%,' || v.state || ',%' AND l.closed_reason <> 'do_not_contact'))
ORDER BY l.created_at DESC, l.id DESC
LIMIT sqlc.arg('max_rows');

-- name: TalliesOf :many
SELECT l.priority, COUNT(*) AS leads, CAST(SUM(l.probability) AS DOUBLE PRECISION) AS expected
FROM leads l
JOIN vehicles v ON v.dealer_id = l.dealer_id AND v.vin = l.vin
WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.open = TRUE
  AND (CAST(sqlc.narg('assignee') AS TEXT) IS NULL OR COALESCE(l.assignee_id, '') = CAST(sqlc.narg('assignee') AS TEXT))
  AND (CAST(sqlc.narg('pattern') AS TEXT) IS NULL
       OR v.search_text LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\'
       OR l.note_search LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\')
  AND (CAST(sqlc.narg('states') AS TEXT) IS NULL
       OR (CAST(sqlc.narg('states') AS TEXT) LIKE '%,' || v.state || ',%' AND l.closed_reason <> 'do_not_contact'))
GROUP BY l.priority;

-- name: LeadRank :one
SELECT COUNT(*) FROM leads o
JOIN leads l ON l.dealer_id = o.dealer_id
WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.id = sqlc.arg('id')
  AND o.open = TRUE AND (o.sort_key, o.id) <= (l.sort_key, l.id);

-- name: LeadMatches :one
SELECT EXISTS (
    SELECT 1 FROM leads l
    JOIN vehicles v ON v.dealer_id = l.dealer_id AND v.vin = l.vin
    WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.id = sqlc.arg('id')
      AND (v.search_text LIKE CAST(sqlc.arg('pattern') AS TEXT) ESCAPE '\'
           OR l.note_search LIKE CAST(sqlc.arg('pattern') AS TEXT) ESCAPE '\'));

-- name: WasScored :one
SELECT EXISTS (
    SELECT 1 FROM vehicles
    WHERE dealer_id = sqlc.arg('dealer_id') AND vin = sqlc.arg('vin') AND scored_at IS NOT NULL);

-- name: ClosedBy :one
SELECT u.name FROM leads l
JOIN lead_activities a ON a.dealer_id = l.dealer_id AND a.lead_id = l.id AND a.at = l.closed_at AND a.to_status = 'closed' AND a.undone = FALSE
JOIN users u ON u.id = a.user_id
WHERE l.dealer_id = sqlc.arg('dealer_id') AND l.id = sqlc.arg('id')
LIMIT 1;

-- name: Views :many
SELECT id, name, query FROM views
WHERE dealer_id = sqlc.arg('dealer_id') AND user_id = sqlc.arg('user_id')
ORDER BY name, id;

-- name: InsertView :execrows
INSERT INTO views (dealer_id, user_id, id, name, query)
VALUES ($1, $2, $3, $4, $5)
ON CONFLICT DO NOTHING;

-- name: UpdateView :execrows
UPDATE views SET name = sqlc.arg('name'), query = sqlc.arg('query')
WHERE dealer_id = sqlc.arg('dealer_id') AND user_id = sqlc.arg('user_id') AND id = sqlc.arg('id');

-- name: DeleteView :execrows
DELETE FROM views
WHERE dealer_id = sqlc.arg('dealer_id') AND user_id = sqlc.arg('user_id') AND id = sqlc.arg('id');

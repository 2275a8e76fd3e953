-- Who asked not to be contacted, and which vehicles are theirs: those at the same dealer with the same phone number
-- or the same e-mail.

-- name: InsertStop :exec
INSERT INTO contact_stops (dealer_id, lead_id, vin, phone, email, said_at)
VALUES (sqlc.arg('dealer_id'), sqlc.arg('lead_id'), sqlc.arg('vin'), sqlc.arg('phone'), LOWER(CAST(sqlc.arg('email') AS TEXT)), sqlc.arg('said_at'));

-- name: DeleteStop :execrows
DELETE FROM contact_stops WHERE dealer_id = $1 AND lead_id = $2;

-- name: Stop :one
SELECT lead_id, vin, phone, email, said_at FROM contact_stops WHERE dealer_id = $1 AND lead_id = $2;

-- Each part of the inner list walks an index. CROSS JOIN and COALESCE keep SQLite from reading all activities of stops.
-- name: StopOf :one
SELECT s.lead_id, s.vin, s.phone, s.email, s.said_at FROM contact_stops s
WHERE s.dealer_id = sqlc.arg('dealer_id') AND s.lead_id IN (
    SELECT o.lead_id FROM contact_stops o WHERE o.dealer_id = sqlc.arg('dealer_id') AND o.vin = sqlc.arg('vin')
    UNION ALL
    SELECT a.stop_lead_id FROM leads l CROSS JOIN lead_activities a
    WHERE a.dealer_id = l.dealer_id AND a.lead_id = l.id AND l.dealer_id = sqlc.arg('dealer_id') AND l.vin = sqlc.arg('vin') AND COALESCE(a.stop_lead_id, '') <> '' AND a.undone = FALSE
    UNION ALL
    SELECT p.lead_id FROM vehicles v
    JOIN contact_stops p ON p.dealer_id = v.dealer_id AND p.phone <> '' AND p.phone = v.customer_phone
    WHERE v.dealer_id = sqlc.arg('dealer_id') AND v.vin = sqlc.arg('vin')
    UNION ALL
    SELECT e.lead_id FROM vehicles v
    JOIN contact_stops e ON e.dealer_id = v.dealer_id AND e.email <> '' AND e.email = LOWER(v.customer_email)
    WHERE v.dealer_id = sqlc.arg('dealer_id') AND v.vin = sqlc.arg('vin'))
ORDER BY CASE WHEN s.vin = sqlc.arg('vin') THEN 0 ELSE 1 END, s.said_at, s.lead_id
LIMIT 1;

-- The order is asked for outside, so that each part inside walks its own index.
-- name: VehiclesOfCustomer :many
SELECT o.vin FROM vehicles o
WHERE o.dealer_id = sqlc.arg('dealer_id') AND o.vin IN (
    SELECT v.vin FROM vehicles v
    WHERE v.dealer_id = sqlc.arg('dealer_id') AND v.customer_phone <> '' AND v.customer_phone = CAST(sqlc.arg('phone') AS TEXT)
    UNION ALL
    SELECT v.vin FROM vehicles v
    WHERE v.dealer_id = sqlc.arg('dealer_id') AND v.customer_email <> '' AND LOWER(v.customer_email) = LOWER(CAST(sqlc.arg('email') AS TEXT)))
ORDER BY o.vin;

-- name: StoppedVehicles :many
SELECT v.vin FROM vehicles v
WHERE v.dealer_id = sqlc.arg('dealer_id') AND v.vin >= sqlc.arg('first_vin') AND v.vin <= sqlc.arg('last_vin')
  AND (EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.phone <> '' AND s.phone = v.customer_phone)
       OR EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = v.dealer_id AND s.email <> '' AND s.email = LOWER(v.customer_email)))
ORDER BY v.vin;

-- name: LeadsClosedByStop :many
SELECT a.lead_id, a.id, l.vin FROM lead_activities a
JOIN leads l ON l.dealer_id = a.dealer_id AND l.id = a.lead_id
WHERE a.dealer_id = sqlc.arg('dealer_id') AND a.stop_lead_id = CAST(sqlc.arg('stop_lead_id') AS TEXT) AND a.undone = FALSE
ORDER BY l.vin, a.lead_id;

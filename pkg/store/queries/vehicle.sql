-- name: Vehicle :one
SELECT * FROM vehicles WHERE dealer_id = $1 AND vin = $2;

-- name: Vehicles :many
SELECT * FROM vehicles
WHERE dealer_id = sqlc.arg('dealer_id') AND vin > sqlc.arg('after_vin')
  AND (CAST(sqlc.narg('pattern') AS TEXT) IS NULL OR search_text LIKE CAST(sqlc.narg('pattern') AS TEXT) ESCAPE '\')
ORDER BY vin
LIMIT sqlc.arg('max_rows');

-- name: HasVehicle :one
SELECT EXISTS (SELECT 1 FROM vehicles WHERE dealer_id = $1 AND vin = $2);

-- name: SaveVehicle :exec
INSERT INTO vehicles (dealer_id, vin, check_digit_wrong, year, make, model, family, kind, mileage, mileage_read_on,
                      city, state, zip, in_service_on, battery_installed_on, chemistry,
                      commercial_use, rough_service, prior_early_failure,
                      customer_name, customer_phone, customer_email, updated_at, search_text,
                      due_mark, scored_mark, scored_model)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $24,
        1, 0, '')
ON CONFLICT (dealer_id, vin) DO UPDATE SET
    check_digit_wrong    = excluded.check_digit_wrong,
    year                 = excluded.year,
    make                 = excluded.make,
    model                = excluded.model,
    family               = excluded.family,
    kind                 = excluded.kind,
    mileage              = excluded.mileage,
    mileage_read_on      = excluded.mileage_read_on,
    city                 = excluded.city,
    state                = excluded.state,
    zip                  = excluded.zip,
    in_service_on        = excluded.in_service_on,
    battery_installed_on = excluded.battery_installed_on,
    chemistry            = excluded.chemistry,
    commercial_use       = excluded.commercial_use,
    rough_service        = excluded.rough_service,
    prior_early_failure  = excluded.prior_early_failure,
    customer_name        = excluded.customer_name,
    customer_phone       = excluded.customer_phone,
    customer_email       = excluded.customer_email,
    updated_at           = excluded.updated_at,
    search_text          = excluded.search_text,
    due_mark             = vehicles.due_mark + 1;

-- name: MarkStale :execrows
UPDATE vehicles SET due_mark = due_mark + 1 WHERE dealer_id = $1 AND vin = $2;

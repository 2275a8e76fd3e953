-- The first schema, in the SQL that SQLite and PostgreSQL share. Times are milliseconds since 1970 in UTC;
-- days of the calendar are text in the form YYYY-MM-DD. Every table of a dealer's own records starts
-- its primary key with dealer_id, so that no key leads into another dealer's records.

-- +goose Up

CREATE TABLE dealers (
    id                  TEXT PRIMARY KEY,
    code                TEXT NOT NULL UNIQUE,
    name                TEXT NOT NULL,
    city                TEXT NOT NULL,
    state               TEXT NOT NULL,
    time_zone           TEXT NOT NULL,
    threshold_high      DOUBLE PRECISION NOT NULL CHECK (threshold_high > 0 AND threshold_high < 1),
    threshold_moderate  DOUBLE PRECISION NOT NULL CHECK (threshold_moderate > 0 AND threshold_moderate < threshold_high),
    threshold_follow_up DOUBLE PRECISION NOT NULL CHECK (threshold_follow_up > 0 AND threshold_follow_up < threshold_moderate),
    tone                TEXT NOT NULL,
    language            TEXT NOT NULL,
    created_at          BIGINT NOT NULL
);

-- position keeps the order in which the dealer wrote the list.
CREATE TABLE dealer_prices (
    dealer_id    TEXT NOT NULL REFERENCES dealers (id),
    position     BIGINT NOT NULL,
    family       TEXT NOT NULL,
    parts_cents  BIGINT NOT NULL CHECK (parts_cents >= 0),
    labour_cents BIGINT NOT NULL CHECK (labour_cents >= 0),
    currency     TEXT NOT NULL,
    PRIMARY KEY (dealer_id, position)
);

CREATE TABLE dealer_climate (
    dealer_id     TEXT NOT NULL REFERENCES dealers (id),
    position      BIGINT NOT NULL,
    state         TEXT NOT NULL,
    annual_mean_c DOUBLE PRECISION NOT NULL,
    source        TEXT NOT NULL,
    PRIMARY KEY (dealer_id, position)
);

CREATE TABLE users (
    id            TEXT PRIMARY KEY,
    dealer_id     TEXT REFERENCES dealers (id),
    email         TEXT NOT NULL UNIQUE,
    name          TEXT NOT NULL,
    role          TEXT NOT NULL CHECK (role IN ('advisor', 'manager', 'admin')),
    password_hash TEXT NOT NULL,
    disabled      BOOLEAN NOT NULL,
    created_at    BIGINT NOT NULL,
    CHECK ((role = 'admin') = (dealer_id IS NULL))
);

CREATE INDEX users_of_dealer ON users (dealer_id);

CREATE TABLE sessions (
    token_hash TEXT PRIMARY KEY,
    user_id    TEXT NOT NULL REFERENCES users (id),
    created_at BIGINT NOT NULL,
    expires_at BIGINT NOT NULL
);

CREATE INDEX sessions_of_user ON sessions (user_id);
CREATE INDEX sessions_by_end ON sessions (expires_at);

-- due_mark counts the changes that ask for a new score and scored_mark says which of them the latest
-- score knows: a vehicle waits while due_mark is ahead. The scored columns are the latest score, as far
-- as other vehicles are ranked by it; its history is in scores. search_text is in small letters.
CREATE TABLE vehicles (
    dealer_id            TEXT NOT NULL REFERENCES dealers (id),
    vin                  TEXT NOT NULL,
    check_digit_wrong    BOOLEAN NOT NULL,
    year                 BIGINT NOT NULL,
    make                 TEXT NOT NULL,
    model                TEXT NOT NULL,
    family               TEXT NOT NULL,
    kind                 TEXT NOT NULL CHECK (kind IN ('pickup', 'van', 'suv', 'car', 'hybrid')),
    mileage              BIGINT,
    mileage_read_on      TEXT,
    city                 TEXT NOT NULL,
    state                TEXT NOT NULL,
    zip                  TEXT NOT NULL,
    in_service_on        TEXT,
    battery_installed_on TEXT,
    chemistry            TEXT NOT NULL CHECK (chemistry IN ('unknown', 'flooded', 'efb', 'agm')),
    commercial_use       BOOLEAN,
    rough_service        BOOLEAN,
    prior_early_failure  BOOLEAN,
    customer_name        TEXT NOT NULL,
    customer_phone       TEXT NOT NULL,
    customer_email       TEXT NOT NULL,
    updated_at           BIGINT NOT NULL,
    search_text          TEXT NOT NULL,
    due_mark             BIGINT NOT NULL,
    scored_mark          BIGINT NOT NULL,
    scored_at            BIGINT,
    scored_model         TEXT NOT NULL,
    probability          DOUBLE PRECISION,
    PRIMARY KEY (dealer_id, vin)
);

CREATE INDEX vehicles_due ON vehicles (dealer_id, vin) WHERE due_mark > scored_mark;
CREATE INDEX vehicles_by_score ON vehicles (dealer_id, scored_model, scored_at);

-- code repeats the text of a trouble code and is empty for every other kind: it is what makes two
-- trouble codes of one scan two readings.
CREATE TABLE readings (
    dealer_id   TEXT NOT NULL,
    vin         TEXT NOT NULL,
    observed_at BIGINT NOT NULL,
    kind        TEXT NOT NULL CHECK (kind IN ('rest_voltage', 'key_off_drain', 'trip', 'parked', 'crank_time',
                                              'battery_soh', 'conductance_test', 'dtc')),
    source      TEXT NOT NULL,
    code        TEXT NOT NULL,
    value       DOUBLE PRECISION NOT NULL,
    rest_hours  DOUBLE PRECISION NOT NULL,
    text        TEXT NOT NULL,
    PRIMARY KEY (dealer_id, vin, observed_at, kind, source, code),
    FOREIGN KEY (dealer_id, vin) REFERENCES vehicles (dealer_id, vin)
);

-- Explanations are not kept here: they follow from the model version and what was known at as_of.
CREATE TABLE scores (
    dealer_id     TEXT NOT NULL,
    vin           TEXT NOT NULL,
    as_of         BIGINT NOT NULL,
    model_version TEXT NOT NULL,
    horizon_days  BIGINT NOT NULL,
    probability   DOUBLE PRECISION NOT NULL,
    low           DOUBLE PRECISION NOT NULL,
    median        DOUBLE PRECISION NOT NULL,
    high          DOUBLE PRECISION NOT NULL,
    log_odds      DOUBLE PRECISION NOT NULL,
    PRIMARY KEY (dealer_id, vin, as_of, model_version),
    FOREIGN KEY (dealer_id, vin) REFERENCES vehicles (dealer_id, vin)
);

-- open follows from status and stands beside it to lead the index that the queue is read from;
-- note_search is the note in small letters. The score columns are the lead's present estimate.
CREATE TABLE leads (
    dealer_id         TEXT NOT NULL,
    id                TEXT NOT NULL,
    vin               TEXT NOT NULL,
    priority          TEXT NOT NULL CHECK (priority IN ('HIGH', 'MODERATE', 'FOLLOW_UP', 'RETENTION')),
    sort_key          BIGINT NOT NULL,
    status            TEXT NOT NULL CHECK (status IN ('new', 'contacted', 'callback', 'booked', 'closed')),
    open              BOOLEAN NOT NULL,
    closed_reason     TEXT NOT NULL CHECK (closed_reason IN ('', 'replaced', 'battery_good', 'declined', 'done_elsewhere',
                                                             'not_owner', 'do_not_contact', 'other')),
    closed_at         BIGINT,
    call_back_at      BIGINT,
    assignee_id       TEXT REFERENCES users (id),
    note              TEXT NOT NULL,
    note_search       TEXT NOT NULL,
    version           BIGINT NOT NULL,
    created_at        BIGINT NOT NULL,
    updated_at        BIGINT NOT NULL,
    as_of             BIGINT NOT NULL,
    model_version     TEXT NOT NULL,
    horizon_days      BIGINT NOT NULL,
    probability       DOUBLE PRECISION NOT NULL,
    low               DOUBLE PRECISION NOT NULL,
    median            DOUBLE PRECISION NOT NULL,
    high              DOUBLE PRECISION NOT NULL,
    log_odds          DOUBLE PRECISION NOT NULL,
    explanation       TEXT NOT NULL,
    cohort_label      TEXT NOT NULL,
    cohort_size       BIGINT NOT NULL,
    cohort_percentile DOUBLE PRECISION,
    PRIMARY KEY (dealer_id, id),
    FOREIGN KEY (dealer_id, vin) REFERENCES vehicles (dealer_id, vin),
    CHECK (open = (status IN ('new', 'contacted', 'callback')))
);

CREATE INDEX leads_queue ON leads (dealer_id, open, sort_key, id);
CREATE INDEX leads_all ON leads (dealer_id, sort_key, id);
CREATE INDEX leads_of_vehicle ON leads (dealer_id, vin, created_at);
CREATE INDEX leads_callbacks ON leads (call_back_at) WHERE call_back_at IS NOT NULL;
CREATE UNIQUE INDEX leads_one_unclosed ON leads (dealer_id, vin) WHERE status <> 'closed';

-- reasons is a JSON array of text.
CREATE TABLE drafts (
    key            TEXT PRIMARY KEY,
    priority       TEXT NOT NULL,
    vehicle_kind   TEXT NOT NULL,
    reasons        TEXT NOT NULL,
    language       TEXT NOT NULL,
    tone           TEXT NOT NULL,
    phone_script   TEXT NOT NULL,
    sms            TEXT NOT NULL,
    email_subject  TEXT NOT NULL,
    email_body     TEXT NOT NULL,
    model          TEXT NOT NULL,
    prompt_version TEXT NOT NULL,
    generated_at   BIGINT NOT NULL
);

-- value goes up with every commit that changed something in the scope.
CREATE TABLE revisions (
    scope TEXT PRIMARY KEY,
    value BIGINT NOT NULL
);

-- What people did about leads.

-- +goose Up

-- code is set for outcomes only. from_* and to_* are the lead's state before and after, as far as the activity
-- changed it; undone marks what was taken back, by the activity whose undoes names it. Counts of outcomes are over
-- rows with a code that are not undone.
CREATE TABLE lead_activities (
    dealer_id         TEXT NOT NULL,
    id                TEXT NOT NULL,
    lead_id           TEXT NOT NULL,
    at                BIGINT NOT NULL,
    user_id           TEXT REFERENCES users (id),
    kind              TEXT NOT NULL CHECK (kind IN ('outcome', 'status', 'assigned', 'note', 'message_edited', 'message_put_back',
                                                    'message_rewritten', 'undone')),
    code              TEXT CHECK (code IN ('booked', 'reached', 'callback', 'voicemail', 'no_answer', 'message_sent', 'not_now',
                                           'replaced', 'battery_good', 'declined', 'done_elsewhere', 'not_owner', 'wrong_number',
                                           'do_not_contact')),
    note              TEXT,
    from_status       TEXT,
    to_status         TEXT,
    from_reason       TEXT,
    to_reason         TEXT,
    from_closed_at    BIGINT,
    to_closed_at      BIGINT,
    from_call_back_at BIGINT,
    to_call_back_at   BIGINT,
    to_assignee_id    TEXT REFERENCES users (id),
    undoes            TEXT,
    undone            BOOLEAN NOT NULL DEFAULT FALSE,
    PRIMARY KEY (dealer_id, id),
    FOREIGN KEY (dealer_id, lead_id) REFERENCES leads (dealer_id, id),
    CHECK ((kind = 'outcome') = (code IS NOT NULL)),
    CHECK ((kind = 'undone') = (undoes IS NOT NULL))
);

CREATE INDEX lead_activities_of_lead ON lead_activities (dealer_id, lead_id, at, id);
CREATE INDEX lead_activities_outcomes ON lead_activities (dealer_id, at, code) WHERE code IS NOT NULL AND undone = FALSE;

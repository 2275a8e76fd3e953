-- Who asked not to be contacted is left alone with every vehicle of theirs; keys may end by themselves.

-- +goose Up

-- The word of a customer, by the lead it was said about, with what the customer was reached by then: phone is in the
-- form of E.164 and email in small letters, each empty when there is none to go by.
CREATE TABLE contact_stops (
    dealer_id TEXT NOT NULL,
    lead_id   TEXT NOT NULL,
    vin       TEXT NOT NULL,
    phone     TEXT NOT NULL,
    email     TEXT NOT NULL,
    said_at   BIGINT NOT NULL,
    PRIMARY KEY (dealer_id, lead_id),
    FOREIGN KEY (dealer_id, lead_id) REFERENCES leads (dealer_id, id)
);

CREATE INDEX contact_stops_of_vehicle ON contact_stops (dealer_id, vin);
CREATE INDEX contact_stops_by_phone ON contact_stops (dealer_id, phone) WHERE phone <> '';
CREATE INDEX contact_stops_by_email ON contact_stops (dealer_id, email) WHERE email <> '';

CREATE INDEX vehicles_by_phone ON vehicles (dealer_id, customer_phone) WHERE customer_phone <> '';
CREATE INDEX vehicles_by_email ON vehicles (dealer_id, LOWER(customer_email)) WHERE customer_email <> '';

-- stop_lead_id is the lead whose customer's word closed this one; other_vehicles is for how many other vehicles a
-- word held when it was said.
ALTER TABLE lead_activities ADD COLUMN stop_lead_id TEXT;
ALTER TABLE lead_activities ADD COLUMN other_vehicles BIGINT;

CREATE INDEX lead_activities_of_stop ON lead_activities (dealer_id, stop_lead_id) WHERE stop_lead_id IS NOT NULL AND undone = FALSE;

-- When the key is refused from; none for a key that does not end by itself.
ALTER TABLE api_keys ADD COLUMN expires_at BIGINT;

-- What was said before now holds for the other vehicles too: they wait for scoring, which closes their leads.
INSERT INTO contact_stops (dealer_id, lead_id, vin, phone, email, said_at)
SELECT l.dealer_id, l.id, l.vin,
       CASE WHEN v.customer_phone LIKE '+%' AND SUBSTR(v.customer_phone, 2, 1) <> '0' AND LENGTH(v.customer_phone) BETWEEN 9 AND 16
                 AND TRIM(SUBSTR(v.customer_phone, 2), '0123456789') = ''
            THEN v.customer_phone ELSE '' END,
       LOWER(v.customer_email), COALESCE(l.closed_at, l.updated_at)
FROM leads l
JOIN vehicles v ON v.dealer_id = l.dealer_id AND v.vin = l.vin
WHERE l.closed_reason = 'do_not_contact';

UPDATE vehicles SET due_mark = due_mark + 1
WHERE EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = vehicles.dealer_id AND s.phone <> '' AND s.phone = vehicles.customer_phone)
   OR EXISTS (SELECT 1 FROM contact_stops s WHERE s.dealer_id = vehicles.dealer_id AND s.email <> '' AND s.email = LOWER(vehicles.customer_email));

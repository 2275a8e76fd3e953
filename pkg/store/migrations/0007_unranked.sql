-- +goose Up
-- A lead gets its rank after all vehicles of a run have their estimates; one that has none yet is found by this.
CREATE INDEX leads_unranked ON leads (dealer_id, vin) WHERE cohort_label = '' AND open = TRUE;

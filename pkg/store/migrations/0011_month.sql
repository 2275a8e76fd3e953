-- The calls of a month are summed up for the screens that show what it took.

-- +goose Up
CREATE INDEX model_calls_of_month ON model_calls (month, dealer_id);

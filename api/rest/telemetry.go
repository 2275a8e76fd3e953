package rest

import (
	"context"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// PostTelemetry stores a batch of readings.
func (s *Server) PostTelemetry(ctx context.Context, r oas.PostTelemetryRequestObject) (oas.PostTelemetryResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	batch := make([]telemetry.Reading, len(r.Body.Readings))
	var bad []fault.Field
	for i, in := range r.Body.Readings {
		batch[i] = telemetry.Reading{
			VIN: vehicle.VIN(in.Vin), Kind: telemetry.Kind(in.Kind), ObservedAt: in.ObservedAt,
			Value: valueOr(in.Value, 0), RestHours: valueOr(in.RestHours, 0), Source: valueOr(in.Source, ""),
		}
		switch batch[i].Kind {
		case telemetry.ConductanceTest:
			batch[i].Text = string(valueOr(in.Result, ""))
		case telemetry.DTC:
			batch[i].Text = valueOr(in.Code, "")
		default:
			// A zero is a value; nothing is not.
			if in.Value == nil {
				bad = append(bad, fault.Field{Name: fieldPath([]string{"readings", itoa(i), "value"}), Detail: "is needed for this kind"})
			}
		}
		if batch[i].Kind == telemetry.RestVoltage && in.RestHours == nil {
			bad = append(bad, fault.Field{Name: fieldPath([]string{"readings", itoa(i), "rest_hours"}), Detail: "is needed for this kind"})
		}
	}
	if err := fault.InvalidFields(bad); err != nil {
		return nil, err
	}
	accepted, unchanged, err := s.Telemetry.Ingest(ctx, d.ID, batch)
	if err != nil {
		return nil, err
	}
	return oas.PostTelemetry200JSONResponse{Accepted: accepted, Unchanged: unchanged}, nil
}

const defaultReadings = 300

// ListReadings gives a vehicle's readings.
func (s *Server) ListReadings(ctx context.Context, r oas.ListReadingsRequestObject) (oas.ListReadingsResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	var kinds []telemetry.Kind
	for _, k := range valueOr(r.Params.Kind, nil) {
		kinds = append(kinds, telemetry.Kind(k))
	}
	list, more, err := s.Telemetry.List(ctx, d.ID, r.Vin, valueOr(r.Params.Since, time.Time{}), kinds, valueOr(r.Params.Limit, defaultReadings))
	if err != nil {
		return nil, err
	}
	out := oas.ReadingList{Readings: make([]oas.Reading, len(list)), More: more}
	for i, x := range list {
		out.Readings[i] = readingOf(x)
	}
	return oas.ListReadings200JSONResponse{Body: out, Headers: oas.ListReadings200ResponseHeaders{CacheControl: &noStore}}, nil
}

func readingOf(r telemetry.Reading) oas.Reading {
	out := oas.Reading{Vin: string(r.VIN), Kind: oas.ReadingKind(r.Kind), ObservedAt: r.ObservedAt, Source: textOrNil(r.Source)}
	switch r.Kind {
	case telemetry.ConductanceTest:
		result := oas.ReadingResult(r.Text)
		out.Result = &result
	case telemetry.DTC:
		out.Code = &r.Text
	default:
		out.Value = &r.Value
	}
	if r.Kind == telemetry.RestVoltage {
		out.RestHours = &r.RestHours
	}
	return out
}

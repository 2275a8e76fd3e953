package rest

import (
	"context"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"dealerportal/api/oas"
	"dealerportal/pkg/battery"
	"dealerportal/pkg/vehicle"
)

// ListBatteryEvents gives what happened to a vehicle's batteries.
func (s *Server) ListBatteryEvents(ctx context.Context, r oas.ListBatteryEventsRequestObject) (oas.ListBatteryEventsResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	events, err := s.Batteries.Events(ctx, d.ID, r.Vin)
	if err != nil {
		return nil, err
	}
	out := oas.BatteryEventList{Events: make([]oas.BatteryEvent, len(events))}
	for i, e := range events {
		out.Events[i] = batteryEventOf(e)
	}
	return oas.ListBatteryEvents200JSONResponse{Body: out, Headers: oas.ListBatteryEvents200ResponseHeaders{CacheControl: &noStore}}, nil
}

// RecordBatteryEvent stores what happened to a battery.
func (s *Server) RecordBatteryEvent(ctx context.Context, r oas.RecordBatteryEventRequestObject) (oas.RecordBatteryEventResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	e, added, err := s.Batteries.Record(ctx, d.ID, battery.Event{
		VIN: vehicle.VIN(r.Vin), Kind: battery.Kind(r.Body.Kind), Result: battery.Result(valueOr(r.Body.Result, "")),
		OccurredOn: vehicle.DateOf(r.Body.OccurredOn.Time), Source: valueOr(r.Body.Source, ""), RecordedBy: person(ctx),
	})
	if err != nil {
		return nil, err
	}
	if added {
		return oas.RecordBatteryEvent201JSONResponse(batteryEventOf(e)), nil
	}
	return oas.RecordBatteryEvent200JSONResponse(batteryEventOf(e)), nil
}

// TakeBackBatteryEvent undoes the recording of an event.
func (s *Server) TakeBackBatteryEvent(ctx context.Context, r oas.TakeBackBatteryEventRequestObject) (oas.TakeBackBatteryEventResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	if err := s.Batteries.TakeBack(ctx, d.ID, r.Vin, r.Id); err != nil {
		return nil, err
	}
	return oas.TakeBackBatteryEvent204Response{}, nil
}

func batteryEventOf(e battery.Event) oas.BatteryEvent {
	out := oas.BatteryEvent{
		Id: e.ID, Vin: string(e.VIN), Kind: oas.BatteryEventKind(e.Kind), OccurredOn: openapi_types.Date{Time: e.OccurredOn.Time()},
		Source: e.Source, RecordedAt: e.RecordedAt,
	}
	if e.Result != "" {
		result := oas.BatteryEventResult(e.Result)
		out.Result = &result
	}
	return out
}

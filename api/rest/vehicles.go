package rest

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"dealerportal/api/oas"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// vehicleSigns is what the readings say of a vehicle, as the contract has it.
type vehicleSigns = []struct {
	Label      string                `json:"label"`
	Name       string                `json:"name"`
	ObservedAt *time.Time            `json:"observed_at"`
	State      oas.VehicleSignsState `json:"state"`
}

var signStates = map[telemetry.State]oas.VehicleSignsState{
	telemetry.Present: oas.Present, telemetry.Absent: oas.Absent, telemetry.Unobserved: oas.Unobserved,
}

func (s *Server) vehicleOf(v vehicle.Vehicle, signs []telemetry.Sign) oas.Vehicle {
	out := oas.Vehicle{
		Vin: string(v.VIN), VinCheck: oas.VehicleVinCheckOk, Year: v.Year, Make: v.Make, Model: v.Model, Family: v.Family, Kind: oas.VehicleKind(v.Kind),
		Mileage: v.Mileage, MileageReadOn: wireDate(v.MileageReadOn), City: v.City, State: v.State, ZipCode: v.ZIP,
		InServiceOn: wireDate(v.InServiceOn), BatteryInstalledOn: wireDate(v.BatteryInstalled), BatteryChemistry: oas.BatteryChemistry(v.Chemistry),
		CommercialUse: v.CommercialUse, RoughService: v.RoughService, PriorEarlyFailure: v.PriorEarlyFailure, UpdatedAt: v.UpdatedAt,
	}
	if v.CheckDigitWrong {
		out.VinCheck = oas.VehicleVinCheckCheckDigit
	}
	out.Customer.Name, out.Customer.Phone, out.Customer.Email = v.Customer.Name, v.Customer.Phone, v.Customer.Email
	if signs == nil {
		return out
	}
	list := make(vehicleSigns, len(signs))
	for i, sign := range signs {
		list[i].Name, list[i].Label, list[i].State = sign.Name, s.labels.sign(sign.Name), signStates[sign.State]
		if !sign.ObservedAt.IsZero() {
			list[i].ObservedAt = &signs[i].ObservedAt
		}
	}
	out.Signs = &list
	return out
}

func wireDate(d *vehicle.Date) *openapi_types.Date {
	if d == nil {
		return nil
	}
	return &openapi_types.Date{Time: d.Time()}
}

func domainDate(d *openapi_types.Date) *vehicle.Date {
	if d == nil {
		return nil
	}
	out := vehicle.DateOf(d.Time)
	return &out
}

// ListVehicles gives a page of the fleet.
func (s *Server) ListVehicles(ctx context.Context, r oas.ListVehiclesRequestObject) (oas.ListVehiclesResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	limit := valueOr(r.Params.Limit, defaultPage)
	page := vehicle.Page{Limit: limit + 1, Query: strings.TrimSpace(valueOr(r.Params.Q, ""))}
	if c := valueOr(r.Params.Cursor, ""); c != "" {
		raw, err := base64.RawURLEncoding.DecodeString(c)
		vin, notVIN := vehicle.ParseVIN(string(raw))
		if err != nil || notVIN != nil {
			return nil, fault.InvalidField("cursor", "is not one that was given out")
		}
		page.After = string(vin)
	}
	all, err := s.Vehicles.List(ctx, d.ID, page)
	if err != nil {
		return nil, err
	}
	out := oas.VehiclePage{Vehicles: make([]oas.Vehicle, 0, limit)}
	if len(all) > limit {
		all = all[:limit]
		next := base64.RawURLEncoding.EncodeToString([]byte(all[limit-1].VIN))
		out.NextCursor = &next
	}
	for _, v := range all {
		out.Vehicles = append(out.Vehicles, s.vehicleOf(v, nil))
	}
	return oas.ListVehicles200JSONResponse{Body: out, Headers: oas.ListVehicles200ResponseHeaders{CacheControl: &noStore}}, nil
}

// GetVehicle gives a vehicle with its signs.
func (s *Server) GetVehicle(ctx context.Context, r oas.GetVehicleRequestObject) (oas.GetVehicleResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	v, err := s.Vehicles.Get(ctx, d.ID, r.Vin)
	if err != nil {
		return nil, err
	}
	out, err := s.wholeVehicle(ctx, d.ID, v)
	if err != nil {
		return nil, err
	}
	return oas.GetVehicle200JSONResponse{Body: out, Headers: oas.GetVehicle200ResponseHeaders{CacheControl: &noStore}}, nil
}

// wholeVehicle is a vehicle with what lists leave out: its signs, and whether its owner is to be left alone.
func (s *Server) wholeVehicle(ctx context.Context, dealerID dealer.ID, v vehicle.Vehicle) (oas.Vehicle, error) {
	signs, err := s.Telemetry.SignsOf(ctx, dealerID, v)
	if err != nil {
		return oas.Vehicle{}, err
	}
	stop, err := s.Leads.StopOf(ctx, dealerID, v.VIN)
	out := s.vehicleOf(v, signs)
	out.DoNotContact = contactStopOf(stop)
	return out, err
}

func contactStopOf(stop *lead.Stop) *oas.ContactStop {
	if stop == nil {
		return nil
	}
	return &oas.ContactStop{Vin: string(stop.VIN), LeadId: stop.LeadID, SaidAt: stop.At}
}

// PutVehicle adds or replaces a vehicle.
func (s *Server) PutVehicle(ctx context.Context, r oas.PutVehicleRequestObject) (oas.PutVehicleResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	in := r.Body
	v := vehicle.Vehicle{
		VIN: vehicle.VIN(r.Vin), Year: in.Year, Make: in.Make, Model: in.Model, Mileage: in.Mileage, MileageReadOn: domainDate(in.MileageReadOn),
		City: valueOr(in.City, ""), State: valueOr(in.State, ""), ZIP: valueOr(in.ZipCode, ""),
		InServiceOn: domainDate(in.InServiceOn), BatteryInstalled: domainDate(in.BatteryInstalledOn),
		Chemistry:     vehicle.Chemistry(valueOr(in.BatteryChemistry, oas.BatteryChemistry(vehicle.UnknownChemistry))),
		CommercialUse: in.CommercialUse, RoughService: in.RoughService, PriorEarlyFailure: in.PriorEarlyFailure,
	}
	if c := in.Customer; c != nil {
		v.Customer = vehicle.Customer{Name: valueOr(c.Name, ""), Phone: valueOr(c.Phone, ""), Email: valueOr(c.Email, "")}
	}
	saved, result, err := s.Vehicles.Put(ctx, d.ID, v)
	if err != nil {
		return nil, err
	}
	out, err := s.wholeVehicle(ctx, d.ID, saved)
	if err != nil {
		return nil, err
	}
	if result == vehicle.Added {
		return oas.PutVehicle201JSONResponse(out), nil
	}
	return oas.PutVehicle200JSONResponse(out), nil
}

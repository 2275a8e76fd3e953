package store

import (
	"context"
	"fmt"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/store/sqlcgen"
	"dealerportal/pkg/vehicle"
)

var _ vehicle.Store = (*DB)(nil)

// Vehicle answers NotFound for a VIN that this dealer does not have.
func (db *DB) Vehicle(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (vehicle.Vehicle, error) {
	row, err := db.queries(ctx).Vehicle(ctx, string(dealerID), string(vin))
	if err != nil {
		return vehicle.Vehicle{}, translate(err, "vehicle")
	}
	return vehicleOf(row)
}

// Vehicles are those after the cursor, in order of VIN.
func (db *DB) Vehicles(ctx context.Context, dealerID dealer.ID, page vehicle.Page) ([]vehicle.Vehicle, error) {
	rows, err := db.queries(ctx).Vehicles(ctx, sqlcgen.VehiclesParams{
		DealerID: string(dealerID), AfterVin: page.After, Pattern: searchPattern(page.Query), MaxRows: int32(page.Limit),
	})
	if err != nil {
		return nil, translate(err, "vehicle")
	}
	vehicles := make([]vehicle.Vehicle, len(rows))
	for i, row := range rows {
		if vehicles[i], err = vehicleOf(row); err != nil {
			return nil, err
		}
	}
	return vehicles, nil
}

// HasVehicle says whether the dealer has the vehicle.
func (db *DB) HasVehicle(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (bool, error) {
	has, err := db.queries(ctx).HasVehicle(ctx, string(dealerID), string(vin))
	return has, translate(err, "vehicle")
}

// SaveVehicle adds or replaces one and makes it due for scoring; NotFound when there is no such dealer.
func (db *DB) SaveVehicle(ctx context.Context, dealerID dealer.ID, v vehicle.Vehicle) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		t.touch(dealerScope(dealerID))
		return translate(t.SaveVehicle(ctx, sqlcgen.SaveVehicleParams{
			DealerID: string(dealerID), Vin: string(v.VIN), CheckDigitWrong: v.CheckDigitWrong,
			Year: int64(v.Year), Make: v.Make, Model: v.Model, Family: v.Family, Kind: string(v.Kind),
			Mileage: int64OrNil(v.Mileage), MileageReadOn: dateText(v.MileageReadOn),
			City: v.City, State: v.State, Zip: v.ZIP,
			InServiceOn: dateText(v.InServiceOn), BatteryInstalledOn: dateText(v.BatteryInstalled), Chemistry: string(v.Chemistry),
			CommercialUse: v.CommercialUse, RoughService: v.RoughService, PriorEarlyFailure: v.PriorEarlyFailure,
			CustomerName: v.Customer.Name, CustomerPhone: v.Customer.Phone, CustomerEmail: v.Customer.Email,
			UpdatedAt:  millis(v.UpdatedAt),
			SearchText: searchable(string(v.VIN), v.Customer.Name, v.Make, v.Model, v.City),
		}), "vehicle")
	})
}

// MarkStale makes a vehicle due for scoring; NotFound when the dealer has no such vehicle.
func (db *DB) MarkStale(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) error {
	return db.change(ctx, func(ctx context.Context, t *tx) error {
		changed, err := t.MarkStale(ctx, string(dealerID), string(vin))
		if err == nil && changed == 0 {
			return notFound("vehicle")
		}
		return translate(err, "vehicle")
	})
}

func vehicleOf(row sqlcgen.Vehicle) (vehicle.Vehicle, error) {
	v := vehicle.Vehicle{
		VIN: vehicle.VIN(row.Vin), CheckDigitWrong: row.CheckDigitWrong,
		Year: int(row.Year), Make: row.Make, Model: row.Model, Family: row.Family, Kind: vehicle.Kind(row.Kind),
		Mileage: intOrNil(row.Mileage), City: row.City, State: row.State, ZIP: row.Zip,
		Chemistry:     vehicle.Chemistry(row.Chemistry),
		CommercialUse: row.CommercialUse, RoughService: row.RoughService, PriorEarlyFailure: row.PriorEarlyFailure,
		Customer:  vehicle.Customer{Name: row.CustomerName, Phone: row.CustomerPhone, Email: row.CustomerEmail},
		UpdatedAt: fromMillis(row.UpdatedAt),
	}
	for _, d := range []struct {
		text *string
		to   **vehicle.Date
	}{{row.MileageReadOn, &v.MileageReadOn}, {row.InServiceOn, &v.InServiceOn}, {row.BatteryInstalledOn, &v.BatteryInstalled}} {
		if d.text == nil {
			continue
		}
		date, err := vehicle.ParseDate(*d.text)
		if err != nil {
			return vehicle.Vehicle{}, fmt.Errorf("reading a vehicle: %w", err)
		}
		*d.to = &date
	}
	return v, nil
}

func dateText(d *vehicle.Date) *string {
	if d == nil {
		return nil
	}
	text := d.String()
	return &text
}

package demo

import (
	"slices"

	"dealerportal/pkg/telemetry"
)

// showcase is a vehicle that is surely worth a call.
type showcase struct {
	model                    string
	ageMonths, batteryMonths float64
	present, absent          []string
}

// showcases lead each queue. No two are of one kind of vehicle for the same reasons, so that each asks
// for a message of its own.
var showcases = []showcase{
	{
		"F-150 XLT", 103, 76,
		[]string{telemetry.SlowCrank, telemetry.ConductanceReplace, telemetry.LowRestVoltage, telemetry.ChargingFault},
		[]string{telemetry.CommercialUse},
	},
	{
		"Transit-250", 99, 80,
		[]string{telemetry.SlowCrank, telemetry.ConductanceReplace, telemetry.CommercialUse, telemetry.ShortTrips, telemetry.LowRestVoltage},
		[]string{telemetry.LongParked},
	},
	{
		"Explorer XLT", 106, 88,
		[]string{telemetry.BMSLowSOH, telemetry.ConductanceReplace, telemetry.LongParked, telemetry.KeyOffDrainHigh, telemetry.LowRestVoltage},
		[]string{telemetry.RoughService},
	},
	{
		"Mustang GT", 112, 90,
		[]string{telemetry.SlowCrank, telemetry.BMSLowSOH, telemetry.LongParked, telemetry.LowRestVoltage},
		[]string{telemetry.CommercialUse},
	},
	{
		"Escape SE Hybrid", 66, 66,
		[]string{telemetry.BMSLowSOH, telemetry.ChargingFault, telemetry.PriorEarlyFailure},
		nil,
	},
	{
		"F-250 Super Duty", 94, 76,
		[]string{telemetry.SlowCrank, telemetry.ChargingFault, telemetry.CommercialUse, telemetry.RoughService},
		[]string{telemetry.LowRestVoltage},
	},
	{
		"Edge SEL", 101, 79,
		[]string{telemetry.SlowCrank, telemetry.ConductanceReplace, telemetry.PriorEarlyFailure},
		nil,
	},
	{
		"F-150 XLT PowerBoost", 62, 62,
		[]string{telemetry.ConductanceReplace, telemetry.ChargingFault, telemetry.ShortTrips, telemetry.LowRestVoltage},
		[]string{telemetry.LongParked},
	},
}

// showcase draws what a showcase leaves open.
func (d *draw) showcase(s showcase) car {
	m := models[slices.IndexFunc(models, func(m model) bool { return m.name == s.model })]
	first := d.ago(s.ageMonths)
	v := d.vehicle(m, max(m.firstYear, modelYear(first)), s.ageMonths)
	fitted := d.ago(s.batteryMonths)
	v.InServiceOn, v.BatteryInstalled, v.Chemistry = &first, &fitted, m.chemistry
	c := condition{}
	for _, sign := range s.present {
		c.set(sign, true)
	}
	for _, sign := range s.absent {
		c.set(sign, false)
	}
	c.toRecord(&v)
	return car{vehicle: v, readings: d.readings(v, s.batteryMonths, c), condition: c}
}

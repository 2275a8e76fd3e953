package demo

import (
	"math"
	"strings"

	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// condition is which signs a vehicle shows: what is not in it, nobody has looked for.
type condition map[string]telemetry.State

func (c condition) set(sign string, present bool) {
	c[sign] = telemetry.Absent
	if present {
		c[sign] = telemetry.Present
	}
}

// condition draws the signs of a vehicle whose battery has this age where batteries last so long. About
// half of the vehicles send readings; of the others no more is known than the workshop has seen.
func (d *draw) condition(batteryMonths, lifeMonths float64, m model) condition {
	c := condition{}
	weak := d.chance(0.7 / (1 + math.Exp(-7*(batteryMonths/lifeMonths-0.7))))
	undercharged := d.chance(0.22)
	look := func(share float64, sign string, present float64) {
		if looked, isPresent := d.chance(share), d.chance(present); looked {
			c.set(sign, isPresent)
		}
	}
	if d.chance(0.55) {
		look(0.9, telemetry.ShortTrips, pick(undercharged, 0.6, 0.2))
		look(1, telemetry.LongParked, pick(undercharged, 0.3, 0.06))
		look(0.7, telemetry.LowRestVoltage, pick(undercharged || weak, 0.5, 0.05))
		if _, kind := vehicle.FamilyOf("Ford", m.name); kind != vehicle.Hybrid { // whose 12 V battery cranks nothing
			look(0.75, telemetry.SlowCrank, pick(weak, 0.55, 0.03))
		}
		look(0.6, telemetry.BMSLowSOH, pick(weak, 0.4, 0.05))
	}
	look(0.3, telemetry.ChargingFault, 0.03)
	look(0.15, telemetry.KeyOffDrainHigh, pick(undercharged, 0.3, 0.03))
	look(0.25, telemetry.ConductanceReplace, pick(weak, 0.7, 0.03))
	works := strings.HasPrefix(m.name, "Transit") || strings.HasPrefix(m.name, "E-") || strings.Contains(m.name, "Super Duty")
	look(0.6, telemetry.CommercialUse, pick(works, 0.6, 0.08))
	look(0.3, telemetry.RoughService, 0.15)
	look(0.25, telemetry.PriorEarlyFailure, 0.08)
	return c
}

func pick(yes bool, a, b float64) float64 {
	if yes {
		return a
	}
	return b
}

// fromReadings are the signs that it takes readings to see.
var fromReadings = []string{
	telemetry.ShortTrips, telemetry.LongParked, telemetry.LowRestVoltage, telemetry.KeyOffDrainHigh, telemetry.SlowCrank,
	telemetry.BMSLowSOH, telemetry.ConductanceReplace, telemetry.ChargingFault,
}

// newBattery is how long after the fitting of a battery there are no readings to judge it by.
const newBattery = 2.5 // months

// asSeen leaves of a condition what can be seen of it.
func (c condition) asSeen(batteryMonths float64) condition {
	if batteryMonths < newBattery {
		for _, sign := range fromReadings {
			delete(c, sign)
		}
	}
	return c
}

// toRecord writes the signs that a vehicle's record states.
func (c condition) toRecord(v *vehicle.Vehicle) {
	for sign, to := range map[string]**bool{
		telemetry.CommercialUse: &v.CommercialUse, telemetry.RoughService: &v.RoughService, telemetry.PriorEarlyFailure: &v.PriorEarlyFailure,
	} {
		if state := c[sign]; state != telemetry.Unobserved {
			present := state == telemetry.Present
			*to = &present
		}
	}
}

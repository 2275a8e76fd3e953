package telemetry

import (
	"math"
	"slices"
	"testing"
	"time"

	"dealerportal/pkg/fault"
)

var now = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

const vin = "1FM5K7B84GGA76166"

func reading(kind Kind, value float64) Reading {
	r := Reading{VIN: vin, Kind: kind, ObservedAt: now.Add(-time.Hour), Value: value, Source: "test"}
	if kind == RestVoltage {
		r.RestHours = 8
	}
	return r
}

func TestNormalizeBringsAReadingIntoOneForm(t *testing.T) {
	r := reading(DTC, 7)
	r.VIN, r.Text, r.RestHours, r.Source = " 1fm5k7b84gga76166", " p0562 ", 3, " scan tool "
	r.ObservedAt = time.Date(2026, 11, 23, 9, 0, 0, 1_999_999, time.FixedZone("", -5*3600))
	got, err := Normalize(r, now)
	want := Reading{VIN: vin, Kind: DTC, ObservedAt: time.Date(2026, 11, 23, 14, 0, 0, 1_000_000, time.UTC), Text: "P0562", Source: "scan tool"}
	if err != nil || got != want {
		t.Errorf("got  %+v, %v\nwant %+v", got, err, want)
	}
	if again, err := Normalize(got, now); err != nil || again != got {
		t.Errorf("normalizing twice changes it: %+v, %v", again, err)
	}
}

func TestNormalizeNamesEveryFieldAtFault(t *testing.T) {
	_, err := Normalize(Reading{VIN: "X", Kind: RestVoltage, ObservedAt: now.Add(time.Hour), Value: 120, RestHours: -1, Source: "\x00"}, now)
	if fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	var got []string
	for _, f := range fault.As(err).Fields {
		got = append(got, f.Name)
	}
	if want := []string{"vin", "observed_at", "value", "rest_hours", "source"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestWhatAReadingMayHold(t *testing.T) {
	with := func(r Reading, change func(*Reading)) Reading { change(&r); return r }
	at := func(when time.Time) Reading {
		return with(reading(Trip, 3), func(r *Reading) { r.ObservedAt = when })
	}
	text := func(kind Kind, s string) Reading {
		return with(reading(kind, 0), func(r *Reading) { r.Text = s })
	}
	for name, c := range map[string]struct {
		r     Reading
		field string
	}{
		"a rest voltage":             {reading(RestVoltage, 12.6), ""},
		"a flat battery":             {reading(RestVoltage, 2), ""},
		"a voltage left out":         {reading(RestVoltage, 0), "value"},
		"a voltage in millivolts":    {reading(RestVoltage, 12600), "value"},
		"a value that is no number":  {reading(Trip, math.NaN()), "value"},
		"a value without end":        {reading(Trip, math.Inf(1)), "value"},
		"a rest that is no number":   {with(reading(RestVoltage, 12), func(r *Reading) { r.RestHours = math.NaN() }), "rest_hours"},
		"a rest without end":         {with(reading(RestVoltage, 12), func(r *Reading) { r.RestHours = math.Inf(1) }), "rest_hours"},
		"a drain left out":           {reading(KeyOffDrain, 0), "value"},
		"a drain":                    {reading(KeyOffDrain, 0.1), ""},
		"no trip":                    {reading(Trip, 0), "value"},
		"a trip backwards":           {reading(Trip, -1), "value"},
		"a standing left out":        {reading(Parked, 0), "value"},
		"a crank in seconds":         {reading(CrankTime, 0.8), "value"},
		"a crank":                    {reading(CrankTime, 800), ""},
		"a state of health":          {reading(BatterySOH, 100), ""},
		"a state of health over all": {reading(BatterySOH, 100.1), "value"},
		"a test passed":              {text(ConductanceTest, "PASS"), ""},
		"a test without result":      {text(ConductanceTest, ""), "result"},
		"a test with another result": {text(ConductanceTest, "marginal"), "result"},
		"a scan that found nothing":  {text(DTC, ""), ""},
		"a code of Ford's form":      {text(DTC, "P0562:00"), ""},
		"a code of no form":          {text(DTC, "X0562"), "code"},
		"a code that is too long":    {text(DTC, "P0562P0563P"), "code"},
		"another kind":               {reading("humidity", 3), "kind"},
		"the year 2000":              {at(earliest), ""},
		"before the year 2000":       {at(earliest.Add(-time.Nanosecond)), "observed_at"},
		"five minutes ahead":         {at(now.Add(5 * time.Minute)), ""},
		"more than that ahead":       {at(now.Add(5*time.Minute + time.Nanosecond)), "observed_at"},
		"no time":                    {at(time.Time{}), "observed_at"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := Normalize(c.r, now)
			if c.field == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			e := fault.As(err)
			if e == nil || len(e.Fields) != 1 || e.Fields[0].Name != c.field {
				t.Errorf("%v, want a fault in %s", err, c.field)
			}
		})
	}
}

package telemetry

import (
	"slices"
	"testing"
	"time"

	"dealerportal/pkg/vehicle"
)

// ago gives a reading from that many days before now.
func ago(days float64, kind Kind, value float64) Reading {
	r := reading(kind, value)
	r.ObservedAt = now.Add(-time.Duration(days * 24 * float64(time.Hour)))
	return r
}

func agoText(days float64, kind Kind, text string) Reading {
	r := ago(days, kind, 0)
	r.Text = text
	return r
}

// times repeats a reading, each an hour before the one in front.
func times(n int, r Reading) []Reading {
	out := make([]Reading, n)
	for i := range out {
		out[i] = r
		out[i].ObservedAt = r.ObservedAt.Add(-time.Duration(i) * time.Hour)
	}
	return out
}

func rested(r Reading, hours float64) Reading {
	r.RestHours = hours
	return r
}

func signOf(t *testing.T, name string, v vehicle.Vehicle, readings []Reading) Sign {
	t.Helper()
	for _, s := range Signs(v, readings, now) {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no sign %s", name)
	return Sign{}
}

func TestSignsFromReadings(t *testing.T) {
	cat := func(parts ...[]Reading) []Reading { return slices.Concat(parts...) }
	one := func(r ...Reading) []Reading { return r }
	edge := 1.0 / 86400 // a second, in days
	healthy := times(5, ago(40, CrankTime, 800))
	for _, c := range []struct {
		name, sign string
		readings   []Reading
		want       State
	}{
		{"nothing", LowRestVoltage, nil, Unobserved},
		{"low", LowRestVoltage, one(ago(3, RestVoltage, 12.39)), Present},
		{"not low", LowRestVoltage, one(ago(3, RestVoltage, 12.4)), Absent},
		{"rested six hours", LowRestVoltage, one(rested(ago(3, RestVoltage, 12.1), 6)), Present},
		{"rested less", LowRestVoltage, one(rested(ago(3, RestVoltage, 12.1), 5.9)), Unobserved},
		{"recovered since", LowRestVoltage, one(ago(3, RestVoltage, 12.6), ago(9, RestVoltage, 12.1)), Absent},
		{"last day of the window", LowRestVoltage, one(ago(90, RestVoltage, 12.1)), Present},
		{"out of the window", LowRestVoltage, one(ago(90+edge, RestVoltage, 12.1)), Unobserved},
		{"later than now", LowRestVoltage, one(ago(-edge, RestVoltage, 12.1), ago(1, RestVoltage, 12.6)), Absent},
		{"just now", LowRestVoltage, one(ago(0, RestVoltage, 12.1)), Present},

		{"high", KeyOffDrainHigh, one(ago(3, KeyOffDrain, 50.1)), Present},
		{"at the limit", KeyOffDrainHigh, one(ago(3, KeyOffDrain, 50)), Absent},
		{"out of the window", KeyOffDrainHigh, one(ago(90+edge, KeyOffDrain, 80)), Unobserved},
		{"repaired since", KeyOffDrainHigh, one(ago(3, KeyOffDrain, 20), ago(9, KeyOffDrain, 80)), Absent},

		{"half of ten", ShortTrips, cat(times(5, ago(5, Trip, 4.9)), times(5, ago(9, Trip, 12))), Present},
		{"fewer than half", ShortTrips, cat(times(5, ago(5, Trip, 4.9)), times(6, ago(9, Trip, 12))), Absent},
		{"five miles are not short", ShortTrips, times(10, ago(5, Trip, 5)), Absent},
		{"nine trips say nothing", ShortTrips, times(9, ago(5, Trip, 2)), Unobserved},
		{"one of ten out of the window", ShortTrips, cat(times(9, ago(5, Trip, 2)), one(ago(60+edge, Trip, 2))), Unobserved},
		{"one of ten on the last day", ShortTrips, cat(times(9, ago(5, Trip, 2)), one(ago(60, Trip, 2))), Present},

		{"two weeks", LongParked, one(ago(80, Parked, 14), ago(3, Parked, 0.5)), Present},
		{"less", LongParked, one(ago(30, Parked, 13.9)), Absent},
		{"driven often", LongParked, times(10, ago(5, Trip, 8)), Absent},
		{"driven, but how often", LongParked, times(9, ago(5, Trip, 8)), Unobserved},
		{"out of the window", LongParked, one(ago(90+edge, Parked, 20)), Unobserved},
		{"driven since a long standing", LongParked, cat(times(20, ago(5, Trip, 8)), one(ago(60, Parked, 20))), Present},

		{"a quarter slower", SlowCrank, cat(healthy, times(3, ago(2, CrankTime, 1000))), Present},
		{"a little slower", SlowCrank, cat(healthy, times(3, ago(2, CrankTime, 999))), Absent},
		{"two recent ones", SlowCrank, cat(healthy, times(2, ago(2, CrankTime, 1000))), Unobserved},
		{"four from before", SlowCrank, cat(healthy[1:], times(3, ago(2, CrankTime, 1000))), Unobserved},
		{"history of last year", SlowCrank, cat(times(5, ago(366, CrankTime, 800)), times(3, ago(2, CrankTime, 1000))), Unobserved},
		{"the third is 30 days old", SlowCrank, cat(healthy, times(2, ago(2, CrankTime, 1000)), one(ago(30, CrankTime, 1000))), Present},
		{"the third is older", SlowCrank, cat(healthy, times(2, ago(2, CrankTime, 1000)), one(ago(30+edge, CrankTime, 1000))), Unobserved},
		{"one slow crank of three", SlowCrank, cat(healthy, one(ago(1, CrankTime, 3000)), times(2, ago(2, CrankTime, 800))), Absent},
		{"fast again", SlowCrank, cat(healthy, times(3, ago(20, CrankTime, 1200)), times(3, ago(2, CrankTime, 800))), Absent},
		{"a quick engine", SlowCrank, cat(times(5, ago(40, CrankTime, 480)), times(3, ago(2, CrankTime, 600))), Present},
		{"a slow engine", SlowCrank, cat(times(5, ago(40, CrankTime, 1200)), times(3, ago(2, CrankTime, 1499))), Absent},
		{"a history that changes", SlowCrank, cat(times(3, ago(60, CrankTime, 500)), times(2, ago(40, CrankTime, 2000)), times(3, ago(2, CrankTime, 625))), Present},
		{"one slow day long ago", SlowCrank, cat(healthy, one(ago(50, CrankTime, 9000)), times(3, ago(2, CrankTime, 1000))), Present},

		{"low", BMSLowSOH, one(ago(3, BatterySOH, 69.9)), Present},
		{"not low", BMSLowSOH, one(ago(3, BatterySOH, 70)), Absent},
		{"last day of the window", BMSLowSOH, one(ago(60, BatterySOH, 60)), Present},
		{"out of the window", BMSLowSOH, one(ago(60+edge, BatterySOH, 60)), Unobserved},

		{"replace", ConductanceReplace, one(agoText(3, ConductanceTest, "replace")), Present},
		{"pass", ConductanceReplace, one(agoText(3, ConductanceTest, "pass"), agoText(30, ConductanceTest, "replace")), Absent},
		{"a year old", ConductanceReplace, one(agoText(365, ConductanceTest, "replace")), Present},
		{"older", ConductanceReplace, one(agoText(365+edge, ConductanceTest, "replace")), Unobserved},

		{"a charging code", ChargingFault, one(agoText(3, DTC, "P0620")), Present},
		{"with a failure type", ChargingFault, one(agoText(3, DTC, "P0562:00")), Present},
		{"another code", ChargingFault, one(agoText(3, DTC, "P0420")), Absent},
		{"no code", ChargingFault, one(agoText(3, DTC, "")), Absent},
		{"cleared", ChargingFault, one(agoText(3, DTC, ""), agoText(9, DTC, "P0562")), Absent},
		{"not cleared by another code", ChargingFault, one(agoText(3, DTC, "P0420"), agoText(9, DTC, "P0562")), Present},
		{"two codes of one scan", ChargingFault, one(agoText(3, DTC, "P0420"), agoText(3, DTC, "P0562")), Present},
		{"back again", ChargingFault, one(agoText(3, DTC, "P0562"), agoText(9, DTC, "")), Present},
		{"out of the window", ChargingFault, one(agoText(90+edge, DTC, "P0562")), Unobserved},
	} {
		t.Run(c.sign+": "+c.name, func(t *testing.T) {
			if got := signOf(t, c.sign, vehicle.Vehicle{}, c.readings); got.State != c.want || got.ObservedAt.IsZero() != (c.want == Unobserved) {
				t.Errorf("%+v, want state %d", got, c.want)
			}
		})
	}
}

func TestSignsFromTheRecord(t *testing.T) {
	yes, no := true, false
	for name, set := range map[string]func(*vehicle.Vehicle, *bool){
		CommercialUse:     func(v *vehicle.Vehicle, b *bool) { v.CommercialUse = b },
		RoughService:      func(v *vehicle.Vehicle, b *bool) { v.RoughService = b },
		PriorEarlyFailure: func(v *vehicle.Vehicle, b *bool) { v.PriorEarlyFailure = b },
	} {
		for fact, want := range map[*bool]State{nil: Unobserved, &no: Absent, &yes: Present} {
			var v vehicle.Vehicle
			set(&v, fact)
			if got := signOf(t, name, v, nil); got.State != want {
				t.Errorf("%s: %d, want %d", name, got.State, want)
			}
		}
	}
}

func TestAReplacedBatteryLeavesItsSymptomsBehind(t *testing.T) {
	var before []Reading
	before = append(before, ago(20, RestVoltage, 11.9), ago(20, KeyOffDrain, 90), ago(20, Parked, 30), ago(20, BatterySOH, 40),
		agoText(20, ConductanceTest, "replace"), agoText(20, DTC, "P0562"))
	before = append(before, times(10, ago(20, Trip, 2))...)
	before = append(before, times(5, ago(60, CrankTime, 800))...)
	before = append(before, times(3, ago(20, CrankTime, 1600))...)
	yes := true
	v := vehicle.Vehicle{CommercialUse: &yes, RoughService: &yes, PriorEarlyFailure: &yes}

	for _, s := range Signs(v, before, now) {
		if s.State != Present {
			t.Errorf("%s with the old battery: %d", s.Name, s.State)
		}
	}
	fitted := vehicle.DateOf(now.AddDate(0, 0, -18))
	v.BatteryInstalled = &fitted
	for _, s := range Signs(v, before, now) {
		want := Unobserved
		switch s.Name {
		case ShortTrips, CommercialUse, RoughService, PriorEarlyFailure:
			want = Present
		}
		if s.State != want {
			t.Errorf("%s with the new battery: %d, want %d", s.Name, s.State, want)
		}
	}
}

func TestReadingsOfTheDayOfTheReplacementAreOfTheOldBattery(t *testing.T) {
	fitted := vehicle.Date{Year: 2026, Month: time.November, Day: 10}
	v := vehicle.Vehicle{BatteryInstalled: &fitted}
	test := agoText(0, ConductanceTest, "replace")
	honolulu := time.FixedZone("HST", -10*3600)
	test.ObservedAt = time.Date(2026, 11, 10, 23, 59, 59, 0, honolulu)
	if got := signOf(t, ConductanceReplace, v, []Reading{test}); got.State != Unobserved {
		t.Errorf("a test in the evening of that day: %d", got.State)
	}
	test.ObservedAt = time.Date(2026, 11, 11, 0, 0, 0, 0, honolulu)
	if got := signOf(t, ConductanceReplace, v, []Reading{test}); got.State != Present {
		t.Errorf("a test on the next day: %d", got.State)
	}
}

func TestSignsDoNotDependOnTheOrderOfReadingsAndLeaveThemAlone(t *testing.T) {
	readings := []Reading{ago(9, RestVoltage, 12.1), ago(3, RestVoltage, 12.6), ago(5, KeyOffDrain, 80), ago(1, KeyOffDrain, 20)}
	turned := slices.Clone(readings)
	slices.Reverse(turned)
	kept := slices.Clone(turned)
	if a, b := Signs(vehicle.Vehicle{}, readings, now), Signs(vehicle.Vehicle{}, turned, now); !slices.Equal(a, b) {
		t.Errorf("%v\n%v", a, b)
	}
	if !slices.Equal(turned, kept) {
		t.Error("the readings were put in another order")
	}
}

func TestASignTellsWhenItWasLastSeen(t *testing.T) {
	got := signOf(t, ConductanceReplace, vehicle.Vehicle{}, []Reading{agoText(60, ConductanceTest, "replace"), agoText(200, ConductanceTest, "pass")})
	if want := now.AddDate(0, 0, -60); !got.ObservedAt.Equal(want) {
		t.Errorf("%v, want %v", got.ObservedAt, want)
	}
}

func TestRulesAndSignsAreTheSameElevenInOrderOfName(t *testing.T) {
	all := Rules()
	signs := Signs(vehicle.Vehicle{}, nil, now)
	if len(all) != 11 || len(signs) != 11 {
		t.Fatalf("%d rules, %d signs", len(all), len(signs))
	}
	for i, r := range all {
		if signs[i].Name != r.Sign || signs[i].State != Unobserved || r.Words == "" {
			t.Errorf("rule %+v, sign %+v", r, signs[i])
		}
		if i > 0 && all[i-1].Sign >= r.Sign {
			t.Errorf("%s comes after %s", r.Sign, all[i-1].Sign)
		}
		_, record := fromRecord[r.Sign]
		_, derived := fromReadings[r.Sign]
		if record == derived || derived != (r.WindowDays > 0) {
			t.Errorf("%s: from the record %v, from readings %v, window of %d days", r.Sign, record, derived, r.WindowDays)
		}
	}
	all[0].Sign = "changed"
	if Rules()[0].Sign == "changed" {
		t.Error("who asks for the rules can change them")
	}
}

func TestReadingsAreNeededAsFarBackAsTheWidestWindow(t *testing.T) {
	if got, want := SinceFor(now), now.Add(-365*24*time.Hour); !got.Equal(want) {
		t.Errorf("%v, want %v", got, want)
	}
}

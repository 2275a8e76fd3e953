package demo

import (
	"cmp"
	"slices"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// The fleets are drawn anew each day. On any day they are valid, their readings show the signs that they
// were written for, and the showcases lead the queue with eight briefs.
func TestTheFleetsAreAsTheyShouldBeOnAnyDay(t *testing.T) {
	for day := time.Date(2026, time.January, 1, 0, 0, 1, 0, time.UTC); day.Year() < 2029; day = day.AddDate(0, 0, 59) {
		for _, h := range houses {
			leads := leadsOf(t, h, day)
			briefs := map[string]bool{}
			for _, l := range leads[:len(showcases)] {
				d := dealer.Dealer{Settings: dealer.Settings{Tone: h.tone, Language: dealer.Languages[0]}}
				briefs[outreach.BriefFor(d, l).Key("prompt", "model")] = true
			}
			if least := leads[len(showcases)-1].Score.Probability; len(briefs) != len(showcases) || least < 0.5 {
				t.Errorf("%s on %s: %d briefs for the top, of which the last is at %.2f", h.dealer.Code, day.Format(time.DateOnly), len(briefs), least)
			}
		}
	}
}

// What has happened is drawn anew each day, too. On any day it could have been so, and leads to the fleet.
func TestTheHistoriesCouldHaveBeenOnAnyDay(t *testing.T) {
	for day := time.Date(2026, time.January, 1, 0, 0, 1, 0, time.UTC); day.Year() < 2029; day = day.AddDate(0, 0, 59) {
		for _, h := range houses {
			cars := fleetOf(h, day)
			past := historyOf(h, cars, day)
			start := day.AddDate(0, 0, -watchedDays)
			now, then := map[vehicle.VIN]vehicle.Vehicle{}, map[vehicle.VIN]vehicle.Vehicle{}
			for _, c := range cars {
				now[c.vehicle.VIN] = c.vehicle
			}
			for _, v := range past.vehicles {
				if _, err := vehicle.Normalize(v, start); err != nil {
					t.Errorf("%s as of %s: %+v, %v", h.dealer.Code, start.Format(time.DateOnly), v, err)
				}
				then[v.VIN] = v
			}
			last := vehicle.DateOf(start)
			for _, e := range past.events {
				v, had := then[e.VIN]
				battery := v.BatteryInstalled
				if !had || last.After(e.OccurredOn) || e.OccurredOn.After(vehicle.DateOf(day)) || vehicle.TooEarly(e.OccurredOn, v.Year) != "" {
					t.Errorf("%s on %s: %+v", h.dealer.Code, day.Format(time.DateOnly), e)
				}
				if battery != nil && !e.OccurredOn.After(*battery) {
					t.Errorf("%s on %s: %+v, with a battery from %v", h.dealer.Code, day.Format(time.DateOnly), e, battery)
				}
				if after := now[e.VIN].BatteryInstalled; e.Kind.Fits() && after != nil && *after != e.OccurredOn {
					t.Errorf("%s on %s: %+v, and the battery is from %v", h.dealer.Code, day.Format(time.DateOnly), e, after)
				}
				last = e.OccurredOn
			}
			if len(past.events) < 10 || len(past.vehicles) < 50 {
				t.Errorf("%s on %s: %d events of %d vehicles", h.dealer.Code, day.Format(time.DateOnly), len(past.events), len(past.vehicles))
			}
		}
	}
}

// leadsOf are the leads of a fleet, the most urgent first.
func leadsOf(t *testing.T, h house, now time.Time) (leads []lead.Lead) {
	t.Helper()
	vins := map[vehicle.VIN]bool{}
	for i, c := range fleetOf(h, now) {
		v, err := vehicle.Normalize(c.vehicle, now)
		if err != nil || vins[v.VIN] || v.CheckDigitWrong {
			t.Fatalf("vehicle %d: %+v, %v", i, c.vehicle, err)
		}
		vins[v.VIN] = true
		climate, ok := vehicle.ClimateOf(v.State)
		if !ok {
			t.Fatalf("%q has no climate", v.State)
		}
		in := risk.Input{BatteryAgeMonths: v.BatteryAgeMonths(now), VehicleAgeMonths: v.AgeMonths(now), AnnualMeanC: climate.AnnualMeanC}
		for _, r := range c.readings {
			if _, err := telemetry.Normalize(r, now); err != nil {
				t.Fatalf("vehicle %d: %+v, %v", i, r, err)
			}
		}
		for _, sign := range telemetry.Signs(v, c.readings, now) {
			if sign.State != c.condition[sign.Name] {
				t.Errorf("%s on %s: %s of vehicle %d is %d, and was to be %d", h.dealer.Code, now.Format(time.DateOnly), sign.Name, i, sign.State, c.condition[sign.Name])
			}
			if sign.State != telemetry.Unobserved {
				e := risk.Evidence{Name: sign.Name, Present: sign.State == telemetry.Present}
				if !sign.ObservedAt.IsZero() {
					e.AgeDays = now.Sub(sign.ObservedAt).Hours() / 24
				}
				in.Evidence = append(in.Evidence, e)
			}
		}
		a, err := risk.Default().Assess(in)
		if err != nil {
			t.Fatal(err)
		}
		leads = append(leads, lead.Lead{
			Priority: lead.PriorityOf(a.Probability, dealer.DefaultThresholds, nil, now),
			Vehicle:  lead.Vehicle{VIN: v.VIN, Kind: v.Kind},
			Score:    lead.Score{Probability: a.Probability, Explanation: lead.Explain(a.Waterfall)},
		})
	}
	slices.SortFunc(leads, func(a, b lead.Lead) int { return cmp.Compare(b.Score.Probability, a.Score.Probability) })
	return leads
}

func TestYearCodesAreThoseOfVINs(t *testing.T) {
	for year, want := range map[int]byte{2010: 'A', 2017: 'H', 2018: 'J', 2022: 'N', 2023: 'P', 2025: 'S', 2026: 'T', 2027: 'V', 2030: 'Y', 2031: '1'} {
		if got := yearCode(year); got != want {
			t.Errorf("%d is %c, want %c", year, got, want)
		}
	}
}

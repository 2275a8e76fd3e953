package lead

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// Facts are what an estimate was made of, as it was known then, beside the climate and the record of the
// cohort. They are kept with the vehicle, so that its estimate can be made again in other ways.
type Facts struct {
	BatteryAgeMonths *float64
	VehicleAgeMonths float64
	Evidence         []risk.Evidence
}

// input is what the model is asked with these facts, in a climate and among comparable vehicles.
func (f Facts) input(meanC float64, chemistry vehicle.Chemistry, cohort risk.Cohort, asOf time.Time) risk.Input {
	return risk.Input{
		BatteryAgeMonths: f.BatteryAgeMonths, VehicleAgeMonths: f.VehicleAgeMonths, Evidence: f.Evidence,
		AnnualMeanC: meanC, Cohort: cohort, AGM: chemistry == vehicle.AGM, AsOfDay: asOf.YearDay(),
	}
}

// unknownAge stands for an age that nobody knows.
const unknownAge = "?"

// String writes the facts in the short form in which they are stored: the two ages, then each sign, "+"
// for present and "-" for absent, with the age of an observation that matters behind "@".
func (f Facts) String() string {
	b := make([]byte, 0, 160)
	if f.BatteryAgeMonths == nil {
		b = append(b, unknownAge...)
	} else {
		b = strconv.AppendFloat(b, *f.BatteryAgeMonths, 'g', -1, 64)
	}
	b = append(b, ',')
	b = strconv.AppendFloat(b, f.VehicleAgeMonths, 'g', -1, 64)
	for _, e := range f.Evidence {
		b = append(b, ',')
		if e.Present {
			b = append(b, '+')
		} else {
			b = append(b, '-')
		}
		b = append(b, e.Name...)
		if e.AgeDays != 0 {
			b = append(b, '@')
			b = strconv.AppendFloat(b, e.AgeDays, 'g', -1, 64)
		}
	}
	return string(b)
}

// ParseFacts reads what String wrote. evidence may hold room to be used.
func ParseFacts(text string, evidence []risk.Evidence) (Facts, error) {
	f := Facts{Evidence: evidence[:0]}
	fitted, rest, _ := strings.Cut(text, ",")
	if fitted != unknownAge {
		age, err := strconv.ParseFloat(fitted, 64)
		if err != nil {
			return Facts{}, fmt.Errorf("facts: the battery's age: %w", err)
		}
		f.BatteryAgeMonths = &age
	}
	months, rest, more := strings.Cut(rest, ",")
	var err error
	if f.VehicleAgeMonths, err = strconv.ParseFloat(months, 64); err != nil {
		return Facts{}, fmt.Errorf("facts: the vehicle's age: %w", err)
	}
	for more {
		var sign string
		sign, rest, more = strings.Cut(rest, ",")
		if len(sign) < 2 || (sign[0] != '+' && sign[0] != '-') {
			return Facts{}, fmt.Errorf("facts: %q is not a sign", sign)
		}
		e := risk.Evidence{Present: sign[0] == '+'}
		name, age, aged := strings.Cut(sign[1:], "@")
		e.Name = name
		if aged {
			if e.AgeDays, err = strconv.ParseFloat(age, 64); err != nil {
				return Facts{}, fmt.Errorf("facts: the age of %s: %w", name, err)
			}
		}
		f.Evidence = append(f.Evidence, e)
	}
	return f, nil
}

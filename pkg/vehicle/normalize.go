package vehicle

import (
	"slices"
	"strings"
	"time"

	"dealerportal/pkg/fault"
)

const (
	earliestYear = 1980
	maxMileage   = 2_000_000
	// daysPerMonth is the mean month of the risk model.
	daysPerMonth = 30.4375
)

var chemistries = []Chemistry{UnknownChemistry, Flooded, EFB, AGM}

// Normalize brings a vehicle into the one form in which it is stored: texts trimmed, the state as its
// code, phone and ZIP in their usual forms, and what follows from the rest (CheckDigitWrong, Family,
// Kind) filled in. No date may be later than the day of now, which is in the zone of the vehicle's dealer.
// The error names every field that is not acceptable, as clients write it. A vehicle that is normal already
// comes back the same.
func Normalize(v Vehicle, now time.Time) (Vehicle, error) {
	n := normalizer{today: DateOf(now)}
	if vin, err := ParseVIN(string(v.VIN)); err != nil {
		n.bad = append(n.bad, fault.As(err).Fields...)
	} else {
		v.VIN, v.CheckDigitWrong = vin, !vin.CheckDigitOK()
	}
	if v.Year < earliestYear || v.Year > now.Year()+2 {
		n.add("year", "is not a model year from 1980 to two years from now")
	}
	v.Make = n.required("make", v.Make, 60)
	v.Model = n.required("model", v.Model, 80)
	if v.Mileage != nil && (*v.Mileage < 0 || *v.Mileage > maxMileage) {
		n.add("mileage", "is not between 0 and 2,000,000 miles")
	}
	n.date("mileage_read_on", v.MileageReadOn)
	v.City = n.line("city", v.City, 80)
	if s := n.line("state", v.State, 60); s != "" {
		code, ok := stateCode(s)
		if !ok {
			n.add("state", "is not a two-letter code or the name of a state")
		}
		v.State = code
	} else {
		v.State = ""
	}
	if zip, ok := normalZIP(n.line("zip_code", v.ZIP, 20)); ok {
		v.ZIP = zip
	} else {
		n.add("zip_code", "is not a ZIP code of 5 or 9 digits")
	}
	n.date("in_service_on", v.InServiceOn)
	if n.date("battery_installed_on", v.BatteryInstalled) && v.BatteryInstalled != nil {
		if detail := TooEarly(*v.BatteryInstalled, v.Year); detail != "" {
			n.add("battery_installed_on", detail)
		}
	}
	if v.Chemistry == "" {
		v.Chemistry = UnknownChemistry
	} else if !slices.Contains(chemistries, v.Chemistry) {
		n.add("battery_chemistry", "is not one of unknown, flooded, efb, agm")
	}
	v.Customer.Name = n.line("customer.name", v.Customer.Name, 120)
	v.Customer.Phone = normalPhone(n.line("customer.phone", v.Customer.Phone, 40))
	v.Customer.Email = n.line("customer.email", v.Customer.Email, 254)
	if v.Customer.Email != "" && !emailPattern.MatchString(v.Customer.Email) {
		n.add("customer.email", "is not an e-mail address")
	}
	if err := fault.InvalidFields(n.bad); err != nil {
		return Vehicle{}, err
	}
	v.Family, v.Kind = FamilyOf(v.Make, v.Model)
	return v, nil
}

// normalizer collects what is not acceptable.
type normalizer struct {
	today Date
	bad   []fault.Field
}

func (n *normalizer) add(name, detail string) {
	n.bad = append(n.bad, fault.Field{Name: name, Detail: detail})
}

// line is text on one line, with single blanks.
func (n *normalizer) line(name, s string, maxRunes int) string {
	s, err := fault.CleanText(name, s, maxRunes)
	if err != nil {
		n.bad = append(n.bad, fault.As(err).Fields...)
	}
	return strings.Join(strings.Fields(s), " ")
}

func (n *normalizer) required(name, s string, maxRunes int) string {
	before := len(n.bad)
	s = n.line(name, s, maxRunes)
	if s == "" && len(n.bad) == before {
		n.add(name, "is missing")
	}
	return s
}

func (n *normalizer) date(name string, d *Date) (ok bool) {
	before := len(n.bad)
	switch {
	case d == nil:
	case DateOf(d.Time()) != *d:
		n.add(name, "is not a date of the calendar")
	case d.Year < earliestYear:
		n.add(name, "is before 1980")
	case d.After(n.today):
		n.add(name, "lies in the future")
	}
	return len(n.bad) == before
}

// Same says whether v and other state the same facts; when they were stored does not count.
func (v Vehicle) Same(other Vehicle) bool {
	same := equal(v.Mileage, other.Mileage) && equal(v.MileageReadOn, other.MileageReadOn) &&
		equal(v.InServiceOn, other.InServiceOn) && equal(v.BatteryInstalled, other.BatteryInstalled) &&
		equal(v.CommercialUse, other.CommercialUse) && equal(v.RoughService, other.RoughService) &&
		equal(v.PriorEarlyFailure, other.PriorEarlyFailure)
	for _, x := range []*Vehicle{&v, &other} {
		x.Mileage, x.MileageReadOn, x.InServiceOn, x.BatteryInstalled = nil, nil, nil, nil
		x.CommercialUse, x.RoughService, x.PriorEarlyFailure = nil, nil, nil
		x.UpdatedAt = time.Time{}
	}
	return same && v == other
}

// equal compares facts that may be unknown.
func equal[T comparable](a, b *T) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// AgeMonths is the age of the vehicle since it was first used, never below 0. Where that day is not
// known, 1 January of the model year is assumed: model years are on sale from the autumn before and
// through their own year, so this is near the middle of the first owners' dates.
func (v Vehicle) AgeMonths(asOf time.Time) float64 {
	start := Date{Year: v.Year, Month: time.January, Day: 1}
	if v.InServiceOn != nil {
		start = *v.InServiceOn
	}
	return MonthsSince(start, asOf)
}

// BatteryAgeMonths is the age of the battery now fitted, never below 0, or nil when the day on which it
// was fitted is not known. The vehicle's age does not stand in for it: most older vehicles are not on
// their first battery.
func (v Vehicle) BatteryAgeMonths(asOf time.Time) *float64 {
	if v.BatteryInstalled == nil {
		return nil
	}
	age := MonthsSince(*v.BatteryInstalled, asOf)
	return &age
}

// MonthsSince is the time from a day to asOf in the risk model's months, never below 0.
func MonthsSince(d Date, asOf time.Time) float64 {
	return max(0, asOf.Sub(d.Time()).Hours()/24/daysPerMonth)
}

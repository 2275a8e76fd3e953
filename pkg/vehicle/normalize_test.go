package vehicle

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/fault"
)

var now = time.Date(2026, 11, 23, 15, 0, 0, 0, time.UTC)

func ptr[T any](x T) *T { return &x }

func sample() Vehicle {
	return Vehicle{
		VIN: "1FM5K7B84GGA76166", Year: 2016, Make: "Ford", Model: "Explorer",
		Mileage: ptr(71250), MileageReadOn: &Date{2026, 10, 2}, City: "Ann Arbor", State: "MI", ZIP: "48104",
		InServiceOn: &Date{2016, 5, 3}, BatteryInstalled: &Date{2022, 1, 10}, Chemistry: Flooded,
		CommercialUse: ptr(false), RoughService: ptr(true), PriorEarlyFailure: ptr(false),
		Customer: Customer{Name: "Ana Ruiz", Phone: "+13135550142", Email: "ana@mail.example"},
	}
}

func TestNormalizeFillsInWhatFollows(t *testing.T) {
	v := sample()
	v.VIN, v.Make, v.Model, v.State, v.Chemistry = " 1ftfw1e43mkf12345 ", "  Ford ", "F150\t XLT", "michigan", ""
	v.Customer.Name = "  Ana \n Ruiz "
	got, err := Normalize(v, now)
	if err != nil {
		t.Fatal(err)
	}
	if got.VIN != "1FTFW1E43MKF12345" || !got.CheckDigitWrong {
		t.Errorf("VIN %s, check digit wrong: %v", got.VIN, got.CheckDigitWrong)
	}
	if got.Make != "Ford" || got.Model != "F150 XLT" || got.Family != "F-150" || got.Kind != Pickup {
		t.Errorf("%q %q is %q, %q", got.Make, got.Model, got.Family, got.Kind)
	}
	if got.State != "MI" || got.Chemistry != UnknownChemistry || got.Customer.Name != "Ana Ruiz" {
		t.Errorf("%+v", got)
	}
	again, err := Normalize(got, now)
	if err != nil || !again.Same(got) {
		t.Errorf("normalizing twice changes it: %+v, %v", again, err)
	}
}

func TestNormalizeDoesNotBelieveDerivedFacts(t *testing.T) {
	v := sample()
	v.CheckDigitWrong, v.Family, v.Kind = true, "Mustang", Car
	got, err := Normalize(v, now)
	if err != nil || got.CheckDigitWrong || got.Family != "Explorer" || got.Kind != SUV {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestNormalizeNamesEveryFieldAtFault(t *testing.T) {
	v := Vehicle{
		VIN: "X", Year: 1979, Make: " ", Model: strings.Repeat("x", 81), Mileage: ptr(-1),
		MileageReadOn: &Date{2026, 11, 25}, City: "\x01", State: "Mich", ZIP: "12", InServiceOn: &Date{1979, 12, 31},
		BatteryInstalled: &Date{2026, 2, 30}, Chemistry: "lithium",
		Customer: Customer{Name: strings.Repeat("n", 121), Phone: "\xff", Email: "nobody"},
	}
	_, err := Normalize(v, now)
	if fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	var got []string
	for _, f := range fault.As(err).Fields {
		got = append(got, f.Name)
	}
	want := []string{
		"vin", "year", "make", "model", "mileage", "mileage_read_on", "city", "state", "zip_code", "in_service_on",
		"battery_installed_on", "battery_chemistry", "customer.name", "customer.phone", "customer.email",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got  %v\nwant %v", got, want)
	}
}

func TestRangesHoldAtTheirEnds(t *testing.T) {
	for name, c := range map[string]struct {
		change func(*Vehicle)
		ok     bool
	}{
		"year 1980":                                {func(v *Vehicle) { v.Year = 1980 }, true},
		"year after next":                          {func(v *Vehicle) { v.Year, v.BatteryInstalled = 2028, nil }, true},
		"the year after that":                      {func(v *Vehicle) { v.Year = 2029 }, false},
		"no miles":                                 {func(v *Vehicle) { v.Mileage = ptr(0) }, true},
		"2,000,000 miles":                          {func(v *Vehicle) { v.Mileage = ptr(2_000_000) }, true},
		"2,000,001 miles":                          {func(v *Vehicle) { v.Mileage = ptr(2_000_001) }, false},
		"fitted today":                             {func(v *Vehicle) { v.BatteryInstalled = &Date{2026, 11, 23} }, true},
		"fitted tomorrow":                          {func(v *Vehicle) { v.BatteryInstalled = &Date{2026, 11, 24} }, false},
		"read tomorrow":                            {func(v *Vehicle) { v.MileageReadOn = &Date{2026, 11, 24} }, false},
		"in service tomorrow":                      {func(v *Vehicle) { v.InServiceOn = &Date{2026, 11, 24} }, false},
		"fitted two years before the model year":   {func(v *Vehicle) { v.Year, v.BatteryInstalled = 2021, &Date{2019, 1, 1} }, true},
		"fitted three years before the model year": {func(v *Vehicle) { v.Year, v.BatteryInstalled = 2021, &Date{2018, 12, 31} }, false},
		"in service 1980":                          {func(v *Vehicle) { v.InServiceOn = &Date{1980, 1, 1} }, true},
		"nothing known": {func(v *Vehicle) {
			*v = Vehicle{VIN: v.VIN, Year: v.Year, Make: v.Make, Model: v.Model}
		}, true},
	} {
		v := sample()
		c.change(&v)
		if _, err := Normalize(v, now); (err == nil) != c.ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// What is tomorrow in UTC is today in Guam, and two hours before midnight in UTC it is still today in Detroit.
func TestADayIsJudgedByTheClocksOfTheDealer(t *testing.T) {
	for _, c := range []struct {
		zone string
		at   time.Time
		last Date
	}{
		{"America/Detroit", time.Date(2026, 11, 24, 2, 0, 0, 0, time.UTC), Date{2026, 11, 23}},
		{"America/Detroit", time.Date(2026, 11, 24, 6, 0, 0, 0, time.UTC), Date{2026, 11, 24}},
		{"Pacific/Honolulu", time.Date(2026, 11, 24, 9, 59, 0, 0, time.UTC), Date{2026, 11, 23}},
		{"Pacific/Guam", time.Date(2026, 11, 24, 16, 0, 0, 0, time.UTC), Date{2026, 11, 25}},
	} {
		zone, err := time.LoadLocation(c.zone)
		if err != nil {
			t.Fatal(err)
		}
		for days, ok := range map[int]bool{0: true, 1: false} {
			v := sample()
			on := DateOf(c.last.Time().AddDate(0, 0, days))
			v.BatteryInstalled = &on
			if _, err := Normalize(v, c.at.In(zone)); (err == nil) != ok {
				t.Errorf("%v at %v in %s: %v", on, c.at, c.zone, err)
			}
		}
	}
}

func TestStates(t *testing.T) {
	for text, want := range map[string]string{
		"mi": "MI", "Michigan": "MI", "NEW  mexico": "NM", "D.C.": "DC", "District of Columbia": "DC", "": "", "on": "ON",
	} {
		v := sample()
		v.State = text
		if got, err := Normalize(v, now); err != nil || got.State != want {
			t.Errorf("%q became %q, %v", text, got.State, err)
		}
	}
}

func TestZIPCodes(t *testing.T) {
	for text, want := range map[string]string{
		"48104": "48104", "2138": "02138", "601": "00601", "48104-1234": "48104-1234", "481041234": "48104-1234",
		"21381234": "02138-1234", "2138-0001": "02138-0001", "n9a 1b2": "N9A 1B2", "": "",
		"12": "!", "48104-": "!", "4810A": "!", "4810412345": "!", "48104-12": "!", "4810४": "!",
	} {
		got, ok := normalZIP(text)
		if !ok {
			got = "!"
		}
		if got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestPhoneNumbers(t *testing.T) {
	for text, want := range map[string]string{
		"(313) 555-0142": "+13135550142", "313.555.0142": "+13135550142", "1-313-555-0142": "+13135550142",
		"+1 (313) 555 0142": "+13135550142", "+49 30 901820": "+4930901820",
		"313-555-0142 x7": "313-555-0142 x7", "555-0142": "555-0142", "113-555-0142": "113-555-0142", "+0 12": "+0 12", "": "",
	} {
		if got := normalPhone(text); got != want {
			t.Errorf("%q became %q, want %q", text, got, want)
		}
	}
}

func TestEmailAddresses(t *testing.T) {
	for text, want := range map[string]bool{
		"ana@mail.example": true, "a.b+c@x.y.example": true, "": true,
		"ana": false, "ana@": false, "ana@mail": false, "ana@mail..example": false, "a na@mail.example": false,
		"ana@mail.example, bo@mail.example": false, "<ana@mail.example>": false,
	} {
		v := sample()
		v.Customer.Email = text
		if _, err := Normalize(v, now); (err == nil) != want {
			t.Errorf("%q: %v", text, err)
		}
	}
}

func TestSameComparesEveryFactButTheTimeOfStoring(t *testing.T) {
	a, b := sample(), sample()
	b.UpdatedAt = now
	if !a.Same(b) {
		t.Error("differs by the time of storing alone")
	}
	for name, change := range map[string]func(*Vehicle){
		"vin":               func(v *Vehicle) { v.VIN = "1FTFW1E43MKF12345" },
		"check digit":       func(v *Vehicle) { v.CheckDigitWrong = true },
		"year":              func(v *Vehicle) { v.Year++ },
		"mileage":           func(v *Vehicle) { v.Mileage = ptr(71251) },
		"mileage unknown":   func(v *Vehicle) { v.Mileage = nil },
		"mileage date":      func(v *Vehicle) { v.MileageReadOn = &Date{2026, 10, 3} },
		"in service":        func(v *Vehicle) { v.InServiceOn = nil },
		"battery":           func(v *Vehicle) { v.BatteryInstalled = &Date{2022, 1, 11} },
		"chemistry":         func(v *Vehicle) { v.Chemistry = AGM },
		"commercial use":    func(v *Vehicle) { v.CommercialUse = ptr(true) },
		"rough service":     func(v *Vehicle) { v.RoughService = nil },
		"an early failure":  func(v *Vehicle) { v.PriorEarlyFailure = ptr(true) },
		"phone":             func(v *Vehicle) { v.Customer.Phone = "" },
		"city":              func(v *Vehicle) { v.City = "" },
		"a family by table": func(v *Vehicle) { v.Family = "Edge" },
	} {
		b := sample()
		change(&b)
		if a.Same(b) || b.Same(a) {
			t.Errorf("a change of %s goes unseen", name)
		}
	}
}

func TestAges(t *testing.T) {
	asOf := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	near := func(got, want float64) bool { return math.Abs(got-want) < 1e-9 }
	v := Vehicle{Year: 2016, InServiceOn: &Date{2016, 1, 31}}
	if got := v.AgeMonths(asOf); !near(got, 3623/30.4375) {
		t.Errorf("since in service: %v", got)
	}
	v.InServiceOn = nil
	if got := v.AgeMonths(asOf); !near(got, 3653/30.4375) {
		t.Errorf("since 1 January of the model year: %v", got)
	}
	v.Year = 2027
	if got := v.AgeMonths(asOf); got != 0 {
		t.Errorf("next year's model: %v", got)
	}
	if got := v.BatteryAgeMonths(asOf); got != nil {
		t.Errorf("an unknown battery is %v months old", *got)
	}
	v.BatteryInstalled = &Date{2025, 1, 1}
	if got := v.BatteryAgeMonths(asOf); got == nil || !near(*got, 365/30.4375) {
		t.Errorf("battery: %v", got)
	}
	v.BatteryInstalled = &Date{2026, 1, 2}
	if got := v.BatteryAgeMonths(asOf); got == nil || *got != 0 {
		t.Errorf("fitted tomorrow: %v", got)
	}
}

package transfer

import (
	"context"
	"fmt"
	"hash/maphash"
	"strings"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/vehicle"
)

// vehicleFields say how a cell changes a vehicle. What comes back says why it does not; empty when it
// did. The checks that every vehicle has to pass are not made here.
var vehicleFields = []struct {
	name string
	set  func(v *vehicle.Vehicle, text string, form dateForm) string
}{
	{"year", func(v *vehicle.Vehicle, text string, _ dateForm) string {
		n, ok := parseWhole(text)
		v.Year = n
		return unless(ok, "is not a year")
	}},
	{"make", textField(func(v *vehicle.Vehicle) *string { return &v.Make })},
	{"model", textField(func(v *vehicle.Vehicle) *string { return &v.Model })},
	{"mileage", func(v *vehicle.Vehicle, text string, _ dateForm) string {
		n, ok := parseWhole(milesPattern.ReplaceAllString(text, ""))
		v.Mileage, v.MileageReadOn = &n, nil
		return unless(ok, "is not a whole number of miles")
	}},
	{"mileage_read_on", dateField(func(v *vehicle.Vehicle) **vehicle.Date { return &v.MileageReadOn })},
	{"city", textField(func(v *vehicle.Vehicle) *string { return &v.City })},
	{"state", textField(func(v *vehicle.Vehicle) *string { return &v.State })},
	{"zip_code", textField(func(v *vehicle.Vehicle) *string { return &v.ZIP })},
	{"in_service_on", dateField(func(v *vehicle.Vehicle) **vehicle.Date { return &v.InServiceOn })},
	{"battery_installed_on", dateField(func(v *vehicle.Vehicle) **vehicle.Date { return &v.BatteryInstalled })},
	{"battery_chemistry", func(v *vehicle.Vehicle, text string, _ dateForm) string {
		v.Chemistry = vehicle.Chemistry(strings.ToLower(text))
		return ""
	}},
	{"commercial_use", truthField(func(v *vehicle.Vehicle) **bool { return &v.CommercialUse })},
	{"rough_service", truthField(func(v *vehicle.Vehicle) **bool { return &v.RoughService })},
	{"prior_early_failure", truthField(func(v *vehicle.Vehicle) **bool { return &v.PriorEarlyFailure })},
	{"customer_name", textField(func(v *vehicle.Vehicle) *string { return &v.Customer.Name })},
	{"customer_phone", textField(func(v *vehicle.Vehicle) *string { return &v.Customer.Phone })},
	{"customer_email", textField(func(v *vehicle.Vehicle) *string { return &v.Customer.Email })},
}

type setter = func(v *vehicle.Vehicle, text string, form dateForm) string

func textField(of func(v *vehicle.Vehicle) *string) setter {
	return func(v *vehicle.Vehicle, text string, _ dateForm) string {
		*of(v) = text
		return ""
	}
}

func dateField(of func(v *vehicle.Vehicle) **vehicle.Date) setter {
	return func(v *vehicle.Vehicle, text string, form dateForm) string {
		t, ok := form.parse(text)
		d := vehicle.DateOf(t)
		*of(v) = &d
		return unless(ok, form.mismatch())
	}
}

func truthField(of func(v *vehicle.Vehicle) **bool) setter {
	return func(v *vehicle.Vehicle, text string, _ dateForm) string {
		truth, ok := parseTruth(text)
		*of(v) = &truth
		return unless(ok, "is neither yes nor no")
	}
}

func unless(ok bool, detail string) string {
	if ok {
		return ""
	}
	return detail
}

// columnOf are the names of columns for fields that have another name elsewhere.
var columnOf = map[string]string{
	"customer.name": "customer_name", "customer.phone": "customer_phone", "customer.email": "customer_email",
}

// vehicleFile takes in the rows of a file of vehicles. What a row does not say stays as it is stored:
// a file without a column, or with an empty cell, takes nothing away.
type vehicleFile struct {
	*Service
	dealerID dealer.ID
	header   header
	seed     maphash.Seed
	seen     map[[17]byte]seenVehicle
}

// seenVehicle is what is remembered of the rows of one VIN, small because there may be a million.
type seenVehicle struct {
	digest  uint64 // of all that they say but the mileage
	mileage mileage
	line    int32
}

func newVehicleFile(s *Service, dealerID dealer.ID, h header) *vehicleFile {
	return &vehicleFile{Service: s, dealerID: dealerID, header: h, seed: maphash.MakeSeed(), seen: map[[17]byte]seenVehicle{}}
}

func (f *vehicleFile) vin(rec record) string {
	text, _ := f.header.cell(rec, "vin")
	return text
}

func (f *vehicleFile) dates(rec record) (dates []string) {
	for _, name := range []string{"mileage_read_on", "in_service_on", "battery_installed_on"} {
		if text, _ := f.header.cell(rec, name); text != "" {
			dates = append(dates, text)
		}
	}
	return dates
}

// take brings one vehicle in line with a row.
//
// The mileage only goes up: an export from last month does not turn back what was read since. Of
// several rows with one VIN, such as one for each visit, the first one counts; a later one may repeat it
// or bring a higher mileage, and is rejected when it says anything else, because nobody knows which of
// them is right.
func (f *vehicleFile) take(ctx context.Context, rec record, form dateForm) (Row, error) {
	vin, err := vehicle.ParseVIN(f.vin(rec))
	if err != nil {
		return reject(rec, f.header, fault.As(err).Fields), nil
	}
	digest := f.digest(rec)
	earlier, again := f.seen[key(vin)]
	if again && earlier.digest != digest {
		return duplicate(rec, rejected, "vin", fmt.Sprintf("is the VIN of line %d, too, which says something else", earlier.line)), nil
	}
	stored, err := f.vehicles.Get(ctx, f.dealerID, string(vin))
	found := err == nil
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return Row{}, err
	}
	v, faults := f.over(stored, rec, form)
	v.VIN = vin
	before := mileageOf(stored)
	if again {
		before = earlier.mileage
	}
	after, code, message := before.after(mileageOf(v))
	after.putInto(&v)
	if v, faults = f.check(v, faults); len(faults) > 0 {
		return reject(rec, f.header, faults), nil
	}
	row := Row{Line: rec.line, Status: accepted, Code: code, Message: message}
	if code != "" {
		row.Field = "mileage"
	}
	switch {
	case again && after == before:
		return duplicate(rec, unchanged, "vin", fmt.Sprintf("says what line %d says", earlier.line)), nil
	case !again && found && stored.Same(v):
		row.Status = unchanged
	default:
		if _, _, err := f.vehicles.Save(ctx, f.dealerID, v); err != nil {
			return Row{}, err
		}
	}
	if v.CheckDigitWrong {
		row.Code, row.Field = codeCheckDigit, "vin"
		row.Message = "has a check digit that does not fit: is there a typing error?"
	}
	f.seen[key(vin)] = seenVehicle{digest: digest, mileage: after, line: int32(rec.line)}
	return row, nil
}

// over puts what a row says over what is stored.
func (f *vehicleFile) over(stored vehicle.Vehicle, rec record, form dateForm) (v vehicle.Vehicle, faults []fault.Field) {
	v = stored
	for _, field := range vehicleFields {
		text, _ := f.header.cell(rec, field.name)
		if text == "" && field.name == "customer_name" {
			text = f.name(rec)
		}
		if text == "" {
			continue
		}
		if detail := field.set(&v, text, form); detail != "" {
			faults = append(faults, fault.Field{Name: field.name, Detail: detail})
		}
	}
	if text, _ := f.header.cell(rec, "mileage"); text == "" { // a day on which nothing was read
		v.Mileage, v.MileageReadOn = stored.Mileage, stored.MileageReadOn
	}
	return v, faults
}

// name puts a name together that the file has in two columns.
func (f *vehicleFile) name(rec record) string {
	first, _ := f.header.cell(rec, "first_name")
	last, _ := f.header.cell(rec, "last_name")
	return strings.TrimSpace(first + " " + last)
}

// check makes the checks that every vehicle has to pass. A field that could not be read is not spoken of
// again.
func (f *vehicleFile) check(v vehicle.Vehicle, faults []fault.Field) (vehicle.Vehicle, []fault.Field) {
	normal, err := vehicle.Normalize(v, f.now())
	if err == nil {
		return normal, faults
	}
	told := map[string]bool{}
	for _, x := range faults {
		told[x.Name] = true
	}
	for _, x := range fault.As(err).Fields {
		if name, ok := columnOf[x.Name]; ok {
			x.Name = name
		}
		if x.Name == "year" && v.Year == 0 {
			x.Detail = missing
		}
		if !told[x.Name] {
			faults = append(faults, x)
		}
	}
	return v, faults
}

// digest stands for all that a row says but the mileage.
func (f *vehicleFile) digest(rec record) uint64 {
	var h maphash.Hash
	h.SetSeed(f.seed)
	add := func(name string) {
		text, _ := f.header.cell(rec, name)
		h.WriteString(name + "=" + strings.ToLower(strings.Join(strings.Fields(text), " ")) + "\n")
	}
	for _, field := range vehicleFields {
		if field.name != "mileage" && field.name != "mileage_read_on" {
			add(field.name)
		}
	}
	add("first_name")
	add("last_name")
	return h.Sum64()
}

func key(vin vehicle.VIN) (k [17]byte) {
	copy(k[:], vin)
	return k
}

package transfer

import (
	"cmp"
	"context"
	"fmt"
	"hash/maphash"
	"strconv"
	"strings"
	"time"

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

// vehicleFile takes in the rows of a file of vehicles.
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

// take brings one vehicle in line with a row. What the row does not say stays as it is stored: a file
// without a column, or with an empty cell, takes nothing away.
//
// The mileage only goes up: an export from last month does not turn back what was read since. Of
// several rows with one VIN, such as one for each visit, the first one counts; a later one may repeat it
// or bring a higher mileage, and is rejected when it says anything else, because nobody knows which of
// them is right. So the outcome of a row follows from the file and from what was stored before it, and
// the same file again finds nothing to do.
func (f *vehicleFile) take(ctx context.Context, rec record, form dateForm) (Row, error) {
	now, err := f.vehicles.Now(ctx, f.dealerID)
	if err != nil {
		return Row{}, err
	}
	own, faults := f.read(rec, form, now)
	if len(faults) > 0 {
		return reject(rec, f.header, faults), nil
	}
	digest := f.digest(own)
	earlier, again := f.seen[key(own.VIN)]
	if again && earlier.digest != digest {
		return duplicate(rec, rejected, "vin", fmt.Sprintf("is the VIN of line %d, too, which says something else", earlier.line)), nil
	}
	stored, err := f.vehicles.Get(ctx, f.dealerID, string(own.VIN))
	found := err == nil
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return Row{}, err
	}
	before := mileageOf(stored)
	if again {
		before = earlier.mileage
	}
	after, code, message := before.after(mileageOf(own))
	if again && after == before {
		return duplicate(rec, unchanged, "vin", fmt.Sprintf("says what line %d says", earlier.line)), nil
	}
	v := over(stored, own)
	after.putInto(&v)
	row := Row{Line: rec.line, Status: accepted, Code: code, Message: message}
	if code != "" {
		row.Field = "mileage"
	}
	if found && stored.Same(v) {
		row.Status = unchanged
	} else if _, result, err := f.vehicles.Save(ctx, f.dealerID, v); fault.KindOf(err) == fault.Invalid {
		return reject(rec, f.header, newFaults(nil, err, f.column)), nil // with what is stored it does not go together
	} else if err != nil {
		return Row{}, err
	} else if result == vehicle.Unchanged { // it says less of the battery than is recorded
		row.Status = unchanged
	}
	if v.CheckDigitWrong {
		row.Code, row.Field = codeCheckDigit, "vin"
		row.Message = "has a check digit that does not fit: is there a typing error?"
	}
	f.seen[key(v.VIN)] = seenVehicle{digest: digest, mileage: after, line: int32(rec.line)}
	return row, nil
}

// read makes a vehicle of what a row says, in normal form, or says what is wrong with the row.
func (f *vehicleFile) read(rec record, form dateForm, now time.Time) (vehicle.Vehicle, []fault.Field) {
	v := vehicle.Vehicle{VIN: vehicle.VIN(f.vin(rec))}
	var faults []fault.Field
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
	normal, err := vehicle.Normalize(v, now)
	if err == nil {
		if normal.Mileage == nil { // a day on which nothing was read
			normal.MileageReadOn = nil
		}
		return normal, faults
	}
	return v, append(faults, newFaults(faults, err, func(x fault.Field) fault.Field {
		if x = f.column(x); x.Name == "year" && v.Year == 0 {
			x.Detail = missing
		}
		return x
	})...)
}

// column names what is wrong by its column.
func (f *vehicleFile) column(x fault.Field) fault.Field {
	if name, ok := columnOf[x.Name]; ok {
		x.Name = name
	}
	return x
}

// name puts a name together that the file has in two columns.
func (f *vehicleFile) name(rec record) string {
	first, _ := f.header.cell(rec, "first_name")
	last, _ := f.header.cell(rec, "last_name")
	return strings.TrimSpace(first + " " + last)
}

// over puts what a row says over what is stored; both are in normal form. The mileage is not its
// business.
func over(stored, own vehicle.Vehicle) vehicle.Vehicle {
	v := own
	v.City = cmp.Or(own.City, stored.City)
	v.State = cmp.Or(own.State, stored.State)
	v.ZIP = cmp.Or(own.ZIP, stored.ZIP)
	v.InServiceOn = cmp.Or(own.InServiceOn, stored.InServiceOn)
	v.BatteryInstalled = cmp.Or(own.BatteryInstalled, stored.BatteryInstalled)
	if own.Chemistry == vehicle.UnknownChemistry && stored.Chemistry != "" {
		v.Chemistry = stored.Chemistry
	}
	v.CommercialUse = cmp.Or(own.CommercialUse, stored.CommercialUse)
	v.RoughService = cmp.Or(own.RoughService, stored.RoughService)
	v.PriorEarlyFailure = cmp.Or(own.PriorEarlyFailure, stored.PriorEarlyFailure)
	v.Customer.Name = cmp.Or(own.Customer.Name, stored.Customer.Name)
	v.Customer.Phone = cmp.Or(own.Customer.Phone, stored.Customer.Phone)
	v.Customer.Email = cmp.Or(own.Customer.Email, stored.Customer.Email)
	return v
}

// digest stands for all that a row says but the mileage.
func (f *vehicleFile) digest(v vehicle.Vehicle) uint64 {
	facts := struct {
		vehicle            vehicle.Vehicle
		inService, battery vehicle.Date
		truths             [3]string
	}{
		inService: valueOf(v.InServiceOn), battery: valueOf(v.BatteryInstalled),
		truths: [3]string{truthText(v.CommercialUse), truthText(v.RoughService), truthText(v.PriorEarlyFailure)},
	}
	v.Mileage, v.MileageReadOn, v.InServiceOn, v.BatteryInstalled = nil, nil, nil, nil
	v.CommercialUse, v.RoughService, v.PriorEarlyFailure = nil, nil, nil
	facts.vehicle = v
	return maphash.Comparable(f.seed, facts)
}

func valueOf[T any](x *T) (value T) {
	if x != nil {
		value = *x
	}
	return value
}

func truthText(x *bool) string {
	if x == nil {
		return ""
	}
	return strconv.FormatBool(*x)
}

func key(vin vehicle.VIN) (k [17]byte) {
	copy(k[:], vin)
	return k
}

package transfer

import (
	"context"
	"fmt"
	"hash/maphash"
	"strings"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// readingFile takes in the rows of a file of readings.
type readingFile struct {
	*Service
	dealerID dealer.ID
	header   header
	seed     maphash.Seed
	known    map[[17]byte]bool // which VINs are vehicles of the dealer
	seen     map[uint64]seenReading
}

// seenReading is what is remembered of a reading.
type seenReading struct {
	content uint64
	line    int32
}

func newReadingFile(s *Service, dealerID dealer.ID, h header) *readingFile {
	return &readingFile{
		Service: s, dealerID: dealerID, header: h,
		seed: maphash.MakeSeed(), known: map[[17]byte]bool{}, seen: map[uint64]seenReading{},
	}
}

func (f *readingFile) vin(rec record) string {
	text, _ := f.header.cell(rec, "vin")
	return text
}

func (f *readingFile) dates(rec record) []string {
	if text, _ := f.header.cell(rec, "observed_at"); text != "" {
		return []string{text}
	}
	return nil
}

// take stores the reading of a row. A file that has one reading twice is right about it at most once:
// the first one counts, and a later one is rejected when it says anything else.
func (f *readingFile) take(ctx context.Context, rec record, form dateForm) (Row, error) {
	r, faults := f.read(rec, form)
	if len(faults) > 0 {
		return reject(rec, f.header, faults), nil
	}
	has, err := f.has(ctx, r.VIN)
	if err != nil {
		return Row{}, err
	}
	if !has {
		return Row{
			Line: rec.line, Status: rejected, Code: codeUnknownVehicle, Field: "vin", Message: "is not a vehicle of this dealer",
		}, nil
	}
	identity, content := f.digests(r)
	if earlier, again := f.seen[identity]; again {
		if earlier.content != content {
			return duplicate(rec, rejected, "observed_at", fmt.Sprintf("is that of the same reading in line %d, which says something else", earlier.line)), nil
		}
		return duplicate(rec, unchanged, "observed_at", fmt.Sprintf("is that of the same reading in line %d", earlier.line)), nil
	}
	changed, err := f.readings.Save(ctx, f.dealerID, r)
	if err != nil {
		return Row{}, err
	}
	f.seen[identity] = seenReading{content: content, line: int32(rec.line)}
	row := Row{Line: rec.line, Status: unchanged}
	if changed {
		row.Status = accepted
	}
	return row, nil
}

// read makes a reading of a row, in normal form, or says what is wrong with the row.
func (f *readingFile) read(rec record, form dateForm) (r telemetry.Reading, faults []fault.Field) {
	add := func(name, detail string) { faults = append(faults, fault.Field{Name: name, Detail: detail}) }
	text := func(name string) string {
		s, _ := f.header.cell(rec, name)
		return s
	}
	r = telemetry.Reading{VIN: vehicle.VIN(text("vin")), Source: text("source")}
	r.Kind = telemetry.Kind(strings.NewReplacer(" ", "_", "-", "_").Replace(strings.ToLower(text("kind"))))
	if r.Kind == "" {
		add("kind", missing)
	}
	if at := text("observed_at"); at != "" {
		t, ok := form.parse(at)
		if r.ObservedAt = t; !ok {
			add("observed_at", form.mismatch())
		}
	}
	number := func(name string) (x float64) {
		s := text(name)
		if s == "" {
			add(name, missing)
			return 0
		}
		x, ok := parseDecimal(s)
		if !ok {
			add(name, "is not a number")
		}
		return x
	}
	switch r.Kind {
	case "":
	case telemetry.ConductanceTest:
		if r.Text = text("result"); r.Text == "" {
			add("result", missing)
		}
	case telemetry.DTC:
		// An empty cell is a scan that found nothing; a file without the column does not say so.
		if r.Text = text("code"); !f.header.has("code") {
			add("code", missing)
		}
	default:
		r.Value = number("value")
		if r.Kind == telemetry.RestVoltage {
			r.RestHours = number("rest_hours")
		}
	}
	normal, err := telemetry.Normalize(r, f.now())
	if err == nil {
		return normal, faults
	}
	return r, append(faults, newFaults(faults, err, nil)...)
}

func (f *readingFile) has(ctx context.Context, vin vehicle.VIN) (bool, error) {
	if has, asked := f.known[key(vin)]; asked {
		return has, nil
	}
	_, err := f.vehicles.Get(ctx, f.dealerID, string(vin))
	if err != nil && fault.KindOf(err) != fault.NotFound {
		return false, err
	}
	f.known[key(vin)] = err == nil
	return err == nil, nil
}

// digests stand for what makes a reading one and the same, and for what it says.
func (f *readingFile) digests(r telemetry.Reading) (identity, content uint64) {
	code := ""
	if r.Kind == telemetry.DTC {
		code = r.Text
	}
	identity = maphash.Comparable(f.seed, struct {
		vin    vehicle.VIN
		kind   telemetry.Kind
		at     int64
		source string
		code   string
	}{r.VIN, r.Kind, r.ObservedAt.UnixMilli(), r.Source, code})
	content = maphash.Comparable(f.seed, struct {
		value, rest float64
		text        string
	}{r.Value, r.RestHours, r.Text})
	return identity, content
}

package telemetry

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/vehicle"
)

// clockSkew is how far ahead a device's clock may run.
const clockSkew = 5 * time.Minute

// earliest is the first day that a reading can be from.
var earliest = time.Date(2000, 1, 1, 0, 0, 0, 0, time.UTC)

// span is what a kind of reading can plausibly show. Zero is never in it: a value that was left out
// must not pass for a good one.
type span struct {
	least, most float64
	unit        string
}

// spans are the kinds that have a value. They are wide: they refuse a wrong unit or a missing value, not
// an unusual vehicle.
var spans = map[Kind]span{
	RestVoltage: {1, 18, "volts"},
	KeyOffDrain: {0.1, 20_000, "milliamperes"},
	Trip:        {0.01, 2_000, "miles"},
	Parked:      {0.01, 3_660, "days"},
	CrankTime:   {20, 60_000, "milliseconds"},
	BatterySOH:  {1, 100, "percent"},
}

const maxRestHours = 10_000

// The results of a conductance test.
const (
	testPass    = "pass"
	testReplace = "replace"
)

var codePattern = regexp.MustCompile(`^[PBCU][0-3][0-9A-F]{3}(?:[-:]?[0-9A-F]{2})?$`)

// Normalize brings a reading into the one form in which it is stored: its time in UTC to the
// millisecond, codes in capitals. The error names every field that is not acceptable, as clients write
// it. What a kind has no use for, such as a value with a trouble code, is dropped.
func Normalize(r Reading, now time.Time) (Reading, error) {
	var bad []fault.Field
	add := func(name, format string, args ...any) {
		bad = append(bad, fault.Field{Name: name, Detail: fmt.Sprintf(format, args...)})
	}
	out := Reading{Kind: r.Kind, ObservedAt: r.ObservedAt.UTC().Truncate(time.Millisecond)}
	vin, err := vehicle.ParseVIN(string(r.VIN))
	if err != nil {
		bad = append(bad, fault.As(err).Fields...)
	}
	out.VIN = vin
	switch {
	case r.ObservedAt.IsZero():
		add("observed_at", "is missing")
	case r.ObservedAt.Before(earliest):
		add("observed_at", "is before the year 2000")
	case r.ObservedAt.After(now.Add(clockSkew)):
		add("observed_at", "lies in the future")
	}
	text, err := fault.CleanText("code", r.Text, 10)
	switch s, valued := spans[r.Kind]; {
	case valued:
		// Comparisons with NaN are false, so this refuses it as well.
		if !(r.Value >= s.least && r.Value <= s.most) {
			add("value", "is not between %g and %g %s", s.least, s.most, s.unit)
		}
		out.Value = r.Value
	case r.Kind == ConductanceTest:
		out.Text = strings.ToLower(text)
		if err != nil || out.Text != testPass && out.Text != testReplace {
			add("result", "is neither pass nor replace")
		}
	case r.Kind == DTC:
		out.Text = strings.ToUpper(text)
		if err != nil || out.Text != "" && !codePattern.MatchString(out.Text) {
			add("code", "is not a trouble code such as P0562, nor empty")
		}
	default:
		add("kind", "is not a kind of reading")
	}
	if r.Kind == RestVoltage {
		if !(r.RestHours >= 0 && r.RestHours <= maxRestHours) {
			add("rest_hours", "is not between 0 and %d", maxRestHours)
		}
		out.RestHours = r.RestHours
	}
	if out.Source, err = fault.CleanText("source", r.Source, 60); err != nil {
		bad = append(bad, fault.As(err).Fields...)
	}
	if err := fault.InvalidFields(bad); err != nil {
		return Reading{}, err
	}
	return out, nil
}

package transfer

import (
	"math"
	"slices"
	"strings"
	"testing"
	"time"
)

func TestTheDatesOfAFileHaveOneForm(t *testing.T) {
	for text, want := range map[string]string{
		"4/5/2026": "M/D/YYYY", "04/05/2026": "M/D/YYYY", "4/5/2026 13:04:05": "M/D/YYYY", "4/5/2026 1:04 PM": "M/D/YYYY",
		"25/12/2026 4/5/2026": "M/D/YYYY", "20260405": "YYYYMMDD", "2026-04-05": "YYYY-MM-DD", "2026-04-05T06:07:08-05:00": "YYYY-MM-DD",
		"2026-04-05 20260405 2026-04-06": "YYYY-MM-DD", "25/12/2026": "", "4/5/26": "", "April": "", "": "",
	} {
		dates := []string{text}
		if !strings.Contains(text, ":") {
			dates = strings.Fields(text)
		}
		if got, ok := formOf(dates); got.words != want || ok != (want != "") {
			t.Errorf("%q is of the form %q, want %q", text, got.words, want)
		}
	}
}

func TestTimes(t *testing.T) {
	for _, c := range []struct{ form, text, want string }{
		{"M/D/YYYY", "4/5/2026", "2026-04-05T00:00:00Z"},
		{"M/D/YYYY", "4/5/2026 1:04:05 PM", "2026-04-05T13:04:05Z"},
		{"M/D/YYYY", "13/5/2026", ""},
		{"M/D/YYYY", "2/30/2026", ""},
		{"YYYYMMDD", "20260405", "2026-04-05T00:00:00Z"},
		{"YYYYMMDD", "20260405060708", "2026-04-05T06:07:08Z"},
		{"YYYYMMDD", "20261301", ""},
		{"YYYY-MM-DD", "2026-04-05T06:07:08.25-05:00", "2026-04-05T11:07:08.25Z"},
		{"YYYY-MM-DD", "2026-04-05 06:07", "2026-04-05T06:07:00Z"},
		{"YYYY-MM-DD", "2026-04-05 06:07:08 UTC", "2026-04-05T06:07:08Z"},
		{"YYYY-MM-DD", "4/5/2026", ""},
	} {
		form := dateForms[slices.IndexFunc(dateForms, func(f dateForm) bool { return f.words == c.form })]
		got := ""
		if at, ok := form.parse(c.text); ok {
			got = at.UTC().Format(time.RFC3339Nano)
		}
		if got != c.want {
			t.Errorf("%q in the form %s is %q, want %q", c.text, c.form, got, c.want)
		}
	}
}

func TestNumbers(t *testing.T) {
	for text, want := range map[string]int{
		"71250": 71250, "71,250": 71250, "71250.0": 71250, "71250.75": 71250, "1,071,250": 1071250, "0": 0, "007": 7,
		"71.250": -1, "7,1250": -1, "71 250": -1, "-5": -1, "1e5": -1, "": -1, ".5": -1, "9999999999999": -1, "٣": -1, "0x10": -1,
	} {
		got, ok := parseWhole(text)
		if !ok {
			got = -1
		}
		if got != want {
			t.Errorf("%q is the whole number %d, want %d", text, got, want)
		}
	}
	for text, want := range map[string]float64{
		"12.4": 12.4, "1,062.5": 1062.5, "-3": -3, ".5": 0.5, "12": 12, "12,4": math.NaN(), "NaN": math.NaN(), "Inf": math.NaN(),
		"1e3": math.NaN(), "12.": math.NaN(), "0x1p-2": math.NaN(), "12.4 V": math.NaN(), "1_000": math.NaN(),
	} {
		got, ok := parseDecimal(text)
		if !ok {
			got = math.NaN()
		}
		if got != want && !(math.IsNaN(got) && math.IsNaN(want)) {
			t.Errorf("%q is the number %g, want %g", text, got, want)
		}
	}
}

// Every field of the table of columns is used, and every field that is used is in it.
func TestTheTableOfColumnsIsTheOneThatIsUsed(t *testing.T) {
	used := map[Kind][]string{
		Vehicles: {"vin", "first_name", "last_name"},
		Readings: {"vin", "kind", "observed_at", "value", "rest_hours", "result", "code", "source"},
	}
	for _, f := range vehicleFields {
		used[Vehicles] = append(used[Vehicles], f.name)
	}
	for kind, fields := range used {
		var listed []string
		for _, c := range layouts[kind] {
			listed = append(listed, c.field)
			if !slices.Contains(c.names, fold(c.field)) {
				t.Errorf("%s: a column called like the field itself is not found", c.field)
			}
		}
		slices.Sort(listed)
		slices.Sort(fields)
		if !slices.Equal(listed, fields) {
			t.Errorf("%s: the table has %v, used are %v", kind, listed, fields)
		}
	}
	if len(layouts) != len(used) {
		t.Errorf("kinds in the table: %d", len(layouts))
	}
}

func TestColumnsOfOneFieldHaveAnOrder(t *testing.T) {
	h, err := newHeader(layouts[Vehicles], []string{"Home Phone", "VIN", "Year", "Make", "MODEL", "cell_phone", "Mileage-In", "mileage out"})
	if err != nil {
		t.Fatal(err)
	}
	rec := record{cells: []string{"7345550142", "", "", "", "", " ", "100", "104"}}
	for field, want := range map[string]string{"customer_phone": "7345550142", "mileage": "104", "vin": "", "city": ""} {
		if got, _ := h.cell(rec, field); got != want {
			t.Errorf("%s is %q, want %q", field, got, want)
		}
	}
	if _, name := h.cell(rec, "mileage"); name != "mileage out" {
		t.Errorf("taken from the column %q", name)
	}
}

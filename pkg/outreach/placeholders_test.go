package outreach

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

func TestAFirstNameHoweverItIsWritten(t *testing.T) {
	for _, c := range []struct{ name, want string }{
		{"Dana Ortiz", "Dana"},
		{"Ortiz, Dana", "Dana"},
		{"ORTIZ, DANA M", "DANA"},
		{"  Dana   Ortiz ", "Dana"},
		{"Dana", "Dana"},
		{"Ortiz,", "Ortiz,"},
		{", Dana", ","},
		{"", "there"},
		{"   ", "there"},
		{"José Ángel Ruiz", "José"},
	} {
		if got := firstName(c.name); got != c.want {
			t.Errorf("%q is greeted as %q, want %q", c.name, got, c.want)
		}
	}
}

func TestAVehicleAsItsOwnerCallsIt(t *testing.T) {
	for _, c := range []struct {
		v    lead.Vehicle
		want string
	}{
		{lead.Vehicle{Year: 2019, Make: "Ford", Model: "F-150 XLT"}, "2019 F-150 XLT"},
		{lead.Vehicle{Year: 2019, Make: "FORD", Model: "Escape"}, "2019 Escape"},
		{lead.Vehicle{Year: 2021, Make: "Honda", Model: "CR-V"}, "2021 Honda CR-V"},
	} {
		if got := vehicleName(c.v); got != c.want {
			t.Errorf("%q, want %q", got, c.want)
		}
	}
}

func TestMilesAreGroupedByThousands(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1,000", 48210: "48,210", 1234567: "1,234,567"} {
		if got := groupThousands(n); got != want {
			t.Errorf("%d is written %s, want %s", n, got, want)
		}
	}
}

func TestTheFactsOfALead(t *testing.T) {
	mileage := 48210
	d := dealer.Dealer{Name: "Demo Motors"}
	l := lead.Lead{CustomerName: "Dana Ortiz", Vehicle: lead.Vehicle{Year: 2019, Make: "Ford", Model: "F-150", Mileage: &mileage, City: "Flint"}}
	want := facts{
		CustomerFirstName: "Dana", VehicleName: "2019 F-150", Advisor: "Kim Lee", Dealer: "Demo Motors", Mileage: "48,210 miles",
		City: "Flint", OptOut: optOutWords, Reason: "it is old",
	}
	got := factsFor(d, l, "it is old", "Kim Lee")
	for name, value := range want {
		if got[name] != value {
			t.Errorf("%s is %q, want %q", name, got[name], value)
		}
	}
	for _, name := range append(modelPlaceholders, Reason) {
		if got[name] == "" {
			t.Errorf("nothing fills %s", name)
		}
	}
	l.Assignee, l.Vehicle.Mileage = &lead.Assignee{Name: "Sam Roe"}, nil
	got = factsFor(d, l, "it is old", "Kim Lee")
	if got[Advisor] != "Sam Roe" || got[Mileage] != "" {
		t.Errorf("%v", got)
	}
	l.Assignee = nil
	if got = factsFor(d, l, "it is old", ""); got[Advisor] != nobodyYet {
		t.Errorf("%v", got)
	}
}

func TestPlaceholdersAreFilledFromTheFacts(t *testing.T) {
	f := facts{"a": "one", "b": "{{a}}", "none": ""}
	for _, c := range []struct {
		text, want string
		ok         bool
	}{
		{"", "", true},
		{"no placeholder", "no placeholder", true},
		{"{{a}}", "one", true},
		{"{{a}}{{a}} and {{ a }}!", "oneone and one!", true},
		{"{{b}}", "{{a}}", true}, // a fact is never read as a text
		{"x {{none}} y", "x  y", false},
		{"x {{other}} y", "x  y", false},
		{"x {{a", "", false},
		{"x }} y", "x }} y", true},
	} {
		got, ok := fill(c.text, f)
		if got != c.want || ok != c.ok {
			t.Errorf("%q becomes %q (%v), want %q (%v)", c.text, got, ok, c.want, c.ok)
		}
	}
}

// Whatever the facts are, what stood around the placeholders is there unchanged.
func TestFillingChangesNothingButPlaceholders(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		parts := rapid.SliceOfN(rapid.StringOf(rapid.RuneFrom([]rune("ab }\n"))), 2, 6).Draw(t, "parts")
		value := rapid.StringN(1, 12, -1).Draw(t, "value")
		got, ok := fill(strings.Join(parts, "{{x}}"), facts{"x": value})
		if want := strings.Join(parts, value); !ok || got != want {
			t.Fatalf("%q, want %q", got, want)
		}
	})
}

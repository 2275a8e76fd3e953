package risk

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParameterFilesAreRefused(t *testing.T) {
	for _, c := range []struct {
		name     string
		old, new string // in the embedded file, once
		says     string
	}{
		{"a sign of age", `"tags": ["test"]`, `"tags": ["test", "age"]`, `tagged "age"`},
		{"a sign of climate", `"tags": ["test"]`, `"tags": ["climate"]`, `tagged "climate"`},
		{"a sign of season", `"tags": ["history"]`, `"tags": ["season"]`, `tagged "season"`},
		{"an unknown tag", `"tags": ["history"]`, `"tags": ["mood"]`, `tag "mood"`},
		{"no tag", `"tags": ["history"]`, `"tags": []`, "has no tag"},
		{"a probability of 0", `"without_cause": { "value": 0.03, "a": 0.6, "b": 19.4 }`, `"without_cause": { "value": 0, "a": 0, "b": 20 }`, "not a probability"},
		{"a probability of 1", `"with_cause": { "value": 0.8, "a": 16, "b": 4 }`, `"with_cause": { "value": 1, "a": 20, "b": 0 }`, "not a probability"},
		{"a probability above 1", `"if_failing": { "value": 0.4, "a": 8, "b": 12 }`, `"if_failing": { "value": 1.4, "a": 28, "b": -8 }`, "not a probability"},
		{"a base probability of 1", `"value": 0.09`, `"value": 1`, "base_probability is 1"},
		{"a prevalence of 1", `"prevalence": 0.25`, `"prevalence": 1`, "prevalence"},
		{"counts that give another value", `"value": 0.4, "a": 8, "b": 12`, `"value": 0.4, "a": 8, "b": 13`, "but its pseudo-counts give"},
		{"a negative count", `"value": 0.4, "a": 8, "b": 12`, `"value": 0.4, "a": -8, "b": -12`, "pseudo-counts -8"},
		{"a sign twice", `"name": "long_parked"`, `"name": "short_trips"`, "short_trips is there twice"},
		{"a fact that is a sign", `"name": "charging_fault"`, `"name": "slow_crank"`, "slow_crank is there twice"},
		{"a group called like a bar", `"name": "undercharge"`, `"name": "climate"`, "climate is there twice"},
		{"a value twice", `"name": "agm_factor"`, `"name": "shape"`, "shape is there twice"},
		{"a key twice", `"horizon", "label": "Horizon"`, `"horizon", "label": "Horizon", "label": "Span"`, `"label" is there twice`},
		{"an unknown field", `"horizon", "label"`, `"horizon", "colour": "red", "label"`, "colour"},
		{"a field in other letters", `"horizon", "label"`, `"horizon", "Label"`, `"Label"`},
		{"an unknown value", `"name": "agm_factor"`, `"name": "efb_factor"`, `"efb_factor" is not known`},
		{"a missing value", `"name": "agm_factor"`, `"name": "efb_factor"`, "agm_factor is missing"},
		{"a life of nothing", `"value": 72`, `"value": 0`, "reference_life is 0"},
		{"a horizon of half a day", `"value": 180`, `"value": 180.5`, "not whole"},
		{"no unit", `"unit": "days"`, `"unit": ""`, "unit"},
		{"no source", `"source": "Assumption: a choice of the portal."`, `"source": ""`, "no source"},
		{"a value without a note", `"note": "An estimate is for replacement within this many days."`, `"note": ""`, "horizon has no note"},
		{"a season without a note", `"note": "January to December, with a mean of exactly one."`, `"note": " "`, "season has no note"},
		{"a group without a note", `"note": "The cause behind what is measured of the battery itself."`, `"note": ""`, "weak_battery has no note"},
		{"a sign without a note", `"note": "A vehicle is compared with its own history."`, `"note": ""`, "slow_crank has no note"},
		{"no label", `"label": "Chronic undercharge"`, `"label": ""`, "no label"},
		{"an unknown grade", `"unit": "days", "grade": "C"`, `"unit": "days", "grade": "D"`, `grade "D"`},
		{"a season that adds hazard", `[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]`, `[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1.5]`, "not 1"},
		{"a season of eleven months", `[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]`, `[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]`, "11 months"},
		{"a season with a month of none", `[1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]`, `[0, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1]`, "month 1"},
		{"a name with a blank", `"name": "duty"`, `"name": "hard duty"`, `"hard duty"`},
		{"no day of change", `"updated": "2026-11-24"`, `"updated": "today"`, `"today"`},
		{"another bar of the baseline", `"name": "cohort_record"`, `"name": "fleet_record"`, "fleet_record"},
		{"a sign that fades backwards", `"fades_days": 120`, `"fades_days": -120`, "fades"},
		{"two signs that fade", `"name": "slow_crank",`, `"name": "slow_crank", "fades_days": 5,`, "2 signs fade"},
		{"something after the end", "\n  ]\n}\n", "\n  ]\n}\n{}", "after the end"},
		{"half a file", "\n  ]\n}\n", "\n", "EOF"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if n := bytes.Count(embedded, []byte(c.old)); n < 1 {
				t.Fatalf("%q is not in the file", c.old)
			}
			_, err := Load(bytes.Replace(embedded, []byte(c.old), []byte(c.new), 1))
			if err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("%v, which does not say %q", err, c.says)
			}
		})
	}
}

// Every number of the embedded file, as the model was specified. Some of them no worked example depends on.
func TestTheParametersAreAsSpecified(t *testing.T) {
	set := Default().ParameterSet()
	values := map[string]float64{
		"horizon": 180, "base_probability": 0.09, "shape": 3, "reference_life": 72, "reference_temperature": 12, "halving_temperature": 25,
		"cohort_weight": 4, "agm_factor": 1,
	}
	for _, v := range set.Values {
		if v.Value != values[v.Name] {
			t.Errorf("%s is %v, want %v", v.Name, v.Value, values[v.Name])
		}
		delete(values, v.Name)
	}
	counts := map[string][4]float64{ // with the cause for and against, without it for and against; likewise failing and sound
		"undercharge": {8, 12, 23.5, 76.5}, "short_trips": {12, 8, 5, 15}, "long_parked": {7, 13, 2, 18}, "low_rest_voltage": {11, 9, 1, 19}, "key_off_drain": {5, 15, 0.6, 19.4},
		"weak_battery": {7, 13, 5.4, 94.6}, "slow_crank": {11, 9, 1, 19}, "bms_low_soh": {9, 11, 2, 18}, "conductance_replace": {16, 4, 1, 19},
		"duty": {5.2, 14.8, 19.4, 80.6}, "commercial_use": {14, 6, 2, 18}, "rough_service": {10, 10, 2, 18},
		"charging_fault": {2.2, 17.8, 2.2, 97.8}, "prior_early_failure": {2.1, 17.9, 5.6, 94.4},
	}
	fades := map[string]float64{"conductance_replace": 120}
	assumed := map[string][2]float64{ // prevalence and relative risk
		"undercharge": {0.25, 2}, "weak_battery": {0.08, 6}, "duty": {0.2, 1.4}, "charging_fault": {0.03, 4}, "prior_early_failure": {0.06, 1.8},
	}
	check := func(name string, a, b Beta) {
		t.Helper()
		if got := [4]float64{a.A, a.B, b.A, b.B}; got != counts[name] {
			t.Errorf("%s has the counts %v, want %v", name, got, counts[name])
		}
		delete(counts, name)
	}
	for _, g := range set.Groups {
		check(g.Name, g.IfFailing, g.IfSound)
		if got := [2]float64{g.Prevalence, g.RelativeRisk}; got != assumed[g.Name] {
			t.Errorf("%s is assumed to be %v", g.Name, got)
		}
		for _, s := range g.Signs {
			check(s.Name, s.WithCause, s.WithoutCause)
			if s.FadesDays != fades[s.Name] {
				t.Errorf("%s fades in %v days", s.Name, s.FadesDays)
			}
		}
	}
	for _, f := range set.Facts {
		check(f.Name, f.IfFailing, f.IfSound)
		if got := [2]float64{f.Prevalence, f.RelativeRisk}; got != assumed[f.Name] {
			t.Errorf("%s is assumed to be %v", f.Name, got)
		}
	}
	if len(values)+len(counts) > 0 {
		t.Errorf("not in the file: %v, %v", values, counts)
	}
}

func TestNoParameterIsWithoutANote(t *testing.T) {
	for _, p := range Default().Parameters() {
		if strings.TrimSpace(p.Note) == "" || p.Source == "" {
			t.Errorf("%s has the note %q and the source %q", p.Name, p.Note, p.Source)
		}
	}
	for i, f := range Default().ParameterSet().Facts {
		set := Default().ParameterSet()
		set.Facts[i].Note = "\n "
		if _, err := New(set); err == nil || !strings.Contains(err.Error(), f.Name+" has no note") {
			t.Errorf("%s without a note: %v", f.Name, err)
		}
	}
}

func TestEverythingWrongIsSaidAtOnce(t *testing.T) {
	set := Default().ParameterSet()
	set.Groups[0].Signs[0].Tags = []string{"age"}
	set.Facts[0].Grade = "?"
	_, err := New(set)
	if err == nil || !strings.Contains(err.Error(), `tagged "age"`) || !strings.Contains(err.Error(), `grade "?"`) {
		t.Error(err)
	}
}

func TestMoreSignsThanFitAreRefused(t *testing.T) {
	for n := 1; ; n++ {
		set := Default().ParameterSet()
		for i := range n {
			f := set.Facts[0]
			f.Name = fmt.Sprintf("fact_%d", i)
			set.Facts = append(set.Facts, f)
		}
		m, err := New(set)
		if err != nil {
			if n < 10 || !strings.Contains(err.Error(), "signs") {
				t.Errorf("%d more facts: %v", n, err)
			}
			return
		}
		// What is taken is ranked as it is assessed.
		in := Input{AnnualMeanC: 12, Evidence: []Evidence{{Name: "slow_crank", Present: true}, {Name: fmt.Sprintf("fact_%d", n-1), Present: true}}}
		s, err := m.Setting(in)
		if err != nil {
			t.Fatal(err)
		}
		f, err := m.Facts(in)
		if err != nil {
			t.Fatal(err)
		}
		if got, want := s.LogOdds(f), assess(t, m, in).LogOdds; math.Abs(got-want) > 1e-12 {
			t.Fatalf("%d more facts: ranked %v, assessed %v", n, got, want)
		}
	}
}

func TestVersionFollowsWhatDecidesAnEstimate(t *testing.T) {
	version := Default().Version()
	if !regexp.MustCompile(`^battery-[0-9a-f]{8}$`).MatchString(version) {
		t.Fatalf("version %q", version)
	}
	for name, change := range map[string]func(*ParameterSet){
		"a value":         func(p *ParameterSet) { setValue(p, "shape", 3.1) },
		"a probability":   func(p *ParameterSet) { p.Groups[0].IfFailing = Beta{Value: 0.5, A: 10, B: 10} },
		"its weight only": func(p *ParameterSet) { p.Groups[0].IfFailing = Beta{Value: 0.4, A: 80, B: 120} },
		"a sign":          func(p *ParameterSet) { p.Groups[0].Signs[0].WithCause = Beta{Value: 0.5, A: 10, B: 10} },
		"a fact":          func(p *ParameterSet) { p.Facts[0].IfSound = Beta{Value: 0.03, A: 3, B: 97} },
		"fading":          func(p *ParameterSet) { p.Groups[1].Signs[2].FadesDays = 121 },
		"a season":        func(p *ParameterSet) { p.Season.Values = []float64{1.5, .5, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1} },
		"a sign's name":   func(p *ParameterSet) { p.Groups[0].Signs[0].Name = "city_trips" },
	} {
		if got := changed(t, change).Version(); got == version {
			t.Errorf("%s: still %s", name, got)
		}
	}
	for name, change := range map[string]func(*ParameterSet){
		"nothing":  func(*ParameterSet) {},
		"a source": func(p *ParameterSet) { p.Groups[0].Source = "Assumption." },
		"a note":   func(p *ParameterSet) { p.Facts[0].Note = "An assumption." },
		"a label":  func(p *ParameterSet) { p.Values[0].Label = "Span" },
		"the day":  func(p *ParameterSet) { p.Updated = "2027-01-01" },
		"the order": func(p *ParameterSet) {
			p.Groups[0], p.Groups[2] = p.Groups[2], p.Groups[0]
			p.Values[0], p.Values[3] = p.Values[3], p.Values[0]
		},
	} {
		if got := changed(t, change).Version(); got != version {
			t.Errorf("%s: %s, was %s", name, got, version)
		}
	}
}

func TestAParameterSetIsACopy(t *testing.T) {
	m := Default()
	before := m.ParameterSet()
	touched := m.ParameterSet()
	touched.Values[0].Value = 1
	touched.Season.Values[0] = 9
	touched.Groups[0].Signs[0].Tags[0] = "age"
	touched.Groups[0].Signs[0].WithCause.Value = 0.99
	touched.Facts[0].Tags[0] = "age"
	m.Parameters()[0].Values[0] = 1
	m.Bars()[0].Name = "x"
	if diff := cmp.Diff(before, m.ParameterSet()); diff != "" {
		t.Error(diff)
	}
	if m.Bars()[0].Name != barBaseRate {
		t.Error("the bars are not a copy")
	}
}

// Every strength of a sign is an assumption today. The relative risk and prevalence that the file states
// give the probabilities that it uses, to their rounding.
func TestAssumedRatesFollowFromTheStatedRisk(t *testing.T) {
	set := Default().ParameterSet()
	check := func(name string, prevalence, risk float64, failing, sound Beta) {
		r1, r0 := RatesFromRelativeRisk(prevalence, risk, 0.09)
		if math.Abs(r1-failing.Value) > 0.011 || math.Abs(r0-sound.Value) > 0.002 {
			t.Errorf("%s: %v and %v follow, the file has %v and %v", name, r1, r0, failing.Value, sound.Value)
		}
	}
	for _, g := range set.Groups {
		check(g.Name, g.Prevalence, g.RelativeRisk, g.IfFailing, g.IfSound)
	}
	for _, f := range set.Facts {
		check(f.Name, f.Prevalence, f.RelativeRisk, f.IfFailing, f.IfSound)
	}
}

func TestParametersListEveryNumberWithItsSource(t *testing.T) {
	m := Default()
	set := m.ParameterSet()
	want := len(set.Values) + 1 + 2*len(set.Groups) + 2*len(set.Facts) + 1 // a season, and one time of fading
	for _, g := range set.Groups {
		want += 2 * len(g.Signs)
	}
	list := m.Parameters()
	if len(list) != want {
		t.Errorf("%d parameters, want %d", len(list), want)
	}
	bars := map[string]bool{}
	for _, b := range m.Bars() {
		bars[b.Name] = true
	}
	names := map[string]bool{}
	for _, p := range list {
		if names[p.Name] {
			t.Errorf("%s is listed twice", p.Name)
		}
		names[p.Name] = true
		if p.Label == "" || p.Unit == "" || p.Source == "" || len(p.Values) == 0 || !bars[p.Bar] {
			t.Errorf("%+v", p)
		}
		if p.Unit == "probability" && p.For > 0 && math.Abs(p.For/(p.For+p.Against)-p.Values[0]) > 1e-9 {
			t.Errorf("%s: %v of %v and %v", p.Name, p.Values, p.For, p.Against)
		}
		// Nothing here is published as such; what says so must be shown as an assumption.
		if p.Grade != "C" || !p.Assumption() || !strings.HasPrefix(p.Source, "Assumption") && !strings.HasPrefix(p.Source, "Derived") {
			t.Errorf("%s has grade %s by %q", p.Name, p.Grade, p.Source)
		}
		if p.Outcomes != 0 {
			t.Errorf("%s claims %v outcomes", p.Name, p.Outcomes)
		}
	}
	for name, value := range map[string]float64{
		"undercharge.if_failing": 0.4, "key_off_drain.without_cause": 0.03, "conductance_replace.fades": 120,
		"charging_fault.if_sound": 0.022, "horizon": 180, "cohort_weight": 4,
	} {
		found := false
		for _, p := range list {
			found = found || p.Name == name && p.Values[0] == value
		}
		if !found {
			t.Errorf("%s is not %v", name, value)
		}
	}
}

func TestSignsAndBarsLabelWhatAnAssessmentHas(t *testing.T) {
	m := Default()
	bars := map[string]BarInfo{}
	for _, b := range m.Bars() {
		if b.Label == "" || b.Source == "" || b.Grade != "C" || b.Updated == "" {
			t.Errorf("%+v", b)
		}
		bars[b.Name] = b
	}
	var names []string
	var all []Evidence
	for _, s := range m.Signs() {
		names = append(names, s.Name)
		all = append(all, Evidence{Name: s.Name, Present: true})
		if s.Label == "" || bars[s.Group].Name == "" {
			t.Errorf("%+v", s)
		}
	}
	want := []string{
		"bms_low_soh", "charging_fault", "commercial_use", "conductance_replace", "key_off_drain", "long_parked",
		"low_rest_voltage", "prior_early_failure", "rough_service", "short_trips", "slow_crank",
	}
	if diff := cmp.Diff(want, names); diff != "" {
		t.Error(diff)
	}
	a := assess(t, m, Input{AnnualMeanC: 12, Cohort: Cohort{Failures: 3, Exposure: 2}, Evidence: all})
	if len(a.Waterfall) != len(bars) || len(a.Unobserved) != 0 || a.NextCheck != nil {
		t.Errorf("%d bars of %d, unobserved %v, next check %v", len(a.Waterfall), len(bars), a.Unobserved, a.NextCheck)
	}
	for i, bar := range a.Waterfall {
		want := m.Bars()[i]
		if bar.Name == barCohort {
			want.Outcomes = 3 // the failures on record are what the bar has learned from
		}
		if diff := cmp.Diff(want, bar.BarInfo); diff != "" {
			t.Error(diff)
		}
		if math.Abs(math.Log(bar.OddsFactor())-bar.LogOdds) > 1e-12 {
			t.Errorf("%s: factor %v for %v", bar.Name, bar.OddsFactor(), bar.LogOdds)
		}
	}
}

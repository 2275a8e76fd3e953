package outreach

import (
	"slices"
	"testing"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

func bar(name string, logOdds float64, signs ...string) lead.Step {
	s := lead.Step{Name: name, LogOdds: logOdds}
	for _, sign := range signs {
		present := sign[0] == '+'
		s.Signs = append(s.Signs, risk.BarSign{Name: sign[1:], Present: present})
	}
	return s
}

func TestTheReasonsAreWhatSpeaksMostForACall(t *testing.T) {
	w := reasonWords
	for _, c := range []struct {
		name string
		e    lead.Explanation
		want []string
	}{
		{"nothing", nil, []string{noReason}},
		{"a sign that is there", lead.Explanation{bar("cranking", 1.2, "+slow_crank")}, []string{w["slow_crank"]}},
		{"a sign that is not there", lead.Explanation{bar("cranking", 1.2, "-slow_crank")}, []string{noReason}},
		{"strongest first", lead.Explanation{bar("usage", 0.3, "+short_trips"), bar("cranking", 1.2, "+slow_crank"), bar("rest", 0.7, "+low_rest_voltage")},
			[]string{w["slow_crank"], w["low_rest_voltage"], w["short_trips"]}},
		{"three at most", lead.Explanation{bar("a", 4, "+slow_crank"), bar("b", 3, "+low_rest_voltage"), bar("c", 2, "+short_trips"), bar("d", 1, "+long_parked")},
			[]string{w["slow_crank"], w["low_rest_voltage"], w["short_trips"]}},
		{"all signs of one bar", lead.Explanation{bar("usage", 1, "+short_trips", "-long_parked", "+key_off_drain")}, []string{w["short_trips"], w["key_off_drain"]}},
		{"what speaks against a call", lead.Explanation{bar("cranking", -1.2, "+slow_crank"), bar("climate", 0.2)}, []string{w["climate"]}},
		{"next to nothing", lead.Explanation{bar("climate", 0.04), bar("battery_age", 0.05)}, []string{w["battery_age"]}},
		{"a bar that has no words", lead.Explanation{bar("base", 3), bar("climate", 0.2)}, []string{w["climate"]}},
		{"a sign that has no words", lead.Explanation{bar("x", 3, "+unheard_of"), bar("climate", 0.2)}, []string{w["climate"]}},
		{"equals by name", lead.Explanation{bar("climate", 0.5), bar("battery_age", 0.5)}, []string{w["battery_age"], w["climate"]}},
	} {
		before := slices.Clone(c.e)
		if got := Reasons(c.e); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
		for i := range before {
			if c.e[i].Name != before[i].Name {
				t.Errorf("%s: the explanation was changed", c.name)
			}
		}
	}
}

// Every sign of the model that can speak for a call has its words, and no words are of something that it does not have.
func TestEverySignHasItsWords(t *testing.T) {
	names := map[string]bool{}
	for _, s := range risk.Default().Signs() {
		names[s.Name] = true
		if reasonWords[s.Name] == "" {
			t.Errorf("%s has no words", s.Name)
		}
	}
	for _, b := range risk.Default().Bars() {
		names[b.Name] = true
	}
	for name := range reasonWords {
		if !names[name] {
			t.Errorf("there are words for %s, which the model does not know", name)
		}
	}
}

func TestABriefSaysWhatTheLeadAndTheDealerSay(t *testing.T) {
	d := dealer.Dealer{Name: "Lake", Settings: dealer.Settings{Language: "en", Tone: "formal"}}
	l := lead.Lead{Priority: lead.High, Vehicle: lead.Vehicle{Kind: vehicle.Van}, Score: lead.Score{Explanation: lead.Explanation{bar("climate", 1)}}}
	want := Brief{Priority: "HIGH", VehicleKind: "van", Reasons: []string{reasonWords["climate"]}, Language: "en", Tone: "formal"}
	if got := BriefFor(d, l); got.Key("p", "m") != want.Key("p", "m") {
		t.Errorf("%+v", got)
	}
}

package outreach

import (
	"cmp"
	"slices"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

// reasonWords say a sign, or a bar of the waterfall that has no signs, in words that fit after "that".
// They go to the model and into templates; none names a number, a place or a fault as certain.
var reasonWords = map[string]string{
	"short_trips":         "most of its trips are short, which gives the battery little time to recharge",
	"long_parked":         "it has been parked for long stretches",
	"low_rest_voltage":    "the battery's voltage was low after a long rest",
	"key_off_drain":       "something draws more power than usual while it is parked",
	"slow_crank":          "the engine has been cranking more slowly than it used to",
	"bms_low_soh":         "its battery monitor reports reduced battery health",
	"conductance_replace": "the last battery test suggested a replacement",
	"charging_fault":      "its computer recorded a charging system code",
	"commercial_use":      "it works hard every day",
	"rough_service":       "it is used on rough roads",
	"prior_early_failure": "an earlier battery wore out early",
	"battery_age":         "its battery has reached an age at which a check makes sense",
	"climate":             "a hot climate wears batteries sooner",
}

// noReason stands where nothing speaks against the battery.
const noReason = "it is time for a routine look at the battery"

const (
	maxReasons = 3
	// leastLogOdds is how much a bar must add to the log-odds to be worth a word.
	leastLogOdds = 0.05
)

// Reasons are the two or three things that speak most for a call, strongest first, in words.
func Reasons(e lead.Explanation) []string {
	bars := slices.Clone(e)
	slices.SortStableFunc(bars, func(a, b lead.Step) int {
		return cmp.Or(cmp.Compare(b.LogOdds, a.LogOdds), cmp.Compare(a.Name, b.Name))
	})
	var words []string
	add := func(name string) {
		if w, ok := reasonWords[name]; ok && len(words) < maxReasons {
			words = append(words, w)
		}
	}
	for _, bar := range bars {
		if bar.LogOdds < leastLogOdds {
			break
		}
		if len(bar.Signs) == 0 {
			add(bar.Name)
			continue
		}
		for _, sign := range bar.Signs {
			if sign.Present {
				add(sign.Name)
			}
		}
	}
	if len(words) == 0 {
		return []string{noReason}
	}
	return words
}

// BriefFor is what a model is told about a lead.
func BriefFor(d dealer.Dealer, l lead.Lead) Brief {
	return Brief{
		Priority:    string(l.Priority),
		VehicleKind: string(l.Vehicle.Kind),
		Reasons:     Reasons(l.Score.Explanation),
		Language:    d.Settings.Language,
		Tone:        d.Settings.Tone,
	}
}

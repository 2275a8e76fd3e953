package outreach

import (
	"strconv"
	"strings"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

// The placeholders that texts may hold. The list is the portal's; a model can only choose from it.
const (
	CustomerFirstName = "customer_first_name"
	VehicleName       = "vehicle"
	Advisor           = "advisor"
	Dealer            = "dealer"
	Mileage           = "mileage"
	City              = "city"
	OptOut            = "opt_out"
	// Reason is the main reason in words. Only templates hold it: a model is told the reasons.
	Reason = "reason"
)

// modelPlaceholders are those that a model may use.
var modelPlaceholders = []string{CustomerFirstName, VehicleName, Advisor, Dealer, Mileage, City, OptOut}

// nobodyYet speaks when it is not known who is going to.
const nobodyYet = "your service advisor"

// optOutWords end every SMS.
const optOutWords = "Reply STOP to opt out."

// facts fill the placeholders of one lead. An empty fact is not known.
type facts map[string]string

// factsFor gathers what the portal itself knows about a lead. caller is who is going to speak, unless
// the lead has somebody of its own.
func factsFor(d dealer.Dealer, l lead.Lead, reason, caller string) facts {
	advisor := caller
	if l.Assignee != nil && l.Assignee.Name != "" {
		advisor = l.Assignee.Name
	}
	if advisor == "" {
		advisor = nobodyYet
	}
	f := facts{
		CustomerFirstName: firstName(l.CustomerName),
		VehicleName:       vehicleName(l.Vehicle),
		Advisor:           advisor,
		Dealer:            d.Name,
		City:              l.Vehicle.City,
		OptOut:            optOutWords,
		Reason:            reason,
	}
	if l.Vehicle.Mileage != nil {
		f[Mileage] = groupThousands(*l.Vehicle.Mileage) + " miles"
	}
	return f
}

// firstName takes the first name out of "Dana Ortiz" and "Ortiz, Dana". Somebody whose name is not
// known is greeted as "there".
func firstName(name string) string {
	if last, first, ok := strings.Cut(name, ","); ok && strings.TrimSpace(first) != "" && strings.TrimSpace(last) != "" {
		name = first
	}
	words := strings.Fields(name)
	if len(words) == 0 {
		return "there"
	}
	return words[0]
}

// vehicleName is what an owner calls the vehicle: "2019 F-150", with the make unless it is a Ford.
func vehicleName(v lead.Vehicle) string {
	name := v.Model
	if !strings.EqualFold(v.Make, "Ford") {
		name = v.Make + " " + v.Model
	}
	return strconv.Itoa(v.Year) + " " + name
}

func groupThousands(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// fill puts the facts into a text. ok is false when the text asks for a fact that is not known.
func fill(text string, f facts) (filled string, ok bool) {
	first := strings.Index(text, "{{")
	if first < 0 {
		return text, true
	}
	var b strings.Builder
	b.Grow(len(text) + 32)
	ok = true
	for first >= 0 {
		b.WriteString(text[:first])
		text = text[first+2:]
		end := strings.Index(text, "}}")
		if end < 0 {
			return "", false
		}
		fact := f[strings.TrimSpace(text[:end])]
		if fact == "" {
			ok = false
		}
		b.WriteString(fact)
		text = text[end+2:]
		first = strings.Index(text, "{{")
	}
	b.WriteString(text)
	return b.String(), ok
}

// fillTexts fills all texts of a message.
func fillTexts(t Texts, f facts) (Texts, bool) {
	var ok [4]bool
	t.PhoneScript, ok[0] = fill(t.PhoneScript, f)
	t.SMS, ok[1] = fill(t.SMS, f)
	t.EmailSubject, ok[2] = fill(t.EmailSubject, f)
	t.EmailBody, ok[3] = fill(t.EmailBody, f)
	return t, ok[0] && ok[1] && ok[2] && ok[3]
}

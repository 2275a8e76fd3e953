package outreach

import (
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

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

// somebody and someVehicle stand for a name that is not known, or is none.
const (
	somebody    = "there"
	someVehicle = "vehicle"
)

// longestName is longer than any name that is one, and longestWord than any word of one.
const (
	longestName = 60
	longestWord = 20
)

// plainName is a name out of a file or a form as it may stand in a message: without characters that nobody sees, and
// nothing at all when it is not a name but an address, markup or a text.
func plainName(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.In(r, unicode.Cf, unicode.Co, unicode.Variation_Selector) {
			return -1
		}
		return r
	}, name)
	words := strings.Fields(name)
	long := func(word string) bool { return utf8.RuneCountInString(word) > longestWord }
	name = strings.Join(words, " ")
	strange := func(r rune) bool {
		return !unicode.In(r, unicode.L, unicode.M, unicode.Nd) && !strings.ContainsRune(" '’.,-&/()+", r)
	}
	if utf8.RuneCountInString(name) > longestName || slices.ContainsFunc(words, long) || strings.ContainsFunc(name, strange) || isAddress(name) || strings.Contains(name, "//") {
		return ""
	}
	return name
}

func orElse(name, other string) string {
	if name == "" {
		return other
	}
	return name
}

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
	f := facts{
		CustomerFirstName: orElse(plainName(firstName(l.CustomerName)), somebody),
		VehicleName:       orElse(plainName(vehicleName(l.Vehicle)), someVehicle),
		Advisor:           orElse(plainName(advisor), nobodyYet),
		Dealer:            d.Name,
		City:              plainName(l.Vehicle.City),
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
		return somebody
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

// splitPlaceholders takes the names of the placeholders out of a text, with something else in their place.
func splitPlaceholders(text, instead string) (plain string, names []string) {
	var b strings.Builder
	b.Grow(len(text))
	for at := 0; ; {
		first := strings.Index(text[at:], "{{")
		if first < 0 {
			break
		}
		name := text[at+first+2:]
		end := strings.IndexAny(name, "{}")
		if end < 0 {
			break
		}
		if !strings.HasPrefix(name[end:], "}}") {
			at += first + 1
			continue
		}
		b.WriteString(text[:at+first])
		b.WriteString(instead)
		names = append(names, name[:end])
		text, at = name[end+2:], 0
	}
	b.WriteString(text)
	return b.String(), names
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

package llmtest

import (
	"encoding/json"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
)

// brief is as much of a brief as the fake model reads.
type brief struct {
	Priority    string   `json:"priority"`
	VehicleKind string   `json:"vehicle_kind"`
	Reasons     []string `json:"reasons"`
	Tone        string   `json:"tone"`
}

type email struct {
	Subject string `json:"subject"`
	Body    string `json:"body"`
}

type draft struct {
	PhoneScript string `json:"phone_script"`
	SMS         string `json:"sms"`
	Email       email  `json:"email"`
}

var (
	invites = map[string][]string{
		"HIGH":      {"We would like to test the battery this week.", "A battery test this week would make sense.", "We would be glad to look at the battery this week."},
		"MODERATE":  {"A battery test in the coming weeks would make sense.", "We would like to test the battery some time soon.", "We suggest a look at the battery in the next few weeks."},
		"FOLLOW_UP": {"At your next visit we can test the battery as well.", "When you are next in, we can look at the battery along the way.", "We would be glad to test the battery with your next service."},
		"RETENTION": {"We see nothing that needs your attention.", "Everything looks well from here.", "There is nothing that you need to do."},
	}
	questions = map[string][]string{
		"HIGH":      {"Which day would suit you?", "What day works for you?", "When could you come by?"},
		"MODERATE":  {"Shall we find a time?", "Would you like us to find a time?", "When would suit you?"},
		"FOLLOW_UP": {"Is there a day that works?", "Would that be welcome?", "Shall we note that for your visit?"},
		"RETENTION": {"Is all well with it?", "Is there anything we can do for you?", "How is it treating you?"},
	}
)

// Draft is the answer for a brief as JSON: a text that keeps every rule, the same each time for the same
// brief and another for another. What is no brief is answered like one that says nothing.
func Draft(user string) string { return string(mustJSON(draftFor(user))) }

func draftFor(user string) draft {
	var b brief
	if json.Unmarshal([]byte(user), &b) != nil || invites[b.Priority] == nil {
		b = brief{Priority: "MODERATE"}
	}
	h := fnv.New32a()
	h.Write([]byte(user))
	pick := int(h.Sum32())
	choose := func(from []string) string {
		pick = pick/7 + 11
		return from[pick%len(from)]
	}
	kind := b.VehicleKind
	switch kind {
	case "":
		kind = "vehicle"
	case "suv":
		kind = "SUV"
	}
	why, thanks := "", choose([]string{"Thank you.", "Many thanks.", "With thanks."})
	if b.Priority != "RETENTION" && len(b.Reasons) > 0 {
		why = choose([]string{"We noticed that ", "It shows that ", "From its readings we know that "}) + b.Reasons[0] + ". "
		if len(b.Reasons) > 1 {
			why += "Beside that, " + b.Reasons[1] + ". "
		}
	}
	greeting, invite, question := "Hello", choose(invites[b.Priority]), choose(questions[b.Priority])
	if b.Tone == "formal" {
		greeting = "Good day"
	}
	return draft{
		PhoneScript: greeting + " {{customer_first_name}}, this is {{advisor}} from {{dealer}}. I am calling about your " + kind + ", the {{vehicle}}. " + why + invite + " " + question,
		SMS:         "Hi {{customer_first_name}}, {{advisor}} from {{dealer}} about your {{vehicle}}. " + invite + " " + question + " {{opt_out}}",
		Email: email{
			Subject: choose([]string{"About your {{vehicle}}", "A word on your {{vehicle}}", "The battery of your {{vehicle}}"}),
			Body:    greeting + " {{customer_first_name}},\n\n" + why + invite + " It is about your " + kind + ", the {{vehicle}}.\n\n" + question + " " + thanks + "\n\n{{advisor}}\n{{dealer}}",
		},
	}
}

// spoilt are ways in which a draft can break the rules.
var spoilt = map[string]func(*draft){
	"digits":      func(d *draft) { d.PhoneScript = "You have driven 48,000 miles. " + d.PhoneScript },
	"price":       func(d *draft) { d.Email.Body = "The price is a good one. " + d.Email.Body },
	"url":         func(d *draft) { d.SMS = "See www.dealer.example now. " + d.SMS },
	"placeholder": func(d *draft) { d.SMS = "{{customer_last_name}}, " + d.SMS },
	"blank":       func(d *draft) { d.PhoneScript = "Hello [Name]. " + d.PhoneScript },
	"markup":      func(d *draft) { d.Email.Body = "**Hello** " + d.Email.Body },
	"failure":     func(d *draft) { d.PhoneScript = "Your battery will fail. " + d.PhoneScript },
	"pressure":    func(d *draft) { d.SMS = "Act now. " + d.SMS },
	"no_opt_out":  func(d *draft) { d.SMS = strings.ReplaceAll(d.SMS, " {{opt_out}}", "") },
	"empty":       func(d *draft) { d.Email.Subject = " " },
	"cut":         func(d *draft) { d.PhoneScript += " And we would also" },
	"long":        func(d *draft) { d.SMS = strings.Repeat("We would be glad to see you. ", 12) + d.SMS },
}

// SpoiltDrafts are the names that Spoilt takes.
func SpoiltDrafts() []string { return slices.Sorted(maps.Keys(spoilt)) }

// Spoilt is an answer in good form with a draft that breaks the rules in the named way.
func Spoilt(name string) Fault {
	spoil := spoilt[name]
	if spoil == nil {
		panic("no draft is spoilt by " + name)
	}
	return changed(spoil)
}

// Inserted is an answer in good form with this text in each of its four texts, as a model that was talked into
// saying it would have it.
func Inserted(text string) Fault {
	return changed(func(d *draft) {
		d.PhoneScript = text + " " + d.PhoneScript
		// Short, so that it is not refused for its length.
		d.SMS = text + " This is {{dealer}} about your {{vehicle}}. We would be glad to see you. {{opt_out}}"
		d.Email = email{Subject: text + " " + d.Email.Subject, Body: text + " " + d.Email.Body}
	})
}

// changed is an answer with a draft that was changed before it is sent.
func changed(change func(*draft)) Fault {
	return Fault{change: func(a *reply) {
		var d draft
		text, _ := a.content.(string)
		if json.Unmarshal([]byte(text), &d) != nil {
			return
		}
		change(&d)
		a.content = string(mustJSON(d))
	}}
}

package outreach

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/vehicle"
)

// sample is a line of the corpus.
type sample struct {
	line  int
	rule  string // of a bad one
	which string
	text  string
}

func readCorpus(t *testing.T, file string, fields int) []sample {
	t.Helper()
	f, err := os.Open("testdata/answers/" + file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var all []sample
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := lines.Text()
		if strings.HasPrefix(line, "#") || strings.TrimSpace(line) == "" {
			continue
		}
		parts := strings.SplitN(line, "|", fields)
		if len(parts) != fields {
			t.Fatalf("%s:%d has %d fields", file, n, len(parts))
		}
		s := sample{line: n, which: strings.TrimSpace(parts[fields-2]), text: strings.TrimSpace(parts[fields-1])}
		if fields == 3 {
			s.rule = strings.TrimSpace(parts[0])
		}
		all = append(all, s)
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}

// goodAnswer is an answer that keeps every rule.
func goodAnswer() textsJSON {
	a := textsJSON{
		PhoneScript: "Hello {{customer_first_name}}, this is {{advisor}} from {{dealer}}. We would like to test the battery of your {{vehicle}}. Which day would suit you?",
		SMS:         "Hi {{customer_first_name}}, {{dealer}} would like to test the battery of your {{vehicle}}. Which day suits you? {{opt_out}}",
	}
	a.Email.Subject = "The battery of your {{vehicle}}"
	a.Email.Body = "Hello {{customer_first_name}},\n\nWe would like to test the battery of your {{vehicle}}. Which day would suit you?\n\n{{advisor}}\n{{dealer}}"
	return a
}

// answer is the whole answer that a sample stands for, as a model would send it.
func (s sample) answer(t *testing.T) string {
	t.Helper()
	if s.which == "whole" {
		return s.text
	}
	a := goodAnswer()
	text := strings.ReplaceAll(s.text, `\n`, "\n")
	switch s.which {
	case "phone":
		a.PhoneScript = text
	case "sms":
		a.SMS = text
	case "subject":
		a.Email.Subject = text
	case "body":
		a.Email.Body = text
	default:
		t.Fatalf("line %d: there is no text %q", s.line, s.which)
	}
	return encode(t, a)
}

func encode(t *testing.T, v any) string {
	t.Helper()
	data, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// ruleOf is the rule that an answer breaks, or nothing.
func ruleOf(t *testing.T, answer string) string {
	t.Helper()
	texts, err := readAnswer(answer, "en")
	if err == nil {
		return ""
	}
	var broken *brokenRule
	if !errors.As(err, &broken) || broken.ReasonText() != ReasonInvalidAnswer || texts != (Texts{}) {
		t.Fatalf("%v with %+v", err, texts)
	}
	return broken.rule
}

func TestEveryGoodAnswerIsAccepted(t *testing.T) {
	all := readCorpus(t, "good.txt", 2)
	if len(all) < 200 {
		t.Fatalf("there are %d good texts", len(all))
	}
	seen := map[string]bool{}
	for _, s := range all {
		if rule := ruleOf(t, s.answer(t)); rule != "" {
			t.Errorf("good.txt:%d breaks the rule %s: %s", s.line, rule, s.text)
		}
		if seen[s.text] {
			t.Errorf("good.txt:%d is there twice", s.line)
		}
		seen[s.text] = true
	}
}

func TestEveryBadAnswerIsRefusedByItsRule(t *testing.T) {
	all := readCorpus(t, "bad.txt", 3)
	if len(all) < 200 {
		t.Fatalf("there are %d bad texts", len(all))
	}
	perRule, seen := map[string]int{}, map[string]bool{}
	for _, s := range all {
		perRule[s.rule]++
		if rule := ruleOf(t, s.answer(t)); rule != s.rule {
			t.Errorf("bad.txt:%d breaks the rule %q, want %q: %s", s.line, rule, s.rule, s.text)
		}
		if id := s.which + s.text; seen[id] {
			t.Errorf("bad.txt:%d is there twice", s.line)
		} else {
			seen[id] = true
		}
	}
	every := []string{
		ruleStructure, ruleEmpty, ruleLength, ruleCharacters, ruleDigit, ruleCurrency, ruleURL, ruleMarkup, ruleBlank, rulePlaceholder,
		ruleRequired, ruleName, ruleDate, ruleClaim, rulePressure, ruleEcho, ruleLanguage, ruleEnding,
	}
	slices.Sort(every)
	if got := slices.Sorted(maps.Keys(perRule)); !slices.Equal(got, every) {
		t.Errorf("the corpus has the rules %v, want %v", got, every)
	}
	for rule, n := range perRule {
		if n < 3 {
			t.Errorf("the rule %s has %d bad texts", rule, n)
		}
	}
}

func TestATextHasALength(t *testing.T) {
	sentence := "We would like to test the battery of your {{vehicle}}. "
	for name, change := range map[string]func(*textsJSON){
		"phone":   func(a *textsJSON) { a.PhoneScript = strings.Repeat(sentence, 20) + a.PhoneScript },
		"sms":     func(a *textsJSON) { a.SMS = strings.Repeat(sentence, 20) + a.SMS },
		"subject": func(a *textsJSON) { a.Email.Subject += strings.Repeat(" and its battery", 10) },
		"body":    func(a *textsJSON) { a.Email.Body = strings.Repeat(sentence, 40) + a.Email.Body },
	} {
		a := goodAnswer()
		change(&a)
		if rule := ruleOf(t, encode(t, a)); rule != ruleLength {
			t.Errorf("%s breaks the rule %q", name, rule)
		}
	}
}

// What fits is measured by the longest filling that is plausible, in characters of the phone's alphabet.
func TestAnSMSFitsIntoTwoSegmentsAfterItsFilling(t *testing.T) {
	filling := longestFilling[OptOut] + longestFilling[Dealer]
	for _, c := range []struct {
		sms  string
		fits bool
	}{
		{strings.Repeat("a", twoSegments), true},
		{strings.Repeat("a", twoSegments+1), false},
		{"{{dealer}}" + strings.Repeat("a", twoSegments-filling) + "{{opt_out}}", true},
		{"{{dealer}}" + strings.Repeat("a", twoSegments-filling+1) + "{{opt_out}}", false},
		{strings.Repeat("a", twoSegments-2) + "^", true}, // two characters each
		{strings.Repeat("a", twoSegments-1) + "^", false},
		{"caf\u00e9", true},
		{"cafe\u0301", false}, // the alphabet has the letter, not the accent
		{"Łódź", false},
		{"ok `", false},
	} {
		if got := fitsTwoSegments(c.sms); got != c.fits {
			t.Errorf("%q fits: %v", c.sms, got)
		}
	}
}

func TestTypographyIsMadePlainBeforeItIsJudged(t *testing.T) {
	a := goodAnswer()
	a.PhoneScript = "  Hello {{customer_first_name}}, it’s {{advisor}} from {{dealer}} – about the “battery” of your {{vehicle}}…\u00a0Which day would suit you? "
	texts, err := readAnswer(encode(t, a), "en")
	if err != nil {
		t.Fatal(err)
	}
	if want := `Hello {{customer_first_name}}, it's {{advisor}} from {{dealer}} - about the "battery" of your {{vehicle}}... Which day would suit you?`; texts.PhoneScript != want {
		t.Errorf("%q", texts.PhoneScript)
	}
}

// The fake model that other tests use writes what a good model would, and its spoilt drafts are refused.
func TestTheDraftsOfTheFakeModelKeepTheRules(t *testing.T) {
	texts := map[string]string{}
	for _, p := range lead.Priorities {
		for _, kind := range []vehicle.Kind{vehicle.Pickup, vehicle.Van, vehicle.SUV, vehicle.Car, vehicle.Hybrid} {
			for _, tone := range dealer.Tones {
				for _, reason := range append(slices.Collect(maps.Values(reasonWords)), noReason) {
					b := Brief{Priority: string(p), VehicleKind: string(kind), Reasons: []string{reason, reasonWords["climate"]}, Language: "en", Tone: tone}
					user := promptFor(b).User
					answer := llmtest.Draft(user)
					if rule := ruleOf(t, answer); rule != "" {
						t.Fatalf("the draft for %s breaks the rule %s: %s", user, rule, answer)
					}
					if answer != llmtest.Draft(user) {
						t.Fatalf("%s has two drafts", user)
					}
					texts[answer] = user
				}
			}
		}
	}
	if len(texts) < 200 {
		t.Errorf("there are only %d different drafts", len(texts))
	}
}

func TestEveryReasonCanBeSaidWithoutBreakingARule(t *testing.T) {
	for name, words := range reasonWords {
		a := goodAnswer()
		a.PhoneScript = fmt.Sprintf("Hello {{customer_first_name}}, this is {{advisor}} from {{dealer}}. We noticed that %s. Which day would suit you?", words)
		if rule := ruleOf(t, encode(t, a)); rule != "" {
			t.Errorf("%s breaks the rule %s", name, rule)
		}
	}
}

func TestEveryRuleHasItsCorrection(t *testing.T) {
	for _, rule := range Rules {
		if corrections[rule] == "" {
			t.Errorf("a model is told nothing of %s", rule)
		}
	}
	if len(corrections) != len(Rules) {
		t.Errorf("%d corrections for %d rules", len(corrections), len(Rules))
	}
}

func TestPlaceholdersAreTakenOutOfATextByName(t *testing.T) {
	for text, want := range map[string]struct {
		plain string
		names []string
	}{
		"":                   {"", nil},
		"no name":            {"no name", nil},
		"{{a}}":              {"X", []string{"a"}},
		"Hi {{a}}, {{ b }}.": {"Hi X, X.", []string{"a", " b "}},
		"{{a}}{{a}}":         {"XX", []string{"a", "a"}},
		"{{{a}}}":            {"{X}", []string{"a"}},
		"{{}}":               {"X", []string{""}},
		"{{a} {{b}}":         {"{{a} X", []string{"b"}},
		"{{a{b}} {{c":        {"{{a{b}} {{c", nil},
		"{ {a}} {{b}":        {"{ {a}} {{b}", nil},
	} {
		if plain, names := splitPlaceholders(text, "X"); plain != want.plain || !slices.Equal(names, want.names) {
			t.Errorf("%q gives %q and %q, want %q and %q", text, plain, names, want.plain, want.names)
		}
	}
}

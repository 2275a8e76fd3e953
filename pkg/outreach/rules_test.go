package outreach

import (
	"strings"
	"testing"

	"dealerportal/pkg/dealer"
)

func TestThePhrasesOfALanguageAreReadAsTheyAreWritten(t *testing.T) {
	p, err := readPhrases([]byte(`# nothing
= greeting: hi hello
harmless
  feel free
url
bracketed_blank
date
name
  <greeting> ,? ^
claim
  free
  a? dead/tired battery
  big _ sale
pressure
echo
common
  the/a
`))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ text, rule string }{
		{"it is free", ruleClaim},
		{"It is FREE!", ruleClaim},
		{"feel free, it is free", ruleClaim},
		{"feel free", ""},
		{"freedom", ""},
		{"dead battery", ruleClaim},
		{"tired batteries", ""},
		{"tired-battery", ruleClaim},
		{"tired. Battery", ""},
		{"big winter sale", ruleClaim},
		{"big sale", ""},
		{"big, sale", ""},
		{"big . sale", ""},
		{"Hi Dana", ruleName},
		{"hello, Dana", ruleName},
		{"Hello dana", ""},
		{"Hello DANA", ""},
		{"", ""},
	} {
		if got := p.broken(tokensOf(c.text)); got != c.rule {
			t.Errorf("%q breaks the rule %q, want %q", c.text, got, c.rule)
		}
	}
	if n := p.spoken(tokensOf("The cat, the dog and a bird")); n != 2 {
		t.Errorf("%d common words", n)
	}
}

func TestAFileOfPhrasesThatIsNotWholeIsRefused(t *testing.T) {
	whole := "harmless\n" + strings.Join(phraseRules, "\n") + "\ncommon\n"
	if _, err := readPhrases([]byte(whole)); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"a section is missing":   strings.Replace(whole, "claim\n", "", 1),
		"a section is unknown":   whole + "nonsense\n",
		"a section comes twice":  whole + "claim\n",
		"a phrase has no place":  "  free\n" + whole,
		"a set has no words":     "= number\n" + whole,
		"there is nothing in it": "",
	} {
		if _, err := readPhrases([]byte(text)); err == nil {
			t.Errorf("%s, and it was read", name)
		}
	}
	for _, language := range dealer.Languages {
		if len(phrasesOf[language].sections) != len(phraseRules)+2 {
			t.Errorf("there are no rules for %s", language)
		}
	}
}

// An answer in a language that nobody wrote rules for cannot be judged.
func TestAnAnswerInALanguageWithoutRulesIsNotTaken(t *testing.T) {
	if _, err := readAnswer(encode(t, goodAnswer()), "xx"); err == nil {
		t.Error("it was taken")
	}
}

func BenchmarkReadAnswer(b *testing.B) {
	answer := `{"phone_script":"Hello {{customer_first_name}}, this is {{advisor}} from {{dealer}}. We would like to test the battery of your {{vehicle}}, because the engine has been cranking more slowly than it used to. Which day would suit you?",` +
		`"sms":"Hi {{customer_first_name}}, {{dealer}} would like to test the battery of your {{vehicle}}. Which day suits you? {{opt_out}}",` +
		`"email":{"subject":"The battery of your {{vehicle}}","body":"Hello {{customer_first_name}},\n\nWe would like to test the battery of your {{vehicle}}, because the engine has been cranking more slowly than it used to. Which day would suit you?\n\n{{advisor}}\n{{dealer}}"}}`
	for b.Loop() {
		if _, err := readAnswer(answer, "en"); err != nil {
			b.Fatal(err)
		}
	}
}

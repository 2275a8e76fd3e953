package outreach

// correction is what a model is told after an answer that broke a rule, before it is asked once more.
func correction(what string) string {
	return "Your last answer to this brief was thrown away: " + what + " Write it anew and keep to every rule."
}

// corrections say what was wrong, by the rule that was broken. None repeats anything of the answer.
var corrections = map[string]string{
	ruleStructure:   correction("it was not the one JSON object that was asked for."),
	ruleEmpty:       correction("one of the texts was empty."),
	ruleLength:      correction("one of the texts was too long."),
	ruleCharacters:  correction("it held characters other than plain letters and marks."),
	ruleDigit:       correction("it held a digit or a number."),
	ruleCurrency:    correction("it spoke of money."),
	ruleURL:         correction("it held something like an address of the web or of mail."),
	ruleMarkup:      correction("it held markup."),
	ruleBlank:       correction("it held a blank for somebody to fill in."),
	rulePlaceholder: correction("it held a placeholder that is not on the list."),
	ruleRequired:    correction("a placeholder that must be there was missing."),
	ruleName:        correction("it named somebody or something."),
	ruleDate:        correction("it named a day or a month."),
	ruleClaim:       correction("it claimed or promised something that nobody knows."),
	rulePressure:    correction("it put pressure on the owner."),
	ruleEcho:        correction("it repeated the instructions."),
	ruleLanguage:    correction("it was not written in the language that was asked for."),
	ruleEnding:      correction("one of the texts did not end with a whole sentence where it should."),
}

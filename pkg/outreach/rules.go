package outreach

import (
	"regexp"
	"strings"
	"unicode"
)

// The rules that a text must keep. A text that breaks one is never shown as AI, cached or stored.
const (
	ruleStructure   = "structure"
	ruleEmpty       = "empty"
	ruleLength      = "length"
	ruleCharacters  = "characters"
	ruleDigit       = "digit"
	ruleCurrency    = "currency"
	ruleURL         = "url"
	ruleMarkup      = "markup"
	ruleBlank       = "bracketed_blank"
	rulePlaceholder = "unknown_placeholder"
	ruleRequired    = "required_placeholder"
	ruleName        = "name"
	ruleDate        = "date"
	ruleClaim       = "claim"
	rulePressure    = "pressure"
	ruleEcho        = "echo"
	ruleLanguage    = "language"
	ruleEnding      = "ending"
)

// wordRules are looked for in a text whose placeholders have become an X; the first that fits counts.
// Those that are lenient don't see harmless turns of phrase.
var wordRules = []struct {
	rule    string
	lenient bool
	pattern *regexp.Regexp
}{
	{ruleURL, false, words(`https?:|www\.|://|@|[a-z0-9-]\.[a-z]{2,}|\bdot (?:com|net|org|us)\b`)},
	{ruleBlank, false, words(`[\[\]{}]|\((?:insert|your name|name|date|time|phone|number)\b[^)]*\)|\b[xyz]{3,}\b`)},
	{ruleMarkup, false, words("[<>`#*_~|\\\\•]")},
	{ruleDigit, false, words(`\b(?:` + digitWord + `)(?:[ -]+(?:` + digitWord + `)){2,}\b`)},
	{ruleDate, false, regexp.MustCompile(`\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b|\b(?:January|February|March|April|June|July|August|September|October|November|December)\b|(?i:\b(?:tomorrow|tonight|yesterday)\b)`)},
	{ruleName, false, regexp.MustCompile(`\b(?:[Tt]his is|[Mm]y name is|I'm|I am|Hi|Hello|Dear|Hey|Good (?:morning|day|afternoon|evening)),? (?:Mr\.?|Mrs\.?|Ms\.?|[A-Z][a-z]+)\b`)},
	{ruleClaim, true, words(`\bfail(?:s|ed|ing|ures?)?\b|\b(?:die[sd]?|dying|dead|defect(?:s|ive)?|faulty|broken|no[- ]start)\b|\bstrand(?:s|ed|ing)?\b|\bbreak(?:s|ing)?[- ]?downs?\b|\b(?:quits?|stops?) working\b|\bgiv(?:e|es|ing) out\b|\bgiving up\b|\blet(?:s|ting)? you down\b|\bleav(?:e|es|ing) you\b|\b(?:not|won't|doesn't|refuse to) start\b|\bworn out\b|\bon (?:its|his|her) last legs\b|\bend of (?:its|the) life\b`)},
	{ruleClaim, true, words(`\b(?:needs?|must|has to|have to|should) (?:to )?(?:be )?(?:replac(?:e|ed|ing))\b|\bneeds? (?:a )?(?:new|replacement) (?:one|battery)\b|\bproblem with (?:your|the) battery\b|\bbattery (?:problem|trouble)s?\b`)},
	{ruleClaim, true, words(`\b(?:guarantee(?:s|d)?|warrant(?:y|ies|ed)|promise[sd]?|refund(?:s|ed)?|money)\b|\bfree\b|\bcomplimentary\b|\bno (?:extra |additional )?(?:charge|obligation)\b|\bon the house\b|\b(?:is|it's|are) on us\b`)},
	{ruleClaim, true, words(`\b(?:discount(?:s|ed)?|coupons?|vouchers?|rebates?|promotion(?:s|al)?|special offers?|gifts?|bonus|rewards?|bargains?|savings|prices?|priced|pricing|costs?|costly|costing|fees?|cheap(?:er|est)?|inexpensive|expensive|affordable|dollars?|bucks|cents|financing)\b`)},
	{ruleClaim, true, words(`\b(?:percent|per cent|statistic(?:s|ally)?|probability|proven|scientific(?:ally)?|studies|research|experts?)\b|\bout of (?:five|ten|a hundred)\b|\b(?:manufacturer|factory|ford) (?:\w+ )?(?:recommend|require|advise|insist)s?\b`)},
	{ruleClaim, true, words(`\b(?:` + numberWord + `)[ -]+(?:\w+[ -]+)?(?:minutes?|hours?|years?|months?|miles?|volts?|degrees?)\b|\bhalf an hour\b`)},
	{ruleClaim, true, words(`\b(?:safety|unsafe|danger(?:s|ous|ously)?|hazard(?:s|ous)?|accidents?|recall(?:s|ed)?|lawsuits?|legal(?:ly)?|injur(?:y|ies|ed)|fires?|explo(?:de|sion)|risk(?:s|y|ing)?)\b`)},
	{rulePressure, true, words(`\b(?:urgent(?:ly)?|urgency|urge[sd]?|immediate(?:ly)?|hurry|asap|emergency|critical(?:ly)?|crucial|alarm(?:ed|ing)?|severe(?:ly)?|deadline|expires?|warning|desperate(?:ly)?|rush)\b|\b(?:act|call|book|reply|come in|do it) (?:right )?now\b|\bright (?:now|away)\b|\bas soon as (?:possible|you can)\b|\bat once\b`)},
	{rulePressure, true, words(`\b(?:last|final) (?:chance|notice|reminder|call|warning|offer)\b|\bbefore (?:it is|it's|it gets) too late\b|\btoo late\b|\b(?:don't|do not|never) (?:wait|delay|miss|ignore|risk|put)\b|\b(?:can't|cannot|shouldn't) (?:wait|afford|ignore)\b|\blimited (?:time|number|offer|slots?|spots?)\b|\b(?:slots?|spots?|places|appointments) (?:are|is) (?:going|filling|limited|running)\b|\bonly (?:a few|\w+) (?:slots?|spots?|places|appointments)\b|\bwhile (?:it|they|supplies) lasts?\b|\btime is running\b|\bno time to (?:lose|waste)\b|\byou (?:must|have to|need to)\b|\bserious (?:problem|trouble|issue|fault|damage)s?\b|\bstrongly (?:recommend|advise|suggest)\b|\bworst\b|\bregret\b`)},
	{ruleEcho, false, regexp.MustCompile(`\b(?:HIGH|MODERATE|FOLLOW.UP|RETENTION)\b|(?i:\b(?:json|placeholders?|system prompt|language model|as an ai|an ai|schema|vehicle.kind)\b)`)},
}

const (
	digitWord  = `zero|oh|one|two|three|four|five|six|seven|eight|nine`
	numberWord = `one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fifteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundreds?|thousands?|hundred thousand|dozens?`
)

// words is a pattern in any letter case.
func words(pattern string) *regexp.Regexp { return regexp.MustCompile(`(?i)` + pattern) }

// harmless are turns of phrase that hold a word of the lenient rules and mean nothing by it.
var harmless = words(`\b(?:feel|are|be|you're|have|find|get) (?:\w+ )?free\b|\bfree (?:to|up|time|moment|minute|day|morning|afternoon|evening|slot)s?\b|\b(?:hands|hassle|stress|maintenance)-free\b` +
	`|\b(?:you|as you|if you) (?:may |might |will |do |can )?recall\b` +
	`|\b(?:no|not|without|nothing|isn't|is not|never)(?: \w+){0,2}? (?:hurry|rush|urgent|urgency|alarm|alarming|emergency|serious|obligation|risk|wrong)\b|\bno need to (?:rush|hurry)\b` +
	`|\b(?:earlier|previous|prior|former) (?:one|battery) (?:had )?(?:failed|gave out|given out|died|worn out)\b` +
	`|\btwelve[ -]volt\b|\bone more time\b|\bdead of winter\b|\ban? early start\b|\bcold starts?\b` +
	`|\bwhat you need to (?:know|do)\b|\b(?:anything|nothing|all|whatever) (?:that )?you (?:need to|have to)\b|\byou (?:have|need) to do (?:nothing|anything)\b|\bdo you (?:need|have) to\b` +
	`|\brush hour\b`)

// languageWords are words that no text of a few sentences in a language goes without.
var languageWords = map[string][]string{
	"en": {"the", "your", "you", "we", "to", "and", "is", "of", "for", "with", "would", "that", "this", "our", "about", "from", "at", "in", "it", "like", "i", "are", "us",
		"can", "how", "has", "have", "on", "be", "which", "when", "what", "if", "here"},
}

// speaks says whether a text is of a language, by how many different common words of it there are.
func speaks(language, text string, atLeast int) bool {
	common := languageWords[language]
	if common == nil {
		return true
	}
	found := map[string]bool{}
	for _, w := range wordsOf(text) {
		for _, c := range common {
			if w == c {
				found[c] = true
			}
		}
	}
	return len(found) >= atLeast
}

// wordsOf are the words of a text in small letters.
func wordsOf(text string) []string {
	return strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' })
}

// echoRun is how many words in a row, the same as in the instructions, are no accident.
const echoRun = 6

// echoes are the runs of words of the instructions.
var echoes = func() map[string]bool {
	runs := map[string]bool{}
	eachRun(systemPrompt, func(run string) { runs[run] = true })
	return runs
}()

func eachRun(text string, f func(string)) {
	w := wordsOf(text)
	for i := 0; i+echoRun <= len(w); i++ {
		f(strings.Join(w[i:i+echoRun], " "))
	}
}

// isEcho says whether a text repeats the instructions.
func isEcho(text string) bool {
	found := false
	eachRun(text, func(run string) { found = found || echoes[run] })
	return found
}

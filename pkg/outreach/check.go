package outreach

import (
	"slices"
	"strings"
	"unicode"
)

// typographic characters that models like and a phone's basic alphabet does not have.
var plainCharacters = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "–", "-", "—", "-", "…", "...", "\u00a0", " ", "\u202f", " ", "\r\n", "\n")

// tidy brings an answer into plain characters before it is judged.
func tidy(t Texts) Texts {
	one := func(s string) string { return strings.TrimSpace(plainCharacters.Replace(s)) }
	return Texts{PhoneScript: one(t.PhoneScript), SMS: one(t.SMS), EmailSubject: one(t.EmailSubject), EmailBody: one(t.EmailBody)}
}

// textLimits are what one of the texts is held to.
type textLimits struct {
	text     string
	max      int
	required []string
	oneLine  bool
	ends     func(text string) bool // whether it ends as it should
	common   int                    // how many different common words of the language it must have
}

// checkTexts names the first rule that the texts break, or nothing. Only placeholders of the list may
// stand in them.
func checkTexts(t Texts, allowed []string, language string) (brokenRule string) {
	all := []textLimits{
		{text: t.PhoneScript, max: 900, required: []string{Advisor, Dealer}, ends: endsLikeASentence, common: 5},
		{text: t.SMS, max: 600, required: []string{Dealer, OptOut}, ends: endsBeforeOptOut, common: 3},
		{text: t.EmailSubject, max: 120, oneLine: true, ends: endsLikeASubject},
		{text: t.EmailBody, max: 1600, required: []string{Dealer}, ends: endsLikeALetter, common: 5},
	}
	for _, x := range all {
		if rule := checkText(x, allowed, language); rule != "" {
			return rule
		}
	}
	if !fitsTwoSegments(t.SMS) {
		return ruleLength
	}
	return ""
}

func checkText(x textLimits, allowed []string, language string) string {
	if strings.TrimSpace(x.text) == "" {
		return ruleEmpty
	}
	if len(x.text) > x.max {
		return ruleLength
	}
	plain, named := splitPlaceholders(x.text, "X")
	for _, name := range named {
		if !slices.Contains(allowed, name) {
			return rulePlaceholder
		}
	}
	for _, p := range x.required {
		if !slices.Contains(named, p) {
			return ruleRequired
		}
	}
	if rule := checkCharacters(plain, x.oneLine); rule != "" {
		return rule
	}
	tokens := tokensOf(plain)
	if rule := checkWords(tokens); rule != "" {
		return rule
	}
	p, ok := phrasesOf[language]
	if !ok {
		return ruleLanguage
	}
	if rule := p.broken(tokens); rule != "" {
		return rule
	}
	switch {
	case isEcho(tokens):
		return ruleEcho
	case p.spoken(tokens) < x.common:
		return ruleLanguage
	case !x.ends(x.text):
		return ruleEnding
	}
	return ""
}

// checkCharacters judges a text by its characters.
func checkCharacters(plain string, oneLine bool) string {
	for _, r := range plain {
		switch {
		case 'a' <= r && r <= 'z', r == ' ': // most of them, and nothing to look up
		case unicode.IsNumber(r):
			return ruleDigit
		case unicode.Is(unicode.Sc, r), r == '%':
			return ruleCurrency
		case r == '\n' && !oneLine:
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar, r > 0x024F && !unicode.IsPunct(r):
			return ruleCharacters
		}
	}
	switch {
	case isAddress(plain):
		return ruleURL
	case strings.ContainsAny(plain, "[]{}"):
		return ruleBlank
	case strings.ContainsAny(plain, "<>`#*_~|\\•"):
		return ruleMarkup
	}
	return ""
}

// isAddress finds what looks like an address of the web or of e-mail: "@", "://", or a full stop with a
// letter before it and two after it.
func isAddress(text string) bool {
	if strings.ContainsAny(text, "@") || strings.Contains(text, "://") {
		return true
	}
	letter := func(i int) bool {
		return i >= 0 && i < len(text) && (text[i]|0x20 >= 'a' && text[i]|0x20 <= 'z')
	}
	for i := range len(text) {
		if text[i] == '.' && (letter(i-1) || i > 0 && text[i-1] == '-') && letter(i+1) && letter(i+2) {
			return true
		}
	}
	return false
}

var (
	digitWords = words("zero oh one two three four five six seven eight nine")
	// names of days and months count with a capital only: a march, and you may.
	dateWords = words("monday mondays tuesday tuesdays wednesday wednesdays thursday thursdays friday fridays saturday saturdays sunday sundays january february march april june july august september october november december")
	// The priorities count in capitals only, as the brief has them.
	priorityWords = words("high moderate retention")
)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(list) {
		set[w] = true
	}
	return set
}

// checkWords judges a text by what no list of phrases can say.
func checkWords(tokens []token) string {
	digits := 0
	for _, t := range tokens {
		if digits++; !digitWords[t.word] {
			digits = 0
		}
		switch {
		case digits == 3: // a number, digit by digit
			return ruleDigit
		case t.name && dateWords[t.word]:
			return ruleDate
		case t.loud && priorityWords[t.word]:
			return ruleEcho
		case len(t.word) > 2 && strings.Trim(t.word, "x") == "":
			return ruleBlank
		}
	}
	return ""
}

// endsLikeASentence says whether a text ends with the mark of a whole sentence.
func endsLikeASentence(text string) bool {
	text = strings.TrimRight(text, " \n\"')")
	return text != "" && strings.ContainsAny(text[len(text)-1:], ".?!")
}

// endsBeforeOptOut is for an SMS: the words for opting out are its last, and a whole sentence stands
// before them.
func endsBeforeOptOut(text string) bool {
	before, ok := strings.CutSuffix(strings.TrimRight(text, ". "), "{{"+OptOut+"}}")
	return ok && endsLikeASentence(before)
}

// endsLikeALetter is for an e-mail: it ends with a whole sentence, or with one that a few words of
// farewell and a signature follow.
func endsLikeALetter(text string) bool {
	lines := strings.Split(text, "\n")
	signed := false
	for len(lines) > 0 {
		last := strings.TrimSpace(lines[len(lines)-1])
		if endsLikeASentence(last) {
			return signed || len(lines) == strings.Count(text, "\n")+1
		}
		if len(strings.Fields(last)) > farewellWords {
			return false
		}
		signed = signed || strings.HasSuffix(last, "}}")
		lines = lines[:len(lines)-1]
	}
	return false
}

// farewellWords is how many words a line of farewell or signature has at most.
const farewellWords = 5

// endsLikeASubject: a subject that goes on was cut.
func endsLikeASubject(text string) bool {
	return !strings.HasSuffix(text, ",") && !strings.HasSuffix(text, ":") && !strings.HasSuffix(text, "-")
}

// longestFilling is the longest plausible length of each fact in an SMS.
var longestFilling = map[string]int{
	CustomerFirstName: 15, VehicleName: 28, Advisor: 24, Dealer: 30, Mileage: 13, City: 20, OptOut: len(optOutWords),
}

// twoSegments is how many characters of the basic alphabet fit into two segments of an SMS.
const twoSegments = 306

// fitsTwoSegments says whether the SMS keeps to the basic alphabet (GSM 03.38) and to two segments
// after its longest plausible filling.
func fitsTwoSegments(sms string) bool {
	size := 0
	plain, named := splitPlaceholders(sms, "")
	for _, name := range named {
		size += longestFilling[name]
	}
	for _, r := range plain {
		n := gsmSizes[r]
		if n == 0 {
			return false
		}
		size += n
	}
	return size <= twoSegments
}

const (
	gsmBasic    = "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
	gsmExtended = "^{}\\[~]|€"
)

// gsmSizes are how much room each character takes that a phone's basic alphabet has.
var gsmSizes = func() map[rune]int {
	sizes := map[rune]int{}
	for _, r := range gsmBasic {
		sizes[r] = 1
	}
	for _, r := range gsmExtended {
		sizes[r] = 2
	}
	return sizes
}()

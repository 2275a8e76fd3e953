package outreach

import (
	"regexp"
	"slices"
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
	ruleClaim       = "claim"
	rulePressure    = "pressure"
	ruleEnding      = "ending"
)

var (
	placeholderPattern = regexp.MustCompile(`\{\{([^{}]*)\}\}`)
	urlPattern         = regexp.MustCompile(`(?i)https?:|www\.|://|\b[a-z0-9-]+\.(com|net|org|io|co|us|info|biz)\b`)
	markupPattern      = regexp.MustCompile("[<>`#*_~|\\\\]|!\\[")
	blankPattern       = regexp.MustCompile(`[\[\]{}]`)
	claimPattern       = regexp.MustCompile(`(?i)\b(will|going to|about to|bound to|certain to|is sure to|definitely) (soon )?(fail|die|break|leave you|strand|quit|stop working)|\b(guarantee[sd]?|guaranteed|warrant(y|ies|ed)|free|complimentary|no charge|discount(ed|s)?|coupon|price[sd]?|cost(s|ing)?|cheap(er|est)?|dollars?|bucks|percent|per cent|recall(s|ed)?|unsafe|safety|dangerous(ly)?|hazard(ous)?|accident|lawsuit|proven|scientific(ally)?|studies)\b`)
	pressurePattern    = regexp.MustCompile(`(?i)\b(urgent(ly)?|immediately|act now|right away|last chance|final notice|before it is too late|before it's too late|don't wait|do not wait|hurry|emergency|limited time|expires?|stranded|strand)\b`)
)

// typographic characters that models like and a phone's basic alphabet does not have.
var plainCharacters = strings.NewReplacer("’", "'", "‘", "'", "“", `"`, "”", `"`, "–", "-", "—", "-", "…", "...", "\u00a0", " ")

// tidy brings an answer into plain characters before it is judged.
func tidy(t Texts) Texts {
	one := func(s string) string { return strings.TrimSpace(plainCharacters.Replace(s)) }
	return Texts{PhoneScript: one(t.PhoneScript), SMS: one(t.SMS), EmailSubject: one(t.EmailSubject), EmailBody: one(t.EmailBody)}
}

type textLimits struct {
	text     string
	max      int
	required []string
	endsSo   bool // whether it must end like a sentence
}

// checkTexts names the first rule that the texts break, or nothing. Only placeholders of the list may
// stand in them.
func checkTexts(t Texts, allowed []string) (brokenRule string) {
	all := []textLimits{
		{text: t.PhoneScript, max: 900, required: []string{Advisor, Dealer}, endsSo: true},
		{text: t.SMS, max: 600, required: []string{Dealer, OptOut}},
		{text: t.EmailSubject, max: 120},
		{text: t.EmailBody, max: 1600, required: []string{Dealer}},
	}
	for _, x := range all {
		if rule := checkText(x, allowed); rule != "" {
			return rule
		}
	}
	if !fitsTwoSegments(t.SMS) {
		return ruleLength
	}
	return ""
}

func checkText(x textLimits, allowed []string) string {
	if strings.TrimSpace(x.text) == "" {
		return ruleEmpty
	}
	if len(x.text) > x.max {
		return ruleLength
	}
	for _, m := range placeholderPattern.FindAllStringSubmatch(x.text, -1) {
		if !slices.Contains(allowed, m[1]) {
			return rulePlaceholder
		}
	}
	for _, p := range x.required {
		if !strings.Contains(x.text, "{{"+p+"}}") {
			return ruleRequired
		}
	}
	plain := placeholderPattern.ReplaceAllString(x.text, "X")
	for _, r := range plain {
		switch {
		case unicode.IsNumber(r):
			return ruleDigit
		case unicode.Is(unicode.Sc, r), r == '%':
			return ruleCurrency
		case r == '\n':
		case unicode.IsControl(r), unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), r == unicode.ReplacementChar, r > 0x024F && !unicode.IsPunct(r):
			return ruleCharacters
		}
	}
	switch {
	case urlPattern.MatchString(plain):
		return ruleURL
	case blankPattern.MatchString(plain):
		return ruleBlank
	case markupPattern.MatchString(plain):
		return ruleMarkup
	case claimPattern.MatchString(plain):
		return ruleClaim
	case pressurePattern.MatchString(plain):
		return rulePressure
	case x.endsSo && !strings.ContainsAny(plain[len(plain)-1:], ".?!"):
		return ruleEnding
	}
	return ""
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
	for _, m := range placeholderPattern.FindAllStringSubmatch(sms, -1) {
		size += longestFilling[m[1]]
	}
	for _, r := range placeholderPattern.ReplaceAllString(sms, "") {
		n := gsmSize(r)
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

func gsmSize(r rune) int {
	switch {
	case strings.ContainsRune(gsmBasic, r):
		return 1
	case strings.ContainsRune(gsmExtended, r):
		return 2
	default:
		return 0
	}
}

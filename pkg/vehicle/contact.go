package vehicle

import (
	"regexp"
	"strings"
)

var (
	northAmerican = regexp.MustCompile(`^[2-9][0-9]{2}[2-9][0-9]{6}$`)
	international = regexp.MustCompile(`^[1-9][0-9]{7,14}$`)
	phoneMarks    = strings.NewReplacer(" ", "", "-", "", ".", "", "(", "", ")", "", "/", "", "\u00a0", "", "\u2011", "", "\u2013", "")
	emailPattern  = regexp.MustCompile(`^[^\s@<>,;:"\\]{1,64}@([^\s@<>,;:"\\.]+\.)+[^\s@<>,;:"\\.]{2,}$`)
	canadianPost  = regexp.MustCompile(`^[A-Z][0-9][A-Z] ?[0-9][A-Z][0-9]$`)
	allDigits     = regexp.MustCompile(`^[0-9]+$`)
)

// normalPhone gives a number in the form of E.164 when it is North American or written with a plus, and
// leaves any other as it is: an extension or a remark in it is worth more than a uniform look.
func normalPhone(s string) string {
	digits := phoneMarks.Replace(s)
	if n, ok := strings.CutPrefix(digits, "+"); ok {
		if international.MatchString(n) {
			return "+" + n
		}
		return s
	}
	if len(digits) == 11 {
		digits = strings.TrimPrefix(digits, "1")
	}
	if northAmerican.MatchString(digits) {
		return "+1" + digits
	}
	return s
}

// Number is the phone number by which a customer is told from others: one in the form of E.164. It is empty for any
// other text, such as an extension or a remark, which many could share.
func (c Customer) Number() string {
	if n, ok := strings.CutPrefix(c.Phone, "+"); ok && international.MatchString(n) {
		return c.Phone
	}
	return ""
}

// normalZIP gives a ZIP code of five digits or of five and four. Leading zeros that a spreadsheet has
// taken away come back. A Canadian postal code is let through.
func normalZIP(s string) (string, bool) {
	s = strings.Map(capital, s)
	if s == "" || canadianPost.MatchString(s) {
		return s, true
	}
	five, four, long := strings.Cut(s, "-")
	if !long && len(s) > 5 {
		s = strings.Repeat("0", max(0, 9-len(s))) + s
		five, four, long = s[:5], s[5:], true
	}
	if len(five) == 3 || len(five) == 4 {
		five = strings.Repeat("0", 5-len(five)) + five
	}
	if len(five) != 5 || !allDigits.MatchString(five) || long && (len(four) != 4 || !allDigits.MatchString(four)) {
		return "", false
	}
	if long {
		return five + "-" + four, true
	}
	return five, true
}

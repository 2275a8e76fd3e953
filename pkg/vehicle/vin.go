package vehicle

import (
	"fmt"
	"strings"

	"dealerportal/pkg/fault"
)

// VIN is a vehicle identification number: 17 capitals and digits without I, O and Q.
type VIN string

const (
	vinLength  = 17
	checkPlace = 8
)

// checkWeights are those of 49 CFR 565.15 for each place; the check digit itself has none.
var checkWeights = [vinLength]int{8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2}

// confusedWith says which digit was probably meant by a letter that no VIN has.
var confusedWith = map[byte]string{'I': "1", 'O': "0", 'Q': "0"}

// ParseVIN reads a VIN in small or capital letters, with blanks around it. What is not of the form of a
// VIN is Invalid, and the error says what to look at; nothing is corrected, since a guess could name
// somebody else's vehicle. A check digit that does not fit is accepted: see CheckDigitOK.
func ParseVIN(s string) (VIN, error) {
	s = strings.Map(capital, strings.TrimSpace(s))
	if s == "" {
		return "", fault.InvalidField("vin", "is missing")
	}
	var hints []string
	told := map[byte]bool{}
	for i, r := range s {
		c := byte(r)
		digit, confused := confusedWith[c]
		switch {
		case r < 0x80 && value(c) >= 0 || r < 0x80 && told[c]:
		case r < 0x80 && confused:
			told[c] = true
			hints = append(hints, fmt.Sprintf("has the letter %c, which no VIN has: is it the digit %s?", c, digit))
		default:
			return "", fault.InvalidField("vin", "has %q at place %d; only letters and digits may stand there", r, i+1)
		}
	}
	if len(s) != vinLength {
		hints = append([]string{fmt.Sprintf("has %d characters; a VIN has %d", len(s), vinLength)}, hints...)
	}
	if len(hints) > 0 {
		return "", fault.InvalidField("vin", "%s", strings.Join(hints, "; "))
	}
	return VIN(s), nil
}

// capital raises ASCII letters only: other alphabets have letters whose capital is an ASCII one.
func capital(r rune) rune {
	if 'a' <= r && r <= 'z' {
		return r - 'a' + 'A'
	}
	return r
}

// value is what a character counts for in the check digit, -1 for one that no VIN has.
func value(c byte) int {
	switch {
	case '0' <= c && c <= '9':
		return int(c - '0')
	case 'A' <= c && c <= 'H':
		return int(c-'A') + 1
	case 'J' <= c && c <= 'N':
		return int(c-'J') + 1
	case c == 'P':
		return 7
	case c == 'R':
		return 9
	case 'S' <= c && c <= 'Z':
		return int(c-'S') + 2
	}
	return -1
}

// CheckDigitOK says whether the ninth character fits the others. North American vehicles always have
// one that does; others need not, so a wrong one is a hint at a typing error and no more.
func (v VIN) CheckDigitOK() bool {
	return len(v) == vinLength && v[checkPlace] == checkDigit(string(v))
}

// WithCheckDigit puts the check digit that fits the other characters into the ninth place.
func WithCheckDigit(v VIN) VIN {
	if len(v) != vinLength {
		return v
	}
	b := []byte(v)
	b[checkPlace] = checkDigit(string(v))
	return VIN(b)
}

func checkDigit(s string) byte {
	sum := 0
	for i, weight := range checkWeights {
		sum += weight * max(0, value(s[i]))
	}
	return "0123456789X"[sum%11]
}

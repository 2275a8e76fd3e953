package fault

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// CleanText trims value and checks that it is text which every database and every screen can take:
// valid UTF-8 of at most maxRunes characters, without control characters other than line breaks and
// tabs. The error names the field.
func CleanText(field, value string, maxRunes int) (string, error) {
	if !utf8.ValidString(value) {
		return "", InvalidField(field, "is not valid UTF-8")
	}
	value = strings.TrimSpace(value)
	if utf8.RuneCountInString(value) > maxRunes {
		return "", InvalidField(field, "is longer than %d characters", maxRunes)
	}
	for _, r := range value {
		if unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t' {
			return "", InvalidField(field, "holds a control character")
		}
	}
	return value, nil
}

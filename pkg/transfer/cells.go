package transfer

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// dateForm is a way to write dates. A file has one, and cells that are written in another are at fault:
// taken one by one they could be read wrongly.
type dateForm struct {
	words   string
	layouts []string
}

// dateForms are those that dealer systems write. 4/5/2026 is the fifth of April: a file with the day
// first has no place in this list, since most of its dates would pass for others.
var dateForms = []dateForm{
	{"M/D/YYYY", []string{"1/2/2006", "1/2/2006 15:04:05", "1/2/2006 15:04", "1/2/2006 3:04:05 PM", "1/2/2006 3:04 PM"}},
	{"YYYYMMDD", []string{"20060102", "20060102150405", "20060102 15:04:05", "20060102T150405Z07:00"}},
	{"YYYY-MM-DD", []string{
		"2006-01-02", time.RFC3339, "2006-01-02T15:04:05", "2006-01-02 15:04:05", "2006-01-02T15:04Z07:00",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 -0700", "2006-01-02 15:04:05 UTC", "2006-01-02T15:04", "2006-01-02 15:04",
	}},
}

// parse reads a time; one without an offset is in UTC.
func (f dateForm) parse(text string) (time.Time, bool) {
	for _, layout := range f.layouts {
		if t, err := time.Parse(layout, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}

// mismatch says of a text that it is no date in this form; in the zero value, that it is in none.
func (f dateForm) mismatch() string {
	if f.words == "" {
		return "is not a date"
	}
	return "is not a date in the form " + f.words + ", in which this file has its dates"
}

// formOf is the form that most of these dates are written in; false when none is in any.
func formOf(dates []string) (dateForm, bool) {
	best, most := dateForm{}, 0
	for _, f := range dateForms {
		n := 0
		for _, d := range dates {
			if _, ok := f.parse(d); ok {
				n++
			}
		}
		if n > most {
			best, most = f, n
		}
	}
	return best, most > 0
}

var (
	wholePattern   = regexp.MustCompile(`^(?:[0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.[0-9]{1,2})?$`)
	decimalPattern = regexp.MustCompile(`^-?(?:[0-9]{1,15}|[0-9]{1,3}(?:,[0-9]{3}){1,4})?(?:\.[0-9]{1,15})?$`)
	milesPattern   = regexp.MustCompile(`(?i)\s*(?:mi|miles)\.?$`)
)

// parseWhole reads a number such as 71250, 71,250 or 71250.0; a fraction is left off. Three digits behind
// a point are no fraction for sure, since half the world writes thousands so.
func parseWhole(text string) (int, bool) {
	if !wholePattern.MatchString(text) {
		return 0, false
	}
	text, _, _ = strings.Cut(strings.ReplaceAll(text, ",", ""), ".")
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// parseDecimal reads a number such as 12.4 or 1,250.5.
func parseDecimal(text string) (float64, bool) {
	if !decimalPattern.MatchString(text) {
		return 0, false
	}
	x, err := strconv.ParseFloat(strings.ReplaceAll(text, ",", ""), 64)
	return x, err == nil
}

var truths = map[string]bool{
	"y": true, "yes": true, "t": true, "true": true, "1": true,
	"n": false, "no": false, "f": false, "false": false, "0": false,
}

// parseTruth reads yes or no in the ways that they are written.
func parseTruth(text string) (truth, ok bool) {
	truth, ok = truths[strings.ToLower(text)]
	return truth, ok
}

package vehicle

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"
)

// family is a family of model: what a dealer prices and what similar vehicles are compared by.
type family struct {
	name string
	kind Kind
}

//go:embed families.tsv
var familiesFile string

// families finds a family by its make and the name of a model, both by key.
var families = mustFamilies(familiesFile)

// maxFamily is the longest name of a family, which is also what a price list takes.
const maxFamily = 60

var (
	hybridWords = map[string]bool{"hybrid": true, "hev": true, "phev": true, "energi": true, "powerboost": true}
	kindWords   = map[string]Kind{
		"pickup": Pickup, "truck": Pickup, "van": Van, "minivan": Van, "suv": SUV, "crossover": SUV,
	}
)

// FamilyOf says which family a model belongs to, and what kind of vehicle it is, however a dealer
// system writes it: "F150 SUPERCREW" and "F-150 XLT" are both of the family F-150. A hybrid is a family
// and a kind of its own, because its 12 V battery does not crank the engine. A model that is not in the
// table is its own family, and a car unless its name says otherwise.
func FamilyOf(make, model string) (name string, kind Kind) {
	makeWords, words := wordsOf(make), wordsOf(model)
	if len(words) > 1 && len(makeWords) > 0 && words[0] == makeWords[0] {
		words = words[1:]
	}
	hybrid := false
	kind = Car
	for _, w := range words {
		hybrid = hybrid || hybridWords[w]
		if k, ok := kindWords[w]; ok && kind == Car {
			kind = k
		}
	}
	if len(makeWords) > 0 {
		for n := len(words); n > 0; n-- {
			f, ok := families[makeWords[0]+" "+strings.Join(words[:n], "")]
			switch {
			case !ok:
			case hybrid && f.kind != Hybrid:
				return f.name + " Hybrid", Hybrid
			default:
				return f.name, f.kind
			}
		}
	}
	if hybrid {
		kind = Hybrid
	}
	return tidy(make + " " + model), kind
}

// wordsOf are the words of a name in small letters; everything but letters and digits separates them.
func wordsOf(s string) []string {
	return strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
}

// tidy writes a name in one way however it was typed, so that its spellings fall into one family.
func tidy(s string) string {
	words := strings.Fields(s)
	for i, w := range words {
		if len(w) <= 3 || strings.ContainsAny(w, "-0123456789") {
			words[i] = strings.ToUpper(w)
			continue
		}
		runes := []rune(strings.ToLower(w))
		runes[0] = unicode.ToTitle(runes[0])
		words[i] = string(runes)
	}
	runes := []rune(strings.Join(words, " "))
	return strings.TrimSpace(string(runes[:min(len(runes), maxFamily)]))
}

func mustFamilies(file string) map[string]family {
	table := map[string]family{}
	for row := range rows(file) {
		if len(row) != 4 {
			panic(fmt.Sprintf("families.tsv: %q has not 4 columns", row))
		}
		f := family{name: row[1], kind: Kind(row[2])}
		for alias := range strings.SplitSeq(row[1]+"|"+row[3], "|") {
			words := wordsOf(alias)
			if len(words) == 0 {
				continue
			}
			key := strings.ToLower(row[0]) + " " + strings.Join(words, "")
			if other, ok := table[key]; ok && other != f {
				panic(fmt.Sprintf("families.tsv: %q is of %s and of %s", alias, other.name, f.name))
			}
			table[key] = f
		}
	}
	return table
}

// rows gives the rows of a table with tabs between its columns; lines that start with # are remarks.
func rows(file string) func(yield func([]string) bool) {
	return func(yield func([]string) bool) {
		for line := range strings.Lines(file) {
			line = strings.TrimRight(line, "\n")
			if line == "" || strings.HasPrefix(line, "#") {
				continue
			}
			if !yield(strings.Split(line, "\t")) {
				return
			}
		}
	}
}

package risk

import (
	"bytes"
	"crypto/sha256"
	_ "embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

//go:embed parameters.json
var embedded []byte

// ParameterSet is everything that a model is made of, as it is written in parameters.json. Nothing that
// decides an estimate is anywhere else, but for the formulas.
type ParameterSet struct {
	Name string `json:"name"`
	// Updated is the day of the last change, such as "2026-11-24".
	Updated string    `json:"updated"`
	Values  []Value   `json:"values"`
	Season  Season    `json:"season"`
	Bars    []BarText `json:"bars"`
	Groups  []Group   `json:"groups"`
	Facts   []Fact    `json:"facts"`
}

// Provenance says where a number is from. Grade A is published and checkable, B reported second-hand,
// C an assumption.
type Provenance struct {
	Source string `json:"source"`
	Grade  string `json:"grade"`
	Note   string `json:"note"`
}

// Value is a parameter that is one number.
type Value struct {
	Name  string  `json:"name"`
	Label string  `json:"label"`
	Value float64 `json:"value"`
	// PseudoCounts is how many imagined outcomes stand behind the value; 0 where it is fixed.
	PseudoCounts float64 `json:"pseudo_counts"`
	Unit         string  `json:"unit"`
	Provenance
}

// Season is the factor on the hazard of each calendar month.
type Season struct {
	Name   string    `json:"name"`
	Label  string    `json:"label"`
	Values []float64 `json:"values"`
	Unit   string    `json:"unit"`
	Provenance
}

// BarText describes a step of the waterfall that is not a group or a fact.
type BarText struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	Provenance
}

// Beta is a probability with the pseudo-counts for and against it. Outcomes is how many of them are
// real, counted by their weight.
type Beta struct {
	Value    float64 `json:"value"`
	A        float64 `json:"a"`
	B        float64 `json:"b"`
	Outcomes float64 `json:"outcomes"`
}

func (b Beta) variance() float64 {
	n := b.A + b.B
	return b.A * b.B / (n * n * (n + 1))
}

// plus adds real counts.
func (b Beta) plus(a, against float64) Beta {
	b.A, b.B, b.Outcomes = b.A+a, b.B+against, b.Outcomes+a+against
	b.Value = b.A / (b.A + b.B)
	return b
}

// Group is a hidden cause with the signs that it brings about.
type Group struct {
	Name  string `json:"name"`
	Label string `json:"label"`
	// Prevalence and RelativeRisk are the assumptions that IfFailing and IfSound were derived from.
	Prevalence   float64 `json:"prevalence"`
	RelativeRisk float64 `json:"relative_risk"`
	// IfFailing and IfSound are how common the cause is among batteries that will and that will not need
	// replacement within the horizon.
	IfFailing Beta   `json:"if_failing"`
	IfSound   Beta   `json:"if_sound"`
	Signs     []Sign `json:"signs"`
	Provenance
}

// Sign is something that can be looked for, and how often it is there with the cause and without.
type Sign struct {
	Name  string   `json:"name"`
	Label string   `json:"label"`
	Tags  []string `json:"tags"`
	// Check says how a workshop looks for the sign; empty where it cannot.
	Check string `json:"check"`
	// FadesDays is the time constant by which an old observation fades; 0 where it does not.
	FadesDays    float64 `json:"fades_days"`
	WithCause    Beta    `json:"with_cause"`
	WithoutCause Beta    `json:"without_cause"`
	Provenance
}

// Fact is a sign that is its own cause.
type Fact struct {
	Name         string   `json:"name"`
	Label        string   `json:"label"`
	Tags         []string `json:"tags"`
	Check        string   `json:"check"`
	Prevalence   float64  `json:"prevalence"`
	RelativeRisk float64  `json:"relative_risk"`
	IfFailing    Beta     `json:"if_failing"`
	IfSound      Beta     `json:"if_sound"`
	Provenance
}

// Load reads a parameter set and makes a model of it. It refuses a set that says a thing twice, has a
// field that is not known, or does not hold what New asks for.
func Load(file []byte) (*Model, error) {
	if err := refuseRepeatedKeys(file); err != nil {
		return nil, fmt.Errorf("risk parameters: %w", err)
	}
	dec := json.NewDecoder(bytes.NewReader(file))
	dec.DisallowUnknownFields()
	var p ParameterSet
	if err := dec.Decode(&p); err != nil {
		return nil, fmt.Errorf("risk parameters: %w", err)
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) {
		return nil, errors.New("risk parameters: there is something after the end")
	}
	return New(p)
}

// refuseRepeatedKeys reports a key that is in one object twice, or that is not in small letters: the
// decoder would take the last of them, and takes "VALUE" for "value".
func refuseRepeatedKeys(file []byte) error {
	dec := json.NewDecoder(bytes.NewReader(file))
	type level struct {
		object, atValue bool
		keys            map[string]bool
	}
	var levels []level
	for {
		token, err := dec.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		top := len(levels) - 1
		if top >= 0 && levels[top].object {
			if key, isText := token.(string); isText && !levels[top].atValue {
				if key != strings.ToLower(key) {
					return fmt.Errorf("unknown field %q", key)
				}
				if levels[top].keys[key] {
					return fmt.Errorf("field %q is there twice", key)
				}
				levels[top].keys[key], levels[top].atValue = true, true
				continue
			}
			levels[top].atValue = false
		}
		switch token {
		case json.Delim('{'):
			levels = append(levels, level{object: true, keys: map[string]bool{}})
		case json.Delim('['):
			levels = append(levels, level{})
		case json.Delim('}'), json.Delim(']'):
			levels = levels[:top]
		}
	}
}

// formulas is raised when the calculation changes, so that the same parameters under other formulas are
// another version.
const formulas = 1

// version is the name of a parameter set with a hash of what decides an estimate, in order of name.
// Words about a number do not: a corrected source leaves the scores comparable.
func (p ParameterSet) version() string {
	bare := ParameterSet{Name: p.Name, Season: Season{Values: p.Season.Values}}
	for _, v := range p.Values {
		bare.Values = append(bare.Values, Value{Name: v.Name, Value: v.Value})
	}
	counts := func(b Beta) Beta { return Beta{A: b.A, B: b.B} }
	for _, g := range p.Groups {
		b := Group{Name: g.Name, IfFailing: counts(g.IfFailing), IfSound: counts(g.IfSound)}
		for _, s := range g.Signs {
			b.Signs = append(b.Signs, Sign{Name: s.Name, FadesDays: s.FadesDays, WithCause: counts(s.WithCause), WithoutCause: counts(s.WithoutCause)})
		}
		slices.SortFunc(b.Signs, func(x, y Sign) int { return strings.Compare(x.Name, y.Name) })
		bare.Groups = append(bare.Groups, b)
	}
	for _, f := range p.Facts {
		bare.Facts = append(bare.Facts, Fact{Name: f.Name, IfFailing: counts(f.IfFailing), IfSound: counts(f.IfSound)})
	}
	slices.SortFunc(bare.Values, func(x, y Value) int { return strings.Compare(x.Name, y.Name) })
	slices.SortFunc(bare.Groups, func(x, y Group) int { return strings.Compare(x.Name, y.Name) })
	slices.SortFunc(bare.Facts, func(x, y Fact) int { return strings.Compare(x.Name, y.Name) })
	text, err := json.Marshal(struct {
		Formulas int
		Set      ParameterSet
	}{formulas, bare})
	if err != nil {
		panic(fmt.Sprintf("risk parameters: %v", err)) // numbers and text always encode
	}
	sum := sha256.Sum256(text)
	return p.Name + "-" + hex.EncodeToString(sum[:4])
}

// clone copies a set with all that it points to.
func (p ParameterSet) clone() ParameterSet {
	p.Values = slices.Clone(p.Values)
	p.Season.Values = slices.Clone(p.Season.Values)
	p.Bars = slices.Clone(p.Bars)
	p.Groups = slices.Clone(p.Groups)
	for i := range p.Groups {
		p.Groups[i].Signs = slices.Clone(p.Groups[i].Signs)
		for j, s := range p.Groups[i].Signs {
			p.Groups[i].Signs[j].Tags = slices.Clone(s.Tags)
		}
	}
	p.Facts = slices.Clone(p.Facts)
	for i, f := range p.Facts {
		p.Facts[i].Tags = slices.Clone(f.Tags)
	}
	return p
}

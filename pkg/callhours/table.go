package callhours

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"
)

//go:embed table.json
var tableFile []byte

// About is what is told of the table as a whole.
type About struct {
	Notice        string
	Sources       []string
	ReadOn        time.Time
	Federal       Window
	FederalSource string
}

// Describe says what the table is and where it comes from.
func Describe() About { return table.about }

// listing is the table as it is used.
type listing struct {
	about   About
	federal Window
	rows    map[string]Row
	unknown Row
	zones   map[string][]*time.Location
	states  []string
}

// hours is a row as the file has it: the two ends of each window, or null.
type hours struct {
	State         string   `json:"state"`
	Weekdays      []string `json:"weekdays"`
	Saturday      []string `json:"saturday"`
	Sunday        []string `json:"sunday"`
	TextsAreCalls bool     `json:"texts_are_calls"`
	Note          string   `json:"note"`
	Source        string   `json:"source"`
}

type file struct {
	Notice  string   `json:"notice"`
	ReadOn  string   `json:"read_on"`
	Sources []string `json:"sources"`
	Federal struct {
		Hours  []string `json:"hours"`
		Source string   `json:"source"`
	} `json:"federal"`
	Default     hours               `json:"default"`
	Unknown     hours               `json:"unknown"`
	States      []hours             `json:"states"`
	Zones       map[string][]string `json:"zones"`
	ZonesSource string              `json:"zones_source"`
}

// table is the one that the program holds; a mistake in it ends the program at its start.
var table = func() *listing {
	t, err := parse(tableFile)
	if err != nil {
		panic(fmt.Sprintf("the table of calling hours: %v", err)) // the file is part of the program
	}
	return t
}()

func parse(text []byte) (*listing, error) {
	var f file
	dec := json.NewDecoder(bytes.NewReader(text))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&f); err != nil {
		return nil, err
	}
	federal, err := windowOf(f.Federal.Hours)
	if err != nil {
		return nil, err
	}
	if federal.None() || f.Federal.Source == "" || f.Notice == "" || f.ZonesSource == "" || len(f.Sources) == 0 {
		return nil, errors.New("the federal hours or the sources are not whole")
	}
	read, err := time.Parse(time.DateOnly, f.ReadOn)
	if err != nil {
		return nil, err
	}
	t := &listing{
		federal: federal, rows: map[string]Row{}, zones: map[string][]*time.Location{},
		about: About{Notice: f.Notice, Sources: f.Sources, ReadOn: read, Federal: federal, FederalSource: f.Federal.Source},
	}
	if err := t.place(f.Zones); err != nil {
		return nil, err
	}
	for _, state := range t.states {
		if t.rows[state], err = t.row(f.Default, Default); err != nil {
			return nil, err
		}
	}
	for _, h := range f.States {
		if r, known := t.rows[h.State]; !known || r.Basis == State {
			return nil, fmt.Errorf("%q is no state, or is there twice", h.State)
		}
		h.Source = strings.Join(f.Sources, "; ")
		if t.rows[h.State], err = t.row(h, State); err != nil {
			return nil, err
		}
	}
	for state, r := range t.rows {
		r.State, r.Zones = state, t.zones[state]
		t.rows[state] = r
	}
	t.unknown, err = t.row(f.Unknown, Unknown)
	if err != nil {
		return nil, err
	}
	t.unknown.Zones = t.everyZone()
	return t, t.checkUnknown()
}

// place loads the time zones of the states, each once.
func (t *listing) place(zones map[string][]string) error {
	loaded := map[string]*time.Location{}
	for state, names := range zones {
		for _, name := range names {
			if loaded[name] == nil {
				zone, err := time.LoadLocation(name)
				if err != nil {
					return err
				}
				loaded[name] = zone
			}
			t.zones[state] = append(t.zones[state], loaded[name])
		}
		if len(names) == 0 {
			return fmt.Errorf("%s has no time zone", state)
		}
		t.states = append(t.states, state)
	}
	slices.Sort(t.states)
	return nil
}

// row makes a row of what the file has, and holds it against the federal hours.
func (t *listing) row(h hours, basis Basis) (Row, error) {
	r := Row{Basis: basis, TextsAreCalls: h.TextsAreCalls, Note: h.Note, Source: h.Source}
	for _, x := range []struct {
		ends []string
		w    *Window
	}{{h.Weekdays, &r.Week.Weekdays}, {h.Saturday, &r.Week.Saturday}, {h.Sunday, &r.Week.Sunday}} {
		w, err := windowOf(x.ends)
		if err != nil {
			return Row{}, fmt.Errorf("%s %q: %w", basis, h.State, err)
		}
		if !w.Within(t.federal) {
			return Row{}, fmt.Errorf("%s %q is wider than the federal hours", basis, h.State)
		}
		*x.w = w
	}
	if r.Week.Weekdays.None() || h.Source == "" {
		return Row{}, fmt.Errorf("%s %q is not whole", basis, h.State)
	}
	return r, nil
}

func windowOf(ends []string) (Window, error) {
	if len(ends) == 0 {
		return Window{}, nil
	}
	if len(ends) != 2 {
		return Window{}, fmt.Errorf("%v is no window", ends)
	}
	return ParseWindow(ends[0], ends[1])
}

// territories are where the hours for a place that is not known do not reach: with them no minute would be left.
const territories = " AS GU MP PR VI "

// everyZone is the zones of the fifty states and the District of Columbia, each once, those of most states first.
func (t *listing) everyZone() (zones []*time.Location) {
	for _, state := range t.states {
		if strings.Contains(territories, " "+state+" ") {
			continue
		}
		for _, zone := range t.zones[state] {
			if !slices.Contains(zones, zone) {
				zones = append(zones, zone)
			}
		}
	}
	return zones
}

// checkUnknown holds that no row is stricter than the one for a place that is not known.
func (t *listing) checkUnknown() error {
	u := t.unknown.Week
	for state, r := range t.rows {
		if !u.Weekdays.Within(r.Week.Weekdays) || !u.Saturday.Within(r.Week.Saturday) || !u.Sunday.Within(r.Week.Sunday) || r.TextsAreCalls && !t.unknown.TextsAreCalls {
			return fmt.Errorf("%s is stricter than the row for an unknown place", state)
		}
		if r.Week.Saturday.None() || r.Week.Weekdays.None() {
			return fmt.Errorf("%s has no time on a day from Monday to Saturday", state)
		}
	}
	return nil
}

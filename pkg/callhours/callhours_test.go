package callhours

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/fault"
)

func zone(t *testing.T, name string) *time.Location {
	t.Helper()
	z, err := time.LoadLocation(name)
	if err != nil {
		t.Fatal(err)
	}
	return z
}

func window(t *testing.T, from, until string) Window {
	t.Helper()
	w, err := ParseWindow(from, until)
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// local is a moment by the clock of a zone.
func local(t *testing.T, name, at string) time.Time {
	t.Helper()
	m, err := time.ParseInLocation("2006-01-02 15:04", at, zone(t, name))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestEveryStateHasHoursWithinTheFederalOnesAndATimeZone(t *testing.T) {
	about := Describe()
	if from, until := about.Federal.Ends(); from != "08:00" || until != "21:00" {
		t.Fatalf("the federal hours are %s to %s", from, until)
	}
	if !strings.Contains(about.Notice, "secondary sources") || !strings.Contains(about.Notice, "counsel decides") || about.ReadOn.IsZero() || len(about.Sources) != 5 {
		t.Errorf("%+v", about)
	}
	if n := len(States()); n != 56 { // fifty states, the District of Columbia and five territories
		t.Errorf("%d states are known", n)
	}
	for _, state := range append(slices.Clone(States()), "") {
		r := Listed(state)
		if r.State != state || len(r.Zones) == 0 || r.Source == "" {
			t.Errorf("%q: %+v", state, r)
		}
		for day := time.Sunday; day <= time.Saturday; day++ {
			if w := r.Week.On(day); !w.Within(about.Federal) || !w.None() && w.From >= w.Until {
				t.Errorf("%q on %s: %v", state, day, w)
			}
		}
	}
}

func TestTheRowsAreWhatTheSourcesSay(t *testing.T) {
	type day [2]string
	none := day{}
	for _, c := range []struct {
		states                 string
		basis                  Basis
		weekday, saturday, sun day
		texts                  bool
	}{
		{"FL OK WA MD", State, day{"08:00", "20:00"}, day{"08:00", "20:00"}, day{"08:00", "20:00"}, false},
		{"MS", State, day{"08:00", "20:00"}, day{"08:00", "20:00"}, none, false},
		{"CT", State, day{"09:00", "20:00"}, day{"09:00", "20:00"}, day{"09:00", "20:00"}, false},
		{"TX", State, day{"09:00", "21:00"}, day{"09:00", "21:00"}, day{"12:00", "21:00"}, true},
		{"RI", State, day{"09:00", "18:00"}, day{"10:00", "17:00"}, day{"10:00", "17:00"}, false},
		{"KY", State, day{"10:00", "21:00"}, day{"10:00", "21:00"}, day{"10:00", "21:00"}, false},
		{"AL LA", State, day{"09:00", "20:00"}, day{"09:00", "20:00"}, none, false},
		{"PA", State, day{"09:00", "20:00"}, day{"10:00", "17:00"}, none, false},
		{"MI OH CA NY GU", Default, day{"09:00", "20:00"}, day{"09:00", "20:00"}, none, false},
	} {
		for _, state := range strings.Fields(c.states) {
			r := Listed(state)
			want := Week{}
			for _, x := range []struct {
				from day
				to   *Window
			}{{c.weekday, &want.Weekdays}, {c.saturday, &want.Saturday}, {c.sun, &want.Sunday}} {
				if x.from != none {
					*x.to = window(t, x.from[0], x.from[1])
				}
			}
			if r.Basis != c.basis || r.Week != want || r.TextsAreCalls != c.texts {
				t.Errorf("%s: %+v", state, r)
			}
		}
	}
	rows := 0
	for _, state := range States() {
		if Listed(state).Basis == State {
			rows++
		}
	}
	if rows != 12 {
		t.Errorf("%d states have a row", rows)
	}
}

func TestNoRowIsStricterThanTheOneForAnUnknownPlace(t *testing.T) {
	unknown := Listed("XX")
	if unknown.Basis != Unknown || unknown.State != "" || !unknown.TextsAreCalls {
		t.Fatalf("%+v", unknown)
	}
	// A year, hour by hour: whenever an unknown place may be called, every one of the fifty states may.
	for at := time.Date(2026, 1, 1, 0, 30, 0, 0, time.UTC); at.Year() == 2026; at = at.Add(time.Hour) {
		from, until, ok := unknown.Next(at)
		if !ok {
			t.Fatalf("no time after %s", at)
		}
		if from.After(at) {
			continue
		}
		for _, state := range States() {
			if strings.Contains(territories, " "+state+" ") {
				continue
			}
			if f, u, _ := Listed(state).Next(at); f.After(at) || u.Before(until) && !u.After(at) {
				t.Fatalf("%s is closed at %s", state, at)
			}
		}
	}
	// In winter ten in Honolulu is three in New York, where it ends at five.
	from, until, _ := unknown.Next(local(t, "America/New_York", "2026-01-14 09:00"))
	if !from.Equal(local(t, "Pacific/Honolulu", "2026-01-14 10:00")) || !until.Equal(local(t, "America/New_York", "2026-01-14 17:00")) {
		t.Errorf("%s to %s", from, until)
	}
}

func TestWhatIsOpenNextGoesByTheOwnersClock(t *testing.T) {
	const arizona = "America/Phoenix"
	for _, c := range []struct{ name, state, at, from, until, zone string }{
		{"before it opens", "MI", "2026-11-24 06:30", "2026-11-24 09:00", "2026-11-24 20:00", "America/Detroit"},
		{"in the first minute", "MI", "2026-11-24 09:00", "2026-11-24 09:00", "2026-11-24 20:00", "America/Menominee"},
		{"in the last minute", "OH", "2026-11-24 19:59", "2026-11-24 09:00", "2026-11-24 20:00", "America/New_York"},
		{"when it has ended", "OH", "2026-11-24 20:00", "2026-11-25 09:00", "2026-11-25 20:00", "America/New_York"},
		{"on a Saturday evening without a Sunday", "OH", "2026-11-28 21:00", "2026-11-30 09:00", "2026-11-30 20:00", "America/New_York"},
		{"on a Sunday without one", "LA", "2026-11-29 12:00", "2026-11-30 09:00", "2026-11-30 20:00", "America/Chicago"},
		{"on a Sunday that begins at noon", "TX", "2026-11-29 10:00", "2026-11-29 13:00", "2026-11-29 21:00", "America/Chicago"},
		{"on a shorter Saturday", "RI", "2026-11-28 17:30", "2026-11-29 10:00", "2026-11-29 17:00", "America/New_York"},
	} {
		from, until, ok := Listed(c.state).Next(local(t, c.zone, c.at))
		want := local(t, c.zone, c.from)
		if c.zone == "America/Menominee" { // Michigan: it ends in Detroit an hour before it does here, and begins an hour later
			if !ok || !from.Equal(want) || !until.Equal(local(t, "America/Detroit", c.until)) {
				t.Errorf("%s: %s to %s", c.name, from, until)
			}
			continue
		}
		if c.state == "MI" {
			want = local(t, "America/Menominee", c.from)
		}
		if !ok || !from.Equal(want) || !until.Equal(local(t, c.zone, c.until)) {
			t.Errorf("%s: %s to %s", c.name, from.In(zone(t, c.zone)), until.In(zone(t, c.zone)))
		}
	}
	// Arizona keeps no daylight saving time, and the Navajo Nation in it does: in summer they are an hour apart.
	from, until, _ := Listed("AZ").Next(local(t, arizona, "2026-07-07 06:00"))
	if !from.Equal(local(t, arizona, "2026-07-07 09:00")) || !until.Equal(local(t, "America/Denver", "2026-07-07 20:00")) {
		t.Errorf("%s to %s", from, until)
	}
}

// Where a state has two zones, a moment counts when it is within the hours of both.
func TestTwoZonesAreBothKeptTo(t *testing.T) {
	r := Listed("TX")
	if names := []string{r.Zones[0].String(), r.Zones[1].String()}; !slices.Equal(names, []string{"America/Chicago", "America/Denver"}) {
		t.Fatalf("the zones are %v", names)
	}
	for at := local(t, "America/Chicago", "2026-02-27 00:00"); at.Before(local(t, "America/Chicago", "2026-03-17 00:00")); at = at.Add(30 * time.Minute) {
		both := true
		for _, z := range r.Zones {
			here := at.In(z)
			w := r.Week.On(here.Weekday())
			minute := here.Hour()*60 + here.Minute()
			both = both && minute >= w.From && minute < w.Until
		}
		if from, _, ok := r.Next(at); !ok || from.After(at) == both || r.Open(at) != both {
			t.Errorf("%s: open %t, and the next begins %s", at, both, from)
		}
	}
	// Hours that no minute is within in both zones leave no time at all.
	noon := Row{Week: Week{Weekdays: window(t, "12:00", "13:00")}, Zones: r.Zones}
	if from, until, ok := noon.Next(local(t, "America/Chicago", "2026-11-24 06:00")); ok {
		t.Errorf("%s to %s", from, until)
	}
}

func TestTheHoursAreRightOnTheDaysWhenClocksChange(t *testing.T) {
	// In 2026 clocks go forward on Sunday, March 8, and back on Sunday, November 1. Florida may be called on Sundays.
	for day, hours := range map[string]float64{"2026-03-07": 11, "2026-03-08": 11, "2026-03-09": 11, "2026-10-31": 11, "2026-11-01": 11, "2026-11-02": 11} {
		from, until, ok := Listed("FL").Next(local(t, "America/New_York", day+" 01:00"))
		wantFrom, wantUntil := local(t, "America/Chicago", day+" 08:00"), local(t, "America/New_York", day+" 20:00")
		if !ok || !from.Equal(wantFrom) || !until.Equal(wantUntil) || until.Sub(from).Hours() != hours {
			t.Errorf("%s: %s to %s, want %s to %s", day, from, until, wantFrom.UTC(), wantUntil.UTC())
		}
	}
	// By UTC the same hour of the clock is another one after the change, in every state that changes its clocks.
	for _, state := range States() {
		r := Listed(state)
		z := r.Zones[0]
		before, _, _ := Row{Week: r.Week, Zones: r.Zones[:1]}.Next(time.Date(2026, 3, 6, 2, 0, 0, 0, z))
		after, _, _ := Row{Week: r.Week, Zones: r.Zones[:1]}.Next(time.Date(2026, 3, 9, 2, 0, 0, 0, z))
		if before.In(z).Format("15:04") != after.In(z).Format("15:04") {
			t.Errorf("%s opens at %s and at %s", state, before.In(z), after.In(z))
		}
		_, o1 := before.In(z).Zone()
		_, o2 := after.In(z).Zone()
		if changes := !strings.Contains(" AZ HI PR VI GU MP AS ", " "+state+" "); changes != (o1 != o2) {
			t.Errorf("%s: the offsets are %d and %d", state, o1, o2)
		}
	}
}

func TestADealersOwnHoursStandInThePlaceOfAStates(t *testing.T) {
	own := []Set{{State: "FL", Week: Week{Weekdays: window(t, "10:00", "12:00")}, TextsAreCalls: true, Note: "Counsel (test)"}}
	r := RowOf("FL", own)
	if r.Basis != Own || r.Week != own[0].Week || !r.TextsAreCalls || r.Note != "Counsel (test)" || len(r.Zones) != 2 {
		t.Errorf("%+v", r)
	}
	if got := RowOf("GA", own); got.Basis != Default {
		t.Errorf("another state: %+v", got)
	}
	if got := RowOf("", own); got.Basis != Unknown {
		t.Errorf("an unknown place: %+v", got)
	}
	// Ten to noon in both of Florida's zones is eleven to noon in the eastern one.
	at := local(t, "America/New_York", "2026-11-24 11:30")
	if !slices.Contains(OpenAt(own, at), "FL") || slices.Contains(OpenAt(own, at.Add(time.Hour)), "FL") {
		t.Error("the own hours do not count")
	}
	if !slices.Contains(OpenAt(nil, at.Add(time.Hour)), "FL") {
		t.Error("without them the state's do not")
	}
}

func TestTheOpenStatesAreThoseWhoseHoursAreOpen(t *testing.T) {
	// Noon in New York is seven in Honolulu, and two in the night in Guam.
	open := OpenAt(nil, local(t, "America/New_York", "2026-11-24 12:30"))
	for state, want := range map[string]bool{"NY": true, "CA": true, "HI": false, "GU": false, "": false} {
		if slices.Contains(open, state) != want {
			t.Errorf("%q: %t", state, !want)
		}
	}
	if open := OpenAt(nil, local(t, "America/New_York", "2026-11-24 16:00")); !slices.Contains(open, "") {
		t.Error("an unknown place may not be called when every state may")
	}
	if open := OpenAt(nil, local(t, "America/New_York", "2026-11-24 03:00")); open == nil || slices.Contains(open, "NY") {
		t.Errorf("in the night: %v", open)
	}
}

func TestHoursThatADealerSetsLieWithinTheFederalOnes(t *testing.T) {
	good := Set{State: "OH", Week: Week{Weekdays: window(t, "08:00", "21:00"), Sunday: window(t, "08:00", "21:00")}}
	if err := good.Check(); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		field  string
		change func(*Set)
	}{
		{"weekdays", func(s *Set) { s.Week.Weekdays.From-- }},
		{"weekdays", func(s *Set) { s.Week.Weekdays.Until++ }},
		{"saturday", func(s *Set) { s.Week.Saturday = Window{From: 7 * 60, Until: 9 * 60} }},
		{"sunday", func(s *Set) { s.Week.Sunday.Until = 22 * 60 }},
		{"state", func(s *Set) { s.State = "XX" }},
		{"state", func(s *Set) { s.State = "" }},
		{"note", func(s *Set) { s.Note = strings.Repeat("x", 201) }},
	} {
		s := good
		c.change(&s)
		err := s.Check()
		if fault.KindOf(err) != fault.Invalid || fault.As(err).Fields[0].Name != c.field {
			t.Errorf("%s: %v", c.field, err)
		}
	}
	for _, ends := range [][2]string{{"9", "10:00"}, {"09:00", "9pm"}, {"10:00", "10:00"}, {"20:00", "09:00"}, {"", ""}} {
		if w, err := ParseWindow(ends[0], ends[1]); err == nil {
			t.Errorf("%v is %v", ends, w)
		}
	}
}

func TestATableWithAMistakeIsRefused(t *testing.T) {
	if _, err := parse(tableFile); err != nil {
		t.Fatal(err)
	}
	for name, change := range map[string]func(f *file){
		"wider than the federal hours":     func(f *file) { f.States[0].Weekdays = []string{"07:00", "20:00"} },
		"a state twice":                    func(f *file) { f.States[1].State = f.States[0].State },
		"no such state":                    func(f *file) { f.States[0].State = "XX" },
		"a row stricter than the unknown":  func(f *file) { f.States[0].Saturday = []string{"11:00", "16:00"} },
		"a row without a Saturday":         func(f *file) { f.States[0].Saturday = nil },
		"a window with one end":            func(f *file) { f.Default.Weekdays = []string{"09:00"} },
		"an unknown time zone":             func(f *file) { f.Zones["OH"] = []string{"America/Nowhere"} },
		"a state without a zone":           func(f *file) { f.Zones["OH"] = nil },
		"no sources":                       func(f *file) { f.Sources = nil },
		"zones without a source":           func(f *file) { f.ZonesSource = "" },
		"no date":                          func(f *file) { f.ReadOn = "lately" },
		"a default without a source":       func(f *file) { f.Default.Source = "" },
		"federal hours that are not there": func(f *file) { f.Federal.Hours = nil },
	} {
		var f file
		if err := json.Unmarshal(tableFile, &f); err != nil {
			t.Fatal(err)
		}
		change(&f)
		text, err := json.Marshal(map[string]any{
			"notice": f.Notice, "read_on": f.ReadOn, "sources": f.Sources, "federal": f.Federal,
			"default": f.Default, "unknown": f.Unknown, "states": f.States, "zones": f.Zones, "zones_source": f.ZonesSource,
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := parse(text); err == nil {
			t.Errorf("%s: it was taken", name)
		}
	}
}

func TestADealersRowsAreReplacedByState(t *testing.T) {
	states := func(all []Set) string {
		text := ""
		for _, s := range all {
			text += fmt.Sprintf("%s%s ", s.State, s.Note)
		}
		return text
	}
	all := Replace(Replace(Replace(nil, Set{State: "TX"}), Set{State: "AL"}), Set{State: "TX", Note: "2"})
	if got := states(all); got != "AL TX2 " {
		t.Errorf("%q", got)
	}
	if got := states(Without(all, "AL")); got != "TX2 " || states(all) != "AL TX2 " {
		t.Errorf("%q, and before %q", got, states(all))
	}
}

func BenchmarkOpenAt(b *testing.B) {
	at := time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)
	for b.Loop() {
		OpenAt(nil, at)
	}
}

func BenchmarkNext(b *testing.B) {
	at := time.Date(2026, 11, 24, 17, 0, 0, 0, time.UTC)
	for b.Loop() {
		Listed("TX").Next(at)
	}
}

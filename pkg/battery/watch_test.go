package battery

import (
	"math"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// on is a day of 2026 and the years after, by its number.
func on(n int) vehicle.Date {
	return vehicle.DateOf(time.Date(2026, time.January, n, 0, 0, 0, 0, time.UTC))
}

func TestADealerWatchesFromItsFirstRecordedReplacementToTheLatest(t *testing.T) {
	at := func(kind Kind, day, recorded int) Event {
		return Event{Kind: kind, OccurredOn: on(day), RecordedAt: on(recorded).Time().Add(15 * time.Hour)}
	}
	for _, c := range []struct {
		name   string
		events []Event
		want   *Watch
	}{
		{"nothing recorded", nil, nil},
		{"tests and batteries of which nobody said why", []Event{at(Tested, 10, 10), at(Installed, 20, 20), at(Tested, 90, 90)}, nil},
		{"one replacement", []Event{at(ReplacedAfterFailure, 10, 10)}, nil},
		{"two replacements", []Event{at(ReplacedAfterFailure, 10, 10), at(ReplacedPreventively, 50, 52)}, &Watch{on(10).Time(), on(50).Time()}},
		{"a test after the last one", []Event{at(ReplacedAfterFailure, 10, 10), at(ReplacedAfterFailure, 50, 50), at(Tested, 99, 99)}, &Watch{on(10).Time(), on(50).Time()}},
		{"old ones that were entered later", []Event{at(ReplacedAfterFailure, -900, 10), at(ReplacedAfterFailure, -800, 10), at(ReplacedAfterFailure, 30, 30)}, &Watch{on(10).Time(), on(30).Time()}},
		{"only old ones", []Event{at(ReplacedAfterFailure, -900, 10), at(ReplacedAfterFailure, -800, 11)}, nil},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, ok := WatchOf(c.events)
			switch {
			case ok != (c.want != nil):
				t.Fatalf("a watch: %v (%v)", ok, w)
			case ok && w != *c.want:
				t.Fatalf("from %v to %v, want from %v to %v", w.From, w.To, c.want.From, c.want.To)
			}
		})
	}
}

func TestTheStretchesOfBatteriesLivesThatWereWatched(t *testing.T) {
	watch := Watch{From: on(0).Time(), To: on(1000).Time()}
	stretch := func(fitted, from, to int, failed bool) risk.Interval {
		return risk.Interval{FromMonths: float64(from-fitted) / 30.4375, ToMonths: float64(to-fitted) / 30.4375, Failed: failed, AnnualMeanC: 12.5, AGM: true}
	}
	at := func(kind Kind, day int) Event { return Event{Kind: kind, OccurredOn: on(day)} }
	test := func(r Result, day int) Event { return Event{Kind: Tested, Result: r, OccurredOn: on(day)} }
	fitted := func(day int) *vehicle.Date { d := on(day); return &d }
	lost := func(day int) Loss { return Loss{At: on(day).Time().Add(11 * time.Hour)} }
	for _, c := range []struct {
		name   string
		fitted *vehicle.Date
		since  int
		lost   []Loss
		events []Event
		want   []risk.Interval
	}{
		{name: "a battery that is still there lasted to the end of the watch", fitted: fitted(-500), since: 100, want: []risk.Interval{stretch(-500, 100, 1000, false)}},
		{name: "of a vehicle that was there before the watch, from its beginning", fitted: fitted(-500), since: -90, want: []risk.Interval{stretch(-500, 0, 1000, false)}},
		{name: "a battery that was fitted during the watch, from then on", fitted: fitted(300), since: 100, want: []risk.Interval{stretch(300, 300, 1000, false)}},
		{name: "one fitted after the end, not at all", fitted: fitted(1200), since: 100},
		{name: "one of which nobody knows when it was fitted, not at all", since: 100},
		{name: "not even when it failed; the next one is known", since: 100, events: []Event{at(ReplacedAfterFailure, 400)}, want: []risk.Interval{stretch(400, 400, 1000, false)}},
		{
			name: "a failure ends a battery's life, and the next one's begins", since: 100,
			events: []Event{at(Installed, -700), at(ReplacedAfterFailure, 400)},
			want:   []risk.Interval{stretch(-700, 100, 400, true), stretch(400, 400, 1000, false)},
		},
		{
			name: "the day that the record has is the same one", since: 100, fitted: fitted(400),
			events: []Event{at(Installed, -700), at(ReplacedAfterFailure, 400)},
			want:   []risk.Interval{stretch(-700, 100, 400, true), stretch(400, 400, 1000, false)},
		},
		{
			name: "the day of the old one is known from the vehicle's record of then", since: 100, fitted: fitted(400),
			events: []Event{{Kind: ReplacedAfterFailure, OccurredOn: on(400), BatteryFrom: fitted(-700)}},
			want:   []risk.Interval{stretch(-700, 100, 400, true), stretch(400, 400, 1000, false)},
		},
		{
			name: "a precaution ends it too, and is no failure", since: 100,
			events: []Event{at(Installed, -700), at(ReplacedPreventively, 400)},
			want:   []risk.Interval{stretch(-700, 100, 400, false), stretch(400, 400, 1000, false)},
		},
		{
			name: "unless the battery had failed its latest test", since: 100,
			events: []Event{at(Installed, -700), test(Pass, 200), test(Replace, 390), at(ReplacedPreventively, 400)},
			want:   []risk.Interval{stretch(-700, 100, 400, true), stretch(400, 400, 1000, false)},
		},
		{
			name: "a test of the battery before says nothing of the next", since: 100,
			events: []Event{at(Installed, -700), test(Replace, 400), at(ReplacedPreventively, 400), at(Installed, 600)},
			want:   []risk.Interval{stretch(-700, 100, 400, true), stretch(400, 400, 600, false), stretch(600, 600, 1000, false)},
		},
		{
			name: "a failure before the vehicle was there does not count", since: 500,
			events: []Event{at(Installed, -700), at(ReplacedAfterFailure, 400)},
			want:   []risk.Interval{stretch(400, 500, 1000, false)},
		},
		{
			name: "nor one on the day that the watch began", since: -90,
			events: []Event{at(Installed, -700), at(ReplacedAfterFailure, 0)},
			want:   []risk.Interval{stretch(0, 0, 1000, false)},
		},
		{
			name: "nor one after its end", since: 100,
			events: []Event{at(Installed, -700), at(ReplacedAfterFailure, 1001)},
			want:   []risk.Interval{stretch(-700, 100, 1000, false)},
		},
		{
			name: "a vehicle that was sold is watched until then", fitted: fitted(-500), since: 100, lost: []Loss{lost(250), lost(300)},
			want: []risk.Interval{stretch(-500, 100, 250, false)},
		},
		{
			name: "and again from the next battery that was fitted here", since: 100, lost: []Loss{lost(250)},
			events: []Event{at(Installed, -500), at(ReplacedAfterFailure, 400)},
			want:   []risk.Interval{stretch(-500, 100, 250, false), stretch(400, 400, 1000, false)},
		},
		{
			name: "that a battery was replaced may be said a while after it was", since: 100,
			lost:   []Loss{{At: on(420).Time(), Replaced: true}},
			events: []Event{at(Installed, -500), at(ReplacedAfterFailure, 400)},
			want:   []risk.Interval{stretch(-500, 100, 400, true), stretch(400, 400, 1000, false)},
		},
		{
			name: "and is believed when nothing else is known of it", fitted: fitted(-500), since: 100,
			lost: []Loss{{At: on(420).Time(), Replaced: true}},
			want: []risk.Interval{stretch(-500, 100, 420, false)},
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			got := watch.Intervals(Watched{AnnualMeanC: 12.5, AGM: true, FittedOn: c.fitted, Since: on(c.since).Time().Add(3 * time.Hour), Lost: c.lost}, c.events)
			if diff := cmp.Diff(c.want, got, cmp.Comparer(func(a, b float64) bool { return math.Abs(a-b) < 1e-9 })); diff != "" {
				t.Fatalf("-want +got:\n%s", diff)
			}
		})
	}
}

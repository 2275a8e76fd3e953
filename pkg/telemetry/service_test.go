package telemetry

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/vehicle"
)

// shelf keeps readings in memory. It rolls back like a database, so that half a batch would be seen.
type shelf struct {
	vehicles map[vehicle.VIN]bool
	readings []Reading
	stale    []vehicle.VIN
	rescored int
	failAt   int // SaveReading fails when it is called for the time of this number
	calls    int
}

func (s *shelf) InTx(ctx context.Context, f func(context.Context) error) error {
	readings, stale := slices.Clone(s.readings), slices.Clone(s.stale)
	err := f(ctx)
	if err != nil {
		s.readings, s.stale = readings, stale
	}
	return err
}

func (s *shelf) SaveReading(_ context.Context, _ dealer.ID, r Reading) (bool, error) {
	s.calls++
	if s.calls == s.failAt {
		return false, errors.New("disk full")
	}
	if !s.vehicles[r.VIN] {
		return false, fault.Newf(fault.NotFound, "no such vehicle")
	}
	for i, old := range s.readings {
		if old == r {
			return false, nil
		}
		if old.VIN == r.VIN && old.Kind == r.Kind && old.ObservedAt.Equal(r.ObservedAt) && old.Source == r.Source {
			s.readings[i] = r
			return true, nil
		}
	}
	s.readings = append(s.readings, r)
	return true, nil
}

func (s *shelf) Readings(_ context.Context, _ dealer.ID, _ vehicle.VIN, since time.Time) ([]Reading, error) {
	return slices.DeleteFunc(slices.Clone(s.readings), func(r Reading) bool { return r.ObservedAt.Before(since) }), nil
}

func (s *shelf) RecentReadings(_ context.Context, _ dealer.ID, _ vehicle.VIN, _ time.Time, _ []Kind, limit int) ([]Reading, error) {
	newest := slices.Clone(s.readings)
	slices.Reverse(newest)
	return newest[:min(limit, len(newest))], nil
}

func (s *shelf) HasVehicle(_ context.Context, _ dealer.ID, v vehicle.VIN) (bool, error) {
	return s.vehicles[v], nil
}

func (s *shelf) MarkStale(_ context.Context, _ dealer.ID, v vehicle.VIN) error {
	s.stale = append(s.stale, v)
	return nil
}

func (s *shelf) Rescore(context.Context, dealer.ID) { s.rescored++ }

const otherVIN = "1M8GDM9AXKP042788"

func newService() (*Service, *shelf) {
	s := &shelf{vehicles: map[vehicle.VIN]bool{vin: true, otherVIN: true}}
	return NewService(s, s, func() time.Time { return now }), s
}

func TestABatchIsStoredAndItsVehiclesAreScoredAgainOnce(t *testing.T) {
	svc, s := newService()
	other := ago(1, RestVoltage, 12.5)
	other.VIN = otherVIN
	batch := []Reading{ago(1, RestVoltage, 12.5), ago(2, RestVoltage, 12.5), other, ago(1, RestVoltage, 12.5)}
	accepted, unchanged, err := svc.Ingest(t.Context(), "d", batch)
	if err != nil || accepted != 3 || unchanged != 1 {
		t.Fatalf("%d accepted, %d unchanged, %v", accepted, unchanged, err)
	}
	if !slices.Equal(s.stale, []vehicle.VIN{vin, otherVIN}) || s.rescored != 1 {
		t.Errorf("stale %v, rescored %d times", s.stale, s.rescored)
	}
	s.stale = nil
	accepted, unchanged, err = svc.Ingest(t.Context(), "d", batch)
	if err != nil || accepted != 0 || unchanged != 4 || s.stale != nil || s.rescored != 1 {
		t.Errorf("the same again: %d accepted, %d unchanged, stale %v, rescored %d times, %v", accepted, unchanged, s.stale, s.rescored, err)
	}
}

func TestABatchWithFaultsStoresNothingAndNamesThemAll(t *testing.T) {
	svc, s := newService()
	stranger, wrong, two := ago(1, Trip, 3), ago(1, Trip, -3), ago(1, "x", 3)
	stranger.VIN = "11111111111111111"
	two.VIN = "short"
	_, _, err := svc.Ingest(t.Context(), "d", []Reading{ago(1, Trip, 3), wrong, two, stranger})
	if fault.KindOf(err) != fault.Invalid {
		t.Fatal(err)
	}
	var got []string
	for _, f := range fault.As(err).Fields {
		got = append(got, f.Name)
	}
	if want := []string{"readings[1].value", "readings[2].vin", "readings[2].kind", "readings[3].vin"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	if len(s.readings) != 0 || s.rescored != 0 {
		t.Errorf("stored %v, rescored %d times", s.readings, s.rescored)
	}
}

func TestOfManyFaultsAHundredAreListedAndTheRestIsCounted(t *testing.T) {
	svc, _ := newService()
	_, _, err := svc.Ingest(t.Context(), "d", times(130, ago(1, Trip, -3)))
	e := fault.As(err)
	if e == nil || len(e.Fields) != 100 || !strings.Contains(e.Message, "130") || !strings.Contains(e.Message, "30 more") {
		t.Errorf("%d fields: %v", len(e.Fields), err)
	}
}

func TestABatchHasASize(t *testing.T) {
	svc, _ := newService()
	for _, n := range []int{0, 5001} {
		if _, _, err := svc.Ingest(t.Context(), "d", times(n, ago(1, Trip, 3))); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%d readings: %v", n, err)
		}
	}
}

func TestAFailureInTheMiddleStoresNothing(t *testing.T) {
	svc, s := newService()
	s.failAt = 3
	_, _, err := svc.Ingest(t.Context(), "d", times(5, ago(1, Trip, 3)))
	if err == nil || len(s.readings) != 0 || len(s.stale) != 0 || s.rescored != 0 {
		t.Errorf("stored %v, stale %v, rescored %d times, %v", s.readings, s.stale, s.rescored, err)
	}
}

func TestSaveLeavesScoringToItsCaller(t *testing.T) {
	svc, s := newService()
	for i, want := range []bool{true, false} {
		changed, err := svc.Save(t.Context(), "d", ago(1, Trip, 3))
		if err != nil || changed != want {
			t.Errorf("time %d: changed %v, %v", i, changed, err)
		}
	}
	if len(s.stale) != 1 || s.rescored != 0 {
		t.Errorf("stale %v, rescored %d times", s.stale, s.rescored)
	}
	stranger := ago(1, Trip, 3)
	stranger.VIN = "11111111111111111"
	for _, r := range []Reading{stranger, ago(1, Trip, -3)} {
		if changed, err := svc.Save(t.Context(), "d", r); changed || fault.KindOf(err) != fault.Invalid {
			t.Errorf("changed %v, %v", changed, err)
		}
	}
}

func TestSignsOfAVehicleNow(t *testing.T) {
	svc, _ := newService()
	for _, r := range []Reading{ago(3, RestVoltage, 12.1), agoText(365, ConductanceTest, "replace")} {
		if _, err := svc.Save(t.Context(), "d", r); err != nil {
			t.Fatal(err)
		}
	}
	signs, err := svc.SignsOf(t.Context(), "d", vehicle.Vehicle{VIN: vin})
	if err != nil {
		t.Fatal(err)
	}
	var present []string
	for _, s := range signs {
		if s.State == Present {
			present = append(present, s.Name)
		}
	}
	if want := []string{ConductanceReplace, LowRestVoltage}; !slices.Equal(present, want) {
		t.Errorf("present: %v, want %v", present, want)
	}
}

func TestAListOfReadingsSaysWhetherThereAreMore(t *testing.T) {
	at := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	s := &shelf{vehicles: map[vehicle.VIN]bool{"1FTFW1E50PF000001": true}}
	for i := range 3 {
		s.readings = append(s.readings, Reading{VIN: "1FTFW1E50PF000001", Kind: Trip, ObservedAt: at.Add(time.Duration(i) * time.Hour), Value: 3})
	}
	svc := NewService(s, s, func() time.Time { return at })
	for limit, wantMore := range map[int]bool{2: true, 3: false, 4: false} {
		list, more, err := svc.List(t.Context(), "d", "1ftfw1e50pf000001", time.Time{}, nil, limit)
		if err != nil || more != wantMore || len(list) != min(limit, 3) || list[0] != s.readings[2] {
			t.Fatalf("at most %d: %v, more is %v, %v", limit, list, more, err)
		}
	}
	for _, vin := range []string{"1FTFW1E50PF000002", "nonsense"} {
		if _, _, err := svc.List(t.Context(), "d", vin, time.Time{}, nil, 9); fault.KindOf(err) != fault.NotFound {
			t.Fatalf("readings of %s: %v", vin, err)
		}
	}
}

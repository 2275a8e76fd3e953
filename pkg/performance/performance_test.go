package performance

import (
	"testing"
	"time"
)

func TestQuantilesAreWithinOnePercent(t *testing.T) {
	r := NewResponseTimes()
	for i := 1; i <= 1000; i++ {
		r.Record(time.Duration(i) * time.Millisecond)
	}
	got := r.Times()
	if got.Count != 1000 || got.Mean != 500*time.Millisecond+500*time.Microsecond {
		t.Fatalf("count %d mean %v", got.Count, got.Mean)
	}
	for _, q := range []struct {
		name      string
		got, want time.Duration
	}{{"p50", got.P50, 500 * time.Millisecond}, {"p95", got.P95, 950 * time.Millisecond}, {"p99", got.P99, 990 * time.Millisecond}} {
		if diff := (q.got - q.want).Abs(); diff > q.want/100 {
			t.Errorf("%s = %v, want %v within 1%%", q.name, q.got, q.want)
		}
	}
}

func TestTimesBeyondTheRecordAreCountedAtItsEdge(t *testing.T) {
	r := NewResponseTimes()
	r.Record(0)
	r.Record(time.Hour)
	if got := r.Times(); got.Count != 2 || got.P99 < longest*99/100 {
		t.Fatalf("%+v", got)
	}
}

func TestNothingAnsweredHasNoFigures(t *testing.T) {
	if got := NewResponseTimes().Times(); got != (Times{}) {
		t.Fatalf("%+v", got)
	}
}

func TestForms(t *testing.T) {
	f := Figures{Messages: Messages{Hits: 39, Misses: 1}, Answers: Times{Mean: 4 * time.Millisecond}}
	if f.HitRate() != "97.5%" || f.MeanResponse() != "0.004s" {
		t.Fatal(f.HitRate(), f.MeanResponse())
	}
	if (Figures{}).HitRate() != "0.0%" {
		t.Fatal((Figures{}).HitRate())
	}
}

package risk

import (
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestWords(t *testing.T) {
	for _, c := range []struct {
		p, low, high float64
		days         int
		want         string
	}{
		{0.628987, 0.2574, 0.8693, 180, "about 6 in 10 (26–87%) to need replacement within 180 days"},
		{0.04295, 0.01418, 0.0885, 180, "about 1 in 20 (1–9%) to need replacement within 180 days"},
		{0.106, 0.0665, 0.15496, 180, "about 1 in 10 (7–15%) to need replacement within 180 days"},
		{0.0099, 0.004, 0.021, 180, "fewer than 1 in 100 (<1–2%) to need replacement within 180 days"},
		{0.01, 0.004, 0.021, 180, "about 1 in 100 (<1–2%) to need replacement within 180 days"},
		{0.00001, 0.000001, 0.0001, 180, "fewer than 1 in 100 (<1%) to need replacement within 180 days"},
		{0.021, 0.01, 0.04, 90, "about 1 in 50 (1–4%) to need replacement within 90 days"},
		{0.033, 0.02, 0.05, 180, "about 1 in 30 (2–5%) to need replacement within 180 days"},
		{0.068, 0.04, 0.1, 180, "about 1 in 15 (4–10%) to need replacement within 180 days"},
		{0.15, 0.1, 0.2, 180, "about 3 in 20 (10–20%) to need replacement within 180 days"},
		{0.2, 0.1, 0.3, 180, "about 2 in 10 (10–30%) to need replacement within 180 days"},
		{0.24, 0.1, 0.4, 180, "about 2 in 10 (10–40%) to need replacement within 180 days"},
		{0.26, 0.1, 0.4, 180, "about 3 in 10 (10–40%) to need replacement within 180 days"},
		{0.5, 0.3, 0.7, 180, "about 5 in 10 (30–70%) to need replacement within 180 days"},
		{0.9, 0.8, 0.95, 180, "about 9 in 10 (80–95%) to need replacement within 180 days"},
		{0.95, 0.8, 0.99, 180, "about 19 in 20 (80–99%) to need replacement within 180 days"},
		{0.981, 0.9, 0.996, 180, "about 49 in 50 (90–>99%) to need replacement within 180 days"},
		{0.99, 0.99, 0.99, 180, "about 99 in 100 (99%) to need replacement within 180 days"},
		{0.999, 0.997, 0.9999, 180, "more than 99 in 100 (>99%) to need replacement within 180 days"},
	} {
		if got := Words(c.p, c.low, c.high, c.days); got != c.want {
			t.Errorf("%v: %q, want %q", c.p, got, c.want)
		}
	}
}

func TestWordsAreNeverCertain(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		p := rapid.Float64Range(1e-9, 1-1e-9).Draw(t, "probability")
		low := rapid.Float64Range(0, 1).Draw(t, "low") * p
		high := 1 - rapid.Float64Range(0, 1).Draw(t, "high")*(1-p)
		words := Words(p, low, high, 180)
		for _, never := range []string{"will", "confiden", "fail", "(0", "–0%", "100%", "NaN"} {
			if strings.Contains(words, never) {
				t.Fatalf("%q says %q", words, never)
			}
		}
	})
}

// What is said is no further from the estimate than half the way to the next thing that could be said.
func TestWordsGrowWithTheEstimate(t *testing.T) {
	order := map[string]int{"fewer than 1 in 100": 0, "more than 99 in 100": len(odds) + 1}
	for i, o := range odds {
		order["about "+o.words] = i + 1
	}
	last := 0
	for i := 1; i < 10_000; i++ {
		at, known := order[share(float64(i)/10_000)]
		if !known || at < last || at > last+1 {
			t.Fatalf("at %v: %q", float64(i)/10_000, share(float64(i)/10_000))
		}
		last = at
	}
	if last != len(odds)+1 {
		t.Errorf("%d of %d shares were said", last, len(odds)+1)
	}
}

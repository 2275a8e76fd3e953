package risk

import (
	"slices"
	"testing"

	"pgregory.net/rapid"
)

func TestRankAmong(t *testing.T) {
	for _, c := range []struct {
		name                string
		lower, same, others int
		want                Rank
	}{
		{"too few", 49, 0, 49, Rank{Others: 49}},
		{"none", 0, 0, 0, Rank{}},
		{"just enough, above all", 50, 0, 50, Rank{Others: 50, Enough: true, Percentile: 100, Exact: 100}},
		{"below all", 0, 0, 50, Rank{Others: 50, Enough: true}},
		{"the same as all", 0, 60, 60, Rank{Others: 60, Enough: true, Percentile: 50, Exact: 50, SE: 6.454972243679028}},
		{"to five points", 157, 0, 184, Rank{Others: 184, Enough: true, Percentile: 85, Exact: 85.32608695652173, SE: 2.60858}},
		{"to five points still", 331, 0, 399, Rank{Others: 399, Enough: true, Percentile: 85, Exact: 82.95739348370927, SE: 1.88235}},
		{"to whole points", 331, 0, 400, Rank{Others: 400, Enough: true, Percentile: 83, Exact: 82.75, SE: 1.88906}},
	} {
		got := RankAmong(c.lower, c.same, c.others)
		if diff := got.SE - c.want.SE; diff > 1e-4 || diff < -1e-4 {
			t.Errorf("%s: standard error %v, want %v", c.name, got.SE, c.want.SE)
		}
		got.SE, c.want.SE = 0, 0
		if diff := got.Exact - c.want.Exact; diff > 1e-9 || diff < -1e-9 {
			t.Errorf("%s: %v, want %v", c.name, got.Exact, c.want.Exact)
		}
		got.Exact, c.want.Exact = 0, 0
		if got != c.want {
			t.Errorf("%s: %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestRankAmongPeersBacksOffAndSaysToWhat(t *testing.T) {
	many := func(n int, v float64) []float64 { return slices.Repeat([]float64{v}, n) }
	peers := []Peers{
		{"F-150, mild climate, 3 to 5 years old", many(49, 0.1)},
		{"F-150, mild climate", many(120, 0.1)},
		{"all vehicles here", many(5000, 0.9)},
	}
	r, label := RankAmongPeers(0.2, peers)
	if label != "F-150, mild climate" || r.Others != 120 || r.Percentile != 100 {
		t.Errorf("%+v among %q", r, label)
	}
	if r, label = RankAmongPeers(0.2, peers[:1]); r.Enough || r.Others != 49 || label == "" {
		t.Errorf("%+v among %q", r, label)
	}
	if r, label = RankAmongPeers(0.2, nil); r.Enough || label != "" {
		t.Errorf("%+v among %q", r, label)
	}
}

func TestRankAmongPeersCountsTiesHalf(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		others := rapid.SliceOfN(rapid.SampledFrom([]float64{0.1, 0.2, 0.3, 0.4}), 50, 300).Draw(t, "others")
		slices.Sort(others)
		own := rapid.SampledFrom([]float64{0.05, 0.1, 0.25, 0.3, 0.5}).Draw(t, "own")
		lower, same := 0, 0
		for _, o := range others {
			if o < own {
				lower++
			}
			if o == own {
				same++
			}
		}
		got, _ := RankAmongPeers(own, []Peers{{"others", others}})
		if want := RankAmong(lower, same, len(others)); got != want {
			t.Fatalf("%+v, want %+v", got, want)
		}
	})
}

package risk

import "testing"

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

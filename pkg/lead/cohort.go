package lead

import (
	"context"
	"fmt"
	"slices"
	"sort"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// ageBandYears is how many years' vehicles are compared as being of one age.
const ageBandYears = 3

// comparison is one way to say which vehicles are alike: a key that they share, and what to call them.
type comparison func(d dealer.Dealer, s Standing, asOf time.Time) (key, label string)

// comparisons are tried in this order, from the most alike to the whole fleet, until there are enough
// others.
var comparisons = []comparison{
	func(d dealer.Dealer, s Standing, asOf time.Time) (string, string) {
		band, first := climateBand(d, s.State), ageBand(s.Year, asOf)
		return fmt.Sprint(s.Family, "|", band, "|", first), fmt.Sprintf("%s, %s climate, %s", s.Family, band, ageWords(first))
	},
	func(d dealer.Dealer, s Standing, _ time.Time) (string, string) {
		band := climateBand(d, s.State)
		return fmt.Sprint(s.Family, "|", band), fmt.Sprintf("%s, %s climate", s.Family, band)
	},
	func(_ dealer.Dealer, s Standing, _ time.Time) (string, string) { return s.Family, s.Family },
	func(dealer.Dealer, Standing, time.Time) (string, string) { return "", "all vehicles here" },
}

func climateBand(d dealer.Dealer, state string) string {
	meanC, ok := annualMeanC(d, state)
	if !ok {
		return "unknown"
	}
	return vehicle.ClimateBand(meanC)
}

// ageBand is the first year of age of the band that a model year is in.
func ageBand(year int, asOf time.Time) int {
	return max(0, asOf.Year()-year) / ageBandYears * ageBandYears
}

func ageWords(first int) string {
	return fmt.Sprintf("%d to %d years old", first, first+ageBandYears-1)
}

// rankAmongOthers gives the open leads of the named vehicles their rank among the dealer's other
// vehicles, by the latest estimates of the present model. The ranks of vehicles that were not scored
// stay as they were found when they were.
func (s *Service) rankAmongOthers(ctx context.Context, d dealer.Dealer, vins map[vehicle.VIN]bool) error {
	fleet, err := s.store.Standings(ctx, d.ID, s.model.Version())
	if err != nil {
		return err
	}
	asOf := s.now().UTC()
	groups := make([]map[string][]float64, len(comparisons))
	for i, compare := range comparisons {
		groups[i] = map[string][]float64{}
		for _, v := range fleet {
			key, _ := compare(d, v, asOf)
			groups[i][key] = append(groups[i][key], v.Probability)
		}
		for _, g := range groups[i] {
			slices.Sort(g)
		}
	}
	ranked := make([]Standing, 0, len(vins))
	for _, v := range fleet {
		if vins[v.VIN] {
			ranked = append(ranked, v)
		}
	}
	for chunk := range slices.Chunk(ranked, scoringChunk) {
		err := s.store.InTx(ctx, func(ctx context.Context) error {
			for _, v := range chunk {
				if err := s.store.SaveCohort(ctx, d.ID, v.VIN, rankOf(d, v, groups, asOf)); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// rankOf finds the first comparison with enough others. Where none has, the last one says how few
// there are.
func rankOf(d dealer.Dealer, v Standing, groups []map[string][]float64, asOf time.Time) (c Cohort) {
	for i, compare := range comparisons {
		key, label := compare(d, v, asOf)
		group := groups[i][key]
		less := sort.SearchFloat64s(group, v.Probability)
		equal := sort.Search(len(group), func(i int) bool { return group[i] > v.Probability }) - less - 1
		rank := risk.RankAmong(less, equal, len(group)-1)
		c = Cohort{Label: label, Size: rank.Others}
		if rank.Enough {
			c.Percentile, c.SE = &rank.Percentile, &rank.SE
			return c
		}
	}
	return c
}

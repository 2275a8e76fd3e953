package lead

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"math"
	"slices"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/vehicle"
)

// mostMoves is how many vehicles a trial lists one by one.
const mostMoves = 20

// Trial is what is tried out on a fleet.
type Trial struct {
	// Groups are the groups of evidence to count, by the names of their bars; nil for all.
	Groups []string
	// Thresholds stand in for each dealer's own; nil for those.
	Thresholds *dealer.Thresholds
	// Worth is nil when nobody says what a call costs.
	Worth *CallWorth
}

// CallWorth is what a call costs and what one is worth that finds a battery which needs replacement, in one
// currency, as whoever asks states them.
type CallWorth struct {
	CostOfContact, BenefitIfFailing float64
}

// Outlook is what a trial gives.
type Outlook struct {
	ModelVersion string
	HorizonDays  int
	// Vehicles have an estimate by the present model, NotEstimated have none.
	Vehicles, NotEstimated int
	Present, Trial         FleetView
	// Worth are the vehicles that are worth the cost of a call in the trial; nil when nobody said what it is.
	Worth *WorthACall
	// Moved counts the vehicles with another estimate or priority in the trial; Moves are those with the
	// largest differences.
	Moved int
	Moves []Move
}

// WorthACall are vehicles that are worth the cost of a call: how many have at least the probability that it
// takes, and the sum of theirs.
type WorthACall struct {
	Cutoff   float64
	Vehicles int
	Expected float64
}

// FleetView is a fleet under one set of assumptions.
type FleetView struct {
	ByPriority map[Priority]int
	Expected   risk.Outlook
	// ServiceCents is the sum of the dealers' own prices over the vehicles above Retention that have one.
	ServiceCents         int64
	Currency             string // empty when none has
	Priced, WithoutPrice int
}

// Move is a vehicle that a trial moves.
type Move struct {
	VIN                      string
	DealerCode               string
	From, To                 float64
	PriorityFrom, PriorityTo Priority
}

func (m Move) difference() float64 { return math.Abs(m.To - m.From) }

// compare puts the larger difference first.
func (m Move) compare(other Move) int {
	return cmp.Or(cmp.Compare(other.difference(), m.difference()), cmp.Compare(m.DealerCode, other.DealerCode), cmp.Compare(m.VIN, other.VIN))
}

// TryFleet says what would be different for the vehicles of these dealers. It starts from their latest
// scores and what they were made of, and stores nothing. Promised call-backs are left aside.
func (s *Service) TryFleet(ctx context.Context, dealers []dealer.Dealer, t Trial) (Outlook, error) {
	trial := fleetTrial{s: s, asked: t, counted: ^risk.SignMask(0)}
	if t.Groups != nil {
		for i, name := range t.Groups {
			if _, err := s.model.Mask(name); err != nil {
				return Outlook{}, fault.InvalidField(fmt.Sprintf("groups[%d]", i), "is not a group of evidence that the model knows")
			}
		}
		var err error
		if trial.counted, err = s.model.Mask(t.Groups...); err != nil {
			return Outlook{}, err
		}
	}
	if t.Thresholds != nil {
		if err := fault.InvalidFields(t.Thresholds.Check()); err != nil {
			return Outlook{}, err
		}
	}
	if w := t.Worth; w != nil {
		cutoff, err := risk.Cutoff(w.CostOfContact, w.BenefitIfFailing)
		var unusable *risk.InputError
		if errors.As(err, &unusable) {
			return Outlook{}, fault.InvalidField("worth."+unusable.Field, "%s", unusable.Detail)
		}
		trial.out.Worth = &WorthACall{Cutoff: cutoff}
	}
	for _, d := range dealers {
		if err := trial.add(ctx, d); err != nil {
			return Outlook{}, err
		}
	}
	return trial.outlook(), nil
}

// fleetTrial is a trial under way.
type fleetTrial struct {
	s       *Service
	asked   Trial
	counted risk.SignMask
	out     Outlook
	// now and then are what the vehicles have and what they would have.
	now, then []risk.Chance
}

// add takes in the fleet of one dealer.
func (t *fleetTrial) add(ctx context.Context, d dealer.Dealer) error {
	version := t.s.model.Version()
	fleet, err := t.s.store.Fleet(ctx, d.ID, version)
	if err != nil {
		return err
	}
	oldest := t.s.now()
	for i := range fleet {
		if v := &fleet[i]; v.Facts != "" && v.AsOf.Before(oldest) {
			oldest = v.AsOf
		}
	}
	counts, err := t.s.store.CohortCounts(ctx, d.ID, version, oldest)
	if err != nil {
		return err
	}
	settings := fleetSettings{s: t.s, d: d, counts: counts, at: map[*CohortCounts]*cohorts{}, known: map[settingKey]*risk.Setting{}}
	prices := priceList{settings: d.Settings, known: map[string]*dealer.Price{}}
	thresholds := d.Settings.Thresholds
	if t.asked.Thresholds != nil {
		thresholds = *t.asked.Thresholds
	}
	t.now, t.then = slices.Grow(t.now, len(fleet)), slices.Grow(t.then, len(fleet))
	var room []risk.Evidence
	for i := range fleet {
		v := &fleet[i]
		if v.Facts == "" {
			t.out.NotEstimated++
			continue
		}
		parsed, err := ParseFacts(v.Facts, room)
		if err != nil {
			return err
		}
		room = parsed.Evidence
		setting, facts, err := settings.of(ctx, v, parsed)
		if err != nil {
			return err
		}
		if setting == nil { // no climate is known for it any more
			t.out.NotEstimated++
			continue
		}
		t.out.Vehicles++
		// The estimate that is shown elsewhere is the one that counts here; the model gives the same within
		// a millionth, and the scenarios around it.
		base := setting.Base(facts)
		now := base.Chance(facts)
		now.Probability = v.Probability
		then := now
		if kept := facts.Only(t.counted); kept != facts {
			then = base.Chance(kept)
		}
		t.now, t.then = append(t.now, now), append(t.then, then)
		move := Move{
			VIN: string(v.VIN), DealerCode: d.Code, From: now.Probability, To: then.Probability,
			PriorityFrom: PriorityOf(now.Probability, d.Settings.Thresholds, nil, v.AsOf),
			PriorityTo:   PriorityOf(then.Probability, thresholds, nil, v.AsOf),
		}
		price := prices.of(v.Family)
		t.out.Present.count(move.PriorityFrom, price)
		t.out.Trial.count(move.PriorityTo, price)
		if w := t.out.Worth; w != nil && then.Probability >= w.Cutoff {
			w.Vehicles++
			w.Expected += then.Probability
		}
		if move.From != move.To || move.PriorityFrom != move.PriorityTo {
			t.keep(move)
		}
	}
	return nil
}

// keep counts a move, and keeps it while it is among the largest.
func (t *fleetTrial) keep(m Move) {
	t.out.Moved++
	last := len(t.out.Moves) - 1
	if last+1 == mostMoves && m.compare(t.out.Moves[last]) > 0 {
		return
	}
	at, _ := slices.BinarySearchFunc(t.out.Moves, m, Move.compare)
	t.out.Moves = slices.Insert(t.out.Moves, at, m)
	t.out.Moves = t.out.Moves[:min(len(t.out.Moves), mostMoves)]
}

// priceList finds the prices of families, each once.
type priceList struct {
	settings dealer.Settings
	known    map[string]*dealer.Price
}

func (p priceList) of(family string) *dealer.Price {
	price, known := p.known[family]
	if !known {
		if found, ok := p.settings.PriceFor(family); ok {
			price = &found
		}
		p.known[family] = price
	}
	return price
}

// count adds a vehicle to a view.
func (f *FleetView) count(p Priority, price *dealer.Price) {
	if f.ByPriority == nil {
		f.ByPriority = map[Priority]int{}
	}
	f.ByPriority[p]++
	switch {
	case p == Retention:
	case price == nil:
		f.WithoutPrice++
	default:
		f.Priced++
		f.ServiceCents += price.TotalCents()
		f.Currency = price.Currency
	}
}

// outlook works out what the fleets give together.
func (t *fleetTrial) outlook() Outlook {
	out := t.out
	out.ModelVersion, out.HorizonDays = t.s.model.Version(), t.s.model.HorizonDays()
	out.Present.Expected = risk.Expect(t.now)
	out.Trial.Expected = out.Present.Expected
	if !slices.Equal(t.now, t.then) {
		out.Trial.Expected = risk.Expect(t.then)
	}
	return out
}

// fleetSettings are the settings of the model that the vehicles of one dealer were scored in.
type fleetSettings struct {
	s      *Service
	d      dealer.Dealer
	counts []CohortCounts
	at     map[*CohortCounts]*cohorts
	known  map[settingKey]*risk.Setting
}

type settingKey struct {
	family, state string
	chemistry     vehicle.Chemistry
	counts        *CohortCounts
	day           int
}

// of is the setting of a vehicle and what was known of it when it was scored. The setting is nil when no
// climate is known for it.
func (f *fleetSettings) of(ctx context.Context, v *FleetVehicle, facts Facts) (*risk.Setting, risk.Facts, error) {
	meanC, ok := annualMeanC(f.d, v.State)
	if !ok {
		return nil, risk.Facts{}, nil
	}
	in := facts.input(meanC, v.Chemistry, risk.Cohort{}, v.AsOf)
	key := settingKey{family: v.Family, state: v.State, chemistry: v.Chemistry, counts: countsAt(f.counts, v.AsOf), day: in.AsOfDay}
	setting := f.known[key]
	if setting == nil {
		if f.at[key.counts] == nil {
			f.at[key.counts] = f.s.newCohorts(ctx, f.d, key.counts)
		}
		in.Cohort = f.at[key.counts].of(cohortKey(f.d, v.Family, v.State, v.Chemistry))
		var err error
		if setting, err = f.s.model.Setting(in); err != nil {
			return nil, risk.Facts{}, err
		}
		f.known[key] = setting
	}
	read, err := f.s.model.Facts(in)
	return setting, read, err
}

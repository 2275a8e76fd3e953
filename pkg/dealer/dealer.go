// Package dealer is about dealerships: the tenant that every record belongs to, and its settings.
package dealer

import (
	"context"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dealerportal/pkg/callhours"
	"dealerportal/pkg/fault"
)

// ID names a dealer inside the portal. It never changes; the code that people use may.
type ID string

// Dealer is one dealership.
type Dealer struct {
	ID        ID
	Code      string
	Name      string
	City      string
	State     string
	TimeZone  string
	Settings  Settings
	CallHours CallHours
	CreatedAt time.Time
}

// CallHours are the hours that a dealer has set in the place of those of states, in order of state.
type CallHours struct {
	Set []callhours.Set
	// Version goes up with every change of them.
	Version int64
}

// Settings are what a dealer decides for itself.
type Settings struct {
	Thresholds Thresholds
	Tone       string
	Language   string
	Prices     []Price
	Climate    []ClimateOverride
	// UncontactedPercent is how many in a hundred would-be leads are held back, so that there are estimates against
	// which nobody was called; 0 holds none back.
	UncontactedPercent int
}

// MostUncontacted is the largest share that can be held back, in percent.
const MostUncontacted = 10

// Thresholds are the least probabilities of each priority.
type Thresholds struct {
	High, Moderate, FollowUp float64
}

// Check says what is not acceptable in thresholds.
func (t Thresholds) Check() (bad []fault.Field) {
	for _, x := range []struct {
		name string
		v    float64
	}{{"thresholds.high", t.High}, {"thresholds.moderate", t.Moderate}, {"thresholds.follow_up", t.FollowUp}} {
		if !(x.v > 0 && x.v < 1) {
			bad = append(bad, fault.Field{Name: x.name, Detail: "must lie between 0 and 1"})
		}
	}
	if !(t.High > t.Moderate && t.Moderate > t.FollowUp) {
		bad = append(bad, fault.Field{Name: "thresholds", Detail: "must fall from high over moderate to follow_up"})
	}
	return bad
}

// DefaultThresholds hold until a dealer sets its own.
var DefaultThresholds = Thresholds{High: 0.30, Moderate: 0.15, FollowUp: 0.08}

// Price is what replacing the battery costs for a family of model.
type Price struct {
	Family      string
	PartsCents  int64
	LabourCents int64
	Currency    string
}

// TotalCents is parts and labour together.
func (p Price) TotalCents() int64 { return p.PartsCents + p.LabourCents }

// ClimateOverride is an annual mean temperature that stands in for that of a state, with the source
// that the dealer gives for it.
type ClimateOverride struct {
	State       string
	AnnualMeanC float64
	Source      string
}

// Tones and Languages are what messages can be written in.
var (
	Tones     = []string{"friendly", "formal", "brief"}
	Languages = []string{"en"}
)

// PriceFor finds the price of a family of model.
func (s Settings) PriceFor(family string) (Price, bool) {
	for _, p := range s.Prices {
		if strings.EqualFold(p.Family, family) {
			return p, true
		}
	}
	return Price{}, false
}

// ClimateFor finds the dealer's own temperature for a state.
func (s Settings) ClimateFor(state string) (ClimateOverride, bool) {
	for _, c := range s.Climate {
		if c.State == state {
			return c, true
		}
	}
	return ClimateOverride{}, false
}

// Check says what is not acceptable in settings.
func (s Settings) Check() error {
	bad := s.Thresholds.Check()
	add := func(name, detail string) { bad = append(bad, fault.Field{Name: name, Detail: detail}) }
	if !slices.Contains(Tones, s.Tone) {
		add("tone", "is not one of "+strings.Join(Tones, ", "))
	}
	if !slices.Contains(Languages, s.Language) {
		add("language", "is not one of "+strings.Join(Languages, ", "))
	}
	if s.UncontactedPercent < 0 || s.UncontactedPercent > MostUncontacted {
		add("uncontacted_percent", "must lie between 0 and "+strconv.Itoa(MostUncontacted))
	}
	families := map[string]bool{}
	for _, p := range s.Prices {
		if key := strings.ToLower(strings.TrimSpace(p.Family)); key == "" {
			add("price_list", "has a price without a family")
		} else if families[key] {
			add("price_list", "has "+p.Family+" twice")
		} else {
			families[key] = true
		}
		if _, err := fault.CleanText("price_list", p.Family, 60); err != nil {
			add("price_list", "has a family that is not plain text")
		}
		if p.PartsCents < 0 || p.LabourCents < 0 {
			add("price_list", "has a negative price for "+p.Family)
		}
	}
	states := map[string]bool{}
	for _, c := range s.Climate {
		if states[c.State] {
			add("climate", "has "+c.State+" twice")
		}
		states[c.State] = true
		if !(c.AnnualMeanC >= -20 && c.AnnualMeanC <= 40) {
			add("climate", "has a temperature out of range for "+c.State)
		}
		if _, err := fault.CleanText("climate", c.Source, 200); err != nil {
			add("climate", "has a source that is not plain text")
		}
	}
	return fault.InvalidFields(bad)
}

// Overview is a dealer with the size of its work.
type Overview struct {
	Dealer
	Vehicles     int
	OpenLeads    int // those of the priority RETENTION not counted
	LastScoredAt *time.Time
}

// Store keeps dealers.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
	// CreateDealer adds one; a code that is taken is a Conflict.
	CreateDealer(ctx context.Context, d Dealer) error
	// DealerByID and DealerByCode answer NotFound when there is none.
	DealerByID(ctx context.Context, dealerID ID) (Dealer, error)
	DealerByCode(ctx context.Context, code string) (Dealer, error)
	// Dealers are all of them, or the one that is named, in order of name.
	Dealers(ctx context.Context, only *ID) ([]Overview, error)
	// SaveDealer replaces a dealer's name and place. Its code and settings stay.
	SaveDealer(ctx context.Context, d Dealer) error
	// SaveSettings replaces a dealer's settings.
	SaveSettings(ctx context.Context, dealerID ID, s Settings) error
	// SaveCallHours replaces the hours that a dealer has set and counts their version up, when it is still version;
	// otherwise they are Changed. NotFound when there is no such dealer.
	SaveCallHours(ctx context.Context, dealerID ID, set []callhours.Set, version int64) error
	// MarkFleetStale makes every vehicle of the dealer due for scoring.
	MarkFleetStale(ctx context.Context, dealerID ID) error
}

// rescorer is told that vehicles of a dealer wait for scoring.
type rescorer interface {
	Rescore(ctx context.Context, dealerID ID)
}

// Service is the use of dealers.
type Service struct {
	store    Store
	rescorer rescorer
	now      func() time.Time
	newID    func() string
}

// NewService makes the service; rescorer is told when settings change the estimates.
func NewService(store Store, rescorer rescorer, now func() time.Time, newID func() string) *Service {
	return &Service{store: store, rescorer: rescorer, now: now, newID: newID}
}

var (
	codePattern = regexp.MustCompile(`^[A-Z0-9][A-Z0-9_-]{1,31}$`)
	// states are the codes of the states, the District of Columbia and the territories.
	states = strings.Fields("AL AK AZ AR CA CO CT DE DC FL GA HI ID IL IN IA KS KY LA ME MD MA MI MN MS MO MT NE NV NH NJ NM NY NC ND OH OK OR PA RI SC SD TN TX UT VT VA WA WV WI WY AS GU MP PR VI")
)

// New is what is needed to add a dealer.
type New struct {
	Code, Name, City, State, TimeZone string
}

// check trims the texts and says what is not acceptable in them.
func (n *New) check() error {
	var bad []fault.Field
	if !codePattern.MatchString(n.Code) {
		bad = append(bad, fault.Field{Name: "code", Detail: "must be 2 to 32 capitals, digits, _ or -"})
	}
	name, err := fault.CleanText("name", n.Name, 120)
	if err != nil || name == "" {
		bad = append(bad, fault.Field{Name: "name", Detail: "must be plain text of at most 120 characters"})
	}
	city, err := fault.CleanText("city", n.City, 80)
	if err != nil {
		bad = append(bad, fault.Field{Name: "city", Detail: "must be plain text of at most 80 characters"})
	}
	if !slices.Contains(states, n.State) {
		bad = append(bad, fault.Field{Name: "state", Detail: "must be the two-letter code of a state"})
	}
	if _, err := time.LoadLocation(n.TimeZone); err != nil || n.TimeZone == "" || n.TimeZone == "Local" {
		bad = append(bad, fault.Field{Name: "time_zone", Detail: "is not an IANA time zone"})
	}
	n.Name, n.City = name, city
	return fault.InvalidFields(bad)
}

// Create adds a dealer with default settings and no price list.
func (s *Service) Create(ctx context.Context, n New) (Dealer, error) {
	if err := n.check(); err != nil {
		return Dealer{}, err
	}
	d := Dealer{
		ID: ID(s.newID()), Code: n.Code, Name: n.Name, City: n.City, State: n.State, TimeZone: n.TimeZone,
		Settings:  Settings{Thresholds: DefaultThresholds, Tone: Tones[0], Language: Languages[0]},
		CreatedAt: s.now().UTC().Truncate(time.Millisecond),
	}
	return d, s.store.CreateDealer(ctx, d)
}

// Change is what becomes of a dealer's name and place; nil leaves it as it is.
type Change struct {
	Name, City, State, TimeZone *string
}

// Change renames a dealer, or changes where it is. Another state is another climate for the vehicles that
// have none of their own, so the fleet is scored anew.
func (s *Service) Change(ctx context.Context, dealerID ID, c Change) (d Dealer, err error) {
	rescore := false
	err = s.store.InTx(ctx, func(ctx context.Context) error {
		if d, err = s.store.DealerByID(ctx, dealerID); err != nil {
			return err
		}
		before := d.State
		n := New{Code: d.Code, Name: d.Name, City: d.City, State: d.State, TimeZone: d.TimeZone}
		for _, x := range []struct{ to, from *string }{{&n.Name, c.Name}, {&n.City, c.City}, {&n.State, c.State}, {&n.TimeZone, c.TimeZone}} {
			if x.from != nil {
				*x.to = *x.from
			}
		}
		if err := n.check(); err != nil {
			return err
		}
		d.Name, d.City, d.State, d.TimeZone = n.Name, n.City, n.State, n.TimeZone
		if err := s.store.SaveDealer(ctx, d); err != nil {
			return err
		}
		if rescore = d.State != before; rescore {
			return s.store.MarkFleetStale(ctx, dealerID)
		}
		return nil
	})
	if err == nil && rescore {
		s.rescorer.Rescore(ctx, dealerID)
	}
	return d, err
}

// ByCode finds a dealer by the code that people use.
func (s *Service) ByCode(ctx context.Context, code string) (Dealer, error) {
	return s.store.DealerByCode(ctx, code)
}

// ByID finds a dealer.
func (s *Service) ByID(ctx context.Context, dealerID ID) (Dealer, error) {
	return s.store.DealerByID(ctx, dealerID)
}

// List gives all dealers with the size of their work, or only the one that is named.
func (s *Service) List(ctx context.Context, only *ID) ([]Overview, error) {
	return s.store.Dealers(ctx, only)
}

// ChangeSettings replaces a dealer's settings, and has its fleet scored anew by them.
func (s *Service) ChangeSettings(ctx context.Context, dealerID ID, settings Settings) error {
	if err := settings.Check(); err != nil {
		return err
	}
	err := s.store.InTx(ctx, func(ctx context.Context) error {
		if err := s.store.SaveSettings(ctx, dealerID, settings); err != nil {
			return err
		}
		return s.store.MarkFleetStale(ctx, dealerID)
	})
	if err != nil {
		return err
	}
	s.rescorer.Rescore(ctx, dealerID)
	return nil
}

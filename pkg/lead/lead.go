// Package lead is about the vehicles that are worth a call now: how they are scored, in which order
// they come, and what becomes of them.
package lead

import (
	"context"
	"time"

	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// Priority is how soon a lead is worth a call.
type Priority string

// The priorities, most urgent first.
const (
	High      Priority = "HIGH"
	Moderate  Priority = "MODERATE"
	FollowUp  Priority = "FOLLOW_UP"
	Retention Priority = "RETENTION"
)

// Priorities are all of them, most urgent first.
var Priorities = []Priority{High, Moderate, FollowUp, Retention}

// Status is where a lead stands.
type Status string

// The statuses. New, Contacted and Callback are open: somebody should call.
const (
	New       Status = "new"
	Contacted Status = "contacted"
	Callback  Status = "callback"
	Booked    Status = "booked"
	Closed    Status = "closed"
)

// Open says whether somebody should still call.
func (s Status) Open() bool { return s == New || s == Contacted || s == Callback }

// ClosedReason is why a lead was closed.
type ClosedReason string

// The reasons for closing.
const (
	ClosedReplaced      ClosedReason = "replaced"
	ClosedBatteryGood   ClosedReason = "battery_good"
	ClosedDeclined      ClosedReason = "declined"
	ClosedDoneElsewhere ClosedReason = "done_elsewhere"
	ClosedNotOwner      ClosedReason = "not_owner"
	ClosedDoNotContact  ClosedReason = "do_not_contact"
	ClosedOther         ClosedReason = "other"
)

// Lead is a vehicle with its estimate, and what the dealer's people do about it. A vehicle has at most
// one lead that is not closed.
type Lead struct {
	ID           string
	Vehicle      Vehicle
	CustomerName string
	Priority     Priority
	Status       Status
	ClosedReason ClosedReason // empty unless closed
	ClosedAt     *time.Time
	CallBackAt   *time.Time
	Assignee     *Assignee
	Note         string
	// OwnMessage says that a person has made the lead's message its own; see outreach.
	OwnMessage bool
	// Stopped says that the owner is not to be contacted, by what was said about this or another vehicle; see Stop.
	Stopped bool
	Score   Score
	Cohort  Cohort
	// Version goes up with every change that a person makes; a new estimate leaves it, so that
	// scoring never takes a note out of somebody's hands.
	Version   int64
	CreatedAt time.Time
	UpdatedAt time.Time
}

// Vehicle is as much of a vehicle as a lead shows.
type Vehicle struct {
	VIN     vehicle.VIN
	Year    int
	Make    string
	Model   string
	Family  string
	Kind    vehicle.Kind
	Mileage *int
	City    string
	State   string
}

// Assignee is the person who looks after a lead.
type Assignee struct {
	ID   string
	Name string
}

// Score is one estimate of one vehicle. It is never edited: a later estimate is another score.
type Score struct {
	VIN          vehicle.VIN
	AsOf         time.Time
	ModelVersion string
	HorizonDays  int
	Probability  float64
	Low          float64
	Median       float64
	High         float64
	LogOdds      float64
	Explanation  Explanation
	// Prior is the probability before any sign, and Facts are what the score was made of. A lead's present
	// estimate comes without them.
	Prior float64
	Facts Facts
	// RankedOnly is set for an estimate that is on no page: its Low, Median and High are by the delta method, and
	// it has no Explanation.
	RankedOnly bool
}

// Cohort is the rank of a vehicle among the dealer's other vehicles of its kind.
type Cohort struct {
	Label      string
	Size       int
	Percentile *float64 // nil when there are too few others to say
	// SE is the standard error of Percentile, in points; nil with it, and for a rank from before it was kept.
	SE *float64
}

// Due is a vehicle that waits for scoring. Mark tells which change made it wait, so that a change
// which comes in while it is being scored is not lost.
type Due struct {
	Vehicle vehicle.Vehicle
	Mark    int64
}

// Standing is what the rank of one vehicle among others is made of.
type Standing struct {
	VIN         vehicle.VIN
	Family      string
	Year        int
	State       string
	Chemistry   vehicle.Chemistry
	Probability float64
}

// WatchedVehicle is a vehicle as far as the record of its cohort is counted from it.
type WatchedVehicle struct {
	VIN       vehicle.VIN
	Family    string
	State     string
	Chemistry vehicle.Chemistry
	FittedOn  *vehicle.Date
	// Since is when it was first scored.
	Since time.Time
}

// LostContact is a lead that was closed for a reason which ends the watch over the battery.
type LostContact struct {
	VIN    vehicle.VIN
	At     time.Time
	Reason ClosedReason
}

// FollowedScore is an estimate that its vehicle is followed by. Prior is nil for one from before it was
// kept.
type FollowedScore struct {
	VIN          vehicle.VIN
	AsOf         time.Time
	ModelVersion string
	HorizonDays  int
	Probability  float64
	Prior        *float64
	Facts        string // as Facts writes them; empty for a score from before they were kept
	RankedOnly   bool
	// Uncontacted is set when its vehicle was held back by it and no lead of it was opened or changed in the horizon.
	Uncontacted bool
}

// CohortState is what was last done about the cohorts of a dealer; zero for never.
type CohortState struct {
	// Counted is when they were counted for the model.
	Counted time.Time
	// Recorded is when the replacement of a battery was recorded, among those that were not taken back.
	Recorded time.Time
	// Corrected is when something was taken back or corrected that they may have been counted from.
	Corrected time.Time
}

// FleetVehicle is a vehicle with its latest score. What it was made of is empty when there is none by the model
// that was asked for.
type FleetVehicle struct {
	VIN         vehicle.VIN
	Family      string
	State       string
	Chemistry   vehicle.Chemistry
	AsOf        time.Time
	Probability float64
	Facts       string // as Facts writes them
}

// Filter says which leads are wanted. The zero value of a field asks for nothing.
type Filter struct {
	Priorities []Priority
	Statuses   []Status // none: the open ones
	Assignee   *string  // an id; empty for leads that nobody has
	Query      string
	// Callable are the states in which owners may be called, an empty text for a vehicle without one; none of them is a
	// lead that was closed as ClosedDoNotContact.
	Callable *[]string
	Sort     Sort
	After    *Position
	Limit    int
}

// Sort is an order of leads.
type Sort string

// The orders. ByRank is the queue's own: by priority, then probability. The others go by when a lead was opened.
const (
	ByRank      Sort = ""
	NewestFirst Sort = "newest"
	OldestFirst Sort = "oldest"
)

// Position is a place in the order of leads: by age the key is when the lead was opened, in milliseconds.
type Position struct {
	SortKey int64
	ID      string
}

// PlaceOf is where a lead stands in an order.
func PlaceOf(l Lead, sort Sort) Position {
	if sort == ByRank {
		return Position{SortKey: SortKey(l.Priority, l.Score.Probability), ID: l.ID}
	}
	return Position{SortKey: l.CreatedAt.UnixMilli(), ID: l.ID}
}

// Tally is how many open leads of a priority there are, and the sum of their probabilities.
type Tally struct {
	Count    int
	Expected float64
}

// Store keeps scores and leads.
type Store interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error

	// DealerByID answers NotFound when there is none.
	DealerByID(ctx context.Context, dealerID dealer.ID) (dealer.Dealer, error)
	// UnrankedVehicles are those whose open lead has no rank yet, in order of VIN.
	UnrankedVehicles(ctx context.Context, dealerID dealer.ID) ([]vehicle.VIN, error)
	// DueDealers are the dealers that have vehicles waiting for scoring, or open leads without a rank.
	DueDealers(ctx context.Context) ([]dealer.ID, error)
	// DueVehicles are at most limit vehicles that wait for scoring, in order of VIN.
	DueVehicles(ctx context.Context, dealerID dealer.ID, limit int) ([]Due, error)
	// MarkOldScoresDue makes the vehicles wait whose latest score is older than before, or of another model version.
	MarkOldScoresDue(ctx context.Context, before time.Time, modelVersion string) error
	// Readings are those of one vehicle since a time, oldest first.
	Readings(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, since time.Time) ([]telemetry.Reading, error)
	// SaveScore adds a score to the history, makes it the vehicle's latest, and takes the vehicle off
	// the list of those that wait unless something has changed since mark.
	SaveScore(ctx context.Context, dealerID dealer.ID, s Score, mark int64) error
	// SettledVehicles are the vehicles from one VIN to another whose latest lead is closed for good, or was closed
	// after a time, in order of VIN.
	SettledVehicles(ctx context.Context, dealerID dealer.ID, from, to vehicle.VIN, closedAfter time.Time) ([]vehicle.VIN, error)
	// SkipDue takes a vehicle that cannot be scored off the list of those that wait, unless something
	// has changed since mark.
	SkipDue(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, mark int64) error
	// LatestFacts are what the vehicle's latest score was made of, when it was made as of a time and by a model version;
	// NotFound when the latest score is another one.
	LatestFacts(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, asOf time.Time, modelVersion string) (Facts, error)
	// Standings are the latest probabilities of all the dealer's vehicles by one model version.
	Standings(ctx context.Context, dealerID dealer.ID, modelVersion string) ([]Standing, error)

	// LatestLead is the vehicle's newest lead; NotFound when it never had one.
	LatestLead(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN) (Lead, error)
	// CreateLead adds a lead; a second one that is not closed for the same vehicle is a Conflict.
	CreateLead(ctx context.Context, dealerID dealer.ID, l Lead) error
	// UpdateLead saves what people decide about a lead (status with its reason and times, assignee,
	// note) and its priority, and counts its version up, when the version in the store is still
	// version; otherwise it is Changed. NotFound when there is none.
	UpdateLead(ctx context.Context, dealerID dealer.ID, l Lead, version int64) error
	// RefreshLead replaces a lead's estimate and priority and leaves everything else as it is.
	RefreshLead(ctx context.Context, dealerID dealer.ID, id string, s Score, p Priority, at time.Time) error
	// Lead answers NotFound for an id that this dealer does not have.
	Lead(ctx context.Context, dealerID dealer.ID, id string) (Lead, error)
	// Leads are those that the filter asks for, in its order.
	Leads(ctx context.Context, dealerID dealer.ID, f Filter) ([]Lead, error)
	// SaveCohort replaces the rank of the vehicle's open lead, if it has one.
	SaveCohort(ctx context.Context, dealerID dealer.ID, vin vehicle.VIN, c Cohort) error
	// Tallies count the dealer's open leads by priority.
	Tallies(ctx context.Context, dealerID dealer.ID) (map[Priority]Tally, error)
	// OpenProbabilities are those of the dealer's open leads above Retention, in the order of the queue.
	OpenProbabilities(ctx context.Context, dealerID dealer.ID) ([]float64, error)
	// DueCallbacks are the open leads of priority Retention whose promised call-back is due at now.
	DueCallbacks(ctx context.Context, now time.Time) ([]DueCallback, error)
	// DealerRevision goes up with every committed change that a page of the dealer's leads could show.
	// A change by another process may be seen a second late.
	DealerRevision(ctx context.Context, dealerID dealer.ID) (int64, error)
	// RecordEvent adds an event of the dealer to the transaction that ctx carries.
	RecordEvent(ctx context.Context, dealerID dealer.ID, e event.Event) error
	// IsPerson says whether the user may be given a lead of this dealer, and what they are called.
	IsPerson(ctx context.Context, dealerID dealer.ID, userID string) (name string, ok bool, err error)

	recordStore
	viewStore
	whereaboutsStore
	activityStore
	withholdingStore
	stopStore
}

// recordStore keeps what was recorded of cohorts, and the estimates that are held against outcomes.
type recordStore interface {
	// CohortState says when the cohorts of a model version were last counted, and what of the batteries was
	// recorded and corrected last.
	CohortState(ctx context.Context, dealerID dealer.ID, modelVersion string) (CohortState, error)
	// CohortCounts are those in force at a time and all from later, oldest first.
	CohortCounts(ctx context.Context, dealerID dealer.ID, modelVersion string, since time.Time) ([]CohortCounts, error)
	// SaveCohortCounts adds counts; those of the same time are left as they are.
	SaveCohortCounts(ctx context.Context, dealerID dealer.ID, modelVersion string, c CohortCounts) error
	// WatchedVehicles are the vehicles that were ever scored, in order of VIN.
	WatchedVehicles(ctx context.Context, dealerID dealer.ID) ([]WatchedVehicle, error)
	// LostContacts are the leads that were closed because the battery was seen to or the owner is gone, in
	// order of VIN, then of time.
	LostContacts(ctx context.Context, dealerID dealer.ID) ([]LostContact, error)
	// DealerBatteryEvents are those of all the dealer's vehicles, in order of VIN, day and when they were recorded.
	DealerBatteryEvents(ctx context.Context, dealerID dealer.ID) ([]battery.Event, error)
	// FollowedScores are the scores that vehicles are followed by whose horizon has ended at now, in order of
	// VIN, then of time.
	FollowedScores(ctx context.Context, dealerID dealer.ID, now time.Time) ([]FollowedScore, error)
	// Fleet are all the dealer's vehicles with their latest scores by a model version, in order of VIN.
	Fleet(ctx context.Context, dealerID dealer.ID, modelVersion string) ([]FleetVehicle, error)
}

// DueCallback is a lead whose promised call-back is due.
type DueCallback struct {
	DealerID dealer.ID
	LeadID   string
}

// SortKey orders leads: by priority, then from the highest probability down.
func SortKey(p Priority, probability float64) int64 {
	return rank(p)*sortKeyStep + int64((1-probability)*1e9)
}

const sortKeyStep = 10_000_000_000

func rank(p Priority) int64 {
	for i, q := range Priorities {
		if p == q {
			return int64(i)
		}
	}
	return int64(len(Priorities))
}

// SortRange is the span of sort keys that leads of these priorities can have; all of them for none.
func SortRange(priorities []Priority) (from, below int64) {
	if len(priorities) == 0 {
		return 0, int64(len(Priorities)) * sortKeyStep
	}
	from, below = int64(len(Priorities))*sortKeyStep, 0
	for _, p := range priorities {
		from = min(from, rank(p)*sortKeyStep)
		below = max(below, (rank(p)+1)*sortKeyStep)
	}
	return from, below
}

// PriorityOf says how soon a vehicle is worth a call by the dealer's thresholds.
func PriorityOf(probability float64, t dealer.Thresholds, callBackAt *time.Time, now time.Time) Priority {
	switch {
	case probability >= t.High:
		return High
	case probability >= t.Moderate:
		return Moderate
	case probability >= t.FollowUp, callBackAt != nil && !callBackAt.After(now):
		return FollowUp
	default:
		return Retention
	}
}

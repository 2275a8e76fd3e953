// Package event is about what happened: it is recorded in the transaction that made it happen, and told to
// open pages of the dealer once that is committed.
package event

import (
	"context"
	"time"

	"dealerportal/pkg/dealer"
)

// Name says what happened.
type Name string

// The events there are. The contract lists the same.
const (
	// MessageReady: a text that a lead of the dealer waited for is written. Its subject is the text's key.
	MessageReady Name = "message.ready"
	// LeadChanged: a lead was opened, has another priority or was changed by a person. Its subject is the lead's id.
	LeadChanged Name = "lead.changed"
	// FleetScored: vehicles of the dealer have new estimates and ranks. It has no subject.
	FleetScored Name = "fleet.scored"
	// Reset is recorded nowhere. It tells a reader that events it has not seen are gone, and that whatever
	// it shows may be old.
	Reset Name = "reset"
)

// Event is something that happened to what one dealer has.
type Event struct {
	// ID counts a dealer's events from one on, without a gap, in the order in which they were committed.
	ID      int64
	Name    Name
	Subject string
	At      time.Time
}

// Kept is how long an event is kept for readers that come back.
const Kept = 24 * time.Hour

// Store keeps events.
type Store interface {
	// EventHead is the id of the dealer's latest event; zero when there was none yet.
	EventHead(ctx context.Context, dealerID dealer.ID) (int64, error)
	// EventHeads are the latest ids of all dealers that have events.
	EventHeads(ctx context.Context) (map[dealer.ID]int64, error)
	// Events are at most limit of the dealer's events with higher ids than after, oldest first.
	Events(ctx context.Context, dealerID dealer.ID, after int64, limit int) ([]Event, error)
	// PruneEvents drops the events of all dealers from before a time. Ids go on from where they are.
	PruneEvents(ctx context.Context, before time.Time) error
	// OnEvents has f told of the dealers of which this process has committed events. f must not wait.
	OnEvents(f func(dealer.ID))
}

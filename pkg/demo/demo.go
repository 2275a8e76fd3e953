// Package demo makes the demo dealerships: two dealers whose vehicles, customers and readings are
// invented, and say so.
package demo

import (
	"context"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// transactions runs several uses of the services in one transaction.
type transactions interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
}

// Seeder is what seeding needs.
type Seeder struct {
	Tx       transactions
	Dealers  *dealer.Service
	Vehicles *vehicle.Service
	Readings *telemetry.Service
	Leads    *lead.Service
	Accounts *account.Service
}

// SignIn is a user of the demo with the password that was just set.
type SignIn struct {
	Email    string
	Role     account.Role
	Password string
}

// Seed sets up the demo dealerships.
func (s Seeder) Seed(ctx context.Context, now time.Time, password string) ([]SignIn, error) {
	return nil, nil
}

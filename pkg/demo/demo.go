// Package demo makes the demo dealerships: two dealers whose vehicles, owners and readings are invented,
// and say so. What it makes follows from a fixed seed and the day on which it is made, so that the
// readings are recent and two of the same day are the same.
package demo

import (
	"context"
	"fmt"
	"strings"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
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
	// At makes the services with another clock, for what is recorded of the past.
	At func(now func() time.Time) Services
}

// SignIn is a user of the demo with the password that was just set.
type SignIn struct {
	Email    string
	Role     account.Role
	Password string
}

// Seed sets up the demo dealerships that are not there yet, each in one transaction: a seeding that was
// cut off has left nothing of the one it was at, and the next completes it. What is there already is left
// as it is, with everything that people have changed. The demo users get the password, or one of their
// own each when it is empty; who is signed in stays so.
func (s Seeder) Seed(ctx context.Context, now time.Time, password string) ([]SignIn, error) {
	var all []SignIn
	for _, h := range houses {
		signIns, err := patiently(func() ([]SignIn, error) { return s.house(ctx, h, now, password) })
		if err != nil {
			return nil, fmt.Errorf("setting up the demo dealership %s: %w", h.dealer.Code, err)
		}
		all = append(all, signIns...)
	}
	admin, err := patiently(func() (SignIn, error) { return s.user(ctx, administrator, nil, password) })
	if err != nil {
		return nil, fmt.Errorf("setting up the demo's administrator: %w", err)
	}
	return append(all, admin), nil
}

// attempts are how often something is tried that another process may be doing at this moment: the store
// waits a few seconds in each.
const attempts = 12

// patiently tries again when another process was quicker, or is still at it.
func patiently[T any](f func() (T, error)) (result T, err error) {
	for range attempts {
		result, err = f()
		if kind := fault.KindOf(err); kind != fault.Conflict && kind != fault.Unavailable {
			break
		}
	}
	return result, err
}

// house sets up one dealership with its users.
func (s Seeder) house(ctx context.Context, h house, now time.Time, password string) (signIns []SignIn, err error) {
	err = s.Tx.InTx(ctx, func(ctx context.Context) error {
		signIns = nil
		d, err := s.Dealers.ByCode(ctx, h.dealer.Code)
		isNew := fault.KindOf(err) == fault.NotFound
		if isNew {
			d, err = s.Dealers.Create(ctx, h.dealer)
		}
		if err != nil {
			return err
		}
		if !strings.Contains(d.Name, Mark) {
			return fault.Newf(fault.Invalid, "The dealer with the code %s is not a demo.", d.Code)
		}
		for _, u := range h.users {
			signIn, err := s.user(ctx, u, &account.DealerRef{ID: d.ID, Code: d.Code, Name: d.Name}, password)
			if err != nil {
				return err
			}
			signIns = append(signIns, signIn)
		}
		if isNew {
			return s.fill(ctx, h, d, now)
		}
		return nil
	})
	return signIns, err
}

// user gives a user of the demo a password, and adds the user when there is none.
func (s Seeder) user(ctx context.Context, u user, of *account.DealerRef, password string) (SignIn, error) {
	if password == "" {
		var err error
		if password, err = account.RandomPassword(); err != nil {
			return SignIn{}, err
		}
	}
	const keepSessions = true
	err := s.Accounts.ResetPassword(ctx, u.email, password, keepSessions)
	if fault.KindOf(err) == fault.NotFound {
		_, err = s.Accounts.Create(ctx, account.NewUser{Email: u.email, Name: u.name, Role: u.role, Dealer: of, Password: password})
	}
	return SignIn{Email: u.email, Role: u.role, Password: password}, err
}

// fill gives a new dealership its prices, what has become of a part of its fleet in the months before, its fleet
// with readings, and what its people have done about their leads so far.
func (s Seeder) fill(ctx context.Context, h house, d dealer.Dealer, now time.Time) error {
	settings := d.Settings
	settings.Prices, settings.Tone = h.prices, h.tone
	if err := s.Dealers.ChangeSettings(ctx, d.ID, settings); err != nil {
		return err
	}
	cars := fleetOf(h, now)
	if err := s.live(ctx, d, historyOf(h, cars, now), now); err != nil {
		return err
	}
	for _, c := range cars {
		if _, _, err := s.Vehicles.Save(ctx, d.ID, c.vehicle); err != nil {
			return err
		}
		for _, r := range c.readings {
			if _, err := s.Readings.Save(ctx, d.ID, r); err != nil {
				return err
			}
		}
	}
	if err := s.Leads.ScoreDue(ctx, d.ID); err != nil {
		return err
	}
	return s.work(ctx, d, now)
}

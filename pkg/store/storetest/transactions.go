package storetest

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"testing"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/vehicle"
)

// Transactions is what every database does with InTx.
func Transactions(t *testing.T, fresh Fresh) {
	failure := errors.New("a failure of the caller's")
	t.Run("what fails leaves nothing behind, what succeeds is kept", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		add := func(n int, result error) error {
			return db.InTx(ctx, func(ctx context.Context) error {
				must(t, db.SaveVehicle(ctx, d.ID, plain(n)))
				if has, err := db.HasVehicle(ctx, d.ID, VIN(n)); err != nil || !has {
					t.Errorf("a transaction does not see its own change: %v, %v", has, err)
				}
				return result
			})
		}
		if err := add(1, failure); !errors.Is(err, failure) {
			t.Fatalf("the error is %v", err)
		}
		must(t, add(2, nil))
		wantDue(t, db, d.ID, VIN(2))
	})
	t.Run("nobody outside sees a change before it is committed", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		must(t, db.InTx(ctx, func(inside context.Context) error {
			must(t, db.SaveVehicle(inside, d.ID, plain(1)))
			wantDue(t, db, d.ID)
			return nil
		}))
		wantDue(t, db, d.ID, VIN(1))
	})
	t.Run("a nested transaction joins: it rolls back with the outer one", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		err := db.InTx(ctx, func(ctx context.Context) error {
			must(t, db.InTx(ctx, func(ctx context.Context) error { return db.SaveVehicle(ctx, d.ID, plain(1)) }))
			return failure
		})
		if !errors.Is(err, failure) {
			t.Fatalf("the error is %v", err)
		}
		wantDue(t, db, d.ID)
	})
	t.Run("a nested transaction that fails takes the outer one along, even when its error is hidden", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		err := db.InTx(ctx, func(ctx context.Context) error {
			must(t, db.SaveVehicle(ctx, d.ID, plain(1)))
			_ = db.InTx(ctx, func(ctx context.Context) error {
				must(t, db.SaveVehicle(ctx, d.ID, plain(2)))
				return failure
			})
			return nil
		})
		if !errors.Is(err, failure) {
			t.Fatalf("the error is %v", err)
		}
		wantDue(t, db, d.ID)
	})
	t.Run("a statement that the database refused takes the transaction along, even when its error is hidden", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		err := db.InTx(ctx, func(ctx context.Context) error {
			must(t, db.SaveVehicle(ctx, d.ID, plain(1)))
			wantKind(t, db.SaveVehicle(ctx, "nobody", plain(2)), fault.NotFound)
			return nil
		})
		wantKind(t, err, fault.NotFound)
		wantDue(t, db, d.ID)
	})
	t.Run("a panic rolls back and goes on", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		func() {
			defer func() {
				if p := recover(); p != failure {
					t.Errorf("recovered %v", p)
				}
			}()
			_ = db.InTx(ctx, func(ctx context.Context) error {
				must(t, db.SaveVehicle(ctx, d.ID, plain(1)))
				panic(failure)
			})
		}()
		wantDue(t, db, d.ID)
		Vehicle(t, db, d.ID, VIN(2)) // the connection is free again
	})
	t.Run("the end of the context rolls back", func(t *testing.T) {
		db := open(t, fresh)
		d := Dealer(t, db, "A1")
		ctx, cancel := context.WithCancel(t.Context())
		err := db.InTx(ctx, func(ctx context.Context) error {
			must(t, db.SaveVehicle(ctx, d.ID, plain(1)))
			cancel()
			return nil
		})
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("the error is %v", err)
		}
		wantDue(t, db, d.ID)
		if err := db.InTx(ctx, func(context.Context) error { t.Error("it ran"); return nil }); !errors.Is(err, context.Canceled) {
			t.Fatalf("the error is %v", err)
		}
	})
	t.Run("many writers at once all succeed, and no change of theirs is lost", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Vehicle(t, db, d.ID, VIN(0))
		const writers, times = 16, 25
		before := markOf(t, db, d.ID, VIN(0))
		all(t, writers, func(w int) error {
			for n := range times {
				err := db.InTx(ctx, func(ctx context.Context) error {
					if _, err := db.Vehicle(ctx, d.ID, VIN(0)); err != nil { // to read first is what makes others fail
						return err
					}
					if err := db.SaveVehicle(ctx, d.ID, plain(1+w*times+n)); err != nil {
						return err
					}
					return db.MarkStale(ctx, d.ID, VIN(0))
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
		if got := markOf(t, db, d.ID, VIN(0)); got != before+writers*times {
			t.Fatalf("%d changes, want %d", got-before, writers*times)
		}
		list, err := db.Vehicles(ctx, d.ID, vehicle.Page{Limit: 1000})
		if must(t, err); len(list) != 1+writers*times {
			t.Fatalf("%d vehicles, want %d", len(list), 1+writers*times)
		}
	})
	t.Run("of many who create the one lead of a vehicle, or update one version, one succeeds", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		l := Lead(t, db, d.ID, VIN(1))
		Vehicle(t, db, d.ID, VIN(2))
		created, updated := make([]error, 8), make([]error, 8)
		all(t, 8, func(n int) error {
			own := l
			own.ID, own.Vehicle.VIN = fmt.Sprint("own-", n), VIN(2)
			created[n] = db.CreateLead(ctx, d.ID, own)
			own = l
			own.Note = fmt.Sprint("by ", n)
			updated[n] = db.UpdateLead(ctx, d.ID, own, 1)
			return nil
		})
		wantOne(t, created, fault.Conflict)
		wantOne(t, updated, fault.Changed)
	})
	t.Run("transactions that touch several dealers in any order do not block each other for good", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		a, b := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		all(t, 8, func(n int) error {
			first, second := a.ID, b.ID
			if n%2 == 0 {
				first, second = second, first
			}
			for i := range 10 {
				err := db.InTx(ctx, func(ctx context.Context) error {
					if err := db.SaveVehicle(ctx, first, plain(n*100+i)); err != nil {
						return err
					}
					return db.SaveVehicle(ctx, second, plain(n*100+i))
				})
				if err != nil {
					return err
				}
			}
			return nil
		})
	})
	t.Run("statements are counted", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		Lead(t, db, d.ID, VIN(1))
		for name, c := range map[string]struct {
			statements int64
			use        func() error
		}{
			"a page of leads": {1, func() error { _, err := db.Leads(ctx, d.ID, lead.Filter{Limit: 50}); return err }},
			"a saved vehicle": {2, func() error { return db.SaveVehicle(ctx, d.ID, plain(2)) }}, // and the revision
		} {
			before := db.Statements()
			must(t, c.use())
			if got := db.Statements() - before; got != c.statements {
				t.Errorf("%s took %d statements, want %d", name, got, c.statements)
			}
		}
	})
}

func plain(n int) vehicle.Vehicle {
	return vehicle.Vehicle{VIN: VIN(n), Kind: vehicle.Car, Chemistry: vehicle.AGM, UpdatedAt: Start}
}

// all runs f many times at once and fails for every error.
func all(t *testing.T, many int, f func(n int) error) {
	t.Helper()
	var group sync.WaitGroup
	for n := range many {
		group.Go(func() {
			if err := f(n); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if t.Failed() {
		t.FailNow()
	}
}

// wantOne checks that one succeeded and the others failed in this way.
func wantOne(t *testing.T, errs []error, kind fault.Kind) {
	t.Helper()
	succeeded := 0
	for _, err := range errs {
		if err == nil {
			succeeded++
			continue
		}
		wantKind(t, err, kind)
	}
	if succeeded != 1 {
		t.Fatalf("%d succeeded, want 1", succeeded)
	}
}

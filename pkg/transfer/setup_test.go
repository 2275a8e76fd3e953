package transfer_test

import (
	"context"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/transfer"
	"dealerportal/pkg/vehicle"
)

var now = time.Date(2026, time.November, 23, 15, 0, 0, 0, time.UTC)

func clock() time.Time { return now }

// rescored counts how often it was told that vehicles wait.
type rescored struct{ times int }

func (r *rescored) Rescore(context.Context, dealer.ID) { r.times++ }

// bench is a dealer with a real store, and what is needed to import into it.
type bench struct {
	db       *store.DB
	dealer   dealer.Dealer
	rescored *rescored
	vehicles *vehicle.Service
	readings *telemetry.Service
	imports  *transfer.Service
}

func TestMain(m *testing.M) { storetest.Main(m) }

func newBench(t testing.TB) *bench {
	t.Helper()
	return newBenchOn(t, storetest.SQLiteURL(t))
}

func newBenchOn(t testing.TB, databaseURL string) *bench {
	t.Helper()
	b := &bench{db: storetest.Open(t, databaseURL, clock), rescored: &rescored{}}
	b.dealer = storetest.Dealer(t, b.db, "TEST")
	b.vehicles = vehicle.NewService(b.db, b.rescored, clock)
	b.readings = telemetry.NewService(b.db, b.rescored, clock)
	b.imports = transfer.NewService(b.db, b.vehicles, b.readings, b.rescored, clock)
	return b
}

func (b *bench) importFile(t testing.TB, kind transfer.Kind, r io.Reader, dryRun bool) (transfer.Result, error) {
	t.Helper()
	return b.imports.Import(t.Context(), b.dealer.ID, r, transfer.Options{Kind: kind, DryRun: dryRun})
}

// mustImport imports a text that is known to be a file.
func (b *bench) mustImport(t testing.TB, kind transfer.Kind, text string) transfer.Result {
	t.Helper()
	result, err := b.importFile(t, kind, strings.NewReader(text), false)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

// stored writes down everything that the dealer has, in a form that can be read and compared.
func (b *bench) stored(t testing.TB) string {
	t.Helper()
	var out strings.Builder
	vehicles, err := b.vehicles.List(t.Context(), b.dealer.ID, vehicle.Page{Limit: 2_000})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range vehicles {
		fmt.Fprintf(&out, "%s %d %s %s | %s miles on %s | %q %s %s | in service %s, battery %s %s | %s%s%s | %q %q %q\n",
			v.VIN, v.Year, v.Make, v.Model, show(v.Mileage), show(v.MileageReadOn), v.City, v.State, v.ZIP,
			show(v.InServiceOn), v.Chemistry, show(v.BatteryInstalled),
			truth(v.CommercialUse), truth(v.RoughService), truth(v.PriorEarlyFailure),
			v.Customer.Name, v.Customer.Phone, v.Customer.Email)
		readings, err := b.db.Readings(t.Context(), b.dealer.ID, v.VIN, time.Time{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range readings {
			fmt.Fprintf(&out, "  %s %s %g after %g hours %q by %q\n", r.ObservedAt.Format(time.RFC3339Nano), r.Kind, r.Value, r.RestHours, r.Text, r.Source)
		}
	}
	return out.String()
}

func show[T any](x *T) string {
	if x == nil {
		return "?"
	}
	return fmt.Sprint(*x)
}

func truth(x *bool) string {
	switch {
	case x == nil:
		return "?"
	case *x:
		return "+"
	}
	return "-"
}

func ptr[T any](x T) *T { return &x }

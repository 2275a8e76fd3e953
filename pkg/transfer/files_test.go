package transfer_test

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/transfer"
	"dealerportal/pkg/vehicle"
)

var update = flag.Bool("update", false, "write the golden files anew")

// Files as dealer systems export them, each with what becomes of its rows and what is stored afterwards.
// Those called refused are no files at all; those called readings or stored find two vehicles there.
func TestFilesAreReadAsTheyAreExported(t *testing.T) {
	files, err := filepath.Glob("testdata/*.csv")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d files, %v", len(files), err)
	}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".csv")
		t.Run(name, func(t *testing.T) {
			content, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			got := takeIn(t, newBench(t), name, content)
			golden := filepath.Join("testdata", name+".golden")
			if *update {
				if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(golden)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), got); diff != "" {
				t.Errorf("not as in %s (-want +got):\n%s", golden, diff)
			}
		})
	}
}

// PostgreSQL refuses texts that SQLite takes, and ends a transaction in which it has refused anything.
func TestPostgreSQLTakesTheSameFiles(t *testing.T) {
	b := newBenchOn(t, storetest.Postgres(t))
	for _, name := range []string{"broken", "one-byte-wrong", "readings", "reynolds-report", "stored-before"} {
		t.Run(name, func(t *testing.T) {
			b.dealer, b.rescored.times = storetest.Dealer(t, b.db, strings.ToUpper(name)), 0
			content, err := os.ReadFile("testdata/" + name + ".csv")
			if err != nil {
				t.Fatal(err)
			}
			want, err := os.ReadFile("testdata/" + name + ".golden")
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), takeIn(t, b, name, content)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

// takeIn imports a file three times: without storing it, for real, and once more. What it gives is the
// outcome of the second; the first must be the same and store nothing, and the third change nothing.
func takeIn(t *testing.T, b *bench, name string, content []byte) string {
	t.Helper()
	kind := transfer.Vehicles
	if strings.HasPrefix(name, "readings") {
		kind = transfer.Readings
	}
	if kind == transfer.Readings || strings.HasPrefix(name, "stored") {
		twoVehicles(t, b)
	}
	before := b.stored(t)
	dry, dryErr := b.importFile(t, kind, bytes.NewReader(content), true)
	if after := b.stored(t); after != before {
		t.Errorf("the dry run has stored something:\n%s", cmp.Diff(before, after))
	}
	real, err := b.importFile(t, kind, bytes.NewReader(content), false)
	if strings.HasPrefix(name, "refused") {
		if fault.KindOf(err) != fault.Invalid || dryErr == nil || dryErr.Error() != err.Error() || b.stored(t) != before || b.rescored.times != 0 {
			t.Fatalf("refused with %v, and %v in the dry run; scoring asked for %d times", err, dryErr, b.rescored.times)
		}
		return fmt.Sprintf("%v\n%v\n", fault.As(err).Fields, err)
	}
	if err != nil || dryErr != nil {
		t.Fatal(err, dryErr)
	}
	if !dry.DryRun || real.DryRun {
		t.Errorf("the results do not say which is the dry run")
	}
	if diff := cmp.Diff(dry.Rows, real.Rows); diff != "" {
		t.Errorf("the dry run foretold something else (-dry +real):\n%s", diff)
	}
	if b.rescored.times != 1 {
		t.Errorf("scoring was asked for %d times", b.rescored.times)
	}
	stored := b.stored(t)
	again, err := b.importFile(t, kind, bytes.NewReader(content), false)
	if err != nil || again.Accepted != 0 || again.Rejected != real.Rejected || b.stored(t) != stored || b.rescored.times != 1 {
		t.Errorf("the same file again: %d accepted, %d rejected, %v\n%s", again.Accepted, again.Rejected, err, cmp.Diff(stored, b.stored(t)))
	}
	return describe(real) + "\n" + stored
}

func twoVehicles(t *testing.T, b *bench) {
	t.Helper()
	for _, v := range []vehicle.Vehicle{
		{
			VIN: "1FTFW1E57MFA00101", Year: 2021, Make: "Ford", Model: "F-150", Mileage: ptr(60000), MileageReadOn: &vehicle.Date{Year: 2026, Month: 10, Day: 30},
			State: "MI", BatteryInstalled: &vehicle.Date{Year: 2024, Month: 2, Day: 29}, Chemistry: vehicle.AGM, CommercialUse: ptr(true),
			Customer: vehicle.Customer{Name: "Nia Testcase", Phone: "7345550142", Email: "nia@mail.example"},
		},
		{
			VIN: "1FM5K8D80KGA00102", Year: 2019, Make: "Ford", Model: "Explorer", Mileage: ptr(40000), MileageReadOn: &vehicle.Date{Year: 2026, Month: 1, Day: 5},
			City: "Ypsilanti", State: "MI", Customer: vehicle.Customer{Name: "Bo Testcase"},
		},
	} {
		if kept, _, err := b.vehicles.Save(t.Context(), b.dealer.ID, v); err != nil || kept.Kind == "" {
			t.Fatal(err)
		}
	}
}

// describe writes a result down row by row.
func describe(r transfer.Result) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%d accepted, %d unchanged, %d rejected\n", r.Accepted, r.Unchanged, r.Rejected)
	for _, row := range r.Rows {
		fmt.Fprintf(&out, "line %d: %s", row.Line, row.Status)
		if row.Code != "" {
			fmt.Fprintf(&out, ": %s: %s %s", row.Code, row.Field, row.Message)
		}
		out.WriteByte('\n')
	}
	return out.String()
}

func TestAnotherDealersVehiclesAreNotTouched(t *testing.T) {
	b := newBench(t)
	twoVehicles(t, b)
	before := b.stored(t)
	other := storetest.Dealer(t, b.db, "OTHER")
	into := func(kind transfer.Kind, text string) transfer.Result {
		result, err := b.imports.Import(t.Context(), other.ID, strings.NewReader(text), transfer.Options{Kind: kind})
		if err != nil {
			t.Fatal(err)
		}
		return result
	}
	r := into(transfer.Readings, "vin,kind,observed_at,value\n1FTFW1E57MFA00101,trip,2026-11-20,4\n")
	if r.Rejected != 1 || r.Rows[0].Code != "unknown_vehicle" || r.Rows[0].Field != "vin" {
		t.Errorf("a reading of another dealer's vehicle: %+v", r)
	}
	if r := into(transfer.Vehicles, "vin,year,make,model\n1FTFW1E57MFA00101,2020,Ford,Ranger\n"); r.Accepted != 1 {
		t.Errorf("a vehicle that another dealer has, too: %+v", r)
	}
	if after := b.stored(t); after != before {
		t.Errorf("changed by another dealer's import:\n%s", cmp.Diff(before, after))
	}
}

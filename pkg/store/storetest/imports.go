package storetest

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/transfer"
	"dealerportal/pkg/vehicle"
)

// Imports is what every database does with the records of imports, and with imports that are ended in the middle.
func Imports(t *testing.T, fresh Fresh) {
	record := func(id string, rows int, at time.Time) transfer.Record {
		return transfer.Record{ID: id, Kind: transfer.Vehicles, Name: "fleet " + id + ".csv", State: transfer.Running, Rows: rows, StartedAt: at, ChangedAt: at}
	}
	latest := func(t *testing.T, db *store.DB, d dealer.Dealer) []transfer.Record {
		t.Helper()
		records, err := db.Imports(t.Context(), d.ID, 3)
		must(t, err)
		return records
	}
	t.Run("a record comes back as it was kept, newest first, and of its dealer only", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		var want []transfer.Record
		for i := range 5 {
			r := record(fmt.Sprintf("import-%d", i), 10, Start.Add(time.Duration(i/2)*time.Hour))
			must(t, db.BeginImport(ctx, d.ID, r, Start))
			want = append([]transfer.Record{r}, want...)
		}
		must(t, db.BeginImport(ctx, other.ID, record("import-1", 7, Start), Start))
		same(t, latest(t, db, d), want[:3])
		same(t, latest(t, db, other), []transfer.Record{record("import-1", 7, Start)})
		wantKind(t, db.BeginImport(ctx, d.ID, record("import-1", 10, Start), Start), fault.Conflict)
		wantKind(t, db.BeginImport(ctx, "nobody", record("import-1", 10, Start), Start), fault.NotFound)
	})
	t.Run("with its last row a record is done, and stays so", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		r := record("import-1", 3, Start)
		must(t, db.BeginImport(ctx, d.ID, r, Start))
		r.Done, r.Accepted, r.Rejected, r.ChangedAt = 2, 1, 1, Start.Add(time.Second)
		must(t, db.AdvanceImport(ctx, d.ID, r))
		same(t, latest(t, db, d), []transfer.Record{r})
		r.Done, r.Unchanged, r.ChangedAt = 3, 1, Start.Add(2*time.Second)
		must(t, db.AdvanceImport(ctx, d.ID, r))
		r.State = transfer.Done
		same(t, latest(t, db, d), []transfer.Record{r})
		got, err := db.CancelImport(ctx, d.ID, r.ID, Start.Add(time.Hour))
		must(t, err)
		same(t, got, r)
		must(t, db.EndImport(ctx, d.ID, r.ID, transfer.BrokenOff, Start.Add(time.Hour)))
		same(t, latest(t, db, d), []transfer.Record{r})
	})
	t.Run("one that was cancelled advances no more, and keeps what it had stored", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		r := record("import-1", 3, Start)
		must(t, db.BeginImport(ctx, d.ID, r, Start))
		r.Done, r.Accepted = 2, 2
		must(t, db.AdvanceImport(ctx, d.ID, r))
		_, err := db.CancelImport(ctx, other.ID, r.ID, Start)
		must(t, err)
		same(t, latest(t, db, d), []transfer.Record{r})
		got, err := db.CancelImport(ctx, d.ID, r.ID, Start.Add(time.Second))
		must(t, err)
		want := r
		want.State, want.ChangedAt = transfer.Cancelled, Start.Add(time.Second)
		same(t, got, want)
		r.Done, r.Accepted = 3, 3
		wantKind(t, db.AdvanceImport(ctx, d.ID, r), fault.Conflict)
		same(t, latest(t, db, d), []transfer.Record{want})
	})
	t.Run("one that was cancelled before it began never begins, and is not listed", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d := Dealer(t, db, "A1")
		got, err := db.CancelImport(ctx, d.ID, "import-1", Start)
		must(t, err)
		same(t, got, transfer.Record{ID: "import-1", State: transfer.Cancelled, StartedAt: Start, ChangedAt: Start})
		wantKind(t, db.BeginImport(ctx, d.ID, record("import-1", 3, Start), Start), fault.Conflict)
		same(t, latest(t, db, d), nil)
		_, err = db.CancelImport(ctx, "nobody", "import-1", Start)
		wantKind(t, err, fault.NotFound)
	})
	t.Run("silent ones are given up, and old ones dropped, of one dealer", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		silent, running := record("import-1", 3, Start), record("import-2", 3, Start.Add(time.Minute))
		must(t, db.BeginImport(ctx, d.ID, silent, Start))
		must(t, db.BeginImport(ctx, d.ID, running, Start))
		must(t, db.BeginImport(ctx, other.ID, silent, Start))
		must(t, db.EndSilentImports(ctx, d.ID, Start.Add(time.Minute)))
		silent.State = transfer.BrokenOff
		same(t, latest(t, db, d), []transfer.Record{running, silent})
		newest := record("import-3", 3, Start.Add(time.Hour))
		must(t, db.BeginImport(ctx, d.ID, newest, Start.Add(time.Minute)))
		same(t, latest(t, db, d), []transfer.Record{newest, running})
		silent.State = transfer.Running
		same(t, latest(t, db, other), []transfer.Record{silent})
	})
	t.Run("what waits for scoring is counted, of one dealer", func(t *testing.T) {
		db, ctx := open(t, fresh), t.Context()
		d, other := Dealer(t, db, "A1"), Dealer(t, db, "B1")
		state := func(want transfer.Scoring) {
			t.Helper()
			got, err := db.ScoringState(ctx, d.ID)
			must(t, err)
			same(t, got, want)
		}
		state(transfer.Scoring{})
		Vehicle(t, db, d.ID, VIN(1))
		Vehicle(t, db, d.ID, VIN(2))
		Vehicle(t, db, other.ID, VIN(1))
		state(transfer.Scoring{Waiting: 2})
		due, err := db.DueVehicles(ctx, d.ID, 1)
		must(t, err)
		must(t, db.SaveScore(ctx, d.ID, Score(due[0].Vehicle.VIN, .1), due[0].Mark))
		state(transfer.Scoring{Waiting: 1})
	})
	t.Run("an import that is given up while it is sent, read or checked stores nothing, and the next one works", func(t *testing.T) {
		for name, o := range map[string]transfer.Options{
			"while it is sent":    {Kind: transfer.Vehicles, ID: "import-sent"},
			"before it begins":    {Kind: transfer.Vehicles, ID: "import-read"},
			"while it is checked": {Kind: transfer.Vehicles, DryRun: true},
		} {
			t.Run(name, func(t *testing.T) {
				db, imports, d := importing(t, fresh)
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				var file io.Reader = strings.NewReader(fleetFile(1_200))
				o.Watch = func(p transfer.Piece) error {
					if o.DryRun && p.Done == 500 || name == "before it begins" {
						leave()
					}
					return nil
				}
				if name == "while it is sent" {
					file = io.MultiReader(strings.NewReader(fleetFile(700)), lost{})
				}
				if _, err := imports.Import(ctx, d.ID, file, o); err == nil {
					t.Fatal("it went on to its end")
				}
				vehicles, err := db.Vehicles(t.Context(), d.ID, vehicle.Page{Limit: 1})
				must(t, err)
				same(t, vehicles, nil)
				r, err := imports.Import(t.Context(), d.ID, strings.NewReader(fleetFile(1_200)), transfer.Options{Kind: transfer.Vehicles, ID: "import-next"})
				must(t, err)
				same(t, r.Accepted, 1_200)
			})
		}
	})
	t.Run("an import that is ended while it stores tells of each row that it has stored, and of no other", func(t *testing.T) {
		for name, want := range map[string]transfer.State{"cancelled": transfer.Cancelled, "given up": transfer.BrokenOff} {
			t.Run(name, func(t *testing.T) {
				db, imports, d := importing(t, fresh)
				ctx, leave := context.WithCancel(t.Context())
				defer leave()
				told := -1
				_, err := imports.Import(ctx, d.ID, strings.NewReader(fleetFile(2_000)), transfer.Options{Kind: transfer.Vehicles, ID: "import-1", Name: "fleet.csv", Watch: func(p transfer.Piece) error {
					if p.Done != 1_000 {
						return nil
					}
					told = p.Done
					if name == "given up" {
						leave()
						return nil
					}
					_, err := imports.Cancel(t.Context(), d.ID, "import-1")
					return err
				}})
				if err == nil || name == "cancelled" && fault.KindOf(err) != fault.Conflict || name == "given up" && !errors.Is(err, context.Canceled) {
					t.Fatalf("%v", err)
				}
				vehicles, err := db.Vehicles(t.Context(), d.ID, vehicle.Page{Limit: 3_000})
				must(t, err)
				records, scoring, err := imports.Latest(t.Context(), d.ID)
				must(t, err)
				if r := records[0]; len(records) != 1 || r.State != want || r.Rows != 2_000 || r.Done != told || r.Accepted != len(vehicles) || r.Done != len(vehicles) || scoring.Waiting != len(vehicles) {
					t.Fatalf("%d vehicles are stored, %d were told of, and the record says %+v", len(vehicles), told, records)
				}
				r, err := imports.Import(t.Context(), d.ID, strings.NewReader(fleetFile(2_000)), transfer.Options{Kind: transfer.Vehicles, ID: "import-2"})
				must(t, err)
				same(t, [2]int{r.Unchanged, r.Accepted}, [2]int{1_000, 1_000})
			})
		}
	})
}

// nobody is told that vehicles wait.
type nobody struct{}

func (nobody) Rescore(context.Context, dealer.ID) {}

// lost is a line that went dead.
type lost struct{}

func (lost) Read([]byte) (int, error) { return 0, errors.New("the line went dead") }

func importing(t *testing.T, fresh Fresh) (*store.DB, *transfer.Service, dealer.Dealer) {
	t.Helper()
	db := open(t, fresh)
	now := func() time.Time { return Start }
	imports := transfer.NewService(db, vehicle.NewService(db, nobody{}, now), telemetry.NewService(db, nobody{}, now), nobody{}, now)
	return db, imports, Dealer(t, db, "A1")
}

// fleetFile is a file of n vehicles.
func fleetFile(n int) string {
	var b strings.Builder
	b.WriteString("vin,year,make,model\n")
	for i := range n {
		fmt.Fprintf(&b, "%s,%d,Ford,Escape SE\n", VIN(i+1), 2012+i%12)
	}
	return b.String()
}

package transfer_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"runtime"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/transfer"
	"dealerportal/pkg/vehicle"
)

// fleet gives a file of n vehicles as it is read, without ever holding it.
type fleet struct {
	n, next int
	rest    strings.Reader
	// remark stands in a column of each row that nobody takes in.
	remark string
	// after, when set, is told how many rows have been read.
	after func(rows int)
}

const fleetHeader = "vin,year,make,model,mileage,mileage_date,customer_name,phone,zip,city,state,remark\n"

func fleetRow(i int, remark string) string {
	return fmt.Sprintf("%s,%d,Ford,F-150 XLT,%d,11/%d/2026,Demo Testcase %d,(734) 555-01%02d,48104,Ann Arbor,MI,%q\n",
		storetest.VIN(i), 2010+i%15, 20_000+i%90_000, 1+i%20, i, i%100, remark)
}

func (f *fleet) Read(p []byte) (int, error) {
	if f.rest.Len() == 0 {
		if f.next > f.n {
			return 0, io.EOF
		}
		row := fleetHeader
		if f.next > 0 {
			row = fleetRow(f.next, f.remark)
		}
		f.rest.Reset(row)
		f.next++
		if f.after != nil {
			f.after(f.next - 1)
		}
	}
	return f.rest.Read(p)
}

func TestRowsAreStoredInPiecesAndTheSameFileAgainCostsOneLookEach(t *testing.T) {
	b := newBench(t)
	const n = 1_234
	var told []int
	before := b.db.Statements()
	r, err := b.imports.Import(t.Context(), b.dealer.ID, &fleet{n: n}, transfer.Options{Kind: transfer.Vehicles, Progress: func(rows int) { told = append(told, rows) }})
	if err != nil || r.Accepted != n || len(r.Rows) != n || r.Rows[n-1].Line != n+1 {
		t.Fatalf("%d accepted of %d rows, %v", r.Accepted, len(r.Rows), err)
	}
	if !slices.Equal(told, []int{500, 1_000, n}) {
		t.Errorf("progress: %v", told)
	}
	if used := b.db.Statements() - before; used > 3*n+10 {
		t.Errorf("%d statements for %d new vehicles", used, n)
	}
	before = b.db.Statements()
	r, err = b.importFile(t, transfer.Vehicles, &fleet{n: n}, false)
	if err != nil || r.Unchanged != n {
		t.Fatalf("%d unchanged, %v", r.Unchanged, err)
	}
	if used := b.db.Statements() - before; used > n+10 {
		t.Errorf("%d statements for %d vehicles that are as they were", used, n)
	}
	if b.rescored.times != 1 {
		t.Errorf("scoring was asked for %d times", b.rescored.times)
	}
}

// forgetful is a store that takes every vehicle and has none, so that what is held in memory is the
// import's own.
type forgetful struct {
	transfer.Store
	saved int
}

func (*forgetful) InTx(ctx context.Context, f func(context.Context) error) error { return f(ctx) }
func (*forgetful) Vehicle(context.Context, dealer.ID, vehicle.VIN) (vehicle.Vehicle, error) {
	return vehicle.Vehicle{}, fault.Newf(fault.NotFound, "none")
}
func (*forgetful) Vehicles(context.Context, dealer.ID, vehicle.Page) ([]vehicle.Vehicle, error) {
	return nil, nil
}
func (*forgetful) BatteryHistory(context.Context, dealer.ID, vehicle.VIN) (vehicle.BatteryHistory, error) {
	return vehicle.BatteryHistory{}, nil
}
func (*forgetful) BatteriesCorrected(context.Context, dealer.ID, time.Time) error { return nil }
func (*forgetful) DealerByID(_ context.Context, id dealer.ID) (dealer.Dealer, error) {
	return dealer.Dealer{ID: id, TimeZone: "America/Detroit"}, nil
}
func (s *forgetful) SaveVehicle(context.Context, dealer.ID, vehicle.Vehicle) error {
	s.saved++
	return nil
}

// The heap that an import of 100,000 rows holds is that of its results and of which VINs it has seen,
// and no part of the file.
func TestMemoryIsBoundedAtAHundredThousandRows(t *testing.T) {
	store, told := &forgetful{}, &rescored{}
	imports := transfer.NewService(store, vehicle.NewService(store, told, clock), telemetry.NewService(nil, told, clock), told, clock)
	const n = 100_000
	live := func() uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc
	}
	start, most := live(), uint64(0)
	file := &fleet{n: n, remark: strings.Repeat("a remark, for which there is no column ", 25), after: func(rows int) {
		if rows%10_000 == 0 {
			most = max(most, live())
		}
	}}
	r, err := imports.Import(t.Context(), "demo", file, transfer.Options{Kind: transfer.Vehicles})
	if err != nil || r.Accepted != n || store.saved != n {
		t.Fatalf("%d accepted, %d saved, %v", r.Accepted, store.saved, err)
	}
	const bound = 24 << 20
	if most < start || most-start > bound {
		t.Errorf("%d KiB held at most for a file of some %d KiB; the bound is %d KiB", (most-start)>>10, n*len(fleetRow(n, file.remark))>>10, bound>>10)
	}
}

// What a dry run foretells is what happens, whatever is stored and whatever the file says, duplicates
// in other chunks of the file included. The real run changes nothing when it is done again.
func TestADryRunForetellsWhatHappens(t *testing.T) {
	b := newBench(t)
	n := 0
	rapid.Check(t, func(rt *rapid.T) {
		n++
		b.dealer = storetest.Dealer(t, b.db, fmt.Sprintf("TEST-%d", n))
		if before := drawVehicles(rt, "before", 5); rapid.Bool().Draw(rt, "something is stored") {
			b.mustImport(t, transfer.Vehicles, before)
		}
		kind, text := transfer.Vehicles, ""
		if rapid.Bool().Draw(rt, "vehicles") {
			text = drawVehicles(rt, "file", 12)
		} else {
			kind, text = transfer.Readings, drawReadings(rt)
		}
		if rapid.IntRange(0, 7).Draw(rt, "size") == 0 { // the same rows in a later chunk, too
			_, rows, _ := strings.Cut(text, "\n")
			text += strings.Repeat(rows, 1+510/strings.Count(text, "\n"))
		}
		before := b.stored(t)
		dry, err := b.importFile(t, kind, strings.NewReader(text), true)
		if err != nil {
			rt.Fatal(err)
		}
		if diff := cmp.Diff(before, b.stored(t)); diff != "" {
			rt.Fatalf("the dry run has stored something:\n%s", diff)
		}
		real := b.mustImport(t, kind, text)
		if diff := cmp.Diff(dry.Rows, real.Rows); diff != "" {
			rt.Fatalf("(-dry +real):\n%s", diff)
		}
		after := b.stored(t)
		again := b.mustImport(t, kind, text)
		if diff := cmp.Diff(after, b.stored(t)); diff != "" || again.Accepted != 0 || again.Rejected != real.Rejected {
			rt.Fatalf("done again it accepts %d and rejects %d rows where it had rejected %d:\n%s", again.Accepted, again.Rejected, real.Rejected, diff)
		}
	})
}

func draw(t *rapid.T, name string, from ...string) string {
	return rapid.SampledFrom(from).Draw(t, name)
}

func drawVehicles(t *rapid.T, name string, most int) string {
	var text strings.Builder
	text.WriteString("vin,year,make,model,mileage,mileage_date,name,phone,state,battery_installed_on,commercial_use\n")
	for range rapid.IntRange(1, most).Draw(t, name) {
		fmt.Fprintf(&text, "%s,%s,Ford,%s,%s,%s,%s,%s,%s,%s,%s\n",
			draw(t, "vin", string(storetest.VIN(1)), string(storetest.VIN(2)), strings.ToLower(string(storetest.VIN(1))), "1FTFW1E57MFA0010", "1FTFW1E50MFA00101"),
			draw(t, "year", "2020", "2021", "", "21"), draw(t, "model", "F-150", "", "Edge"),
			draw(t, "mileage", "", "100", "200", "\"90,000\"", "lots"), draw(t, "read", "", "1/2/2026", "1/3/2026", "13/1/2026"),
			draw(t, "name", "Ana Testcase", "", "Bo Testcase"), draw(t, "phone", "", "7345550142"), draw(t, "state", "MI", "", "Nowhere"),
			draw(t, "battery", "", "2/29/2024", "2/30/2024"), draw(t, "use", "", "y", "no", "?"))
	}
	return text.String()
}

func drawReadings(t *rapid.T) string {
	var text strings.Builder
	text.WriteString("vin,kind,observed_at,value,rest_hours,result,code,source\n")
	for range rapid.IntRange(1, 12).Draw(t, "readings") {
		fmt.Fprintf(&text, "%s,%s,%s,%s,%s,%s,%s,%s\n",
			draw(t, "vin", string(storetest.VIN(1)), string(storetest.VIN(2)), string(storetest.VIN(3)), "none"),
			draw(t, "kind", "trip", "Rest Voltage", "dtc", "conductance_test", "smell"), draw(t, "at", "2026-11-20", "2026-11-20T00:00:00Z", "2026-11-21", "11/20/2026", ""),
			draw(t, "value", "12.4", "3", "", "-1"), draw(t, "rest", "9", ""), draw(t, "result", "pass", "replace", ""),
			draw(t, "code", "", "P0562", "p0562", "nothing"), draw(t, "source", "", "demo"))
	}
	return text.String()
}

func TestAFileThatIsTooLargeForTheServerSaysSo(t *testing.T) {
	b := newBench(t)
	body := http.MaxBytesReader(httptest.NewRecorder(), io.NopCloser(&fleet{n: 5_000}), 200_000)
	_, err := b.importFile(t, transfer.Vehicles, body, false)
	var tooLarge *http.MaxBytesError
	if !errors.As(err, &tooLarge) || fault.KindOf(err) != fault.Invalid {
		t.Fatalf("%v", err)
	}
}

func TestWhatWasStoredBeforeAFailureStaysAndIsScored(t *testing.T) {
	b := newBench(t)
	dead := errors.New("the line went dead")
	_, err := b.importFile(t, transfer.Vehicles, io.MultiReader(&fleet{n: 1_200}, iotest.ErrReader(dead)), false)
	if !errors.Is(err, dead) || fault.KindOf(err) != fault.Invalid || fault.As(err).Fields[0].Name != "file" {
		t.Fatalf("%v", err)
	}
	if n := strings.Count(b.stored(t), "\n"); n != 1_000 || b.rescored.times != 1 {
		t.Errorf("%d vehicles are stored, and scoring was asked for %d times", n, b.rescored.times)
	}
	r, err := b.importFile(t, transfer.Vehicles, &fleet{n: 1_200}, false)
	if err != nil || r.Unchanged != 1_000 || r.Accepted != 200 {
		t.Errorf("the file once more: %d unchanged, %d accepted, %v", r.Unchanged, r.Accepted, err)
	}
}

func TestAFailureBeforeTheFirstRowIsAFailureOfReading(t *testing.T) {
	b := newBench(t)
	dead := errors.New("the line went dead")
	for _, start := range []string{"", "vin,ye", fleetHeader, strings.Repeat("\n", 3*64<<10)} {
		_, err := b.importFile(t, transfer.Vehicles, io.MultiReader(strings.NewReader(start), iotest.ErrReader(dead)), false)
		if !errors.Is(err, dead) || fault.KindOf(err) != fault.Invalid {
			t.Errorf("after %.20q: %v", start, err)
		}
	}
}

func TestARequestThatHasEndedStoresNoMore(t *testing.T) {
	b := newBench(t)
	ctx, leave := context.WithCancel(t.Context())
	_, err := b.imports.Import(ctx, b.dealer.ID, &fleet{n: 2_000, after: func(rows int) {
		if rows == 1_500 {
			leave()
		}
	}}, transfer.Options{Kind: transfer.Vehicles})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("%v", err)
	}
	if n := strings.Count(b.stored(t), "\n"); n%500 != 0 || n > 1_500 {
		t.Errorf("%d vehicles are stored", n)
	}
}

func TestADatabaseThatFailsIsNotTheFilesFault(t *testing.T) {
	b := newBench(t)
	if err := b.db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := b.importFile(t, transfer.Vehicles, &fleet{n: 3}, false); err == nil || fault.KindOf(err) == fault.Invalid {
		t.Errorf("%v", err)
	}
}

func TestAnUnknownKindAndAnUnknownDealerAreRefused(t *testing.T) {
	b := newBench(t)
	if _, err := b.importFile(t, "parts", &fleet{n: 3}, false); fault.KindOf(err) != fault.Invalid || fault.As(err).Fields[0].Name != "kind" {
		t.Errorf("%v", err)
	}
	_, err := b.imports.Import(t.Context(), dealer.ID("nobody"), &fleet{n: 3}, transfer.Options{Kind: transfer.Vehicles})
	if fault.KindOf(err) != fault.NotFound {
		t.Errorf("%v", err)
	}
}

// No bytes at all make an import fail in a way that is not the file's own fault.
func FuzzImport(f *testing.F) {
	b := newBench(f)
	f.Add([]byte(fleetHeader+fleetRow(1, "of no use")), true)
	f.Add([]byte("vin,kind,observed_at,value\n"+string(storetest.VIN(1))+",trip,20261120,5\n"), false)
	f.Add([]byte("vin;year;make;model\n1FTFW1E57MFA00101;2021;F\x00rd;F-150\n"), true)
	f.Fuzz(func(t *testing.T, file []byte, vehicles bool) {
		kind := transfer.Readings
		if vehicles {
			kind = transfer.Vehicles
		}
		r, err := b.importFile(t, kind, strings.NewReader(string(file)), true)
		if err != nil && fault.KindOf(err) != fault.Invalid {
			t.Fatalf("%v", err)
		}
		if r.Accepted+r.Unchanged+r.Rejected != len(r.Rows) {
			t.Fatalf("%+v", r)
		}
	})
}

// BenchmarkVehicles imports new vehicles; BenchmarkVehiclesAgain the same ones once more.
func BenchmarkVehicles(b *testing.B) {
	x := newBench(b)
	b.ResetTimer()
	if r, err := x.importFile(b, transfer.Vehicles, &fleet{n: b.N}, false); err != nil || r.Accepted != b.N {
		b.Fatal(r.Accepted, err)
	}
}

func BenchmarkVehiclesAgain(b *testing.B) {
	x := newBench(b)
	if _, err := x.importFile(b, transfer.Vehicles, &fleet{n: b.N}, false); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	if r, err := x.importFile(b, transfer.Vehicles, &fleet{n: b.N}, false); err != nil || r.Unchanged != b.N {
		b.Fatal(r.Unchanged, err)
	}
}

// A file that says nothing of the mileage has nothing odd to be told of.
func TestARowWithoutAMileageIsNotCalledBelowTheStoredOne(t *testing.T) {
	b := newBench(t)
	vin := string(storetest.VIN(1))
	b.mustImport(t, transfer.Vehicles, "vin,year,make,model,mileage\n"+vin+",2019,Ford,Escape,5000\n")
	for name, file := range map[string]string{
		"no column":     "vin,year,make,model,city\n" + vin + ",2019,Ford,Escape,Flint\n",
		"an empty cell": "vin,year,make,model,city,mileage\n" + vin + ",2019,Ford,Escape,Flint,\n",
	} {
		if got := b.mustImport(t, transfer.Vehicles, file); got.Rows[0].Code != "" {
			t.Errorf("%s: %+v", name, got.Rows[0])
		}
	}
	v, err := b.vehicles.Get(t.Context(), b.dealer.ID, vin)
	if err != nil || v.Mileage == nil || *v.Mileage != 5000 || v.City != "Flint" {
		t.Fatalf("%+v, %v", v, err)
	}
}

package transfer_test

import (
	"errors"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"dealerportal/pkg/fault"
	"dealerportal/pkg/transfer"
)

func TestWhoWatchesIsToldHowManyRowsThereAreAndThenOfEachPiece(t *testing.T) {
	b := newBench(t)
	const n = 1_234
	var done []int
	var rows []transfer.Row
	r, err := b.imports.Import(t.Context(), b.dealer.ID, &fleet{n: n}, transfer.Options{Kind: transfer.Vehicles, Watch: func(p transfer.Piece) error {
		done, rows = append(done, p.Done), append(rows, p.Rows...)
		if p.Of != n || p.Done != len(rows) {
			t.Errorf("%d of %d after %d rows", p.Done, p.Of, len(rows))
		}
		return nil
	}})
	if err != nil || !slices.Equal(done, []int{0, 500, 1_000, n}) || !slices.Equal(rows, r.Rows) {
		t.Errorf("told at %v of %d rows, %v", done, len(rows), err)
	}
}

func TestWhoWatchesAndFailsEndsTheImport(t *testing.T) {
	b := newBench(t)
	gone := errors.New("nobody listens")
	for at, stored := range map[int]int{0: 0, 500: 500} {
		_, err := b.imports.Import(t.Context(), b.dealer.ID, &fleet{n: 1_200}, transfer.Options{Kind: transfer.Vehicles, Watch: func(p transfer.Piece) error {
			if p.Done == at {
				return gone
			}
			return nil
		}})
		if n := strings.Count(b.stored(t), "\n"); !errors.Is(err, gone) || n != stored {
			t.Errorf("at %d: %d vehicles are stored, %v", at, n, err)
		}
	}
}

// Whoever has not been heard of for long is given up, and stores nothing more when it comes back to life.
func TestAnImportThatIsSilentIsGivenUpForGood(t *testing.T) {
	b := newBench(t)
	at := now
	imports := transfer.NewService(b.db, b.vehicles, b.readings, b.rescored, func() time.Time { return at })
	look := func(want transfer.State, done int) {
		t.Helper()
		records, _, err := imports.Latest(t.Context(), b.dealer.ID)
		if err != nil || len(records) != 1 || records[0].State != want || records[0].Done != done || records[0].Name != "fleet.csv" {
			t.Fatalf("%+v, %v", records, err)
		}
	}
	_, err := imports.Import(t.Context(), b.dealer.ID, &fleet{n: 1_200}, transfer.Options{Kind: transfer.Vehicles, ID: "import-1", Name: "fleet.csv", Watch: func(p transfer.Piece) error {
		if p.Done == 500 {
			at = at.Add(2 * time.Minute)
			look(transfer.Running, 500)
			at = at.Add(time.Millisecond)
			look(transfer.BrokenOff, 500)
		}
		return nil
	}})
	if n := strings.Count(b.stored(t), "\n"); fault.KindOf(err) != fault.Conflict || n != 500 {
		t.Errorf("%d vehicles are stored, %v", n, err)
	}
	look(transfer.BrokenOff, 500)
}

func TestNothingOfAFileIsLeftBehind(t *testing.T) {
	b := newBench(t)
	dir := t.TempDir()
	t.Setenv("TMPDIR", dir)
	empty := func(when string) {
		t.Helper()
		if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
			t.Errorf("%s: %v, %v", when, left, err)
		}
	}
	watch := func(transfer.Piece) error {
		empty("while it is taken in")
		return nil
	}
	if _, err := b.imports.Import(t.Context(), b.dealer.ID, &fleet{n: 600}, transfer.Options{Kind: transfer.Vehicles, Watch: watch}); err != nil {
		t.Fatal(err)
	}
	empty("after it")
	dead := errors.New("the line went dead")
	_, err := b.imports.Import(t.Context(), b.dealer.ID, iotest.ErrReader(dead), transfer.Options{Kind: transfer.Vehicles, Watch: watch})
	if !errors.Is(err, dead) || fault.KindOf(err) != fault.Invalid {
		t.Errorf("%v", err)
	}
	empty("after a failure")
	t.Setenv("TMPDIR", dir+"/nowhere")
	_, err = b.imports.Import(t.Context(), b.dealer.ID, &fleet{n: 3}, transfer.Options{Kind: transfer.Vehicles, Watch: watch})
	if fault.KindOf(err) != fault.Unavailable {
		t.Errorf("without room: %v", err)
	}
}

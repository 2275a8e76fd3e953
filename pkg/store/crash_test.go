package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/store"
	"dealerportal/pkg/store/storetest"
	"dealerportal/pkg/vehicle"
)

// crashURL makes this test binary a process that writes until it is killed.
const crashURL = "STORE_TEST_CRASH_URL"

// writePairs adds a vehicle and a price list that names it, in one transaction, over and over, and
// says each pair on standard output after it is committed.
func writePairs(url string) int {
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{URL: url}, time.Now)
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	d, err := db.DealerByCode(ctx, "A1")
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	n := 0
	if len(d.Settings.Prices) > 0 {
		n = int(d.Settings.Prices[0].PartsCents) + 1
	}
	for ; ; n++ {
		vin := storetest.VIN(n)
		err := db.InTx(ctx, func(ctx context.Context) error {
			v := vehicle.Vehicle{VIN: vin, Kind: vehicle.Car, Chemistry: vehicle.AGM}
			if err := db.SaveVehicle(ctx, d.ID, v); err != nil {
				return err
			}
			d.Settings.Prices = []dealer.Price{{Family: string(vin), PartsCents: int64(n), Currency: "USD"}}
			return db.SaveSettings(ctx, d.ID, d.Settings)
		})
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		fmt.Println(n)
	}
}

func TestNothingAcknowledgedIsLostWhenTheProcessIsKilled(t *testing.T) {
	url := storetest.SQLiteURL(t)
	storetest.Dealer(t, storetest.Open(t, url, time.Now), "A1", func(d *dealer.Dealer) { d.Settings.Prices = nil })
	program, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	acknowledged := 0
	for range 10 {
		writer := exec.Command(program)
		writer.Env = append(os.Environ(), crashURL+"="+url)
		out, err := writer.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := writer.Start(); err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(out)
		for enough := 1 + rand.N(40); enough > 0 && lines.Scan(); enough-- {
		}
		if err := writer.Process.Kill(); err != nil {
			t.Fatal(err)
		}
		// What was said before the end counts as well.
		last := lines.Text()
		for lines.Scan() {
			last = lines.Text()
		}
		_ = writer.Wait() // it was killed, so it fails
		if acknowledged, err = strconv.Atoi(last); err != nil {
			t.Fatalf("the writer said %q", last)
		}
		wantWhole(t, url, acknowledged)
	}
	if acknowledged < 10 {
		t.Fatalf("only %d pairs were written", acknowledged)
	}
}

// wantWhole says that everything up to the acknowledged pair is there, and that no pair is torn.
func wantWhole(t *testing.T, url string, acknowledged int) {
	t.Helper()
	ctx := context.Background()
	db, err := store.Open(ctx, store.Config{URL: url}, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	d, err := db.DealerByCode(ctx, "A1")
	if err != nil {
		t.Fatal(err)
	}
	last := int(d.Settings.Prices[0].PartsCents)
	if last < acknowledged {
		t.Fatalf("pair %d was acknowledged, and %d is the last", acknowledged, last)
	}
	for n := range last + 1 {
		if _, err := db.Vehicle(ctx, d.ID, storetest.VIN(n)); err != nil {
			t.Fatalf("pair %d of %d: %v", n, last, err)
		}
	}
	if _, err := db.Vehicle(ctx, d.ID, storetest.VIN(last+1)); fault.KindOf(err) != fault.NotFound {
		t.Fatalf("half of pair %d is there: %v", last+1, err)
	}
}

package store_test

import (
	"bufio"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
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
	for n := len(d.Settings.Prices); ; n++ {
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
	_ = fault.Internal
	_ = rand.N[int]
	_ = bufio.NewReader
	_ = exec.Command
	_ = strings.NewReader
	_ = url
}

package store_test

import (
	"testing"

	"dealerportal/pkg/store/storetest"
)

func TestMain(m *testing.M) { storetest.Main(m) }

// onBoth runs a concept's tests on both databases.
func onBoth(t *testing.T, concept func(t *testing.T, fresh storetest.Fresh)) {
	t.Run("SQLite", func(t *testing.T) { concept(t, storetest.SQLiteURL) })
	t.Run("PostgreSQL", func(t *testing.T) { concept(t, storetest.Postgres) })
}

func TestSmoke(t *testing.T) {
	onBoth(t, func(t *testing.T, fresh storetest.Fresh) {
		db := storetest.Open(t, fresh(t), storetest.NewClock().Now)
		d := storetest.Dealer(t, db, "A1")
		l := storetest.Lead(t, db, d.ID, storetest.VIN(1))
		got, err := db.Lead(t.Context(), d.ID, l.ID)
		t.Log(got, err)
		t.Log(db.SizeBytes(t.Context()))
	})
}

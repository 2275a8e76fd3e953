package store_test

import (
	"os"
	"testing"

	"dealerportal/pkg/store/storetest"
)

func TestMain(m *testing.M) {
	if url := os.Getenv(crashURL); url != "" {
		os.Exit(writePairs(url))
	}
	storetest.Main(m)
}

// Every concept behaves in the same way on both databases.
func TestDealers(t *testing.T)      { onBoth(t, storetest.Dealers) }
func TestAccounts(t *testing.T)     { onBoth(t, storetest.Accounts) }
func TestAccess(t *testing.T)       { onBoth(t, storetest.Access) }
func TestVehicles(t *testing.T)     { onBoth(t, storetest.Vehicles) }
func TestImports(t *testing.T)      { onBoth(t, storetest.Imports) }
func TestTelemetry(t *testing.T)    { onBoth(t, storetest.Telemetry) }
func TestScoring(t *testing.T)      { onBoth(t, storetest.Scoring) }
func TestBatteries(t *testing.T)    { onBoth(t, storetest.Batteries) }
func TestEstimates(t *testing.T)    { onBoth(t, storetest.Estimates) }
func TestLeads(t *testing.T)        { onBoth(t, storetest.Leads) }
func TestActivities(t *testing.T)   { onBoth(t, storetest.Activities) }
func TestResults(t *testing.T)      { onBoth(t, storetest.Results) }
func TestStops(t *testing.T)        { onBoth(t, storetest.Stops) }
func TestLeadLists(t *testing.T)    { onBoth(t, storetest.LeadLists) }
func TestQueue(t *testing.T)        { onBoth(t, storetest.Queue) }
func TestViews(t *testing.T)        { onBoth(t, storetest.Views) }
func TestEvents(t *testing.T)       { onBoth(t, storetest.Events) }
func TestSpend(t *testing.T)        { onBoth(t, storetest.Spend) }
func TestOutreach(t *testing.T)     { onBoth(t, storetest.Outreach) }
func TestTransactions(t *testing.T) { onBoth(t, storetest.Transactions) }
func TestRevisions(t *testing.T)    { onBoth(t, storetest.Revisions) }

func onBoth(t *testing.T, concept func(t *testing.T, fresh storetest.Fresh)) {
	t.Run("SQLite", func(t *testing.T) { concept(t, storetest.SQLiteURL) })
	t.Run("PostgreSQL", func(t *testing.T) { concept(t, storetest.Postgres) })
}

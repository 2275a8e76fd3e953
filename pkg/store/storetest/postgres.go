package storetest

import (
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"sync"
	"testing"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// cluster is the PostgreSQL server of this test process.
var cluster struct {
	once    sync.Once
	admin   *sql.DB
	url     *url.URL
	failure error
	stop    func()
}

// Postgres is the URL of an empty PostgreSQL database of its own. The server is the one that
// TEST_POSTGRES_URL names, or else one that is started for this test process from the binaries that
// the machine has: use Main to stop it. A machine without PostgreSQL skips the test, unless
// PORTAL_TEST_NO_SKIP is set.
func Postgres(t testing.TB) string {
	t.Helper()
	cluster.once.Do(startCluster)
	if errors.Is(cluster.failure, ErrNoPostgres) && os.Getenv("PORTAL_TEST_NO_SKIP") == "" {
		t.Skipf("%v, and TEST_POSTGRES_URL is not set", cluster.failure)
	}
	if cluster.failure != nil {
		t.Fatalf("starting PostgreSQL: %v", cluster.failure)
	}
	name := fmt.Sprintf("portal_test_%d_%d", os.Getpid(), ids.Add(1))
	if _, err := cluster.admin.Exec("CREATE DATABASE " + name + " TEMPLATE template0"); err != nil {
		t.Fatalf("creating a database: %v", err)
	}
	t.Cleanup(func() {
		if _, err := cluster.admin.Exec("DROP DATABASE " + name + " WITH (FORCE)"); err != nil {
			t.Errorf("dropping a database: %v", err)
		}
	})
	own := *cluster.url
	own.Path = "/" + name
	return own.String()
}

// Main runs a package's tests and stops the PostgreSQL server that they may have started. Use it as
// the body of TestMain.
func Main(m *testing.M) {
	code := m.Run()
	if cluster.admin != nil {
		_ = cluster.admin.Close()
	}
	if cluster.stop != nil {
		cluster.stop()
	}
	os.Exit(code)
}

func startCluster() {
	given := os.Getenv("TEST_POSTGRES_URL")
	if given == "" {
		if given, cluster.stop, cluster.failure = StartPostgres(); cluster.failure != nil {
			return
		}
	}
	if cluster.url, cluster.failure = url.Parse(given); cluster.failure != nil {
		return
	}
	if cluster.admin, cluster.failure = sql.Open("pgx", given); cluster.failure != nil {
		return
	}
	cluster.failure = waitFor(cluster.admin)
}

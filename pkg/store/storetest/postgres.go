package storetest

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // the driver "pgx"
)

// cluster is the PostgreSQL server of this test process.
var cluster struct {
	once    sync.Once
	admin   *sql.DB
	url     *url.URL
	missing error // there is no PostgreSQL on this machine
	broken  error // there is one and it does not start
	stop    func()
}

// Postgres is the URL of an empty PostgreSQL database of its own. The server is the one that
// TEST_POSTGRES_URL names, or else one that is started for this test process from the binaries that
// the machine has: use Main to stop it. A machine without PostgreSQL skips the test, unless
// PORTAL_TEST_NO_SKIP is set.
func Postgres(t testing.TB) string {
	t.Helper()
	cluster.once.Do(startCluster)
	if cluster.missing != nil {
		if os.Getenv("PORTAL_TEST_NO_SKIP") != "" {
			t.Fatal(cluster.missing)
		}
		t.Skip(cluster.missing)
	}
	if cluster.broken != nil {
		t.Fatalf("starting PostgreSQL: %v", cluster.broken)
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
		bin, err := postgresBinaries()
		if err != nil {
			cluster.missing = err
			return
		}
		if given, cluster.broken = startServer(bin); cluster.broken != nil {
			return
		}
	}
	if cluster.url, cluster.broken = url.Parse(given); cluster.broken != nil {
		return
	}
	if cluster.admin, cluster.broken = sql.Open("pgx", given); cluster.broken != nil {
		return
	}
	cluster.broken = waitFor(cluster.admin, 30*time.Second)
}

// postgresBinaries finds the folder that initdb and postgres are in.
func postgresBinaries() (string, error) {
	if initdb, err := exec.LookPath("initdb"); err == nil {
		if real, err := filepath.EvalSymlinks(initdb); err == nil && hasPostgres(filepath.Dir(real)) {
			return filepath.Dir(real), nil
		}
	}
	folders, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.Reverse(folders) // the newest version last in the alphabet, first here
	for _, folder := range folders {
		if hasPostgres(folder) {
			return folder, nil
		}
	}
	return "", fmt.Errorf("PostgreSQL binaries not found: neither initdb in PATH nor /usr/lib/postgresql/*/bin, and TEST_POSTGRES_URL is not set")
}

func hasPostgres(folder string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

// startServer makes a cluster in a temporary folder and serves it on a free port of 127.0.0.1. It
// gives up safety on disk: nothing in it outlives the process.
func startServer(bin string) (databaseURL string, err error) {
	home, err := os.MkdirTemp("", "portal-postgres-")
	if err != nil {
		return "", err
	}
	cluster.stop = func() { _ = os.RemoveAll(home) }
	if err := giveToServer(home); err != nil {
		return "", err
	}
	data := filepath.Join(home, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres",
		"-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
	asServer(initdb)
	initdb.Dir = home
	if output, err := initdb.CombinedOutput(); err != nil {
		return "", fmt.Errorf("initdb: %w: %s", err, output)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	port := listener.Addr().(*net.TCPAddr).Port
	_ = listener.Close()

	var log bytes.Buffer
	server := exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", fmt.Sprint(port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+home,
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
		"-c", "shared_buffers=32MB", "-c", "max_connections=200")
	asServer(server)
	server.Dir = home
	server.Stdout, server.Stderr = &log, &log
	if err := startChild(server); err != nil {
		return "", err
	}
	cluster.stop = func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
		_ = os.RemoveAll(home)
	}
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port), nil
}

func waitFor(db *sql.DB, patience time.Duration) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		err := db.PingContext(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-ctx.Done():
			return fmt.Errorf("it does not answer: %w", err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

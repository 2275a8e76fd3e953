package storetest

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"
)

// ErrNoPostgres says that there is nothing to start a PostgreSQL server from.
var ErrNoPostgres = errors.New("no PostgreSQL is installed, neither in PATH nor in /usr/lib/postgresql")

// serverPatience is how long a server may take to answer.
const serverPatience = 30 * time.Second

// StartPostgres starts a PostgreSQL server of its own from the binaries that the machine has, on a free port of
// 127.0.0.1, and gives the URL of its empty database once it answers. It gives up safety on disk: nothing in it
// outlives stop, nor this process. Without PostgreSQL it is ErrNoPostgres.
func StartPostgres() (databaseURL string, stop func(), err error) {
	bin, err := postgresBinaries()
	if err != nil {
		return "", nil, err
	}
	home, err := os.MkdirTemp("", "portal-postgres-")
	if err != nil {
		return "", nil, err
	}
	databaseURL, server, err := serve(bin, home)
	if err != nil {
		return "", nil, errors.Join(err, os.RemoveAll(home))
	}
	stop = func() {
		_ = server.Process.Signal(os.Interrupt)
		_ = server.Wait()
		_ = os.RemoveAll(home)
	}
	db, err := sql.Open("pgx", databaseURL)
	if err == nil {
		err = errors.Join(waitFor(db), db.Close())
	}
	if err != nil {
		stop()
		return "", nil, fmt.Errorf("%w\n%s", err, server.Stdout)
	}
	return databaseURL, stop, nil
}

// serve makes a cluster in a folder and starts its server, which writes its log to its Stdout, a buffer.
func serve(bin, home string) (databaseURL string, server *exec.Cmd, err error) {
	if err := giveToServer(home); err != nil {
		return "", nil, err
	}
	data := filepath.Join(home, "data")
	initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-A", "trust", "-U", "postgres",
		"-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions")
	asServer(initdb)
	initdb.Dir = home
	if output, err := initdb.CombinedOutput(); err != nil {
		return "", nil, fmt.Errorf("initdb: %w: %s", err, output)
	}
	port, err := freePort()
	if err != nil {
		return "", nil, err
	}
	server = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-p", fmt.Sprint(port),
		"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="+home,
		"-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off",
		"-c", "shared_buffers=32MB", "-c", "max_connections=200")
	asServer(server)
	server.Dir = home
	var log bytes.Buffer
	server.Stdout, server.Stderr = &log, &log
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port), server, startChild(server)
}

// postgresBinaries finds the folder that initdb and postgres are in. Debian keeps them out of PATH.
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
	return "", ErrNoPostgres
}

func hasPostgres(folder string) bool {
	for _, name := range []string{"initdb", "postgres"} {
		if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode()&0o111 == 0 {
			return false
		}
	}
	return true
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

func waitFor(db *sql.DB) error {
	ctx, cancel := context.WithTimeout(context.Background(), serverPatience)
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

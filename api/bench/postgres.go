package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
)

// errNoPostgres says that there is nothing to start a PostgreSQL server from.
var errNoPostgres = errors.New("no PostgreSQL is installed, neither in PATH nor in /usr/lib/postgresql")

// startPostgres starts a PostgreSQL server of its own from what is installed, on a free port of 127.0.0.1, and gives
// the address of its empty database.
func startPostgres(ctx context.Context, dir string) (url string, stop func() error, err error) {
	bin, err := postgresFolder()
	if err != nil {
		return "", nil, err
	}
	// Beside dir, into which nobody but this user gets.
	home := dir + "-postgres"
	run := func(ctx context.Context, program string, args ...string) error {
		cmd := asServer(ctx, filepath.Join(bin, program), args...)
		cmd.Dir = os.TempDir()
		if out, err := cmd.CombinedOutput(); err != nil {
			return fmt.Errorf("%s: %w\n%s", program, err, out)
		}
		return nil
	}
	remove := func() error { return os.RemoveAll(home) }
	if err := run(ctx, "initdb", "-D", home, "-A", "trust", "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"); err != nil {
		return "", nil, errors.Join(err, remove())
	}
	port, err := freePort()
	if err != nil {
		return "", nil, errors.Join(err, remove())
	}
	settings := fmt.Sprintf("-p %d -c listen_addresses=127.0.0.1 -k %s", port, home)
	if err := run(ctx, "pg_ctl", "start", "-w", "-D", home, "-l", filepath.Join(home, "log"), "-o", settings); err != nil {
		return "", nil, errors.Join(err, remove())
	}
	stop = func() error {
		return errors.Join(run(context.WithoutCancel(ctx), "pg_ctl", "stop", "-w", "-m", "fast", "-D", home), remove())
	}
	return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port), stop, nil
}

// postgresFolder is where the programs of the newest PostgreSQL are. Debian keeps them out of PATH.
func postgresFolder() (string, error) {
	if path, err := exec.LookPath("initdb"); err == nil {
		path, err = filepath.EvalSymlinks(path)
		return filepath.Dir(path), err
	}
	found, err := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	if err != nil || len(found) == 0 {
		return "", errNoPostgres
	}
	return filepath.Dir(found[len(found)-1]), nil
}

// asServer is a command of PostgreSQL, which refuses to be run by root.
func asServer(ctx context.Context, command string, args ...string) *exec.Cmd {
	if os.Geteuid() != 0 {
		return exec.CommandContext(ctx, command, args...)
	}
	return exec.CommandContext(ctx, "setpriv", append([]string{"--reuid=postgres", "--regid=postgres", "--clear-groups", command}, args...)...)
}

func freePort() (int, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return 0, err
	}
	return l.Addr().(*net.TCPAddr).Port, l.Close()
}

// Command api is the Ford Dealer Portal: it serves the portal, and does what an operator does from a
// terminal.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"dealerportal/api/app"
	"dealerportal/api/config"
)

// version is set when a release is built.
var version = "0.1.0-dev"

const usage = `usage: api COMMAND

  serve                                             serve the portal until it is told to end
  migrate                                           bring the database up to date
  demo                                              set up the demo dealerships and print their sign-ins
  import --dealer CODE --kind vehicles|readings [--dry-run] FILE
                                                    import a CSV file
  user add --email E --role advisor|manager|admin [--dealer CODE] [--name N]   add a user and print the password
  learn                                             print the risk parameters as recorded outcomes would have them
  version                                           print the version

Settings come from the environment; .env.example lists them.
`

func main() {
	// A second signal ends the process at once: stop gives signals back their usual meaning.
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop)
	os.Exit(run(ctx, os.Args[1:], os.Environ(), os.Stdout, os.Stderr))
}

// run is the program as a function of its inputs; it returns the exit status.
func run(ctx context.Context, args, environ []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		fmt.Fprint(stderr, usage)
		return 2
	}
	if args[0] == "version" {
		fmt.Fprintln(stdout, version)
		return 0
	}
	cfg, err := config.Read(environ)
	if err == nil {
		err = app.Command(ctx, cfg, version, args, stdout, stderr)
	}
	switch {
	case err == app.ErrUsage:
		fmt.Fprint(stderr, usage)
		return 2
	case err != nil:
		fmt.Fprintln(stderr, "error:", err)
		return 1
	}
	return 0
}

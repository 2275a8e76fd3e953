package app

import (
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"slices"
	"strings"
	"time"

	"dealerportal/api/config"
	"dealerportal/pkg/account"
	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/demo"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/store"
	"dealerportal/pkg/transfer"
	"dealerportal/pkg/vehicle"
)

// ErrUsage is a command line that is none.
var ErrUsage = errors.New("not a command")

// Command does what a command line asks for. Answers go to stdout, the log to stderr.
func Command(ctx context.Context, cfg config.Config, version string, args []string, stdout, stderr io.Writer) error {
	log := slog.New(slog.NewJSONHandler(stderr, nil))
	commands := map[string]func(*App) error{
		"serve":  func(a *App) error { return a.serveCommand(ctx, stdout) },
		"demo":   func(a *App) error { return a.demoCommand(ctx, stdout) },
		"import": func(a *App) error { return a.importCommand(ctx, args[1:], stdout, stderr) },
		"user":   func(a *App) error { return a.userCommand(ctx, args[1:], stdout, stderr) },
		"learn":  func(a *App) error { return a.learnCommand(ctx, stdout, stderr) },
	}
	if args[0] == "migrate" {
		return migrateCommand(ctx, cfg, stdout)
	}
	run, ok := commands[args[0]]
	if !ok {
		return ErrUsage
	}
	a, err := New(ctx, cfg, version, log, time.Now)
	if err != nil {
		return err
	}
	defer a.Close()
	return run(a)
}

func migrateCommand(ctx context.Context, cfg config.Config, stdout io.Writer) error {
	db, err := store.Open(ctx, cfg.Store(), time.Now)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := db.Migrate(ctx); err != nil {
		return err
	}
	fmt.Fprintln(stdout, "The database is up to date.")
	return nil
}

func (a *App) serveCommand(ctx context.Context, stdout io.Writer) error {
	listener, err := net.Listen("tcp", a.cfg.Addr)
	if err != nil {
		return err
	}
	if a.cfg.Demo {
		if err := a.demoCommand(ctx, stdout); err != nil {
			_ = listener.Close()
			return err
		}
	}
	a.Prepare(ctx)
	fmt.Fprintf(stdout, "\nThe portal is at http://%s\n", strings.Replace(listener.Addr().String(), "127.0.0.1", "localhost", 1))
	if len(a.clients) == 0 {
		fmt.Fprintln(stdout, "No model is set up (OPENAI_API_KEY, OPENAI_BASE_URL): messages are templates, and say so.")
	}
	return a.Serve(ctx, listener)
}

// demoCommand sets up the demo dealerships unless they are there, gives the demo users their passwords
// and prints them. Passwords are kept as hashes only, so random ones are new each time.
func (a *App) demoCommand(ctx context.Context, stdout io.Writer) error {
	seeder := demo.Seeder{Tx: a.db, Dealers: a.dealers, Vehicles: a.vehicles, Readings: a.readings, Leads: a.leads, Accounts: a.accounts, At: a.servicesAt}
	signIns, err := seeder.Seed(ctx, a.now(), a.cfg.DemoPassword)
	if err != nil {
		return err
	}
	fmt.Fprintln(stdout, "\nDemo sign-ins (everything in these dealerships is invented):")
	for _, s := range signIns {
		fmt.Fprintf(stdout, "  %-28s %-8s %s\n", s.Email, s.Role, s.Password)
	}
	return nil
}

// learnCommand prints the parameters as the outcomes of all dealers would have them, in the form of the file that is
// built in. It changes nothing: whether they are to be used is for a person to decide.
func (a *App) learnCommand(ctx context.Context, stdout, stderr io.Writer) error {
	all, err := a.dealers.List(ctx, nil)
	if err != nil {
		return err
	}
	var dealers []dealer.Dealer
	for _, o := range all {
		if !strings.Contains(o.Dealer.Name, demo.Mark) { // what is invented teaches nothing
			dealers = append(dealers, o.Dealer)
		}
	}
	lesson, err := a.leads.Learn(ctx, dealers)
	if err != nil {
		return err
	}
	fmt.Fprintf(stderr, "%d estimates have come to the end of their horizon; learned from %d outcomes, %d of them failures. %s is now %s.\n",
		lesson.Followed, lesson.Outcomes, lesson.Failures, a.model.Version(), lesson.Model.Version())
	out := json.NewEncoder(stdout)
	out.SetIndent("", "  ")
	out.SetEscapeHTML(false)
	return out.Encode(lesson.Model.ParameterSet())
}

// servicesAt are services with another clock.
func (a *App) servicesAt(now func() time.Time) demo.Services {
	leads := lead.NewService(a.db, a.model, now, newID, a.log)
	return demo.Services{Leads: leads, Vehicles: vehicle.NewService(a.db, leads, now), Batteries: battery.NewService(a.db, demo.Later{}, now, newID)}
}

func (a *App) importCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	flags := flag.NewFlagSet("import", flag.ContinueOnError)
	flags.SetOutput(stderr)
	code := flags.String("dealer", "", "the dealer's code")
	kind := flags.String("kind", "", "vehicles or readings")
	dryRun := flags.Bool("dry-run", false, "check the file and store nothing")
	if err := flags.Parse(args); err != nil || flags.NArg() != 1 || *code == "" || !slices.Contains([]string{"vehicles", "readings"}, *kind) {
		return ErrUsage
	}
	d, err := a.dealers.ByCode(ctx, *code)
	if err != nil {
		return err
	}
	file, err := os.Open(flags.Arg(0))
	if err != nil {
		return err
	}
	defer file.Close()
	result, err := a.imports.Import(ctx, d.ID, file, transfer.Options{
		Kind: transfer.Kind(*kind), DryRun: *dryRun,
		Progress: func(rows int) { fmt.Fprintf(stderr, "\r%d rows", rows) },
		Stored:   func() { fmt.Fprint(stderr, ", stored; estimating") },
	})
	fmt.Fprintln(stderr)
	if err != nil {
		return err
	}
	for _, r := range result.Rows {
		if r.Code != "" {
			fmt.Fprintf(stdout, "line %d: %s: %s: %s %s\n", r.Line, r.Status, r.Code, r.Field, r.Message)
		}
	}
	fmt.Fprintf(stdout, "%d accepted, %d unchanged, %d rejected\n", result.Accepted, result.Unchanged, result.Rejected)
	return nil
}

func (a *App) userCommand(ctx context.Context, args []string, stdout, stderr io.Writer) error {
	if len(args) == 0 || args[0] != "add" {
		return ErrUsage
	}
	flags := flag.NewFlagSet("user add", flag.ContinueOnError)
	flags.SetOutput(stderr)
	email := flags.String("email", "", "the e-mail address")
	role := flags.String("role", "", "advisor, manager or admin")
	code := flags.String("dealer", "", "the dealer's code; none for an admin")
	name := flags.String("name", "", "the name; without one, the part of the address before the @")
	if err := flags.Parse(args[1:]); err != nil || flags.NArg() != 0 || *email == "" || *role == "" {
		return ErrUsage
	}
	n := account.NewUser{Email: *email, Name: *name, Role: account.Role(*role)}
	if n.Name == "" {
		n.Name, _, _ = strings.Cut(*email, "@")
	}
	if *code != "" {
		d, err := a.dealers.ByCode(ctx, *code)
		if err != nil {
			return err
		}
		n.Dealer = &account.DealerRef{ID: d.ID, Code: d.Code, Name: d.Name}
	}
	var err error
	if n.Password, err = account.RandomPassword(); err != nil {
		return err
	}
	u, err := a.accounts.Create(ctx, n)
	if fault.KindOf(err) == fault.Conflict {
		return fmt.Errorf("there is a user with the address %s already", *email)
	}
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "Added %s (%s). The password is shown this once:\n  %s\n", u.Email, u.Role, n.Password)
	return nil
}

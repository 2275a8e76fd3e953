// Package app puts the program together: it builds every part in order, starts it, and stops it in
// reverse.
package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"dealerportal/api/config"
	"dealerportal/api/rest"
	"dealerportal/pkg/account"
	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/llm"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/performance"
	"dealerportal/pkg/results"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/spend"
	"dealerportal/pkg/store"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/transfer"
	"dealerportal/pkg/vehicle"
)

const (
	// drainTime is how long requests that are under way may take to end after the process was told to.
	drainTime = 25 * time.Second
	// lastAnswers is how long before that end those who wait for texts are given what is at hand.
	lastAnswers = 5 * time.Second
	// prepareTime is how long a start may take for making pages ready.
	prepareTime = 100 * time.Millisecond
	// housekeeping is how often the passing of time is looked at: promised calls, old scores, old sessions.
	housekeeping = time.Minute
	// lookForEvents is how often the events of other processes are looked for.
	lookForEvents = time.Second
	// lookForWarming is how often it is looked whether texts that could not be had may be asked for again.
	lookForWarming = 5 * time.Second
	// beginAgain is how long after work in the background has broken off it is begun again.
	beginAgain = time.Second
	// attemptsPerText bounds the writing of one text: the first attempt, its retry, and the waiting between.
	attemptsPerText = 3
)

// App is the program, built and not yet started.
type App struct {
	cfg     config.Config
	version string
	log     *slog.Logger
	now     func() time.Time

	db        *store.DB
	model     *risk.Model
	accounts  *account.Service
	dealers   *dealer.Service
	vehicles  *vehicle.Service
	readings  *telemetry.Service
	batteries *battery.Service
	leads     *lead.Service
	imports   *transfer.Service
	clients   llm.Chain // empty when no provider is set up
	completer modelCompleter
	outreach  *outreach.Service
	spend     *spend.Service
	events    *event.Feed
	figured   *performance.Service
	registry  *prometheus.Registry
	server    *rest.Server
	draining  atomic.Bool
	panics    atomic.Int64
	stops     []func()
}

// New builds the program on a database that it opens and brings up to date. Close it in any case.
func New(ctx context.Context, cfg config.Config, version string, log *slog.Logger, now func() time.Time) (*App, error) {
	a := &App{cfg: cfg, version: version, log: log, now: now, registry: prometheus.NewRegistry()}
	if err := a.build(ctx); err != nil {
		a.Close()
		return nil, err
	}
	return a, nil
}

// newID makes ids of which later ones sort later.
func newID() string { return uuid.Must(uuid.NewV7()).String() }

func (a *App) build(ctx context.Context) (err error) {
	if a.db, err = store.Open(ctx, a.cfg.Store(), a.now); err != nil {
		return err
	}
	a.stops = append(a.stops, func() { _ = a.db.Close() })
	if err := a.db.Migrate(ctx); err != nil {
		return err
	}
	a.register()
	a.events = event.NewFeed(a.db, a.now, a.log)
	a.stops = append(a.stops, a.events.Close)
	a.model = risk.Default()
	a.leads = lead.NewService(a.db, a.model, a.now, newID, a.log)
	a.dealers = dealer.NewService(a.db, a.leads, a.now, newID)
	a.vehicles = vehicle.NewService(a.db, a.leads, a.now)
	a.readings = telemetry.NewService(a.db, a.leads, a.now)
	a.batteries = battery.NewService(a.db, a.leads, a.now, newID)
	a.imports = transfer.NewService(a.db, a.vehicles, a.readings, a.leads, a.now)
	a.accounts = account.NewService(a.db, a.now, newID, a.log)
	a.spend = spend.NewService(a.cfg.Spend, a.db, a.now, newID, a.log)
	a.stops = append(a.stops, a.spend.Close)
	if err := a.buildOutreach(); err != nil {
		return err
	}
	a.figured = performance.NewService(a.messageFigures, a.modelFigures, a.now)
	return a.buildHandler()
}

func (a *App) buildOutreach() (err error) {
	cfg := a.cfg.LLM()
	var completer outreach.Completer
	add := func(client *llm.Client, err error) error {
		if err == nil {
			client.PayBy(budget{a.spend})
			a.clients = append(a.clients, client)
			a.stops = append(a.stops, client.Close)
		}
		return err
	}
	if cfg.Configured() {
		if err := add(llm.New(cfg, a.now, a.registry)); err != nil {
			return err
		}
		if second := a.cfg.Fallback(); second.Configured() {
			if err := add(llm.NewFallback(second, a.now, a.registry)); err != nil {
				return err
			}
		}
		a.spend.Register(a.registry)
		a.completer = newModelCompleter(a.clients)
		completer = a.completer
	}
	messages := a.cfg.Outreach
	messages.WarmAtOnce = max(1, cfg.Concurrency/4) // the rest stays free for who waits
	a.outreach, err = outreach.NewService(messages, a.db, completer, cfg.Model, attemptsPerText*cfg.Timeout, a.now, newID, a.log)
	if err != nil {
		return err
	}
	a.outreach.Register(a.registry)
	a.leads.OnScored(a.outreach.Warm)
	a.stops = append(a.stops, a.outreach.Close)
	return nil
}

// Close stops what was built, last first.
func (a *App) Close() {
	for i := len(a.stops) - 1; i >= 0; i-- {
		a.stops[i]()
	}
	a.stops = nil
}

// Handler is everything that is served over HTTP.
func (a *App) Handler() http.Handler { return a.server }

// Prepare makes ready what those who signed in last will ask for first. It takes no longer than is worth it at a
// start: what is not ready then is made when it is asked for.
func (a *App) Prepare(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, prepareTime)
	defer cancel()
	if err := a.server.Prepare(ctx); err != nil && ctx.Err() == nil {
		a.log.Warn("the first pages could not be made ready; they are made when they are asked for", slog.Any("error", err))
	}
}

// figures serves /metrics.
func (a *App) figures() http.Handler {
	return promhttp.HandlerFor(a.registry, promhttp.HandlerOpts{Registry: a.registry, EnableOpenMetrics: true})
}

func (a *App) buildHandler() (err error) {
	var beside http.Handler
	if a.cfg.MetricsAddr == "" {
		beside = a.figures()
	}
	a.server, err = rest.New(a.cfg.Rest, rest.Services{
		Accounts: a.accounts, Dealers: a.dealers, Vehicles: a.vehicles, Telemetry: a.readings, Batteries: a.batteries, Leads: a.leads, Outreach: a.outreach,
		Events: a.events, Imports: a.imports, Model: a.model, Spend: a.spend, Performance: a.figured,
		Results: results.NewService(a.db, a.model.HorizonDays(), a.now),
		Health: rest.HealthSource{
			Version: a.version, Provider: a.provider, Draining: a.draining.Load,
			Database: func(ctx context.Context) (string, error) { return a.db.Kind(), a.db.Ping(ctx) },
		},
	}, a.registry, beside, a.log, a.now)
	return err
}

// Serve answers requests on the listener until ctx ends, then lets those that are under way end.
func (a *App) Serve(ctx context.Context, listener net.Listener) error {
	servers := []*http.Server{newHTTPServer(a.Handler(), a.log)}
	failed := make(chan error, 2)
	start := func(s *http.Server, l net.Listener) {
		go func() {
			if err := s.Serve(l); !errors.Is(err, http.ErrServerClosed) {
				failed <- err
			}
		}()
	}
	if a.cfg.MetricsAddr != "" {
		l, err := net.Listen("tcp", a.cfg.MetricsAddr)
		if err != nil {
			return err
		}
		mux := http.NewServeMux()
		mux.Handle("GET /metrics", a.figures())
		servers = append(servers, newHTTPServer(mux, a.log))
		start(servers[1], l)
	}
	start(servers[0], listener)

	work, stopWork := context.WithCancel(context.WithoutCancel(ctx))
	var background sync.WaitGroup
	background.Go(func() { a.keepUp(work, "scoring", func() { a.leads.Run(work, housekeeping) }) })
	background.Go(func() { a.keepUp(work, "clearing away", func() { a.clear(work) }) })
	background.Go(func() { a.keepUp(work, "writing ahead", func() { a.outreach.RunWarming(work, lookForWarming) }) })
	background.Go(func() { a.keepUp(work, "events", func() { a.events.Run(work, lookForEvents) }) })
	background.Go(func() { a.keepUp(work, "figures over time", func() { a.figured.Run(work) }) })
	defer background.Wait()
	defer stopWork()

	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	a.draining.Store(true)
	hurry := time.AfterFunc(drainTime-lastAnswers, a.outreach.Hurry)
	defer hurry.Stop()
	a.events.Close() // streams would never end by themselves
	a.log.Info("shutting down; requests that are under way may end", slog.Float64("at_most_seconds", drainTime.Seconds()))
	var err error
	drain, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	for _, s := range servers {
		err = errors.Join(err, s.Shutdown(drain))
	}
	return err
}

// keepUp runs work until ctx ends. What breaks off is begun again a little later.
func (a *App) keepUp(ctx context.Context, what string, work func()) {
	for a.brokeOff(what, work) {
		select {
		case <-ctx.Done():
			return
		case <-time.After(beginAgain):
		}
	}
}

// brokeOff does work, and says whether it panicked.
func (a *App) brokeOff(what string, work func()) (broke bool) {
	defer func() {
		if p := recover(); p != nil {
			broke = true
			a.panics.Add(1)
			a.log.Error("work in the background broke off; it is begun again", slog.String("work", what), slog.Any("panic", p))
		}
	}()
	work()
	return false
}

// newHTTPServer has limits for every step of a connection. Writing may take as long as the longest wait
// for messages and the largest import need.
func newHTTPServer(h http.Handler, log *slog.Logger) *http.Server {
	return &http.Server{
		Handler: h, ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 5 * time.Minute, WriteTimeout: 10 * time.Minute, IdleTimeout: 2 * time.Minute,
		MaxHeaderBytes: 64 << 10, ErrorLog: slog.NewLogLogger(log.Handler(), slog.LevelWarn),
	}
}

// clear notes who was there and clears away what time has made useless, until ctx ends.
func (a *App) clear(ctx context.Context) {
	tick := time.NewTicker(housekeeping)
	defer tick.Stop()
	for {
		if err := errors.Join(a.accounts.SaveSeen(ctx), a.accounts.ClearExpired(ctx), a.spend.LoseCalls(ctx)); err != nil && ctx.Err() == nil {
			a.log.Error("clearing away failed", slog.Any("error", err))
		}
		select {
		case <-ctx.Done():
			if err := a.accounts.SaveSeen(context.WithoutCancel(ctx)); err != nil {
				a.log.Error("when people were last seen was not saved", slog.Any("error", err))
			}
			return
		case <-tick.C:
		}
	}
}

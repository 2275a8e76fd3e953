// Package rest speaks HTTP for the product. It is the only package that knows gin: a handler decodes,
// calls one service and encodes.
package rest

import (
	"context"
	"log/slog"
	"net/http"
	"strings"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"

	"dealerportal/api/oas"
	"dealerportal/pkg/account"
	"dealerportal/pkg/battery"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/event"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/performance"
	"dealerportal/pkg/results"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/spend"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/transfer"
	"dealerportal/pkg/vehicle"
)

// Config says how the portal is spoken to.
type Config struct {
	// WebDir is the folder of the built single-page application; empty serves the API alone.
	WebDir string `env:"PORTAL_WEB_DIR"`
	// StreamPatience is how long a reader of a stream may take for what it is sent; 0 is ten seconds.
	StreamPatience time.Duration
}

// Services are what the handlers call.
type Services struct {
	Accounts    *account.Service
	Dealers     *dealer.Service
	Vehicles    *vehicle.Service
	Telemetry   *telemetry.Service
	Batteries   *battery.Service
	Leads       *lead.Service
	Outreach    *outreach.Service
	Events      *event.Feed
	Imports     *transfer.Service
	Performance *performance.Service
	Model       *risk.Model
	Health      HealthSource
	Spend       *spend.Service
	Results     *results.Service
}

// HealthSource tells how the parts are.
type HealthSource struct {
	Version  string
	Database func(ctx context.Context) (kind string, err error)
	// Provider is the model provider: whether one is set up, and since when and why it has been failing.
	Provider func() Provider
	// Draining says that the process is about to end.
	Draining func() bool
}

// Provider is the state of the model provider.
type Provider struct {
	Configured bool
	Failing    bool
	Since      time.Time
	Reason     string
}

// Server answers HTTP requests.
type Server struct {
	Services
	cfg      Config
	log      *slog.Logger
	now      func() time.Time
	metrics  *metrics
	gatherer http.Handler // nil when /metrics has an address of its own
	pages    *pageCache
	contract *contract
	simple   simpleForm
	labels   reasonLabels
	handler  http.Handler
}

var _ oas.StrictServerInterface = (*Server)(nil)

// New makes the server of everything. gatherer serves /metrics; nil leaves it out.
func New(cfg Config, services Services, reg prometheus.Registerer, gatherer http.Handler, log *slog.Logger, now func() time.Time) (*Server, error) {
	c, err := loadContract()
	if err != nil {
		return nil, err
	}
	simple, err := simpleFormOf(c)
	if err != nil {
		return nil, err
	}
	s := &Server{
		Services: services, cfg: cfg, log: log, now: now, metrics: newMetrics(reg, c.operations()), gatherer: gatherer,
		pages: newPageCache(services.Outreach.Same), contract: c, simple: simple, labels: newReasonLabels(services.Model),
	}
	gin.SetMode(gin.ReleaseMode)
	engine := gin.New()
	if err := engine.SetTrustedProxies(nil); err != nil {
		return nil, err
	}
	engine.HandleMethodNotAllowed = true
	engine.ContextWithFallback = true
	engine.Use(s.observe, s.recover, securityHeaders, s.refuseCrossOrigin(), s.authenticate, s.serveKept, s.validate)
	strict := oas.NewStrictHandlerWithOptions(s, nil, oas.StrictGinServerOptions{
		RequestErrorHandlerFunc:  s.badRequest,
		HandlerErrorFunc:         s.fail,
		ResponseErrorHandlerFunc: s.fail,
	})
	oas.RegisterHandlersWithOptions(engine, strict, oas.GinServerOptions{ErrorHandler: func(c *gin.Context, err error, _ int) { s.badRequest(c, err) }})
	engine.NoMethod(func(c *gin.Context) {
		s.problem(c, http.StatusMethodNotAllowed, "method_not_allowed", "This method is not supported here.", nil)
	})
	static, err := newStatic(cfg.WebDir)
	if err != nil {
		return nil, err
	}
	engine.NoRoute(func(c *gin.Context) {
		if !static.serve(c) {
			s.problem(c, http.StatusNotFound, "not_found", "There is nothing here.", nil)
		}
	})
	s.handler = headAsGet(engine)
	return s, nil
}

// headAsGet answers HEAD as what it is, GET without the body, which the server leaves out by itself. Events
// have no end to wait for.
func headAsGet(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodHead && r.URL.Path != "/api/events" {
			r = r.Clone(r.Context())
			r.Method = http.MethodGet
		}
		h.ServeHTTP(w, r)
	})
}

// ServeHTTP answers a request.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) { s.handler.ServeHTTP(w, r) }

// securityHeaders are on every answer. The policy of pages lets the application load what it was built
// with and talk to its own origin, and nothing else. What is data may load nothing at all; it is no
// page that could be opened beside another, and every header less is a gain where there are many answers.
func securityHeaders(c *gin.Context) {
	h := c.Writer.Header()
	h["X-Content-Type-Options"] = nosniffHeader
	h["Referrer-Policy"] = referrerHeader
	if strings.HasPrefix(c.Request.URL.Path, "/api/") {
		h["Content-Security-Policy"] = dataPolicy
	} else {
		h["Content-Security-Policy"] = pagePolicy
		h["Cross-Origin-Opener-Policy"] = openerHeader
	}
	if c.Request.TLS != nil {
		h["Strict-Transport-Security"] = hstsHeader
	}
}

var (
	dataPolicy     = []string{"default-src 'none'; frame-ancestors 'none'"}
	pagePolicy     = []string{"default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; object-src 'none'; form-action 'self'; frame-ancestors 'none'"}
	nosniffHeader  = []string{"nosniff"}
	referrerHeader = []string{"no-referrer"}
	openerHeader   = []string{"same-origin"}
	hstsHeader     = []string{"max-age=31536000"}
)

// refuseCrossOrigin keeps other sites' pages from writing with a visitor's session. A browser adds no key
// of its own accord, and where there is one nothing else is looked at, so there is nothing to keep from.
func (s *Server) refuseCrossOrigin() gin.HandlerFunc {
	protection := http.NewCrossOriginProtection()
	return func(c *gin.Context) {
		if _, ok := bearer(c.Request); ok && asksForSession(s.contract.operation(c)) {
			return
		}
		if err := protection.Check(c.Request); err != nil {
			s.problem(c, http.StatusForbidden, "forbidden", "Requests from other origins may not change anything.", nil)
			c.Abort()
		}
	}
}

// recover turns a panic into a 500 whose cause is in the log only.
func (s *Server) recover(c *gin.Context) {
	defer func() {
		if p := recover(); p != nil {
			if p == http.ErrAbortHandler {
				panic(p)
			}
			s.log.ErrorContext(c.Request.Context(), "a request broke off", slog.String("request_id", exchangeOf(c).requestID()), slog.Any("panic", p), slog.String("stack", stack()))
			if !c.Writer.Written() {
				s.problem(c, http.StatusInternalServerError, "internal", "Something went wrong on our side.", nil)
			}
			c.Abort()
		}
	}()
	c.Next()
}

package rest

import (
	"log/slog"
	"strconv"
	"time"

	"github.com/gin-gonic/gin"
	"github.com/prometheus/client_golang/prometheus"
)

// metrics are what is counted of requests. Labels are operations of the contract and classes of
// status: their number is fixed, and none tells of a dealer.
type metrics struct {
	duration map[string]prometheus.Observer
	requests map[string]*[6]prometheus.Counter
}

// unmatched is the operation of a request that is none of the contract's.
const unmatched = "unmatched"

func newMetrics(reg prometheus.Registerer, operations []string) *metrics {
	duration := prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "portal_http_request_duration_seconds", Help: "Time to answer a request, by operation of the contract.",
		Buckets: []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60},
	}, []string{"operation"})
	requests := prometheus.NewCounterVec(prometheus.CounterOpts{
		Name: "portal_http_requests_total", Help: "Requests answered, by operation of the contract and class of status.",
	}, []string{"operation", "status"})
	reg.MustRegister(duration, requests)
	m := &metrics{duration: map[string]prometheus.Observer{}, requests: map[string]*[6]prometheus.Counter{}}
	for _, op := range append(operations, unmatched) {
		m.duration[op] = duration.WithLabelValues(op)
		var byClass [6]prometheus.Counter
		for class := 1; class < len(byClass); class++ {
			byClass[class] = requests.WithLabelValues(op, strconv.Itoa(class)+"xx")
		}
		m.requests[op] = &byClass
	}
	return m
}

// observe measures every answer from outside all other steps, and logs those that changed something or
// went wrong. Reads that went well are in the metrics and not in the log.
func (s *Server) observe(c *gin.Context) {
	start := time.Now()
	e := newExchange(c, s.contract.route(c))
	c.Next()
	took := time.Since(start)
	op := unmatched
	if e.op != nil {
		op = e.op.id
	}
	status := c.Writer.Status()
	if op != operationStreamEvents { // a stream lasts as long as its reader stays
		s.metrics.duration[op].Observe(took.Seconds())
	}
	s.metrics.requests[op][min(max(status/100, 1), 5)].Inc()
	if op == operationGenerateLeads && status < 400 {
		s.Performance.Record(took)
	}
	if c.Request.Method == "GET" && status < 400 {
		return
	}
	level := slog.LevelInfo
	if status >= 500 {
		level = slog.LevelError
	}
	user := ""
	if e.user != nil {
		user = e.user.ID
	}
	s.log.LogAttrs(c.Request.Context(), level, "request", slog.String("request_id", e.requestID()), slog.String("operation", op),
		slog.String("method", c.Request.Method), slog.Int("status", status), slog.Float64("seconds", took.Seconds()), slog.String("user", user))
}

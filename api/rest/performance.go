package rest

import (
	"context"
	"net/http"
	"time"

	"github.com/gin-gonic/gin"

	"dealerportal/api/oas"
	"dealerportal/pkg/performance"
)

func statsOf(f performance.Figures) oas.PerformanceStats {
	seconds := func(d time.Duration) *float64 {
		if f.Answers.Count == 0 {
			return nil
		}
		v := d.Seconds()
		return &v
	}
	m, model := f.Messages, f.Model
	return oas.PerformanceStats{
		CacheHitRate: f.HitRate(), TotalRequests: f.Answers.Count, AvgResponseTime: f.MeanResponse(),
		CachedEntries: m.Entries, LastOptimization: m.LastTaken,
		ResponseTime: oas.ResponseTime{
			Count: f.Answers.Count, MeanSeconds: seconds(f.Answers.Mean), P50Seconds: seconds(f.Answers.P50),
			P95Seconds: seconds(f.Answers.P95), P99Seconds: seconds(f.Answers.P99),
		},
		Cache:    oas.CacheFigures{Hits: m.Hits, Misses: m.Misses, Evictions: m.Evictions, Entries: m.Entries, Bytes: m.Bytes},
		Messages: oas.MessageFigures{Ai: m.AI, Template: m.Template, Edited: m.Edited},
		Model: oas.ModelFigures{
			Calls: model.Calls, Retries: model.Retries, Failures: model.Failures, FailuresByReason: model.FailuresByReason,
			WithoutReport: model.WithoutReport, PromptTokens: model.PromptTokens, CompletionTokens: model.CompletionTokens, InFlight: model.InFlight, CostMicrodollars: model.Cost,
		},
	}
}

// GetPerformanceStats gives the service's figures.
func (s *Server) GetPerformanceStats(context.Context, oas.GetPerformanceStatsRequestObject) (oas.GetPerformanceStatsResponseObject, error) {
	out := oas.GetPerformanceStats200JSONResponse{Headers: oas.GetPerformanceStats200ResponseHeaders{CacheControl: &noStore}}
	out.Body.PerformanceStats = statsOf(s.Performance.Figures())
	return out, nil
}

// healthTimeout is how long the database may take to say that it is there.
const healthTimeout = 2 * time.Second

// GetHealth says whether the service is well.
func (s *Server) GetHealth(ctx context.Context, _ oas.GetHealthRequestObject) (oas.GetHealthResponseObject, error) {
	ctx, cancel := context.WithTimeout(plain(ctx), healthTimeout)
	defer cancel()
	h := oas.Health{Status: oas.Healthy, Reasons: []string{}, Version: s.Health.Version, PerformanceOptimization: oas.HealthPerformanceOptimizationActive, PerformanceStats: statsOf(s.Performance.Figures())}
	kind, err := s.Health.Database(ctx)
	h.Database.Kind, h.Database.Status = oas.HealthDatabaseKind(kind), oas.HealthDatabaseStatusOk
	switch p := s.Health.Provider(); {
	case !p.Configured:
		h.ModelProvider.Status = oas.HealthModelProviderStatusNotConfigured
	case p.Failing:
		h.ModelProvider.Status, h.ModelProvider.Since, h.ModelProvider.Reason = oas.HealthModelProviderStatusFailing, &p.Since, &p.Reason
		h.Status = oas.Degraded
		h.Reasons = append(h.Reasons, "The model provider is failing ("+p.Reason+"); messages that are not written yet are templates.")
	default:
		h.ModelProvider.Status = oas.HealthModelProviderStatusOk
	}
	if err != nil {
		h.Database.Status, h.Status = oas.HealthDatabaseStatusFailing, oas.Unhealthy
		h.Reasons = append(h.Reasons, "The database does not answer.")
	}
	if s.Health.Draining() {
		h.Status = oas.Unhealthy
		h.Reasons = append(h.Reasons, "The service is shutting down.")
	}
	if h.Status == oas.Unhealthy {
		return oas.GetHealth503JSONResponse(h), nil
	}
	return oas.GetHealth200JSONResponse{Body: h, Headers: oas.GetHealth200ResponseHeaders{CacheControl: &noStore}}, nil
}

// metricsAnswer hands the request to Prometheus' own handler.
type metricsAnswer struct {
	handler http.Handler
	request *http.Request
}

// VisitGetMetricsResponse writes the figures.
func (a metricsAnswer) VisitGetMetricsResponse(w http.ResponseWriter) error {
	a.handler.ServeHTTP(w, a.request)
	return nil
}

// GetMetrics gives the figures for Prometheus.
func (s *Server) GetMetrics(ctx context.Context, _ oas.GetMetricsRequestObject) (oas.GetMetricsResponseObject, error) {
	if s.gatherer == nil {
		return nil, errElsewhere
	}
	return metricsAnswer{handler: s.gatherer, request: ctx.(*gin.Context).Request}, nil
}

package llmtest

import (
	"encoding/json"
	"net/http"
	"time"
)

// named are the faults that can be set from outside the process.
var named = map[string]func() Fault{
	"none":          func() Fault { return Fault{} },
	"rate_limited":  func() Fault { return RateLimited("") },
	"out_of_credit": OutOfCredit,
	"unauthorized":  Unauthorized,
	"unavailable":   func() Fault { return Status(http.StatusServiceUnavailable) },
	"html":          func() Fault { return HTML(http.StatusBadGateway) },
	"reset":         ResetBefore,
	"hang":          Hang,
	"refusal":       Refusal,
	"cut":           Cut,
	"empty_choices": EmptyChoices,
	"spoilt":        func() Fault { return Spoilt("digits") },
}

// routeControl lets another process, such as a browser test, set faults and read what came in:
// PUT /control {"fault":"hang","latency_ms":200} or {"insert":"a text"}, GET /control/stats, GET /control/requests.
func (s *Server) routeControl(mux *http.ServeMux) {
	mux.HandleFunc("PUT /control", func(w http.ResponseWriter, r *http.Request) {
		var in struct {
			Fault     string `json:"fault"`
			Insert    string `json:"insert"`
			LatencyMS int    `json:"latency_ms"`
		}
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, 4096)).Decode(&in); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		if in.Fault == "" {
			in.Fault = "none"
		}
		make := named[in.Fault]
		if make == nil {
			http.Error(w, "there is no fault "+in.Fault, http.StatusBadRequest)
			return
		}
		fault := make()
		if in.Insert != "" {
			fault = Inserted(in.Insert)
		}
		s.Always(fault)
		s.SetLatency(time.Duration(in.LatencyMS) * time.Millisecond)
		w.WriteHeader(http.StatusNoContent)
	})
	mux.HandleFunc("GET /control/stats", func(w http.ResponseWriter, _ *http.Request) { writeJSON(w, http.StatusOK, s.Stats()) })
	mux.HandleFunc("GET /control/requests", func(w http.ResponseWriter, _ *http.Request) {
		bodies := []json.RawMessage{}
		for _, r := range s.Requests() {
			if json.Valid(r.Body) {
				bodies = append(bodies, r.Body)
			}
		}
		writeJSON(w, http.StatusOK, bodies)
	})
}

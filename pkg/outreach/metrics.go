package outreach

import "github.com/prometheus/client_golang/prometheus"

// Register offers the service's counts to Prometheus. They are read where they are kept, so that they
// are the same everywhere.
func (s *Service) Register(reg prometheus.Registerer) {
	counter := func(name, help string, labels prometheus.Labels, value func(Figures) int64) {
		reg.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: name, Help: help, ConstLabels: labels},
			func() float64 { return float64(value(s.Figures())) }))
	}
	gauge := func(name, help string, value func(Figures) int64) {
		reg.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: name, Help: help},
			func() float64 { return float64(value(s.Figures())) }))
	}
	counter("portal_messages_served_total", "Messages served with leads, by kind.", prometheus.Labels{"kind": string(AI)}, func(f Figures) int64 { return f.AI })
	counter("portal_messages_served_total", "Messages served with leads, by kind.", prometheus.Labels{"kind": string(Template)}, func(f Figures) int64 { return f.Template })
	counter("portal_messages_served_total", "Messages served with leads, by kind.", prometheus.Labels{"kind": string(Edited)}, func(f Figures) int64 { return f.Edited })
	for i, reason := range TemplateReasons {
		counter("portal_message_templates_total", "Messages served as templates, by why.", prometheus.Labels{"reason": reason}, func(Figures) int64 { return s.templatesBy[i].Load() })
	}
	counter("portal_message_corrections_total", "Answers of the model that were asked for once more because they broke a rule.", nil, func(Figures) int64 { return s.corrections.Load() })
	for _, rule := range Rules {
		counter("portal_message_refusals_total", "Answers of the model that were not used because they broke a rule, by rule.", prometheus.Labels{"rule": rule},
			func(Figures) int64 { return s.refusals[rule].Load() })
	}
	counter("portal_message_cache_hits_total", "AI texts that were at hand when a message was served.", nil, func(f Figures) int64 { return f.Hits })
	counter("portal_message_cache_misses_total", "AI texts that were wanted and not at hand.", nil, func(f Figures) int64 { return f.Misses })
	counter("portal_message_cache_evictions_total", "AI texts dropped from memory.", nil, func(f Figures) int64 { return f.Evictions })
	gauge("portal_message_cache_entries", "AI texts in memory.", func(f Figures) int64 { return f.Entries })
	gauge("portal_message_cache_bytes", "Size of the AI texts in memory, in bytes.", func(f Figures) int64 { return f.Bytes })
}

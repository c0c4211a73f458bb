package node

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"slices"
	"strconv"
	"time"

	"tocsin"
	"tocsin/internal/api"
	"tocsin/internal/identity"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"
)

// metrics are what a node counts of itself, in the form of Prometheus. What they say of the record
// is how much there is to do, and never of whom.
type metrics struct {
	registry *prometheus.Registry
	requests *prometheus.HistogramVec
}

// ScopeMetrics is the scope of a token that may read the metrics.
const ScopeMetrics = "metrics"

func newMetrics(n *Node, t *ticker, log *slog.Logger) *metrics {
	m := &metrics{registry: prometheus.NewRegistry(), requests: prometheus.NewHistogramVec(prometheus.HistogramOpts{
		Name: "tocsin_http_request_seconds", Help: "Time that requests took, by route and class of status. The live stream is not among them.",
		Buckets: []float64{.001, .005, .01, .05, .1, .5, 1, 5, 30},
	}, []string{"route", "status"})}
	m.registry.MustRegister(m.requests, &deskMetrics{n: n, clock: t, log: log},
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

// note counts a request. A route is one of those that a surface names, never a path.
func (m *metrics) note(req *api.Request, pattern string, status int, took time.Duration) {
	route := req.Route
	if route == "" {
		route = pattern
	}
	if route == api.Base+"stream" && status == http.StatusOK {
		return
	}
	m.requests.WithLabelValues(route, strconv.Itoa(status/100)+"xx").Observe(took.Seconds())
}

// handler is for those who look after the node: an account of the administrator or the inspector,
// or a token with the scope.
func (m *metrics) handler() http.Handler {
	h := promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{})
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		who, known := identity.From(r.Context())
		may := slices.Contains(who.Scopes, ScopeMetrics) || len(who.Scopes) == 0 && slices.ContainsFunc(who.Roles, func(r tocsin.Role) bool {
			return r == tocsin.Administrator || r == tocsin.Inspector
		})
		switch {
		case !known:
			w.Header().Set("WWW-Authenticate", "Bearer")
			http.Error(w, "send a token with the scope metrics", http.StatusUnauthorized)
		case !may:
			http.Error(w, "this is for the administrator, the inspector, and tokens with the scope metrics", http.StatusForbidden)
		default:
			h.ServeHTTP(w, r)
		}
	})
}

// deskMetrics reads the desk when it is asked.
type deskMetrics struct {
	n     *Node
	clock *ticker
	log   *slog.Logger
}

var (
	oldestOwed    = prometheus.NewDesc("tocsin_oldest_unanswered_obligation_seconds", "Age of the oldest obligation that nobody has answered; 0 when none is open.", nil, nil)
	openOwed      = prometheus.NewDesc("tocsin_open_obligations", "Obligations that nobody has answered, up to 10000.", nil, nil)
	logLeaves     = prometheus.NewDesc("tocsin_log_leaves_total", "Leaves of the log.", nil, nil)
	outboxWaiting = prometheus.NewDesc("tocsin_outbox_messages", "Messages that wait to be carried, up to 1000.", nil, nil)
	outboxAge     = prometheus.NewDesc("tocsin_outbox_oldest_seconds", "Age of the oldest message that waits to be carried; 0 when none waits.", nil, nil)
	clockAge      = prometheus.NewDesc("tocsin_clock_last_applied_seconds", "Time since what comes due was last looked at.", nil, nil)
)

// Describe implements [prometheus.Collector].
func (d *deskMetrics) Describe(ch chan<- *prometheus.Desc) {
	for _, x := range []*prometheus.Desc{oldestOwed, openOwed, logLeaves, outboxWaiting, outboxAge, clockAge} {
		ch <- x
	}
}

// Collect implements [prometheus.Collector].
func (d *deskMetrics) Collect(ch chan<- prometheus.Metric) {
	ctx, cancel := context.WithTimeout(context.Background(), probeTime)
	defer cancel()
	p, err := d.n.Desk.Pulse(ctx)
	if err != nil {
		d.log.LogAttrs(ctx, slog.LevelError, "the desk could not be measured", slog.String("error", d.n.Desk.Hide(ctx, err.Error())))
		ch <- prometheus.NewInvalidMetric(oldestOwed, errors.New("the desk could not be measured: see the log of the node"))
		return
	}
	now := d.n.Now()
	age := func(t time.Time) float64 {
		if t.IsZero() {
			return 0
		}
		return max(0, now.Sub(t).Seconds())
	}
	gauge := func(x *prometheus.Desc, v float64) {
		ch <- prometheus.MustNewConstMetric(x, prometheus.GaugeValue, v)
	}
	gauge(oldestOwed, age(p.Oldest))
	gauge(openOwed, float64(p.Open))
	gauge(outboxWaiting, float64(p.Waiting))
	gauge(outboxAge, age(p.Since))
	gauge(clockAge, age(d.clock.lastTick()))
	ch <- prometheus.MustNewConstMetric(logLeaves, prometheus.CounterValue, float64(p.Leaves))
}

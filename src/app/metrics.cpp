#include "app/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include <array>

#include "app/version.h"

namespace baryon::app {
namespace {

using Seconds = std::chrono::duration<double>;
using Buckets = prometheus::Histogram::BucketBoundaries;

const Buckets accept_buckets{0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 10};
const Buckets work_buckets{0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300};

template <class Builder>
auto& family(Builder builder, const char* name, const char* help, prometheus::Registry& registry) {
  return builder.Name(name).Help(help).Register(registry);
}

}  // namespace

struct Metrics::Families {
  prometheus::Registry registry;
  prometheus::Family<prometheus::Counter>& deliveries =
      family(prometheus::BuildCounter(), "baryon_deliveries_total", "Webhook requests by answer.", registry);
  prometheus::Histogram& accept = family(prometheus::BuildHistogram(), "baryon_delivery_accept_seconds",
                                         "From a webhook request's last byte to its durable acceptance.", registry)
                                      .Add({}, accept_buckets);
  prometheus::Family<prometheus::Counter>& syncs =
      family(prometheus::BuildCounter(), "baryon_syncs_total",
             "Attempts to sync by the state they led to, and syncs superseded while they waited.", registry);
  prometheus::Histogram& sync_time =
      family(prometheus::BuildHistogram(), "baryon_sync_seconds", "Duration of an attempt to sync.", registry)
          .Add({}, work_buckets);
  prometheus::Family<prometheus::Gauge>& queue_depth =
      family(prometheus::BuildGauge(), "baryon_queue_depth", "Syncs by state.", registry);
  prometheus::Gauge& queue_oldest =
      family(prometheus::BuildGauge(), "baryon_queue_oldest_seconds", "Age of the oldest sync that waits.", registry)
          .Add({});
  prometheus::Gauge& ref_gaps =
      family(prometheus::BuildGauge(), "baryon_ref_gaps", "Refs that are to be synced, and whose tip is not.", registry)
          .Add({});
  prometheus::Family<prometheus::Counter>& versions =
      family(prometheus::BuildCounter(), "baryon_versions_registered_total", "Versions registered by kind of template.",
             registry);
  prometheus::Family<prometheus::Counter>& upstream_requests =
      family(prometheus::BuildCounter(), "baryon_upstream_requests_total",
             "Requests to other servers by HTTP status; 0: no answer came.", registry);
  prometheus::Family<prometheus::Histogram>& upstream_time = family(
      prometheus::BuildHistogram(), "baryon_upstream_seconds", "Duration of requests to other servers.", registry);
};

Metrics::Metrics() : families_(std::make_unique<Families>()) {
  family(prometheus::BuildGauge(), "baryon_build_info", "Always 1; the labels say what runs.", families_->registry)
      .Add({{"version", std::string(version())}})
      .Set(1);
}

Metrics::~Metrics() = default;

void Metrics::count_delivery(std::string_view forge, std::string_view result) {
  families_->deliveries.Add({{"forge", std::string(forge)}, {"result", std::string(result)}}).Increment();
}

void Metrics::time_accept(std::chrono::nanoseconds took) { families_->accept.Observe(Seconds(took).count()); }

void Metrics::count_sync(std::string_view state, std::chrono::nanoseconds took) {
  families_->syncs.Add({{"state", std::string(state)}}).Increment();
  families_->sync_time.Observe(Seconds(took).count());
}

void Metrics::count_superseded(std::int64_t syncs) {
  families_->syncs.Add({{"state", std::string(to_string(pipeline::SyncState::superseded))}})
      .Increment(static_cast<double>(syncs));
}

void Metrics::count_version(std::string_view kind) {
  families_->versions.Add({{"kind", std::string(kind)}}).Increment();
}

void Metrics::count_upstream(std::string_view upstream, int code, std::chrono::nanoseconds took) {
  const std::string name(upstream);
  families_->upstream_requests.Add({{"upstream", name}, {"code", std::to_string(code)}}).Increment();
  families_->upstream_time.Add({{"upstream", name}}, work_buckets).Observe(Seconds(took).count());
}

std::string Metrics::render(const pipeline::Queue::Depth& depth, std::int64_t ref_gaps, Timestamp now) {
  using pipeline::SyncState;
  for (const auto state : {SyncState::queued, SyncState::running, SyncState::retryable, SyncState::dead}) {
    const auto found = depth.by_state.find(state);
    families_->queue_depth.Add({{"state", std::string(to_string(state))}})
        .Set(found == depth.by_state.end() ? 0 : static_cast<double>(found->second));
  }
  families_->ref_gaps.Set(static_cast<double>(ref_gaps));
  families_->queue_oldest.Set(depth.oldest_waiting ? Seconds(now - *depth.oldest_waiting).count() : 0);
  return prometheus::TextSerializer().Serialize(families_->registry.Collect());
}

}  // namespace baryon::app

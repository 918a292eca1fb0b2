#pragma once

#include <chrono>
#include <memory>
#include <mutex>
#include <vector>

#include "app/metrics.h"
#include "base/secret.h"
#include "net/address_list.h"
#include "net/message.h"
#include "pipeline/ingest.h"

namespace baryon::faces {

struct WebhookOptions {
  std::vector<Secret> secrets;  ///< all live, none empty
  net::AddressList allow;       ///< who may send; empty: anybody
  net::AddressList trusted_proxies;
};

/// `POST /webhooks/bitbucket`: checks sender and signature on the raw bytes, then hands the event to the ingest and
/// answers when it is durable. The answers are those of docs/webhooks.md. Of a denied request nothing is kept but a
/// counter and a log line now and then. Thread-safe; does not block.
class WebhookFace {
 public:
  /// `ingest` and `metrics` must outlive it.
  WebhookFace(pipeline::Ingest& ingest, app::Metrics& metrics, WebhookOptions options);

  void handle(net::Request request, net::Reply reply);

 private:
  [[nodiscard]] net::Response answer(int code, std::string_view status, std::string_view delivery,
                                     std::string_view reason) const;
  void log_denied(const std::string& remote, std::string_view reason);

  pipeline::Ingest& ingest_;
  app::Metrics& metrics_;
  WebhookOptions options_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_logged_;
  std::uint64_t unlogged_ = 0;
};

}  // namespace baryon::faces

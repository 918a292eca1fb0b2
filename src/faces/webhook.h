#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "app/metrics.h"
#include "base/log_pause.h"
#include "base/secret.h"
#include "base/waiting_room.h"
#include "net/address_list.h"
#include "net/message.h"
#include "pipeline/ingest.h"

namespace baryon::faces {

struct WebhookOptions {
  std::vector<Secret> secrets;  ///< all live, none empty
  net::AddressList allow;       ///< who may send; empty: anybody
  net::AddressList trusted_proxies;
  /// An event seems to have come that was too large to be looked at; must not block.
  std::function<void()> on_unread = [] {};
  std::function<WaitingRoom::Time()> now = std::chrono::steady_clock::now;
};

/// What is done with authentic deliveries: the ingest of a server, or what a function without a database does. Calls
/// back, perhaps from another thread, when nothing of the delivery can get lost any more, or when it cannot be taken
/// now.
using Intake = std::function<void(pipeline::Incoming, pipeline::Ingest::Done)>;

/// `POST /webhooks/bitbucket`: checks sender and signature on the raw bytes, then hands the event to the intake and
/// answers when it is durable. The answers are those of docs/webhooks.md. Of a denied request nothing is kept but a
/// counter and a log line now and then. When those that wait to be stored wait too long, further ones are answered 503
/// at once: Bitbucket gives up after 10 seconds, and takes an answer that comes later for none. Thread-safe; does not
/// block.
class WebhookFace {
 public:
  static constexpr std::size_t max_waiting = 4096;  // half of what the writer takes: syncs have changes to store, too
  static constexpr std::chrono::seconds max_wait{2};

  /// `metrics` must outlive it.
  WebhookFace(Intake intake, app::Metrics& metrics, WebhookOptions options);

  /// For a server; `ingest` must outlive it, too.
  WebhookFace(pipeline::Ingest& ingest, app::Metrics& metrics, WebhookOptions options);

  void handle(net::Request request, net::Reply reply);

  /// The head of a request that the server refused for its size. Anybody can make one that looks like Bitbucket's, so
  /// `on_unread` is called at most every `unread_pause`.
  void note_too_large(const net::Request& head);

  static constexpr std::chrono::minutes unread_pause{10};

 private:
  [[nodiscard]] net::Response answer(int code, std::string_view status, std::string_view delivery,
                                     std::string_view reason) const;
  [[nodiscard]] net::Response unavailable() const;
  void log_denied(const std::string& remote, std::string_view reason);
  void log_unavailable(const std::string& remote, const std::string& request_id, const std::string& reason);
  [[nodiscard]] std::string sender_of(const net::Request& request) const;

  Intake intake_;
  app::Metrics& metrics_;
  WebhookOptions options_;
  WaitingRoom waiting_room_;
  LogPause denied_;
  LogPause not_stored_;
  std::mutex mutex_;
  std::chrono::steady_clock::time_point last_unread_;
};

}  // namespace baryon::faces

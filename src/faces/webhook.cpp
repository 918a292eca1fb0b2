#include "faces/webhook.h"

#include <boost/json.hpp>

#include <chrono>
#include <utility>

#include "base/log.h"
#include "base/text.h"
#include "forge/bitbucket/event.h"
#include "forge/bitbucket/signature.h"

namespace baryon::faces {
namespace {

using forge::bitbucket::Signature;
using net::Request;
using net::Response;

constexpr std::string_view forge_name = "bitbucket";
constexpr std::string_view ping = "diagnostics:ping";
constexpr std::string_view refs_changed = "repo:refs_changed";
constexpr std::size_t longest_header = 200;  // of what is kept or logged

std::string header(const Request& request, std::string_view name) {
  return escape_for_display(request.headers.find(name).value_or(""), longest_header);
}

std::string_view denial(Signature signature) {
  switch (signature) {
    case Signature::missing:
      return "the X-Hub-Signature header is missing: set the webhook's secret in Bitbucket";
    case Signature::malformed:
      return "the X-Hub-Signature header is not sha256= and 64 hex digits";
    default:
      return "the signature does not fit: the webhook's secret in Bitbucket is not one of bitbucket.secrets";
  }
}

int code_of(pipeline::DeliveryStatus status) { return status == pipeline::DeliveryStatus::ignored ? 200 : 202; }

}  // namespace

WebhookFace::WebhookFace(Intake intake, app::Metrics& metrics, WebhookOptions options)
    : intake_(std::move(intake)),
      metrics_(metrics),
      options_(std::move(options)),
      waiting_room_({.max_waiting = max_waiting, .max_age = max_wait, .now = options_.now}) {}

WebhookFace::WebhookFace(pipeline::Ingest& ingest, app::Metrics& metrics, WebhookOptions options)
    : WebhookFace([&ingest](pipeline::Incoming incoming,
                            pipeline::Ingest::Done done) { ingest.accept(std::move(incoming), std::move(done)); },
                  metrics, std::move(options)) {}

Response WebhookFace::answer(int code, std::string_view status, std::string_view delivery,
                             std::string_view reason) const {
  metrics_.count_delivery(forge_name, status);
  boost::json::object body{{"status", status}, {"delivery", nullptr}, {"reason", reason}};
  if (!delivery.empty()) body["delivery"] = delivery;
  return Response::json(code, boost::json::serialize(body));
}

Response WebhookFace::unavailable() const {
  auto response = answer(503, "unavailable", "", "the delivery cannot be stored now");
  response.headers.add("Retry-After", "10");
  return response;
}

void WebhookFace::log_denied(const std::string& remote, std::string_view reason) {
  if (const auto unlogged = denied_.next())
    log::warning("delivery denied", {{"remote", remote}, {"reason", reason}, {"not_logged_before", *unlogged}});
}

void WebhookFace::log_unavailable(const std::string& remote, const std::string& request_id, const std::string& reason) {
  if (const auto unlogged = not_stored_.next())
    log::error("delivery cannot be stored",
               {{"remote", remote}, {"request_id", request_id}, {"reason", reason}, {"not_logged_before", *unlogged}});
}

std::string WebhookFace::sender_of(const Request& request) const {
  return net::client_address(request.remote, request.headers.joined("X-Forwarded-For"), options_.trusted_proxies);
}

// A signature is over the whole body, so nobody can tell whether this one is Bitbucket's.
void WebhookFace::note_too_large(const Request& head) {
  if (head.path != "/webhooks/bitbucket" && head.path != "/") return;
  const auto remote = sender_of(head);
  const auto signature = forge::bitbucket::check_signature(head.headers, {}, options_.secrets);
  const bool has_form = signature == Signature::wrong || signature == Signature::valid;
  const bool may_send = options_.allow.is_empty() || options_.allow.contains(remote);
  if (!has_form || !may_send || header(head, "X-Event-Key") != refs_changed) return;
  {
    const std::lock_guard lock(mutex_);
    const auto now = std::chrono::steady_clock::now();
    if (last_unread_ != std::chrono::steady_clock::time_point() && now - last_unread_ < unread_pause) return;
    last_unread_ = now;
  }
  log::warning("delivery too large",
               {{"remote", remote}, {"hint", "all configured repositories will be compared with Bitbucket"}});
  options_.on_unread();
}

void WebhookFace::handle(Request request, net::Reply reply) {
  const auto begin = std::chrono::steady_clock::now();
  const auto remote = sender_of(request);
  if (!options_.allow.is_empty() && !options_.allow.contains(remote)) {
    log_denied(remote, "not in server.allow");
    return reply(answer(403, "forbidden", "", "this address may not send webhooks"));
  }
  const auto event_key = header(request, "X-Event-Key");
  const auto signature = forge::bitbucket::check_signature(request.headers, request.body, options_.secrets);
  // Bitbucket does not sign its "Test connection", even when a secret is set.
  const bool is_unsigned_ping = signature == Signature::missing && event_key == ping;
  if (signature != Signature::valid && !is_unsigned_ping) {
    log_denied(remote, denial(signature));
    return reply(answer(401, "denied", "", denial(signature)));
  }
  if (event_key == ping) {
    log::info("ping", {{"remote", remote}, {"signed", signature == Signature::valid ? "yes" : "no"}});
    return reply(answer(200, "pong", "",
                        is_unsigned_ping ? "reached; the signature will be checked with the first event"
                                         : "reached, and the secret fits"));
  }
  auto event = event_key.empty() ? fail(ErrorCode::invalid, "the X-Event-Key header is missing")
                                 : forge::bitbucket::parse_event(event_key, request.body);
  if (!event) {
    log::warning("delivery invalid", {{"remote", remote}, {"event", event_key}, {"reason", event.error().message}});
    return reply(answer(400, "invalid", "", event.error().message));
  }
  auto request_id = header(request, "X-Request-Id");
  auto place = waiting_room_.enter();
  if (!place) {
    log_unavailable(remote, request_id, "those that wait to be stored wait too long");
    return reply(unavailable());
  }
  intake_({.forge = std::string(forge_name),
           .event = *std::move(event),
           .request_id = request_id,
           .remote = remote,
           .body = std::move(request.body)},
          [this, begin, request_id, event_key, remote, place = std::move(place),
           reply = std::move(reply)](Result<pipeline::Receipt> receipt) mutable {
            place.reset();
            if (!receipt) {
              log_unavailable(remote, request_id, receipt.error().text());
              return reply(unavailable());
            }
            metrics_.time_accept(std::chrono::steady_clock::now() - begin);
            log::info("delivery", {{"delivery", receipt->delivery},
                                   {"event", event_key},
                                   {"request_id", request_id},
                                   {"status", to_string(receipt->status)},
                                   {"reason", receipt->reason}});
            reply(answer(code_of(receipt->status), to_string(receipt->status), receipt->delivery, receipt->reason));
          });
}

}  // namespace baryon::faces

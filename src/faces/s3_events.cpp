#include "faces/s3_events.h"

#include <boost/json.hpp>

#include <optional>
#include <utility>

#include "base/encoding.h"
#include "base/json.h"
#include "base/log.h"
#include "base/sha256.h"
#include "base/text.h"

namespace baryon::faces {
namespace {

using aws::sns::MessageType;
using net::Request;
using net::Response;

constexpr std::string_view forge_name = "s3";
constexpr std::size_t longest_request_id = 200;
constexpr std::string_view no_token = "the token is missing or wrong";

std::optional<std::string> after(std::string_view text, std::string_view scheme) {
  if (!text.starts_with(scheme)) return std::nullopt;
  return std::string(text.substr(scheme.size()));
}

std::optional<std::string> password_of(std::string_view credentials) {
  const auto decoded = from_base64(credentials);
  if (!decoded) return std::nullopt;
  const std::string text(decoded->begin(), decoded->end());
  const auto colon = text.find(':');
  return colon == std::string::npos ? std::nullopt : std::optional(text.substr(colon + 1));
}

std::optional<std::string> token_of(const Request& request) {
  const auto header = request.headers.find("Authorization");
  if (!header) return request.parameter("token");
  if (const auto bearer = after(*header, "Bearer ")) return bearer;
  const auto basic = after(*header, "Basic ");
  return basic ? password_of(*basic) : std::nullopt;
}

}  // namespace

S3EventsFace::S3EventsFace(pipeline::Arrivals& arrivals, aws::sns::Receiver& sns, app::Metrics& metrics,
                           S3EventsOptions options)
    : arrivals_(arrivals), sns_(sns), metrics_(metrics), options_(std::move(options)) {}

bool S3EventsFace::has_token(const Request& request) const {
  const auto given = token_of(request);
  if (!given) return false;
  // Digests have one length, so that the comparison says nothing about the token's.
  const auto digest = sha256(*given);
  bool is_known = false;
  for (const auto& token : options_.tokens)
    is_known = equal_in_constant_time(sha256(token.reveal()), digest) || is_known;
  return is_known;
}

Response S3EventsFace::answer(int code, std::string_view status, std::string_view delivery,
                              std::string_view reason) const {
  metrics_.count_delivery(forge_name, status);
  boost::json::object body{{"status", status}, {"delivery", nullptr}, {"reason", reason}};
  if (!delivery.empty()) body["delivery"] = delivery;
  auto response = Response::json(code, boost::json::serialize(body));
  if (code == 503) response.headers.add("Retry-After", "10");
  return response;
}

void S3EventsFace::log_denied(const std::string& remote) {
  const auto reason = options_.tokens.empty() ? "store.events.tokens is empty" : no_token;
  if (const auto unlogged = denied_.next())
    log::warning("S3 event denied", {{"remote", remote}, {"reason", reason}, {"not_logged_before", *unlogged}});
}

Response S3EventsFace::invalid(const std::string& remote, const Error& error) const {
  log::warning("S3 event invalid", {{"remote", remote}, {"reason", error.message}});
  return answer(400, "invalid", "", error.message);
}

Response S3EventsFace::handle(const Request& request) {
  const auto remote =
      net::client_address(request.remote, request.headers.joined("X-Forwarded-For"), options_.trusted_proxies);
  if (!has_token(request)) {
    log_denied(remote);
    return answer(401, "denied", "", no_token);
  }
  const auto body = parse_json(request.body);
  if (!body) return invalid(remote, body.error());
  const auto* const object = body->if_object();
  if (object == nullptr) return invalid(remote, Error{.message = "no S3 event notification: not a JSON object"});
  if (aws::sns::is_message(*object)) return take_message(request, remote, *object);
  return take_notification(
      request, remote, store::events::read_notification(*object),
      escape_for_display(request.headers.find("X-Amz-Request-Id").value_or(""), longest_request_id));
}

Response S3EventsFace::take_message(const Request& request, const std::string& remote,
                                    const boost::json::object& body) {
  const auto message = aws::sns::read_message(body);
  if (!message) return invalid(remote, message.error());
  if (const auto checked = sns_.check(*message); !checked) {
    log::warning("message of SNS refused",
                 {{"remote", remote}, {"reason", checked.error().message}, {"hint", checked.error().hint}});
    if (checked.error().retryable)
      return answer(503, "unavailable", "", "the message's signature cannot be checked now");
    return answer(401, "denied", "", checked.error().message);
  }
  switch (message->type) {
    case MessageType::subscription_confirmation: {
      const auto confirmed = sns_.confirm(*message);
      log::write(confirmed ? log::Level::info : log::Level::error, "subscription of SNS",
                 {{"topic", message->topic}, {"outcome", confirmed ? "confirmed" : confirmed.error().message}});
      return confirmed ? answer(200, "subscribed", "", "the subscription is confirmed")
                       : answer(503, "unavailable", "", "the subscription cannot be confirmed now");
    }
    case MessageType::unsubscribe_confirmation:
      return answer(200, "ignored", "", "the subscription has ended");
    case MessageType::notification:
      break;
  }
  return take_notification(request, remote, store::events::parse_notification(message->text), message->id);
}

Response S3EventsFace::take_notification(const Request& request, const std::string& remote,
                                         Result<store::events::Notification> notification,
                                         const std::string& request_id) {
  if (!notification) return invalid(remote, notification.error());
  if (notification->is_test) return answer(200, "pong", "", "reached, and the token fits");
  const auto receipt = arrivals_.accept({.records = std::move(notification->records),
                                         .request_id = escape_for_display(request_id, longest_request_id),
                                         .remote = remote,
                                         .body = request.body});
  if (!receipt) {
    log::error("S3 event cannot be stored", {{"remote", remote}, {"reason", receipt.error().text()}});
    return answer(503, "unavailable", "", "the event cannot be stored now");
  }
  log::write(receipt->delivery.empty() ? log::Level::debug : log::Level::info, "S3 event",
             {{"delivery", receipt->delivery}, {"status", to_string(receipt->status)}, {"reason", receipt->reason}});
  const int code = receipt->status == pipeline::DeliveryStatus::ignored ? 200 : 202;
  return answer(code, to_string(receipt->status), receipt->delivery, receipt->reason);
}

}  // namespace baryon::faces

#include "net/server/messages.h"

#include <boost/asio/error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/url/decode_view.hpp>
#include <fmt/format.h>

#include <utility>

namespace baryon::net::server {
namespace {

constexpr std::string_view retry_after_seconds = "10";

Response answer(int status, std::string_view word, std::string_view reason) {
  return Response::json(status, fmt::format(R"({{"status":"{}","delivery":null,"reason":"{}"}})", word, reason));
}

Response refusal(int status, std::string_view word, std::string_view reason) {
  auto response = answer(status, word, reason);
  response.headers.add("Connection", "close");
  return response;
}

std::string percent_decoded(std::string_view text) {
  const auto encoded = boost::urls::make_pct_string_view(text);
  if (!encoded) return std::string(text);
  const auto decoded = **encoded;
  return {decoded.begin(), decoded.end()};
}

bool is_silent_end(const error_code& error) {
  return error == http::error::end_of_stream || error == asio::error::eof || error == asio::error::connection_reset ||
         error == asio::ssl::error::stream_truncated || error == asio::error::operation_aborted ||
         error == asio::error::bad_descriptor || error == beast::error::timeout;
}

}  // namespace

Request to_request(http::request<http::string_body>& message, const std::string& remote) {
  Request request;
  request.method = std::string(message.method_string());
  const std::string_view target(message.target().data(), message.target().size());
  const auto question = target.find('?');
  request.path = percent_decoded(target.substr(0, question));
  if (question != std::string_view::npos) request.query = std::string(target.substr(question + 1));
  for (const auto& field : message) request.headers.add(std::string(field.name_string()), std::string(field.value()));
  request.body = std::move(message.body());
  request.remote = remote;
  return request;
}

http::response<http::string_body> to_message(Response response, bool keep_alive, bool is_head) {
  http::response<http::string_body> message(static_cast<http::status>(response.status), 11);
  for (const auto& [name, value] : response.headers) message.set(name, value);
  message.set(http::field::server, "baryon");
  if (message.find(http::field::connection) == message.end()) message.keep_alive(keep_alive);
  const auto size = response.body.size();
  if (!is_head) message.body() = std::move(response.body);
  message.content_length(size);
  return message;
}

Response too_late() {
  auto response = answer(503, "unavailable", "too many requests are waiting");
  response.headers.add("Retry-After", std::string(retry_after_seconds));
  return response;
}

Response overloaded(std::string_view reason) {
  auto response = refusal(503, "unavailable", reason);
  response.headers.add("Retry-After", std::string(retry_after_seconds));
  return response;
}

std::optional<Response> refusal_for(const error_code& error) {
  if (error == asio::error::no_buffer_space) return overloaded("too many large requests are under way");
  if (error == http::error::body_limit)
    return refusal(413, "too_large", "the body is larger than server.max_body allows");
  if (error == http::error::header_limit) return refusal(431, "too_large", "the header fields are too large");
  if (is_silent_end(error) || error == http::error::partial_message) return std::nullopt;
  return refusal(400, "invalid", "this is not an HTTP/1.1 request");
}

void refuse_at_once(tcp::socket& socket) {
  auto message = to_message(overloaded("too many connections are open"), false, false);
  http::serializer<false, http::string_body> serializer(message);
  error_code ignored;
  socket.non_blocking(true, ignored);
  http::write(socket, serializer, ignored);
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

}  // namespace baryon::net::server

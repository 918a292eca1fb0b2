#pragma once

#include <boost/beast/http.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "net/message.h"
#include "net/server/streams.h"

/// Beast's messages and ours, and the answers that the server gives by itself.
namespace baryon::net::server {

namespace http = beast::http;

Request to_request(http::request<http::string_body>& message, const std::string& remote);

http::response<http::string_body> to_message(Response response, bool keep_alive, bool is_head);

/// 503 to a request that waited too long for its turn. The connection may go on: another one would cost more.
Response too_late();

/// 503, and the connection ends.
Response overloaded(std::string_view reason);

/// What to answer when a request could not be read; nothing where nobody listens any more.
std::optional<Response> refusal_for(const error_code& error);

/// Sends 503 on a connection that is not taken, if that can be done without waiting.
void refuse_at_once(tcp::socket& socket);

}  // namespace baryon::net::server

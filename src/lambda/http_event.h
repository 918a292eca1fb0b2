#pragma once

#include <boost/json/object.hpp>

#include <cstdint>
#include <string>

#include "base/error.h"
#include "net/message.h"

namespace baryon::lambda {

/// Who sends HTTP requests as events, and so how the answer has to look.
enum class HttpShape : std::uint8_t {
  rest_api,             ///< API Gateway, REST API (payload version 1.0)
  http_api,             ///< API Gateway, HTTP API, and function URLs (payload version 2.0)
  load_balancer,        ///< Application Load Balancer
  load_balancer_lists,  ///< the same with `lambda.multi_value_headers.enabled`
};

/// A request that came as an event.
struct HttpEvent {
  HttpShape shape = HttpShape::http_api;
  net::Request request;
};

/// Reads the request of an event of that shape: the body decoded where it is base64; the sender's address from
/// `requestContext`, which callers cannot write. A load balancer tells it only as the last address of
/// `X-Forwarded-For`, which it appends itself.
///
/// Source: "Working with Lambda proxy integrations for HTTP APIs", "Input format of a Lambda function for proxy
/// integration", "Using Lambda functions as targets of an Application Load Balancer". Errors: invalid, which names the
/// member.
[[nodiscard]] Result<HttpEvent> read_http_event(HttpShape shape, const boost::json::object& event);

/// The answer as whoever sent that shape wants it, JSON. A body that is no UTF-8 goes as base64.
[[nodiscard]] std::string write_http_answer(HttpShape shape, const net::Response& response);

}  // namespace baryon::lambda

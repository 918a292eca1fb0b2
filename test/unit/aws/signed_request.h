#pragma once

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

#include <optional>
#include <string>
#include <string_view>

#include "aws/credentials.h"
#include "aws/signer.h"
#include "aws/signing_time.h"
#include "base/glob.h"
#include "net/http_client.h"
#include "net/message.h"
#include "unit/support/manual_clock.h"

namespace baryon::aws::test {

// The key of AWS's own examples.
constexpr std::string_view example_id = "AKIDEXAMPLE";
constexpr std::string_view example_secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";

inline Credentials example_credentials(std::string_view session_token = {}) {
  return {.access_key_id = std::string(example_id),
          .secret = Secret(std::string(example_secret)),
          .session_token = Secret(std::string(session_token))};
}

inline std::chrono::sys_seconds time_of(std::string_view text) { return parse_basic_time(text).value(); }

inline void set(baryon::test::ManualClock& clock, std::string_view time) { clock.advance(time_of(time) - clock.now()); }

inline net::Headers without(const net::Headers& headers, std::string_view name) {
  net::Headers rest;
  for (const auto& [field, value] : headers)
    if (to_lower(field) != to_lower(name)) rest.add(field, value);
  return rest;
}

inline net::Headers with(const net::Headers& headers, const std::string& name, std::string value) {
  auto changed = without(headers, name);
  changed.add(name, std::move(value));
  return changed;
}

inline std::string replaced(std::string text, std::string_view from, std::string_view to) {
  const auto place = text.find(from);
  return place == std::string::npos ? text : text.replace(place, from.size(), to);
}

/// What a server gets when this is sent.
inline net::Request received(const net::ClientRequest& sent) {
  const auto url = boost::urls::parse_uri(sent.url).value();
  const auto path = url.path();
  return {.method = sent.method,
          .path = path.empty() ? "/" : std::string(path.begin(), path.end()),
          .query = std::string(url.encoded_query().data(), url.encoded_query().size()),
          .headers = sent.headers,
          .body = sent.body,
          .remote = "127.0.0.1"};
}

}  // namespace baryon::aws::test

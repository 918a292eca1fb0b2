#pragma once

#include <boost/json.hpp>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <utility>

#include "faces/proton/proton_api.h"
#include "unit/faces/proton/library_double.h"
#include "unit/support/manual_clock.h"
#include "unit/support/temporary_database.h"

namespace baryon::test {

struct ProtonAnswer {
  int status = 0;
  net::Headers headers = {};
  boost::json::value body = {};

  /// `ValidationException`; empty where it went well.
  [[nodiscard]] std::string exception() const {
    const auto* const type = body.as_object().if_contains("__type");
    if (type == nullptr) return "";
    const std::string text(type->as_string());
    return text.substr(text.find('#') + 1);
  }
  [[nodiscard]] std::string message() const {
    const auto* const text = body.as_object().if_contains("message");
    return text == nullptr ? "" : std::string(text->as_string());
  }
  /// The value at a JSON pointer, as JSON; `nothing` where there is none.
  [[nodiscard]] std::string at(std::string_view pointer) const {
    boost::system::error_code error;
    const auto* const value = body.find_pointer(pointer, error);
    return value == nullptr ? "nothing" : boost::json::serialize(*value);
  }
};

inline net::Request proton_request(std::string_view operation, std::string body) {
  net::Request request;
  request.method = "POST";
  request.path = "/";
  request.headers = {{"Host", "127.0.0.1:8080"},
                     {"Content-Type", "application/x-amz-json-1.0"},
                     {"X-Amz-Target", "AwsProton20200720." + std::string(operation)}};
  request.body = std::move(body);
  request.remote = "127.0.0.1";
  return request;
}

/// The face on a library in memory, called from loopback without a signature.
class ProtonFixture {
 public:
  explicit ProtonFixture(faces::proton::AccessOptions access = {})
      : api_(std::move(access),
             {.library = library,
              .sync_configs = sync_configs,
              .repositories = repositories,
              .sync_statuses = sync_statuses,
              .tokens = faces::proton::PageTokens(Secret("page token key")),
              .on_version_begun = [this] { ++versions_begun; }},
             clock) {}

  /// As it goes to the client.
  net::Response answer(const net::Request& request) { return api_.handle(request); }

  ProtonAnswer send(const net::Request& request) {
    auto response = answer(request);
    boost::system::error_code error;
    auto body = boost::json::parse(response.body, error);
    EXPECT_FALSE(error) << response.body;
    return {.status = response.status, .headers = std::move(response.headers), .body = std::move(body)};
  }

  ProtonAnswer call(std::string_view operation, std::string body = "{}") {
    return send(proton_request(operation, std::move(body)));
  }

  /// For calls that only prepare a test.
  ProtonAnswer must(std::string_view operation, std::string body) {
    auto answer = call(operation, std::move(body));
    EXPECT_EQ(answer.status, 200) << operation << ": " << answer.message();
    return answer;
  }

  LibraryDouble library;
  ManualClock clock;
  TemporaryDatabase database;
  int versions_begun = 0;
  int configs_due = 0;
  pipeline::SyncConfigs sync_configs{*database, clock, {.forge = "bitbucket", .on_due = [this] { ++configs_due; }}};
  pipeline::LinkedRepositories repositories{*database, clock, "bitbucket"};
  pipeline::SyncStatuses sync_statuses{*database, "bitbucket"};

 private:
  faces::proton::ProtonApi api_;
};

}  // namespace baryon::test

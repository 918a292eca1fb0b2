#include "registry/proton/answer.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <optional>
#include <string>

namespace baryon::registry::proton {
namespace {

using testing::HasSubstr;
using testing::Not;
using namespace std::chrono_literals;

Result<boost::json::object> read(int status, std::string body, net::Headers headers = {}) {
  return read_answer({.status = status, .headers = std::move(headers), .body = std::move(body)}, "the registry",
                     "GetEnvironmentTemplate");
}

std::string exception(const std::string& name, const std::string& message = "words") {
  return R"({"__type":"com.amazonaws.proton.v20200720#)" + name + R"(","message":")" + message + "\"}";
}

TEST(ProtonAnswer, IsItsMembers) {
  EXPECT_EQ(read(200, R"({"a":1})").value().at("a"), 1);
  EXPECT_TRUE(read(200, "").value().empty());
}

TEST(ProtonAnswer, HasToBeAnObject) {
  for (const auto* const body : {"[]", "1", "{", "<html>", "null"}) {
    const auto refused = read(200, body);
    ASSERT_FALSE(refused.has_value()) << body;
    EXPECT_EQ(refused.error().code, ErrorCode::corrupt);
    EXPECT_TRUE(refused.error().retryable);
    EXPECT_THAT(refused.error().message, HasSubstr("GetEnvironmentTemplate"));
  }
}

struct Case {
  std::string exception;
  int status;
  ErrorCode code;
  bool retryable;
};

class ProtonException : public testing::TestWithParam<Case> {};

TEST_P(ProtonException, IsAnErrorOfItsOwnSort) {
  const auto refused = read(GetParam().status, exception(GetParam().exception));
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, GetParam().code) << refused.error().message;
  EXPECT_EQ(refused.error().retryable, GetParam().retryable);
  EXPECT_THAT(refused.error().message, HasSubstr("words"));
}

INSTANTIATE_TEST_SUITE_P(Known, ProtonException,
                         testing::Values(Case{"ResourceNotFoundException", 400, ErrorCode::not_found, false},
                                         Case{"ConflictException", 400, ErrorCode::conflict, false},
                                         Case{"ValidationException", 400, ErrorCode::invalid, false},
                                         Case{"SerializationException", 400, ErrorCode::invalid, false},
                                         Case{"ServiceQuotaExceededException", 400, ErrorCode::too_large, false},
                                         Case{"AccessDeniedException", 400, ErrorCode::denied, false},
                                         Case{"UnrecognizedClientException", 403, ErrorCode::denied, false},
                                         Case{"InvalidSignatureException", 403, ErrorCode::denied, false},
                                         Case{"ExpiredTokenException", 403, ErrorCode::denied, false},
                                         Case{"SomethingNewException", 403, ErrorCode::denied, false},
                                         Case{"ThrottlingException", 400, ErrorCode::unavailable, true},
                                         Case{"SomethingNewException", 429, ErrorCode::unavailable, true},
                                         Case{"InternalServerException", 500, ErrorCode::unavailable, true},
                                         Case{"SomethingNewException", 503, ErrorCode::unavailable, true},
                                         Case{"UnknownOperationException", 404, ErrorCode::configuration, true},
                                         Case{"SomethingNewException", 400, ErrorCode::invalid, false}),
                         [](const auto& one) { return one.param.exception + std::to_string(one.param.status); });

TEST(ProtonAnswer, OfAModelledExceptionSpeaksItsWords) {
  EXPECT_EQ(read(400, exception("ValidationException", "Idempotent parameter mismatch")).error().message,
            "Idempotent parameter mismatch");
}

TEST(ProtonAnswer, MayNameItsExceptionInAHeader) {
  const auto refused =
      read(400, R"({"Message":"gone"})", {{"x-amzn-ErrorType", "ResourceNotFoundException:http://x/"}});
  EXPECT_EQ(refused.error().code, ErrorCode::not_found);
  EXPECT_EQ(refused.error().message, "gone");
}

TEST(ProtonAnswer, OfSomethingElseThereIsAMatterOfConfiguration) {
  for (const int status : {404, 405, 301}) {
    const auto refused = read(status, "<html>not here</html>");
    EXPECT_EQ(refused.error().code, ErrorCode::configuration) << status;
    EXPECT_THAT(refused.error().hint, HasSubstr("registry.url"));
  }
  EXPECT_EQ(read(502, "<html>bad gateway</html>").error().code, ErrorCode::unavailable);
}

TEST(ProtonAnswer, SaysWhenToComeBack) {
  EXPECT_EQ(read(400, exception("ThrottlingException"), {{"Retry-After", "7"}}).error().retry_after, 7s);
  EXPECT_EQ(read(400, exception("ThrottlingException")).error().retry_after, 1s);
  EXPECT_EQ(read(503, "", {{"Retry-After", "9"}}).error().retry_after, 9s);
  EXPECT_EQ(read(503, "").error().retry_after, std::nullopt);
}

TEST(ProtonAnswer, IsNotShownAsItCame) {
  const auto refused = read(400, exception("ConflictException", "\\u001b[2Jx\\n" + std::string(5000, 'y')));
  EXPECT_THAT(refused.error().message, Not(HasSubstr("\x1b")));
  EXPECT_LT(refused.error().message.size(), 2100U);
  const auto odd = read(400, R"({"__type":")" + std::string(5000, 'E') + "\"}");
  EXPECT_LT(odd.error().message.size(), 300U);
}

}  // namespace
}  // namespace baryon::registry::proton

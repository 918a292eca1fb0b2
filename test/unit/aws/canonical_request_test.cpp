#include "aws/canonical_request.h"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

#include "aws/signature.h"
#include "base/encoding.h"
#include "base/glob.h"
#include "unit/aws/signed_request.h"

namespace baryon::aws {
namespace {

constexpr std::string_view time_text = "20150830T123600Z";
constexpr std::string_view unreserved = "-._~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string signature_at_example_time(std::string_view canonical, const std::string& service) {
  const auto time = test::time_of(time_text);
  const auto scope = scope_at(time, "us-east-1", service);
  return signature(Secret(std::string(test::example_secret)), scope, string_to_sign(time, scope, canonical));
}

struct Vector {
  std::string name;
  std::string signature;
  std::string method = "GET";
  std::string path = "/";  // as sent
  std::string query = {};
  net::Headers headers = {};
  std::string body = {};
};

// The cases of AWS's Signature Version 4 test suite, with `Host: example.amazonaws.com`, the example's time, region
// us-east-1 and service "service". Each signature was made anew with botocore 1.43.11 (SigV4Auth), those of repeated,
// folded and trimmed headers and of get_utf8 also with Python's hmac over a canonical request written by hand.
const std::vector<Vector> vectors = {
    {"get_vanilla", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31"},
    {"post_vanilla", "5da7c1a2acd57cee7505fc6676e4e544621c30862966e37dddb68e92efbe5d6b", "POST"},
    {"query_order_key", "b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500", "GET", "/",
     "Param2=value2&Param1=value1"},
    {"query_order_value", "5772eed61e12b33fae39ee5e7012498b51d56abc0abb7c60486157bd471c4694", "GET", "/",
     "Param1=value2&Param1=value1"},
    {"query_order_prefix", "3195c10f6c70f9392a7764f6f83099349c32cf39a12222f775fca70b6227a5a4", "GET", "/", "a-b=1&a=2"},
    {"query_single", "a67d582fa61cc504c4bae71f336f98b97f1ea3c7a6bfe1b6e45aec72011b9aeb", "GET", "/", "Param1=value1"},
    {"query_unreserved", "9c3e54bfcdf0b19771a7f523ee5669cdf59bc7cc0884027167c21bb143a40197", "GET", "/",
     std::string(unreserved) + "=" + std::string(unreserved)},
    {"query_utf8", "2cdec8eed098649ff3a119c94853b13c643bcf08f8b0a1d91e12c9027818dd04", "GET", "/", "%E1%88%B4=bar"},
    {"path_unreserved", "07ef7494c76fa4850883e2b006601f940f8a34d404d0cfa977f52a65bbf5f24f", "GET",
     "/" + std::string(unreserved)},
    {"get_utf8", "8318018e0b0f223aa2bbf98705b62bb787dc9c0e678f255a891fd03141be5d85", "GET", "/\u1234"},
    {"path_encoded_twice", "697b34846207a3f72246f99d74ae1ee4fe54f44bb06730c58a0d339eb079596d", "GET", "/%E1%88%B4"},
    {"get_space", "652487583200325589f1fba4c7e578f72c47cb61beeca81406b39ddec1366741", "GET", "/example space/"},
    {"space_encoded_twice", "446b817944c553435b35e813c261ff4e161fff982d1bacdef1c87f6785dd1662", "GET",
     "/example%20space/"},
    {"get_relative", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", "GET", "/example/.."},
    {"get_relative_relative", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", "GET",
     "/example1/example2/../.."},
    {"get_slash", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", "GET", "//"},
    {"get_slash_dot_slash", "5fa00fa31553b73ebf1942676e86291e8372ff2a2260956d9b8aae1d763fbf31", "GET", "/./"},
    {"get_slash_pointless_dot", "ef75d96142cf21edca26f06005da7988e4f8dc83a165a80865db7089db637ec5", "GET",
     "/./example"},
    {"get_slashes", "9a624bd73a37c9a373b5312afbebe7a714a789de108f0bdfe846570885f57e84", "GET", "//example//"},
    {"header_key_duplicate",
     "c9d5ea9f3f72853aea855b47ea873832890dbdd183b4468f858259531a5138ea",
     "GET",
     "/",
     "",
     {{"My-Header1", "value2"}, {"My-Header1", "value2"}, {"My-Header1", "value1"}}},
    {"header_value_order",
     "08c7e5a9acfcfeb3ab6b2185e75ce8b1deb5e634ec47601a50643f830c755c01",
     "GET",
     "/",
     "",
     {{"My-Header1", "value4"}, {"my-header1", "value1"}, {"My-Header1", "value3"}, {"My-Header1", "value2"}}},
    {"header_value_multiline",
     "cfd34249e4b1c8d6b91ef74165d41a32e5fab3306300901bb65a51a73575eefd",
     "GET",
     "/",
     "",
     {{"My-Header1", "value1\r\n  value2\r\n     value3"}}},
    {"header_value_trim",
     "acc3ed3afb60bb290fc8d2dd0098b9911fcaa05412b367055dee359757a9c736",
     "GET",
     "/",
     "",
     {{"My-Header1", " value1"}, {"My-Header2", " \"a   b   c\"\t"}}},
    {"header_key_sort",
     "c5410059b04c1ee005303aed430f6e6645f61f4dc9e1461ec8f8916fdf18852c",
     "POST",
     "/",
     "",
     {{"My-Header1", "value1"}}},
    {"form",
     "ff11897932ad3f4e8b18135d722051e5ac45fc38421b1da7b9d196a0fe09473a",
     "POST",
     "/",
     "",
     {{"Content-Type", "application/x-www-form-urlencoded"}},
     "Param1=value1"},
};

class TestSuite : public testing::TestWithParam<Vector> {};

TEST_P(TestSuite, GivesTheKnownSignature) {
  const auto& vector = GetParam();
  auto headers = vector.headers;
  headers.add("Host", "example.amazonaws.com");
  headers.add("X-Amz-Date", std::string(time_text));
  std::vector<std::string> names;
  for (const auto& [name, value] : headers)
    if (std::ranges::find(names, to_lower(name)) == names.end()) names.push_back(to_lower(name));
  std::ranges::sort(names);
  const auto query = parse_query(vector.query);
  ASSERT_TRUE(query);
  const auto canonical = canonical_request({.method = vector.method,
                                            .path = canonical_path(vector.path, "service"),
                                            .query = canonical_query(*query),
                                            .headers = headers,
                                            .signed_headers = names,
                                            .payload_hash = hash_payload(vector.body)});
  EXPECT_EQ(signature_at_example_time(canonical, "service"), vector.signature) << canonical;
}

INSTANTIATE_TEST_SUITE_P(Vectors, TestSuite, testing::ValuesIn(vectors),
                         [](const auto& vector) { return vector.param.name; });

// Made with botocore's SigV4Auth and, apart from that, with Python's hmac; both agree.
TEST(CanonicalRequest, GivesTheKnownSignatureOfAProtonRequest) {
  const net::Headers headers{{"Host", "127.0.0.1:8080"},
                             {"Content-Type", "application/x-amz-json-1.0"},
                             {"X-Amz-Target", "AwsProton20200720.GetEnvironmentTemplate"},
                             {"X-Amz-Date", "20260102T030405Z"}};
  const std::vector<std::string> names{"content-type", "host", "x-amz-date", "x-amz-target"};
  const auto payload_hash = hash_payload(R"({"name": "fargate-env"})");
  EXPECT_EQ(payload_hash, "8aa6235567fc84e7ef33766f86cc78cdedc4f969a8217912eeff5ae21262236f");
  const auto canonical = canonical_request({.method = "POST",
                                            .path = canonical_path("/", "proton"),
                                            .query = {},
                                            .headers = headers,
                                            .signed_headers = names,
                                            .payload_hash = payload_hash});
  EXPECT_EQ(hash_payload(canonical), "454ecf8877332fb0f87a8adcd47c843184457879140b080ef8777820625e7b3f");
  const auto time = test::time_of("20260102T030405Z");
  const auto scope = scope_at(time, "us-east-1", "proton");
  EXPECT_EQ(scope.text(), "20260102/us-east-1/proton/aws4_request");
  const Secret secret{std::string(test::example_secret)};
  EXPECT_EQ(to_hex(signing_key(secret, scope)), "11daee3a9bad8970b00781ce0626cdee22f892b4bc1eac62b85f38b4ed2693eb");
  EXPECT_EQ(signature(secret, scope, string_to_sign(time, scope, canonical)),
            "b9eae41d50330601035c82f71cb2b52c40dcbc15e0b9b280e899263c5fe2a345");
}

TEST(CanonicalRequest, IsWrittenAsTheGuideSays) {
  const net::Headers headers{{"X-Amz-Date", "20150830T123600Z"}, {"Host", " a  b "}, {"Accept", "text/html"}};
  const std::vector<std::string> names{"host", "x-amz-date"};
  EXPECT_EQ(canonical_request({.method = "PUT",
                               .path = "/x",
                               .query = "a=1",
                               .headers = headers,
                               .signed_headers = names,
                               .payload_hash = unsigned_payload}),
            "PUT\n/x\na=1\nhost:a b\nx-amz-date:20150830T123600Z\n\nhost;x-amz-date\nUNSIGNED-PAYLOAD");
}

TEST(CanonicalPath, OfS3IsEncodedOnceAndKeepsItsSegments) {
  EXPECT_EQ(canonical_path("/a%20b//./../c", s3), "/a%20b//./../c");
  EXPECT_EQ(canonical_path("/a(b)%2b%C3%BC~", s3), "/a%28b%29%2B%C3%BC~");
  EXPECT_EQ(canonical_path("/100%", s3), "/100%25");
  EXPECT_EQ(canonical_path("", s3), "/");
}

TEST(CanonicalPath, OfOthersIsNormalisedAndEncodedTwice) {
  EXPECT_EQ(canonical_path("", "proton"), "/");
  EXPECT_EQ(canonical_path("/a%20b/../c/", "proton"), "/c/");
  EXPECT_EQ(canonical_path("/../..//a/.", "proton"), "/a/");
  EXPECT_EQ(canonical_path("/a%20b", "proton"), "/a%2520b");
}

TEST(CanonicalQuery, DecodesThenEncodesThenSorts) {
  const auto canonical = [](std::string_view query) { return canonical_query(parse_query(query).value()); };
  EXPECT_EQ(canonical(""), "");
  EXPECT_EQ(canonical("b=2&a=1&a=0"), "a=0&a=1&b=2");
  EXPECT_EQ(canonical("flag&empty=&&=x"), "=x&empty=&flag=");
  EXPECT_EQ(canonical("a=b=c"), "a=b%3Dc");
  EXPECT_EQ(canonical("a=%2f%7E+%20/"), "a=%2F~%20%20%2F");
}

TEST(CanonicalQuery, IsRefusedWithAMalformedEncoding) {
  for (const auto* query : {"%", "a=%", "a=%2", "%zz=1", "a=1&b=%2g", "a%=1", "a=%%41"})
    EXPECT_EQ(parse_query(query), std::nullopt) << query;
}

RC_GTEST_PROP(CanonicalQuery, IsTheSameInWhateverOrderAndStaysAsItIs, ()) {
  auto parameters = *rc::gen::container<std::vector<QueryParameter>>(
      rc::gen::construct<QueryParameter>(rc::gen::arbitrary<std::string>(), rc::gen::arbitrary<std::string>()));
  std::erase_if(parameters, [](const auto& parameter) { return parameter.name.empty() && parameter.value.empty(); });
  const auto canonical = canonical_query(parameters);
  std::ranges::reverse(parameters);
  RC_ASSERT(canonical_query(parameters) == canonical);
  RC_ASSERT(canonical_query(parse_query(canonical).value()) == canonical);
}

}  // namespace
}  // namespace baryon::aws

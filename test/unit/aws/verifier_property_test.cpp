#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <vector>

#include "aws/canonical_request.h"
#include "aws/verifier.h"
#include "base/encoding.h"
#include "unit/aws/signed_request.h"

namespace baryon::aws {
namespace {

constexpr std::string_view alphanumeric = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

std::string word() {
  return *rc::gen::nonEmpty(rc::gen::container<std::string>(rc::gen::elementOf(std::string(alphanumeric))));
}

std::string any_text() { return *rc::gen::container<std::string>(rc::gen::arbitrary<char>()); }

// What an encoded slash in a path means is lost when a server decodes it.
std::string text_without_slash() {
  auto text = any_text();
  std::erase(text, '/');
  return text;
}

struct Example {
  net::ClientRequest request;
  SigningContext context;
};

Example example() {
  Example out;
  out.request.method = *rc::gen::element<std::string>("GET", "POST", "PUT", "DELETE");
  out.request.url = "http://127.0.0.1:8080/" + word() + "/" + percent_encode(word() + text_without_slash());
  const auto parameters = *rc::gen::inRange(0, 4);
  for (int i = 0; i < parameters; ++i)
    out.request.url += (i == 0 ? "?" : "&") + percent_encode(word()) + "=" + percent_encode(word() + any_text());
  out.request.headers.add("Content-Type", word());
  out.request.headers.add("X-Amz-Target", word() + "  " + word() + " ");
  for (int i = *rc::gen::inRange(0, 3); i > 0; --i) out.request.headers.add("my-" + std::to_string(i), word());
  out.request.body = any_text();
  out.context = {.credentials = test::example_credentials(*rc::gen::element<std::string>("", "session/token+=")),
                 .region = "eu-west-1",
                 .service = "proton",
                 .time = test::time_of("20260102T030405Z")};
  return out;
}

bool accepts(const net::Request& request, const SigningContext& context) {
  baryon::test::ManualClock clock;
  test::set(clock, "20260102T030405Z");
  const auto look_up = [&](std::string_view id) {
    return id == context.credentials.access_key_id ? std::optional(context.credentials) : std::nullopt;
  };
  return Verifier({.service = "proton"}, look_up, clock).verify(request).has_value();
}

// One of its letters and digits becomes another.
std::string flipped(std::string text) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < text.size(); ++i)
    if (alphanumeric.contains(text[i])) places.push_back(i);
  auto& character = text[*rc::gen::elementOf(places)];
  character = *rc::gen::suchThat(rc::gen::elementOf(std::string(alphanumeric)),
                                 [old = character](char other) { return other != old; });
  return text;
}

std::string changed_body(std::string body) {
  if (body.empty() || *rc::gen::arbitrary<bool>()) return body + *rc::gen::arbitrary<char>();
  body[*rc::gen::inRange<std::size_t>(0, body.size())] ^= static_cast<char>(*rc::gen::inRange(1, 256));
  return body;
}

net::Headers with_one_flipped(const net::Headers& headers) {
  const std::vector<std::pair<std::string, std::string>> fields(headers.begin(), headers.end());
  const auto& [name, value] = *rc::gen::elementOf(fields);
  return test::with(headers, name, flipped(value));
}

net::Request presigned(const Example& example) {
  auto sent = example.request;
  sent.url = presign(sent, example.context, std::chrono::seconds(*rc::gen::inRange(1, 604'801))).value();
  sent.headers.add("Host", "127.0.0.1:8080");
  return test::received(sent);
}

RC_GTEST_PROP(SignedRequest, IsAccepted, ()) {
  const auto sample = example();
  RC_ASSERT(accepts(test::received(sign(sample.request, sample.context).value()), sample.context));
  RC_ASSERT(accepts(presigned(sample), sample.context));
}

RC_GTEST_PROP(SignedRequest, IsRefusedWithAnotherSecret, ()) {
  const auto sample = example();
  const auto request = test::received(sign(sample.request, sample.context).value());
  auto other = sample.context;
  other.credentials.secret = Secret(flipped(std::string(other.credentials.secret.reveal())));
  RC_ASSERT(!accepts(request, other));
}

// Every header is signed, `Authorization` holds key, date, scope, names and signature.
RC_GTEST_PROP(SignedRequest, IsRefusedOnceChanged, ()) {
  const auto sample = example();
  auto request = test::received(sign(sample.request, sample.context).value());
  switch (*rc::gen::inRange(0, request.query.empty() ? 4 : 5)) {
    case 0:
      request.method = flipped(request.method);
      break;
    case 1:
      request.path = flipped(request.path);
      break;
    case 2:
      request.headers = with_one_flipped(request.headers);
      break;
    case 3:
      request.body = changed_body(request.body);
      break;
    default: {
      const auto before = parse_query(request.query);
      request.query = flipped(request.query);
      RC_PRE(parse_query(request.query) != before);  // %2f for %2F is no change
    }
  }
  RC_ASSERT(!accepts(request, sample.context));
}

RC_GTEST_PROP(PresignedRequest, IsRefusedOnceChanged, ()) {
  const auto sample = example();
  auto request = presigned(sample);
  switch (*rc::gen::inRange(0, 5)) {
    case 0:
      request.method = flipped(request.method);
      break;
    case 1:
      request.path = flipped(request.path);
      break;
    case 2:
      request.headers = with_one_flipped(request.headers);
      break;
    case 3:
      request.body = changed_body(request.body);
      break;
    default: {
      const auto before = parse_query(request.query);
      request.query = flipped(request.query);
      RC_PRE(parse_query(request.query) != before);
    }
  }
  RC_ASSERT(!accepts(request, sample.context));
}

}  // namespace
}  // namespace baryon::aws

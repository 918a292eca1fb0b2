#include "faces/proton/access.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>

#include "aws/signer.h"
#include "faces/proton/operations.h"
#include "unit/faces/proton/proton_support.h"

namespace baryon::faces::proton {
namespace {

using app::Role;
using test::proton_request;
using test::ProtonFixture;

app::AccessKey viewer_key() { return {.id = "VIEWER", .secret = Secret("viewer secret"), .role = Role::viewer}; }
app::AccessKey operator_key() {
  return {.id = "OPERATOR", .secret = Secret("operator secret"), .role = Role::operator_};
}

/// What the AWS CLI would send.
net::Request signed_with(const app::AccessKey& key, const net::Request& request, Timestamp now,
                         const std::string& region = "eu-west-1") {
  net::ClientRequest sent;
  sent.method = request.method;
  sent.url = "http://127.0.0.1:8080/";
  for (const auto& [name, value] : request.headers)
    if (name != "Host") sent.headers.add(name, value);
  sent.body = request.body;
  const auto is_signed = aws::sign(sent, {.credentials = {.access_key_id = key.id, .secret = key.secret},
                                          .region = region,
                                          .service = "proton",
                                          .time = now});
  EXPECT_TRUE(is_signed.has_value());
  auto received = request;
  received.headers = is_signed->headers;
  return received;
}

AccessOptions two_keys() {
  AccessOptions options;
  options.keys = {viewer_key(), operator_key()};
  return options;
}

AccessOptions made_key() {
  AccessOptions options;
  options.made_key = operator_key();
  return options;
}

AccessOptions behind_proxy(AccessOptions options) {
  options.trusted_proxies = *net::AddressList::parse({"127.0.0.1"});
  return options;
}

net::Request from(const std::string& remote, net::Request request) {
  request.remote = remote;
  return request;
}

net::Request with_header(net::Request request, const std::string& name, const std::string& value) {
  request.headers.add(name, value);
  return request;
}

net::Request get_web() { return proton_request("GetServiceTemplate", R"({"name":"web"})"); }
net::Request create_web() { return proton_request("CreateServiceTemplate", R"({"name":"web"})"); }

TEST(ProtonAccess, TakesTheOperatorsSignatureAndRegion) {
  ProtonFixture proton(two_keys());
  const auto made = proton.send(signed_with(operator_key(), create_web(), proton.clock.now()));
  EXPECT_EQ(made.at("/serviceTemplate/arn"), R"("arn:aws:proton:eu-west-1:000000000000:service-template/web")");
}

TEST(ProtonAccess, WithKeysRefusesWhatIsNotSignedEvenFromLoopback) {
  ProtonFixture proton(two_keys());
  const auto answer = proton.send(create_web());
  EXPECT_EQ(answer.exception(), "MissingAuthenticationTokenException");
  EXPECT_EQ(answer.status, 403);
}

TEST(ProtonAccess, TellsWrongSecretsUnknownKeysAndOldSignaturesApart) {
  ProtonFixture proton(two_keys());
  const auto exception_of = [&](const net::Request& request) { return proton.send(request).exception(); };
  auto wrong = operator_key();
  wrong.secret = Secret("viewer secret");
  EXPECT_EQ(exception_of(signed_with(wrong, create_web(), proton.clock.now())), "InvalidSignatureException");
  auto unknown = operator_key();
  unknown.id = "NOBODY";
  EXPECT_EQ(exception_of(signed_with(unknown, create_web(), proton.clock.now())), "UnrecognizedClientException");
  const auto old = signed_with(operator_key(), create_web(), proton.clock.now());
  proton.clock.advance(std::chrono::minutes(16));
  EXPECT_EQ(exception_of(old), "InvalidSignatureException");
  auto changed = signed_with(operator_key(), create_web(), proton.clock.now());
  changed.body = R"({"name":"api"})";
  EXPECT_EQ(exception_of(changed), "InvalidSignatureException");
  EXPECT_EQ(exception_of(with_header(create_web(), "Authorization", "AWS4-HMAC-SHA256 Credential=x")),
            "IncompleteSignatureException");
  EXPECT_EQ(proton.call("ListServiceTemplates").exception(), "MissingAuthenticationTokenException");
}

TEST(ProtonAccess, ChecksTheSignatureBeforeAnythingElse) {
  ProtonFixture proton(two_keys());
  EXPECT_EQ(proton.call("Nonsense", "{").exception(), "MissingAuthenticationTokenException");
  EXPECT_EQ(proton.call("GetServiceTemplate", "{").exception(), "MissingAuthenticationTokenException");
  EXPECT_EQ(proton.call("CreateService").exception(), "MissingAuthenticationTokenException");
}

TEST(ProtonAccess, LetsViewersReadAndNothingElse) {
  ProtonFixture proton(two_keys());
  const auto as_viewer = [&](const std::string& operation) {
    return proton.send(signed_with(viewer_key(), proton_request(operation, "{"), proton.clock.now())).exception();
  };
  // What may go on meets the broken body next.
  for (const std::string kind : {"EnvironmentTemplate", "ServiceTemplate"}) {
    for (const auto& resource : {kind, kind + "Version"}) {
      for (const auto* const verb : {"Create", "Update", "Delete"})
        EXPECT_EQ(as_viewer(verb + resource), "AccessDeniedException") << verb << resource;
      EXPECT_EQ(as_viewer("Get" + resource), "SerializationException");
      EXPECT_EQ(as_viewer("List" + resource + "s"), "SerializationException");
    }
  }
  EXPECT_EQ(as_viewer("TagResource"), "AccessDeniedException");
  EXPECT_EQ(as_viewer("UntagResource"), "AccessDeniedException");
  for (const auto* const operation : {"ListTagsForResource", "GetAccountSettings", "GetResourcesSummary"})
    EXPECT_EQ(as_viewer(operation), "SerializationException") << operation;
}

TEST(ProtonAccess, NamesTheOperationThatIsDenied) {
  ProtonFixture proton(two_keys());
  const auto answer = proton.send(signed_with(viewer_key(), create_web(), proton.clock.now()));
  EXPECT_EQ(answer.status, 400);
  EXPECT_EQ(answer.message(),
            "access key VIEWER is not authorized to perform proton:CreateServiceTemplate: its role is viewer");
}

TEST(ProtonAccess, WithoutKeysServesLoopbackWhateverItSignsWith) {
  ProtonFixture proton;
  auto request = create_web();
  for (const auto* const remote : {"127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"}) {
    const auto answer = proton.send(from(remote, get_web()));
    EXPECT_EQ(answer.exception(), "ResourceNotFoundException") << remote;
  }
  const app::AccessKey dummy{.id = "test", .secret = Secret("test")};
  EXPECT_EQ(proton.send(signed_with(dummy, request, proton.clock.now(), "us-west-2")).at("/serviceTemplate/arn"),
            R"("arn:aws:proton:us-west-2:000000000000:service-template/web")");
}

TEST(ProtonAccess, WithoutKeysServesNobodyElse) {
  ProtonFixture proton;
  for (const auto* const remote : {"192.0.2.1", "10.0.0.1", "2001:db8::1", ""})
    EXPECT_EQ(proton.send(from(remote, get_web())).exception(), "MissingAuthenticationTokenException") << remote;
  const app::AccessKey dummy{.id = "test", .secret = Secret("test")};
  EXPECT_EQ(proton.send(from("192.0.2.1", signed_with(dummy, get_web(), proton.clock.now()))).exception(),
            "UnrecognizedClientException");
}

TEST(ProtonAccess, DoesNotTakeTheCallersOfAProxyForLoopback) {
  const std::string header = "X-Forwarded-For";
  const auto exception_of = [&](AccessOptions options, const net::Request& request) {
    return ProtonFixture(std::move(options)).send(request).exception();
  };
  const std::string refused = "MissingAuthenticationTokenException";
  EXPECT_EQ(exception_of({}, with_header(get_web(), header, "127.0.0.1")), refused);
  EXPECT_EQ(exception_of({}, with_header(get_web(), "Forwarded", "for=127.0.0.1")), refused);
  EXPECT_EQ(exception_of(behind_proxy({}), with_header(get_web(), header, "192.0.2.1")), refused);
  EXPECT_EQ(exception_of(behind_proxy({}), with_header(get_web(), header, "127.0.0.1, 192.0.2.1")), refused);
}

TEST(ProtonAccess, DoesNotTakeAPageInABrowserForLoopback) {
  ProtonFixture proton;
  for (const auto* const name : {"Origin", "Sec-Fetch-Site"})
    EXPECT_EQ(proton.send(with_header(get_web(), name, "null")).exception(), "MissingAuthenticationTokenException")
        << name;
}

TEST(ProtonAccess, LetsTheMadeKeyInThroughAProxy) {
  ProtonFixture proton(behind_proxy(made_key()));
  const auto through_proxy = [&](const net::Request& request) {
    return proton.send(with_header(request, "X-Forwarded-For", "192.0.2.1"));
  };
  EXPECT_EQ(through_proxy(create_web()).exception(), "MissingAuthenticationTokenException");
  EXPECT_EQ(through_proxy(signed_with(operator_key(), create_web(), proton.clock.now())).status, 200);
}

TEST(ProtonAccess, ChecksTheMadeKeyEvenFromLoopback) {
  ProtonFixture proton(made_key());
  auto wrong = operator_key();
  wrong.secret = Secret("guessed");
  EXPECT_EQ(proton.send(signed_with(wrong, create_web(), proton.clock.now())).exception(), "InvalidSignatureException");
  EXPECT_EQ(proton.send(signed_with(operator_key(), create_web(), proton.clock.now())).status, 200);
}

TEST(ProtonAccess, DoesNotTakeTheMadeKeyBesideConfiguredOnes) {
  auto options = two_keys();
  options.made_key = app::AccessKey{.id = "MADE", .secret = Secret("made"), .role = Role::operator_};
  ProtonFixture proton(std::move(options));
  const app::AccessKey made{.id = "MADE", .secret = Secret("made")};
  EXPECT_EQ(proton.send(signed_with(made, create_web(), proton.clock.now())).exception(),
            "UnrecognizedClientException");
}

TEST(ProtonAccess, CanBeClosedToLoopback) {
  auto options = made_key();
  options.is_open_to_loopback = false;
  ProtonFixture proton(std::move(options));
  EXPECT_EQ(proton.send(get_web()).exception(), "MissingAuthenticationTokenException");
  EXPECT_EQ(proton.send(signed_with(operator_key(), create_web(), proton.clock.now())).status, 200);
}

}  // namespace
}  // namespace baryon::faces::proton

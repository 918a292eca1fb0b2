#include "delivery.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/encoding.h"
#include "base/random.h"
#include "base/sha256.h"

namespace baryon::bench {
namespace {

constexpr std::size_t body_size = 1900;

std::string body_for(const std::string& commit) {
  auto body = fmt::format(
      R"({{"eventKey":"repo:refs_changed","date":"2026-11-22T10:00:00+0000","actor":{{"name":"admin","id":2,"type":"NORMAL"}},)"
      R"("repository":{{"slug":"infra","id":84,"name":"infra","project":{{"key":"PLAT","id":5,"name":"Platform","type":"NORMAL"}}}},)"
      R"("changes":[{{"ref":{{"id":"refs/heads/b{0}","displayId":"b{0}","type":"BRANCH"}},"refId":"refs/heads/b{0}",)"
      R"("fromHash":"0000000000000000000000000000000000000000","toHash":"{1}","type":"ADD"}}],)"
      R"("toCommit":{{"id":"{1}","displayId":"{2}","message":"Change something"}},"padding":")",
      commit.substr(0, 2), commit, commit.substr(0, 11));
  body.resize(std::max(body_size - 2, body.size()), 'x');
  return body + "\"}";
}

}  // namespace

std::string delivery(const Target& target, const std::string& path, const std::string& secret) {
  const auto body = body_for(random_hex(20));
  const auto signature = to_hex(hmac_sha256(secret, body));
  return fmt::format(
      "POST {} HTTP/1.1\r\nHost: {}:{}\r\nContent-Type: application/json; charset=utf-8\r\nX-Event-Key: "
      "repo:refs_changed\r\nX-Request-Id: {}\r\nX-Hub-Signature: sha256={}\r\nContent-Length: {}\r\n\r\n{}",
      path, target.host, target.port, random_hex(16), signature, body.size(), body);
}

}  // namespace baryon::bench

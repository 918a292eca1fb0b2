#include <boost/json/object.hpp>
#include <fmt/format.h>

#include <charconv>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "doctor/checks.h"

namespace baryon::doctor {
namespace {

constexpr std::string_view user_header = "X-AUSERNAME";
constexpr std::pair<int, int> oldest_version(5, 1);  // the first with archives over REST

std::optional<std::pair<int, int>> parse_version(std::string_view text) {
  std::pair<int, int> version;
  const auto* const end = text.data() + text.size();
  const auto major = std::from_chars(text.data(), end, version.first);
  if (major.ec != std::errc() || major.ptr == end || *major.ptr != '.') return std::nullopt;
  if (std::from_chars(major.ptr + 1, end, version.second).ec != std::errc()) return std::nullopt;
  return version;
}

// Whether it is a Bitbucket that Baryon can work with.
bool check_server(const Subject& subject, Report& report) {
  const auto& answer = subject.server.answer;
  if (!answer) {
    report.fail(answer.error());
    return false;
  }
  const auto* const body = answer->body.if_object();
  const auto version = body == nullptr ? std::nullopt : text_at(*body, "version");
  if (!answer->is_success() || !version) {
    report.fail(fmt::format("{} answered {}, not as Bitbucket does", subject.config.bitbucket.url, answer->status),
                "set bitbucket.url to Bitbucket's base address, with its context path");
    return false;
  }
  const auto shown = escape_for_display(*version, 40);
  const auto parsed = parse_version(*version);
  if (parsed && *parsed < oldest_version)
    report.fail(fmt::format("Bitbucket {} is too old", shown), "Baryon needs Bitbucket 5.1 or later");
  else
    report.pass(fmt::format("{} answers: Bitbucket {}", subject.config.bitbucket.url, shown));
  return true;
}

bool check_token(const Subject& subject, Report& report) {
  constexpr std::string_view make_one =
      "make an HTTP access token with read permission in Bitbucket and set bitbucket.token";
  if (subject.config.bitbucket.token.empty())
    report.warn("no token is set: only public repositories can be read", std::string(make_one));
  const auto answer = subject.bitbucket.get("/rest/api/latest/projects?limit=1");
  if (!answer) {
    report.fail(answer.error());
    return false;
  }
  if (!answer->is_success()) {
    const auto error = subject.bitbucket.error(*answer, "projects");
    report.fail(
        answer->status == 401 ? fmt::format("Bitbucket does not accept the token: {}", error.message) : error.message,
        answer->status == 401 ? std::string(make_one) : error.hint);
    return false;
  }
  if (subject.config.bitbucket.token.empty()) return true;
  const auto user = answer->headers.find(user_header);
  if (user)
    report.pass(fmt::format("the token is that of '{}'", escape_for_display(*user)));
  else
    report.fail("Bitbucket took the request for an anonymous one: the token is not known", std::string(make_one));
  return user.has_value();
}

// A pattern that stands for one project or repository.
bool is_literal(std::string_view pattern) { return pattern.find_first_of("*?!") == std::string_view::npos; }

std::string path_of(std::string_view pattern) {
  const auto slash = pattern.find('/');
  auto path = "/rest/api/latest/projects/" + percent_encode(pattern.substr(0, slash));
  if (slash != std::string_view::npos) path += "/repos/" + percent_encode(pattern.substr(slash + 1));
  return path;
}

void check_place(const Subject& subject, Report& report, const std::string& place) {
  const auto answer = subject.bitbucket.get(path_of(place));
  if (!answer) return report.fail(answer.error());
  if (answer->is_success()) return report.pass(fmt::format("{} can be read", place));
  const auto error = subject.bitbucket.error(*answer, place);
  report.fail(fmt::format("{} cannot be read: {}", place, error.message),
              answer->status == 404 || answer->status == 401
                  ? "check its spelling in bitbucket.projects, and give the token read permission on it"
                  : error.hint);
}

}  // namespace

void check_bitbucket(const Subject& subject, Report& report) {
  if (subject.config.bitbucket.url.empty())
    return report.warn("no Bitbucket is configured: webhooks are kept, syncs wait", "set bitbucket.url");
  if (!check_server(subject, report) || !check_token(subject, report)) return;
  for (const auto& place : subject.config.bitbucket.projects)
    if (is_literal(place)) check_place(subject, report, place);
}

}  // namespace baryon::doctor

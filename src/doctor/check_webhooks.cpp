#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/encoding.h"
#include "base/json.h"
#include "base/text.h"
#include "doctor/checks.h"

namespace baryon::doctor {
namespace {

namespace json = boost::json;

constexpr std::string_view receiver = "/webhooks/bitbucket";
constexpr std::string_view push = "repo:refs_changed";
constexpr std::size_t most_repositories = 50;  // of a project: each costs a request

std::string project_path(std::string_view project) { return "/rest/api/latest/projects/" + percent_encode(project); }

std::string repository_path(std::string_view project, std::string_view slug) {
  return project_path(project) + "/repos/" + percent_encode(slug);
}

bool is_push(const json::value& event) {
  const auto* const name = event.if_string();
  return name != nullptr && std::string_view(name->data(), name->size()) == push;
}

/// Looks at the webhooks of the configured places.
class WebhookCheck {
 public:
  WebhookCheck(const Subject& subject, Report& report) : subject_(subject), report_(report) {}

  void check_repository(std::string_view project, std::string_view slug) {
    const auto name = fmt::format("{}/{}", project, slug);
    const auto found = look_at(repository_path(project, slug), name);
    if (found == Found::none && look_at(project_path(project), std::string(project)) == Found::none) missing(name);
  }

  // A webhook of the project covers all its repositories; else each needs its own.
  void check_project(const std::string& project) {
    const auto found = look_at(project_path(project), project);
    if (found == Found::some) return;
    std::vector<std::string> slugs;
    const auto listed = subject_.bitbucket.each(project_path(project) + "/repos?limit=100", "repositories",
                                                [&](const json::object& repository) -> Result<void> {
                                                  const auto slug = text_at(repository, "slug");
                                                  if (slug) slugs.emplace_back(*slug);
                                                  return {};
                                                });
    if (!listed) return report_.fail(listed.error());
    const auto total = slugs.size();
    slugs.resize(std::min(total, most_repositories));
    std::vector<std::string> without;
    for (const auto& slug : slugs) {
      const auto of_repository = look_at(repository_path(project, slug), project + "/" + slug);
      if (of_repository == Found::hidden) return;  // the next one would be, too
      if (of_repository == Found::none) without.push_back(slug);
    }
    if (total > slugs.size())
      report_.skip(fmt::format("{} has {} repositories; the first {} were looked at", project, total, slugs.size()));
    if (found == Found::hidden) return;
    if (without.size() == slugs.size()) return missing(project);
    if (!without.empty())
      report_.warn(fmt::format("{} of {} repositories in {} have no webhook to this server, such as {}", without.size(),
                               slugs.size(), project, without.front()),
                   std::string(how_to_make));
  }

 private:
  enum class Found : std::uint8_t { none, some, hidden };
  static constexpr std::string_view how_to_make =
      "make one for the event Repository: Push, in the project's or repository's settings";

  void missing(const std::string& name) {
    report_.fail(fmt::format("{} has no webhook to this server: pushes are not announced", name),
                 std::string(how_to_make));
  }

  Found look_at(const std::string& path, const std::string& name) {
    auto found = Found::none;
    const auto listed = subject_.bitbucket.each(path + "/webhooks?limit=100", "webhooks of " + name,
                                                [&](const json::object& webhook) -> Result<void> {
                                                  if (!leads_here(webhook)) return {};
                                                  found = Found::some;
                                                  judge(path, name, webhook);
                                                  return {};
                                                });
    if (listed) return found;
    const auto code = listed.error().code;
    if (code == ErrorCode::denied) {
      if (!std::exchange(is_told_, true))
        report_.skip(
            fmt::format("the token may not see the webhooks of {}: Bitbucket's record of its calls is not known", name),
            "that needs admin permission on the repository or project; look at the webhook in Bitbucket");
      return Found::hidden;
    }
    // Webhooks of a project came with 8.9; a server without them has none there.
    if (code == ErrorCode::not_found || code == ErrorCode::configuration) return Found::none;
    report_.fail(listed.error());
    return Found::hidden;
  }

  [[nodiscard]] bool leads_here(const json::object& webhook) const {
    const auto url = text_at(webhook, "url").value_or("");
    const auto& own = subject_.config.server.public_url;
    return own.empty() ? url.ends_with(receiver) : url == own + std::string(receiver);
  }

  void judge(const std::string& path, const std::string& name, const json::object& webhook) {
    if (!flag_at(webhook, "active").value_or(true))
      return report_.fail(fmt::format("the webhook of {} is not active", name), "switch it on in Bitbucket");
    const auto* const events = array_at(webhook, "events");
    if (events == nullptr || std::ranges::none_of(*events, is_push))
      return report_.fail(fmt::format("the webhook of {} does not tell of pushes", name),
                          "tick the event Repository: Push");
    const auto id = integer_at(webhook, "id");
    if (!id) return;
    const auto call = fmt::format("{}/webhooks/{}/latest", path, *id);
    const auto latest = subject_.bitbucket.get(call);
    if (!latest) return report_.fail(latest.error());
    if (latest->status == 204)
      return report_.warn(fmt::format("the webhook of {} was never called", name),
                          "push something, or use Test connection in Bitbucket");
    const auto* const body = latest->body.if_object();
    const auto* const result = body == nullptr ? nullptr : object_at(*body, "result");
    if (!latest->is_success() || result == nullptr)
      return report_.skip(fmt::format("Bitbucket does not show the last call of the webhook of {}", name));
    judge_call(name, text_at(*result, "outcome").value_or(""), text_at(*result, "description").value_or(""));
  }

  void judge_call(const std::string& name, std::string_view outcome, std::string_view description) {
    const auto shown = escape_for_display(description);
    if (outcome == "SUCCESS") return report_.pass(fmt::format("the last call of the webhook of {} went well", name));
    if (outcome == "FAILURE")
      return report_.fail(
          fmt::format("the last call of the webhook of {} was answered: {}", name, shown),
          shown.contains("401") ? "the secret in Bitbucket is not one of bitbucket.secrets" : "see this server's log");
    report_.fail(fmt::format("the last call of the webhook of {} did not get through: {}", name, shown),
                 "check that Bitbucket reaches its URL: address, port, firewall, certificate");
  }

  const Subject& subject_;
  Report& report_;
  bool is_told_ = false;
};

}  // namespace

void check_webhooks(const Subject& subject, Report& report) {
  if (subject.config.bitbucket.url.empty()) return report.skip("no Bitbucket is configured");
  if (!subject.server.answer) return report.skip("Bitbucket does not answer");
  WebhookCheck check(subject, report);
  bool is_any = false;
  for (const std::string_view place : subject.config.bitbucket.projects) {
    if (place.find_first_of("*?!") != std::string_view::npos) continue;
    is_any = true;
    const auto slash = place.find('/');
    if (slash == std::string_view::npos)
      check.check_project(std::string(place));
    else
      check.check_repository(place.substr(0, slash), place.substr(slash + 1));
  }
  if (!is_any)
    report.skip("bitbucket.projects names no project by itself, so there is no telling which should have webhooks",
                "name projects, such as PLAT, to have their webhooks looked at");
}

}  // namespace baryon::doctor

#include "faces/dashboard.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "base/encoding.h"
#include "base/log.h"
#include "faces/html.h"

namespace baryon::faces {
namespace {

using net::Response;

constexpr std::int64_t recent = 20;

Response failure(const Error& error) {
  const bool is_missing = error.code == ErrorCode::not_found;
  if (!is_missing) log::error("page not made", {{"reason", error.text()}});
  return html_page(
      is_missing ? 404 : 503, is_missing ? "Not found" : "Not available",
      is_missing
          ? "<h1>There is no such page</h1>"
          : "<h1>The database or the registry cannot be read now</h1><p>See the log, and <code>/readyz</code>.</p>");
}

std::string row(std::initializer_list<std::string> cells) {
  std::string out = "<tr>";
  for (const auto& cell : cells) out += "<td>" + cell + "</td>";
  return out + "</tr>";
}

std::string table(std::string_view heads, const std::string& rows, std::string_view if_empty) {
  if (rows.empty()) return fmt::format("<p class=\"quiet\">{}</p>", if_empty);
  return fmt::format("<div class=\"scroll\"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>", heads,
                     rows);
}

std::string_view color(std::string_view state) {
  using Words = std::initializer_list<std::string_view>;
  const auto is_one_of = [&](Words words) { return std::ranges::find(words, state) != words.end(); };
  if (is_one_of({"succeeded", "accepted", "PUBLISHED", "in_step"})) return "good";
  if (is_one_of({"dead", "refused", "partial", "error", "unsynced", "missing"})) return "bad";
  if (is_one_of({"queued", "running", "retryable", "DRAFT", "warning", "waiting", "retrying"})) return "wait";
  return "quiet";
}

std::string state_word(std::string_view state) {
  return fmt::format("<span class=\"{}\">{}</span>", color(state), escape_html(state));
}

std::string code(std::string_view text) { return "<code>" + escape_html(text) + "</code>"; }

std::string link(const std::string& target, std::string_view text) {
  return fmt::format("<a href=\"{}\">{}</a>", escape_html(target), escape_html(text));
}

// Without a kind a name is that of an environment template where there is one.
std::string template_link(const std::string& name, std::string_view kind) {
  const bool is_service = kind == bundle::to_string(registry::TemplateKind::service);
  return link(fmt::format("/templates/{}{}", percent_encode(name), is_service ? "?kind=service" : ""), name);
}

std::string when(Timestamp time) {
  return fmt::format(R"(<time datetime="{0}" title="{0}">{1}</time>)", to_rfc3339(time),
                     to_age(time, system_clock().now()));
}

std::string templates_table(const std::vector<registry::Template>& templates) {
  std::string rows;
  for (const auto& item : templates)
    rows +=
        row({template_link(item.name, bundle::to_string(item.kind)), std::string(bundle::to_string(item.kind)),
             code(item.newest), item.recommended.empty() ? "<span class=\"quiet\">none</span>" : code(item.recommended),
             escape_html(item.owner.path()), when(item.last_modified_at)});
  return table("<th>Template</th><th>Kind</th><th>Newest</th><th>Published</th><th>Repository</th><th>Changed</th>",
               rows, "Nothing is registered yet. Push a repository that holds <template>/v1/.");
}

std::string syncs_table(const std::vector<pipeline::SyncRecord>& syncs) {
  std::string rows;
  for (const auto& sync : syncs)
    rows += row({state_word(sync.state), escape_html(sync.project + "/" + sync.slug), escape_html(sync.ref),
                 link("/syncs/" + sync.id, sync.commit.substr(0, 7)), escape_html(sync.reason), when(sync.created_at)});
  return table("<th>State</th><th>Repository</th><th>Ref</th><th>Commit</th><th>Why</th><th>When</th>", rows,
               "No sync yet.");
}

std::string deliveries_table(const std::vector<pipeline::DeliveryRecord>& deliveries) {
  std::string rows;
  for (const auto& delivery : deliveries)
    rows += row({state_word(delivery.status), escape_html(delivery.event),
                 escape_html(delivery.slug.empty() ? "" : delivery.project + "/" + delivery.slug),
                 escape_html(delivery.reason), when(delivery.received_at)});
  return table("<th>Answer</th><th>Event</th><th>Repository</th><th>Why</th><th>When</th>", rows,
               "No webhook has called yet.");
}

std::string findings_table(const std::vector<pipeline::TemplateResult>& results) {
  std::string rows;
  for (const auto& result : results)
    for (const auto& finding : result.findings) {
      const auto place = finding.place.line > 0 ? fmt::format("{}:{}", finding.file, finding.place.line) : finding.file;
      rows += row({state_word(bundle::to_string(finding.severity)), escape_html(result.name), code(place),
                   escape_html(finding.hint.empty() ? finding.message : finding.message + " (" + finding.hint + ")"),
                   code(finding.rule)});
    }
  if (rows.empty()) return {};
  return "<h2>Findings</h2>" +
         table("<th>Severity</th><th>Template</th><th>File</th><th>What</th><th>Rule</th>", rows, "");
}

std::string tip_cell(const std::optional<pipeline::LedgerTip>& tip) {
  if (!tip) return "<span class=\"quiet\">never</span>";
  const auto commit = tip->commit.empty() ? "<span class=\"quiet\">gone</span>" : code(tip->commit.substr(0, 7));
  return commit + " " + when(tip->at);
}

std::string ledger_table(const std::vector<pipeline::LedgerEntry>& entries) {
  std::string rows;
  for (const auto& entry : entries) {
    const auto state = state_word(to_string(entry.state));
    rows += row({escape_html(entry.repository.path()), escape_html(entry.ref), tip_cell(entry.announced),
                 tip_cell(entry.seen), tip_cell(entry.synced),
                 entry.sync.empty() ? state : fmt::format("<a href=\"/syncs/{}\">{}</a>", entry.sync, state),
                 entry.differs_since ? when(*entry.differs_since) : std::string(),
                 escape_html(entry.hint.empty() ? entry.reason : entry.reason + " (" + entry.hint + ")")});
  }
  return table(
      "<th>Repository</th><th>Ref</th><th>Announced</th><th>Seen</th><th>Synced</th><th>State</th><th>Gap since</th>"
      "<th>Why</th>",
      rows, "No ref is known yet.");
}

// One line of the home page.
std::string gaps_line(std::int64_t gaps) {
  if (gaps == 0) return fmt::format("<p>The tip of every ref is synced: {}.</p>", link("/ledger", "ledger"));
  return fmt::format("<p><span class=\"wait\">{} {} behind</span>: {}.</p>", gaps, gaps == 1 ? "ref is" : "refs are",
                     link("/ledger", "ledger"));
}

}  // namespace

Response Dashboard::home() {
  const auto templates = application_.registry().templates();
  if (!templates) log::warning("templates cannot be shown", {{"reason", templates.error().text()}});
  const auto syncs = application_.history().syncs({.limit = recent});
  if (!syncs) return failure(syncs.error());
  const auto deliveries = application_.history().deliveries({.limit = recent});
  if (!deliveries) return failure(deliveries.error());
  const auto gaps = application_.ledger().gaps();
  if (!gaps) return failure(gaps.error());
  return html_page(200, "Registry",
                   "<h1>Templates</h1>" +
                       (templates ? templates_table(*templates)
                                  : "<p>The registry does not answer now; the server's log says why.</p>") +
                       "<h2>Recent syncs</h2>" + gaps_line(*gaps) + syncs_table(*syncs) + "<h2>Recent deliveries</h2>" +
                       deliveries_table(*deliveries));
}

Response Dashboard::template_page(const registry::TemplateName& name) {
  const auto found = application_.registry().find_template(name);
  if (!found) return failure(found.error());
  if (!*found) return failure({.code = ErrorCode::not_found, .message = {}});
  const auto versions = application_.registry().versions(name);
  if (!versions) return failure(versions.error());
  const auto newest = application_.registry().find_version(name, std::nullopt);
  if (!newest) return failure(newest.error());
  std::string rows;
  for (const auto& version : std::views::reverse(*versions))
    rows += row({code(version.number.text()), state_word(registry::to_string(version.status)),
                 escape_html(version.description), code(version.directory), code(version.commit.substr(0, 7)),
                 when(version.created_at)});
  const auto owner = (*found)->owner.path();
  auto body = fmt::format("<h1>{}</h1><p>{} template{}</p>", escape_html(name.name), bundle::to_string((*found)->kind),
                          owner.empty() ? " made by hand" : " of " + escape_html(owner));
  body +=
      table("<th>Version</th><th>Status</th><th>Description</th><th>Directory</th><th>Commit</th><th>Registered</th>",
            rows, "No versions.");
  if (*newest)
    body += fmt::format("<h2>Schema of {}</h2><pre>{}</pre>", (*newest)->number.text(), escape_html((*newest)->schema));
  return html_page(200, name.name, body);
}

Response Dashboard::sync_page(const std::string& id) {
  const auto found = application_.history().sync(id);
  if (!found) return failure(found.error());
  if (!*found) return failure({.code = ErrorCode::not_found, .message = {}});
  const auto& sync = **found;
  std::string rows;
  for (const auto& result : sync.results) {
    const auto version = result.minor ? fmt::format("{}.{}", result.major, *result.minor) : std::string();
    // One that was refused or skipped may never have been registered.
    const bool is_registered = !result.is_refused() && !result.is_skipped();
    const auto name = is_registered ? template_link(result.name, result.kind) : escape_html(result.name);
    rows += row({name, state_word(result.outcome), code(version), code(result.directory),
                 escape_html(result.hint.empty() ? result.reason : result.reason + " (" + result.hint + ")")});
  }
  auto body = fmt::format("<h1>{} {}</h1><p>{}, {}: {}</p><p>{}</p>", escape_html(sync.project + "/" + sync.slug),
                          code(sync.commit.substr(0, 7)), escape_html(sync.ref), when(sync.created_at),
                          state_word(sync.state), escape_html(sync.reason));
  if (!sync.hint.empty()) body += fmt::format("<p class=\"quiet\">{}</p>", escape_html(sync.hint));
  body += table("<th>Template</th><th>Outcome</th><th>Version</th><th>Directory</th><th>Why</th>", rows,
                "No templates were looked at.");
  return html_page(200, "Sync", body + findings_table(sync.results));
}

Response Dashboard::ledger_page() {
  const auto entries = application_.ledger().entries({});
  if (!entries) return failure(entries.error());
  return html_page(
      200, "Ledger",
      "<h1>Ledger</h1><p class=\"quiet\">The tip of each ref: as webhooks announced it, as Bitbucket showed "
      "it when it was asked, as it was synced last.</p>" +
          ledger_table(*entries));
}

}  // namespace baryon::faces

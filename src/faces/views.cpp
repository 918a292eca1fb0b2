#include "faces/views.h"

#include <boost/json.hpp>

#include "bundle/finding_json.h"

namespace baryon::faces {
namespace {

namespace json = boost::json;

json::value time_or_null(const std::optional<Timestamp>& time) {
  if (!time) return nullptr;
  return json::value(to_rfc3339(*time));
}

json::value text_or_null(const std::string& text) {
  if (text.empty()) return nullptr;
  return json::value(text);
}

json::value list_or_null(const std::optional<std::vector<std::string>>& texts) {
  if (!texts) return nullptr;
  return json::array(texts->begin(), texts->end());
}

json::object to_json(const pipeline::ChangeRecord& change) {
  return {{"ref", change.ref},
          {"type", change.type},
          {"from", text_or_null(change.from)},
          {"to", text_or_null(change.to)},
          {"decision", change.decision},
          {"reason", change.reason},
          {"sync", text_or_null(change.sync)}};
}

json::value tip_or_null(const std::optional<pipeline::LedgerTip>& tip) {
  if (!tip) return nullptr;
  return json::object{{"commit", text_or_null(tip->commit)}, {"at", to_rfc3339(tip->at)}};
}

}  // namespace

json::object to_json(const registry::Template& value) {
  return {{"name", value.name},
          {"kind", bundle::to_string(value.kind)},
          {"display_name", value.display_name},
          {"description", value.description},
          {"repository", text_or_null(value.owner.path())},
          {"forge", text_or_null(value.owner.forge)},
          {"versions", value.version_count},
          {"newest", text_or_null(value.newest)},
          {"recommended", text_or_null(value.recommended)},
          {"created_at", to_rfc3339(value.created_at)},
          {"last_modified_at", to_rfc3339(value.last_modified_at)}};
}

json::object to_json(const registry::Version& value) {
  json::array environments;
  for (const auto& environment : value.compatible_environments)
    environments.push_back({{"name", environment.name}, {"major", environment.major}});
  return {{"template", value.template_name},
          {"kind", bundle::to_string(value.kind)},
          {"version", value.number.text()},
          {"major", value.number.major},
          {"minor", value.number.minor},
          {"status", registry::to_string(value.status)},
          {"description", value.description},
          {"status_message", text_or_null(value.status_message)},
          {"digest", text_or_null(value.digest.empty() ? "" : "sha256:" + value.digest)},
          {"engine", text_or_null(value.engine)},
          {"outputs", list_or_null(value.outputs)},
          {"bundle_key", text_or_null(value.bundle_key)},
          {"repository", text_or_null(value.repository())},
          {"ref", text_or_null(value.ref)},
          {"commit", text_or_null(value.commit)},
          {"directory", text_or_null(value.directory)},
          {"compatible_environments", std::move(environments)},
          {"supported_component_sources",
           json::array(value.supported_component_sources.begin(), value.supported_component_sources.end())},
          {"schema", text_or_null(value.schema)},
          {"created_at", to_rfc3339(value.created_at)},
          {"last_modified_at", to_rfc3339(value.last_modified_at)}};
}

json::object to_json(const pipeline::DeliveryRecord& value) {
  json::array changes;
  for (const auto& change : value.changes) changes.push_back(to_json(change));
  return {{"id", value.id},
          {"received_at", to_rfc3339(value.received_at)},
          {"event", value.event},
          {"request_id", text_or_null(value.request_id)},
          {"remote", value.remote},
          {"repository", text_or_null(value.slug.empty() ? std::string() : value.project + "/" + value.slug)},
          {"status", value.status},
          {"reason", value.reason},
          {"changes", std::move(changes)}};
}

json::object to_json(const pipeline::TemplateResult& value) {
  json::object out{{"template", value.name},
                   {"kind", text_or_null(value.kind)},
                   {"directory", value.directory},
                   {"major", value.major},
                   {"minor", nullptr},
                   {"version", nullptr},
                   {"outcome", value.outcome},
                   {"reason", value.reason},
                   {"hint", text_or_null(value.hint)},
                   {"findings", bundle::to_json(value.findings)}};
  if (value.minor) {
    out["minor"] = *value.minor;
    out["version"] = std::to_string(value.major) + "." + std::to_string(*value.minor);
  }
  return out;
}

json::object to_json(const pipeline::SyncRecord& value) {
  return {{"id", value.id},
          {"repository", value.project + "/" + value.slug},
          {"ref", value.ref},
          {"commit", value.commit},
          {"subject", text_or_null(value.subject)},
          {"delivery", text_or_null(value.delivery)},
          {"state", value.state},
          {"reason", text_or_null(value.reason)},
          {"hint", text_or_null(value.hint)},
          {"attempts", value.attempts},
          {"created_at", to_rfc3339(value.created_at)},
          {"run_at", to_rfc3339(value.run_at)},
          {"started_at", time_or_null(value.started_at)},
          {"finished_at", time_or_null(value.finished_at)},
          {"results", to_json(value.results)}};
}

json::object to_json(const pipeline::Explanation& value) {
  return {{"subject", value.subject},
          {"deliveries", to_json(value.deliveries)},
          {"syncs", to_json(value.syncs)},
          {"versions", to_json(value.versions)},
          {"versions_unknown", text_or_null(value.versions_unknown)}};
}

json::object to_json(const pipeline::Retried& value) {
  return {{"sync", value.sync},
          {"state_before", value.state_before},
          {"queued", value.is_queued},
          {"reason", value.reason}};
}

json::object to_json(const pipeline::LedgerEntry& value) {
  return {{"repository", value.repository.path()},
          {"repository_id", value.repository.id},
          {"forge", value.forge},
          {"ref", value.ref},
          {"tip", text_or_null(value.tip)},
          {"announced", tip_or_null(value.announced)},
          {"seen", tip_or_null(value.seen)},
          {"synced", tip_or_null(value.synced)},
          {"move", text_or_null(std::string(to_string(value.move)))},
          {"gap", value.differs_since.has_value()},
          {"since", time_or_null(value.differs_since)},
          {"unannounced", value.is_unannounced},
          {"state", to_string(value.state)},
          {"reason", text_or_null(value.reason)},
          {"hint", text_or_null(value.hint)},
          {"sync", text_or_null(value.sync)},
          {"next_attempt_at", time_or_null(value.next_attempt_at)}};
}

json::object to_json(const forge::Repository& repository, const pipeline::RefDifference& value) {
  return {{"repository", repository.path()},  {"repository_id", repository.id},       {"ref", value.ref},
          {"from", text_or_null(value.from)}, {"commit", text_or_null(value.commit)}, {"move", to_string(value.move)},
          {"queued", value.is_queued}};
}

}  // namespace baryon::faces

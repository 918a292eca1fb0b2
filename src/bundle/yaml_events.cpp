#include "bundle/yaml_events.h"

#include <fmt/format.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <utility>

#include "base/text.h"
#include "bundle/yaml_document.h"

namespace baryon::bundle {
namespace {

/// Thrown by the handler through yaml-cpp, which has no other way to be stopped, and caught in `send_events`.
struct Stop : std::exception {
  explicit Stop(YamlFault reason) : fault(std::move(reason)) {}
  YamlFault fault;
};

YamlFault beyond(Place place, std::string_view limit_name, std::size_t limit) {
  return {.code = ErrorCode::too_large,
          .place = place,
          .reason = fmt::format("the document passes the limit {} of {}", limit_name, limit),
          .hint = "make it simpler"};
}

std::optional<YamlFault> fault_in_bytes(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.yaml_bytes) return beyond({}, "yaml_bytes", limits.yaml_bytes);
  if (!is_utf8(text)) return YamlFault{.reason = "the file is no valid UTF-8", .hint = "save it as UTF-8"};
  // YAML 1.2.2, 5.1; and yaml-cpp takes U+0004 for the end of the file, which would hide what comes after it.
  const auto is_forbidden = [](char c) {
    return has_control_character({&c, 1}) && c != '\t' && c != '\n' && c != '\r';
  };
  if (const auto found = std::ranges::find_if(text, is_forbidden); found != text.end()) {
    const auto line = 1 + std::count(text.begin(), found, '\n');
    return YamlFault{.place = {.line = static_cast<int>(line)}, .reason = "control characters are not allowed in YAML"};
  }
  // The scanner holds back all tokens of a line that might still turn out to be a key, about 100 bytes each.
  const auto is_token = [](char c) { return std::string_view(",[]{}:-?\"'&*!|>").find(c) != std::string_view::npos; };
  if (static_cast<std::size_t>(std::ranges::count_if(text, is_token)) > limits.yaml_tokens)
    return beyond({}, "yaml_tokens", limits.yaml_tokens);
  return {};
}

}  // namespace

void BoundedHandler::OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) { leaf(mark, anchor, 0); }

void BoundedHandler::OnScalar(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                              const std::string& text) {
  if (text.size() > limits_.yaml_scalar_bytes)
    throw Stop(beyond(place_of(mark), "yaml_scalar_bytes", limits_.yaml_scalar_bytes));
  leaf(mark, anchor, text.size());
}

void BoundedHandler::OnSequenceStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                                     YAML::EmitterStyle::value /*style*/) {
  open(mark, anchor);
}

void BoundedHandler::OnSequenceEnd() { close(); }

void BoundedHandler::OnMapStart(const YAML::Mark& mark, const std::string& /*tag*/, YAML::anchor_t anchor,
                                YAML::EmitterStyle::value /*style*/) {
  open(mark, anchor);
}

void BoundedHandler::OnMapEnd() { close(); }

void BoundedHandler::OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) {
  const auto size = sizes_.find(anchor);
  if (size == sizes_.end())
    throw Stop(
        {.place = place_of(mark), .reason = "the alias lies inside what it stands for", .hint = "write the value out"});
  if (++aliases_ > limits_.yaml_aliases) throw Stop(beyond(place_of(mark), "yaml_aliases", limits_.yaml_aliases));
  count(mark, size->second);
}

void BoundedHandler::count(const YAML::Mark& mark, Size size) {
  size_.values += size.values;
  size_.text_bytes += size.text_bytes;
  if (size_.values > limits_.yaml_values) throw Stop(beyond(place_of(mark), "yaml_values", limits_.yaml_values));
  if (size_.text_bytes > limits_.yaml_text_bytes)
    throw Stop(beyond(place_of(mark), "yaml_text_bytes", limits_.yaml_text_bytes));
}

void BoundedHandler::leaf(const YAML::Mark& mark, YAML::anchor_t anchor, std::size_t text_bytes) {
  const Size size{.values = 1, .text_bytes = text_bytes};
  count(mark, size);
  if (anchor != YAML::NullAnchor) sizes_[anchor] = size;
}

void BoundedHandler::open(const YAML::Mark& mark, YAML::anchor_t anchor) {
  open_.push_back({anchor, size_});
  count(mark, {.values = 1});
  if (open_.size() > limits_.yaml_depth) throw Stop(beyond(place_of(mark), "yaml_depth", limits_.yaml_depth));
}

void BoundedHandler::close() {
  const auto& last = open_.back();
  if (last.anchor != YAML::NullAnchor)
    sizes_[last.anchor] = {.values = size_.values - last.before.values,
                           .text_bytes = size_.text_bytes - last.before.text_bytes};
  open_.pop_back();
}

std::optional<YamlFault> send_events(std::string_view text, const YamlLimits& limits, BoundedHandler& handler) {
  if (auto fault = fault_in_bytes(text, limits)) return fault;
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    parser.HandleNextDocument(handler);
    return {};
  } catch (const Stop& stop) {
    return stop.fault;
  } catch (const YAML::Exception& exception) {
    return fault_of(exception);
  }
}

YamlFault fault_of(const YAML::Exception& exception) {
  return {.place = place_of(exception.mark), .reason = escape_for_display(exception.msg)};
}

}  // namespace baryon::bundle

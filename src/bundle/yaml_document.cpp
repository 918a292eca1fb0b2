#include "bundle/yaml_document.h"

#include <fmt/format.h>
#include <yaml-cpp/eventhandler.h>

#include <algorithm>
#include <exception>
#include <sstream>
#include <unordered_map>
#include <vector>

#include "base/text.h"

namespace baryon::bundle {
namespace {

/// Thrown by the handler below through yaml-cpp, which has no other way to be stopped, and caught in `check_events`.
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

/// Counts what a document would become, without building it.
class Counter final : public YAML::EventHandler {
 public:
  explicit Counter(const YamlLimits& limits) : limits_(limits) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(mark, anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string& text) override {
    if (text.size() > limits_.yaml_scalar_bytes)
      throw Stop(beyond(place_of(mark), "yaml_scalar_bytes", limits_.yaml_scalar_bytes));
    leaf(mark, anchor);
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, anchor);
  }
  void OnMapEnd() override { close(); }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const auto size = sizes_.find(anchor);
    if (size == sizes_.end())
      throw Stop({.place = place_of(mark),
                  .reason = "the alias lies inside what it stands for",
                  .hint = "write the value out"});
    if (++aliases_ > limits_.yaml_aliases) throw Stop(beyond(place_of(mark), "yaml_aliases", limits_.yaml_aliases));
    count(mark, size->second);
  }

 private:
  struct Open {
    YAML::anchor_t anchor;
    std::size_t values_before;
  };

  void count(const YAML::Mark& mark, std::size_t values) {
    values_ += values;
    if (values_ > limits_.yaml_values) throw Stop(beyond(place_of(mark), "yaml_values", limits_.yaml_values));
  }

  void leaf(const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(mark, 1);
    if (anchor != YAML::NullAnchor) sizes_[anchor] = 1;
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor) {
    open_.push_back({anchor, values_});
    count(mark, 1);
    if (open_.size() > limits_.yaml_depth) throw Stop(beyond(place_of(mark), "yaml_depth", limits_.yaml_depth));
  }

  void close() {
    const auto& last = open_.back();
    if (last.anchor != YAML::NullAnchor) sizes_[last.anchor] = values_ - last.values_before;
    open_.pop_back();
  }

  const YamlLimits& limits_;
  std::size_t values_ = 0;
  std::size_t aliases_ = 0;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, std::size_t> sizes_;
};

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

YamlFault fault_of(const YAML::Exception& exception) {
  return {.place = place_of(exception.mark), .reason = exception.msg};
}

}  // namespace

Error YamlFault::error(std::string_view name) const {
  const Finding finding{.rule = {}, .file = std::string(name), .place = place, .message = reason};
  return Error{.code = code, .message = finding.text(), .hint = hint};
}

Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {.line = mark.line + 1, .column = mark.column + 1};
}

std::string place(std::string_view name, const YAML::Mark& mark) {
  if (mark.is_null()) return std::string(name);
  return fmt::format("{}:{}:{}", name, mark.line + 1, mark.column + 1);
}

std::optional<KeyedValue> find_key(const YAML::Node& map, std::string_view key) {
  if (!map.IsMap()) return {};
  for (const auto& pair : map)
    if (pair.first.IsScalar() && pair.first.Scalar() == key)
      return KeyedValue{.key_mark = pair.first.Mark(), .value = pair.second};
  return {};
}

Error yaml_error(std::string_view name, const YAML::Exception& exception) { return fault_of(exception).error(name); }

std::expected<YAML::Node, YamlFault> read_yaml(std::string_view text, const YamlLimits& limits) {
  if (auto fault = fault_in_bytes(text, limits)) return std::unexpected(*std::move(fault));
  try {
    const std::string copy(text);
    std::istringstream stream(copy);
    YAML::Parser parser(stream);
    Counter counter(limits);
    parser.HandleNextDocument(counter);
    return YAML::Load(copy);
  } catch (const Stop& stop) {
    return std::unexpected(stop.fault);
  } catch (const YAML::Exception& exception) {
    return std::unexpected(fault_of(exception));
  }
}

Result<YAML::Node> load_yaml(std::string_view text, std::string_view name, const YamlLimits& limits) {
  auto node = read_yaml(text, limits);
  if (!node) return std::unexpected(node.error().error(name));
  return *std::move(node);
}

}  // namespace baryon::bundle

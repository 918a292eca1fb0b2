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
  explicit Stop(Error reason) : error(std::move(reason)) {}
  Error error;
};

/// Counts what a document would become, without building it.
class Counter final : public YAML::EventHandler {
 public:
  Counter(std::string_view name, const YamlLimits& limits) : name_(name), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { leaf(mark, anchor); }
  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor, const std::string&) override {
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
      throw Stop(Error{.code = ErrorCode::invalid,
                       .message = place(name_, mark) + ": the alias lies inside what it stands for",
                       .hint = "write the value out"});
    count(mark, size->second);
  }

 private:
  struct Open {
    YAML::anchor_t anchor;
    std::size_t values_before;
  };

  void count(const YAML::Mark& mark, std::size_t values) {
    values_ += values;
    if (values_ > limits_.yaml_values) stop(mark, "yaml_values", limits_.yaml_values);
  }

  void leaf(const YAML::Mark& mark, YAML::anchor_t anchor) {
    count(mark, 1);
    if (anchor != YAML::NullAnchor) sizes_[anchor] = 1;
  }

  void open(const YAML::Mark& mark, YAML::anchor_t anchor) {
    open_.push_back({anchor, values_});
    count(mark, 1);
    if (open_.size() > limits_.yaml_depth) stop(mark, "yaml_depth", limits_.yaml_depth);
  }

  void close() {
    const auto& last = open_.back();
    if (last.anchor != YAML::NullAnchor) sizes_[last.anchor] = values_ - last.values_before;
    open_.pop_back();
  }

  [[noreturn]] void stop(const YAML::Mark& mark, std::string_view limit_name, std::size_t limit) const {
    throw Stop(Error{
        .code = ErrorCode::too_large,
        .message = fmt::format("{}: the document passes the limit {} of {}", place(name_, mark), limit_name, limit),
        .hint = "make it simpler"});
  }

  std::string_view name_;
  const YamlLimits& limits_;
  std::size_t values_ = 0;
  std::vector<Open> open_;
  std::unordered_map<YAML::anchor_t, std::size_t> sizes_;
};

Result<void> check_bytes(std::string_view text, std::string_view name, const YamlLimits& limits) {
  if (text.size() > limits.yaml_bytes)
    return fail(ErrorCode::too_large,
                fmt::format("{}: the document passes the limit yaml_bytes of {}", name, limits.yaml_bytes));
  if (!is_utf8(text)) return fail(ErrorCode::invalid, fmt::format("{} is no valid UTF-8", name), "save it as UTF-8");
  // YAML 1.2.2, 5.1; and yaml-cpp takes U+0004 for the end of the file, which would hide what comes after it.
  const auto is_forbidden = [](char c) {
    return has_control_character({&c, 1}) && c != '\t' && c != '\n' && c != '\r';
  };
  if (const auto found = std::ranges::find_if(text, is_forbidden); found != text.end()) {
    const auto line = 1 + std::count(text.begin(), found, '\n');
    return fail(ErrorCode::invalid, fmt::format("{}:{}: control characters are not allowed in YAML", name, line));
  }
  // The scanner holds back all tokens of a line that might still turn out to be a key, about 100 bytes each.
  const auto is_token = [](char c) { return std::string_view(",[]{}:-?\"'&*!|>").find(c) != std::string_view::npos; };
  if (static_cast<std::size_t>(std::ranges::count_if(text, is_token)) > limits.yaml_tokens)
    return fail(ErrorCode::too_large,
                fmt::format("{}: the document passes the limit yaml_tokens of {}", name, limits.yaml_tokens),
                "make it simpler");
  return {};
}

Result<void> check_events(const std::string& text, std::string_view name, const YamlLimits& limits) {
  try {
    std::istringstream stream(text);
    YAML::Parser parser(stream);
    Counter counter(name, limits);
    parser.HandleNextDocument(counter);
    return {};
  } catch (const Stop& stop) {
    return std::unexpected(stop.error);
  }
}

}  // namespace

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

Error yaml_error(std::string_view name, const YAML::Exception& exception) {
  return Error{.code = ErrorCode::invalid, .message = place(name, exception.mark) + ": " + exception.msg};
}

Result<YAML::Node> load_yaml(std::string_view text, std::string_view name, const YamlLimits& limits) {
  BARYON_CHECK(check_bytes(text, name, limits));
  return catching_yaml(name, [&]() -> Result<YAML::Node> {
    const std::string copy(text);
    BARYON_CHECK(check_events(copy, name, limits));
    return YAML::Load(copy);
  });
}

}  // namespace baryon::bundle

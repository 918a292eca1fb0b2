#include "app/config_nodes.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <yaml-cpp/yaml.h>

#include <utility>

#include "app/managed_secret.h"
#include "base/file.h"
#include "base/units.h"

namespace baryon::app {
namespace {

constexpr std::string_view from_secrets_manager = "secretsmanager:";

}  // namespace

Result<std::string> scalar(const YAML::Node& node) {
  if (node.IsNull()) return std::string();
  if (!node.IsScalar()) return fail(ErrorCode::configuration, "a single value is needed here");
  return node.Scalar();
}

Result<std::vector<std::string>> list(const YAML::Node& node) {
  std::vector<std::string> out;
  if (node.IsNull()) return out;
  if (!node.IsSequence())
    return fail(ErrorCode::configuration, "a list is needed here", "write it like [first, second]");
  for (const auto& item : node) {
    BARYON_TRY(auto text, scalar(item));
    out.push_back(std::move(text));
  }
  return out;
}

// A value given literally, by the name of a variable, of a file, or of a secret in AWS Secrets Manager.
Result<Secret> secret(std::string_view text, const Environment& environment) {
  constexpr std::string_view from_variable = "env:";
  constexpr std::string_view from_file = "file:";
  constexpr std::uint64_t max_secret = 64 * kib;
  if (text.starts_with(from_variable)) {
    const std::string name(text.substr(from_variable.size()));
    auto value = environment(name);
    if (!value || value->empty())
      return fail(ErrorCode::configuration, fmt::format("the environment variable {} is not set or empty", name));
    return Secret(*std::move(value));
  }
  if (text.starts_with(from_file)) {
    const std::string path(text.substr(from_file.size()));
    auto content = read_small_file(path, max_secret);
    if (!content)
      return std::unexpected(
          Error{.code = ErrorCode::configuration, .message = content.error().message, .hint = content.error().hint});
    while (content->ends_with('\n') || content->ends_with('\r')) content->pop_back();
    if (content->empty()) return fail(ErrorCode::configuration, fmt::format("the file '{}' is empty", path));
    return Secret(*std::move(content));
  }
  if (text.starts_with(from_secrets_manager))
    return managed_secret(text.substr(from_secrets_manager.size()), environment);
  return Secret(std::string(text));
}

Result<std::vector<Secret>> live_secrets(std::string_view text, const Environment& environment) {
  if (text.starts_with(from_secrets_manager))
    return managed_secrets(text.substr(from_secrets_manager.size()), environment);
  BARYON_TRY(auto value, secret(text, environment));
  return std::vector{std::move(value)};
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  for (const char character : text) {
    if (static_cast<unsigned char>(character) < 0x20) {
      out += fmt::format("\\u{:04x}", static_cast<unsigned>(character));
      continue;
    }
    if (character == '"' || character == '\\') out += '\\';
    out += character;
  }
  return out + '"';
}

std::string list_in_quotes(const std::vector<std::string>& texts) {
  std::vector<std::string> items;
  items.reserve(texts.size());
  for (const auto& text : texts) items.push_back(in_quotes(text));
  return fmt::format("[{}]", fmt::join(items, ", "));
}

Result<Role> parse_role(std::string_view text, bool may_be_none) {
  if (text == "viewer") return Role::viewer;
  if (text == "operator") return Role::operator_;
  if (may_be_none && text == "none") return Role::none;
  return fail(ErrorCode::configuration, fmt::format("'{}' is not a role", text),
              may_be_none ? "use viewer, operator or none" : "use viewer or operator");
}

Result<std::vector<Credential>> credentials(const YAML::Node& node, const Environment& environment,
                                            const std::string& name_key) {
  std::vector<Credential> out;
  if (node.IsNull()) return out;
  const auto wrong = [&](std::string message) {
    return fail(ErrorCode::configuration, std::move(message),
                fmt::format("write it like [{{{}: ci, secret: \"env:CI_SECRET\", role: viewer}}]", name_key));
  };
  if (!node.IsSequence()) return wrong("a list is needed here");
  for (const auto& item : node) {
    if (!item.IsMap()) return wrong(fmt::format("each element has the fields {}, secret and role", name_key));
    Credential credential;
    for (const auto& field : item) {
      const auto key = field.first.Scalar();
      BARYON_TRY(auto value, scalar(field.second));
      if (key == name_key) {
        credential.name = std::move(value);
      } else if (key == "secret") {
        BARYON_TRY(credential.secret, secret(value, environment));
      } else if (key == "role") {
        BARYON_TRY(credential.role, parse_role(value, false));
      } else {
        return wrong(fmt::format("unknown field '{}'", key));
      }
    }
    if (credential.name.empty()) return wrong(fmt::format("'{}' is missing", name_key));
    if (credential.secret.empty()) return wrong(fmt::format("the secret of '{}' is missing or empty", credential.name));
    out.push_back(std::move(credential));
  }
  return out;
}

}  // namespace baryon::app

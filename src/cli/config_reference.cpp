#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "app/config_keys.h"
#include "cli/command.h"
#include "cli/output.h"

namespace baryon::cli {
namespace {

std::vector<std::string> variables_of(const app::ConfigKey& key) {
  std::vector<std::string> names{key.variable()};
  if (!key.alias.empty()) names.push_back(key.alias);
  return names;
}

std::string as_code(std::string_view text) { return fmt::format("`{}`", text); }

// A cell of a Markdown table ends at a bare `|`.
std::string as_cell(std::string_view text) {
  std::string out;
  for (const char character : text) {
    if (character == '|') out += '\\';
    out += character;
  }
  return out;
}

void print_markdown() {
  const app::Config defaults;
  print_line("| key | default | environment | meaning |");
  print_line("| --- | --- | --- | --- |");
  for (const auto& key : app::config_keys()) {
    std::vector<std::string> variables;
    for (const auto& name : variables_of(key)) variables.push_back(as_code(name));
    print_line(fmt::format("| {} | {} | {} | {} |", as_code(key.path), as_cell(as_code(key.show(defaults))),
                           fmt::join(variables, ", "), as_cell(key.description)));
  }
}

void print_as_json() {
  const app::Config defaults;
  boost::json::array list;
  for (const auto& key : app::config_keys()) {
    const auto variables = variables_of(key);
    list.push_back(boost::json::object{{"key", key.path},
                                       {"default", key.show(defaults)},
                                       {"variables", boost::json::array(variables.begin(), variables.end())},
                                       {"description", key.description}});
  }
  print_json(std::move(list));
}

}  // namespace

Command add_config_reference(CLI::App& parent) {
  auto* const app =
      parent.add_subcommand("reference", "Print every key with default, variables and meaning (Markdown)");
  const auto as_json = std::make_shared<bool>(false);
  app->add_flag("--json", *as_json, "Print JSON");
  return {.app = app, .run = [as_json](const Context&) {
            if (*as_json)
              print_as_json();
            else
              print_markdown();
            return done;
          }};
}

}  // namespace baryon::cli

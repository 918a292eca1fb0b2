#include "base/log.h"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <iterator>

#include "base/clock.h"

namespace baryon::log {
namespace {

std::atomic<Format>& current_format() {
  static std::atomic<Format> format = Format::text;
  return format;
}

spdlog::logger& logger() {
  static const auto instance = [] {
    auto made = std::make_shared<spdlog::logger>("baryon", std::make_shared<spdlog::sinks::stderr_sink_mt>());
    made->set_pattern("%v");
    made->flush_on(spdlog::level::info);
    return made;
  }();
  return *instance;
}

constexpr std::array<std::string_view, 4> level_names{"debug", "info", "warning", "error"};

spdlog::level::level_enum to_spdlog(Level level) {
  switch (level) {
    case Level::debug:
      return spdlog::level::debug;
    case Level::info:
      return spdlog::level::info;
    case Level::warning:
      return spdlog::level::warn;
    case Level::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

bool is_control(char character) { return static_cast<unsigned char>(character) < 0x20 || character == 0x7F; }

void append_escaped(std::string& out, std::string_view text) {
  for (const char character : text) {
    switch (character) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      default:
        if (is_control(character))
          fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(character));
        else
          out += character;
    }
  }
}

void append_quoted(std::string& out, std::string_view text) {
  out += '"';
  append_escaped(out, text);
  out += '"';
}

bool needs_quotes(std::string_view text) {
  return text.empty() || std::ranges::any_of(text, [](char c) {
           return c == ' ' || c == '"' || c == '=' || c == '\\' || is_control(c);
         });
}

std::string as_text(Level level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line =
      fmt::format("{} {} {}", to_rfc3339(system_clock().now()), level_names[static_cast<std::size_t>(level)], event);
  for (const auto& field : fields) {
    line += ' ';
    line += field.name;
    line += '=';
    if (needs_quotes(field.value))
      append_quoted(line, field.value);
    else
      line += field.value;
  }
  return line;
}

std::string as_json(Level level, std::string_view event, std::initializer_list<Field> fields) {
  std::string line = fmt::format(R"({{"time":"{}","level":"{}","event":)", to_rfc3339(system_clock().now()),
                                 level_names[static_cast<std::size_t>(level)]);
  append_quoted(line, event);
  for (const auto& field : fields) {
    line += ',';
    append_quoted(line, field.name);
    line += ':';
    if (field.is_number)
      line += field.value;
    else
      append_quoted(line, field.value);
  }
  line += '}';
  return line;
}

}  // namespace

std::string_view to_string(Level level) { return level_names[static_cast<std::size_t>(level)]; }

Result<Level> parse_level(std::string_view text) {
  const auto* const found = std::ranges::find(level_names, text);
  if (found == level_names.end())
    return fail(ErrorCode::invalid, fmt::format("'{}' is not a log level", text), "use debug, info, warning or error");
  return static_cast<Level>(found - level_names.begin());
}

Result<Format> parse_format(std::string_view text) {
  if (text == "text") return Format::text;
  if (text == "json") return Format::json;
  return fail(ErrorCode::invalid, fmt::format("'{}' is not a log format", text), "use text or json");
}

void configure(Level level, Format format) {
  logger().set_level(to_spdlog(level));
  current_format() = format;
}

void write(Level level, std::string_view event, std::initializer_list<Field> fields) {
  const auto spdlog_level = to_spdlog(level);
  if (!logger().should_log(spdlog_level)) return;
  logger().log(spdlog_level, "{}",
               current_format() == Format::json ? as_json(level, event, fields) : as_text(level, event, fields));
}

}  // namespace baryon::log

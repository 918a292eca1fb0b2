#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "bundle/lint/jinja_canvas.h"
#include "bundle/lint/near_miss.h"
#include "bundle/lint/report.h"
#include "bundle/lint/source_file.h"
#include "bundle/lint/yaml_outline.h"

namespace baryon::bundle::lint {

/// A CloudFormation template that could be read, and what its rules need. Valid as long as what it refers to.
struct CloudFormationView {
  const SourceFile& file;
  const JinjaCanvas& canvas;
  const YamlOutline& outline;
  bool has_all_branches;  ///< none was left out to get YAML
  Report& report;
  NearMiss& near_miss;

  void add(const Rule& rule, std::size_t value, std::string message, std::string hint = {}) const {
    report.add(rule, file.path, canvas.original(outline.place(value)), std::move(message), std::move(hint));
  }

  /// Where the text goes on behind a value.
  [[nodiscard]] std::size_t end_of(std::size_t value) const {
    const auto next = outline.after(value);
    return next < outline.size() ? outline.offset(next) : canvas.text.size();
  }

  /// Whether Jinja neither adds to an entry nor takes away from it.
  [[nodiscard]] bool is_whole(YamlOutline::Entry entry) const {
    const auto begin = outline.offset(entry.key);
    // What stands behind the last value, before the next one, may be the end of a block around the entry.
    const auto last = outline.after(entry.value) - 1;
    const bool has_text = outline.is_scalar(last);
    const auto end = has_text ? outline.offset(last) + outline.text(last).size() : end_of(entry.value);
    return canvas.is_certain_between(begin, end) && !canvas.has_insertion_between(begin, end_of(entry.value));
  }

  /// Whether it is there whole whatever Jinja does.
  [[nodiscard]] bool is_certain(YamlOutline::Entry entry) const {
    return is_whole(entry) && !canvas.is_in_block(outline.offset(entry.key));
  }

  /// Its text where it is a scalar that has nothing from an expression; otherwise empty.
  [[nodiscard]] std::string_view known_text(std::size_t value) const {
    const auto text = outline.text(value);
    return holds_placeholder(text) ? std::string_view() : text;
  }
};

}  // namespace baryon::bundle::lint

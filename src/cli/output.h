#pragma once

#include <boost/json/value.hpp>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace baryon::cli {

/// Lines up columns of text: two spaces between them, nothing behind the last.
class Table {
 public:
  explicit Table(std::vector<std::string> heads) : rows_({std::move(heads)}) {}

  void add(std::vector<std::string> cells) { rows_.push_back(std::move(cells)); }
  [[nodiscard]] bool is_empty() const { return rows_.size() == 1; }

  /// To standard output. Control characters of foreign text are escaped.
  void print() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

/// One document and a line end to standard output.
void print_json(const boost::json::value& value);

/// A line to standard output; control characters are escaped.
void print_line(std::string_view line);

}  // namespace baryon::cli

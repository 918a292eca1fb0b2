#pragma once

#include <CLI/App.hpp>

#include <cstdint>
#include <memory>
#include <string>

#include "base/error.h"
#include "pipeline/history.h"

namespace baryon::cli {

/// The options of commands that list what happened.
struct HistoryOptions {
  std::string state;
  std::string repository;
  std::int64_t limit = 50;
  bool as_json = false;
};

/// `states`: the words that --state takes, for the help text.
[[nodiscard]] std::shared_ptr<HistoryOptions> add_history_options(CLI::App& app, const std::string& states);

/// Errors: usage.
[[nodiscard]] Result<pipeline::HistoryFilter> to_filter(const HistoryOptions& options);

}  // namespace baryon::cli

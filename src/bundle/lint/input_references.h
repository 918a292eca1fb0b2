#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "bundle/infrastructure.h"
#include "bundle/lint/name_path.h"
#include "bundle/lint/near_miss.h"
#include "bundle/lint/report.h"
#include "bundle/lint/uses.h"

namespace baryon::bundle::lint {

/// Takes the names that one file refers to: notes which inputs they mean, and says which names AWS Proton does not give
/// to this file. One thread at a time.
class InputReferences {
 public:
  /// Different inputs noted for one bundle; beyond that it counts as opaque.
  static constexpr std::size_t most_inputs = 10'000;

  /// `prefix`: what stands before Proton's names, `var.` or nothing.
  InputReferences(Role role, std::string file, std::string_view prefix, Uses& uses, Report& report)
      : role_(role), file_(std::move(file)), prefix_(prefix), uses_(uses), report_(report) {}

  /// A path that begins with one of Proton's names.
  void note(const NamePath& path, Place place);

  /// One that begins with another name.
  void note_unknown(const NamePath& path, Place place);

 private:
  void note_input(InputOf of, std::string_view name, const NamePath& path, Place place);
  void check_member(const NamePath& path, Place place);

  Role role_;
  std::string file_;
  std::string_view prefix_;
  Uses& uses_;
  Report& report_;
  NearMiss near_miss_;

  struct Noted {
    std::size_t index;  ///< into `Uses::inputs`
    bool is_guarded;
  };
  std::map<std::pair<InputOf, std::string>, Noted> noted_;
};

}  // namespace baryon::bundle::lint

#pragma once

#include <filesystem>
#include <string>

#include "backup/layout.h"
#include "backup/writer.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::backup {

/// A backup's entries as files, each beside the place where it belongs, so that renaming puts them there. What is not
/// put in place is removed in the end. One thread at a time.
class Unpacked {
 public:
  /// Reads the whole backup and compares the checksums. Errors: corrupt, configuration (a newer format, or a store of
  /// another kind than the target's), unavailable.
  static Result<Unpacked> read(File& backup, const Installation& target);

  ~Unpacked();
  Unpacked(Unpacked&& other) noexcept;
  Unpacked& operator=(Unpacked&&) = delete;
  Unpacked(const Unpacked&) = delete;
  Unpacked& operator=(const Unpacked&) = delete;

  /// Where things lie until they are put in place.
  [[nodiscard]] const Installation& staged() const { return staged_; }
  [[nodiscard]] const Contents& contents() const { return contents_; }
  [[nodiscard]] const std::string& made_at() const { return made_at_; }

  /// Keys and objects first, the database last.
  [[nodiscard]] Result<void> put_in_place(const Installation& target);

 private:
  explicit Unpacked(const Installation& target);
  Result<void> unpack(File& backup);
  Result<void> read_info();

  Installation staged_;
  Contents contents_;
  std::string made_at_;
};

}  // namespace baryon::backup

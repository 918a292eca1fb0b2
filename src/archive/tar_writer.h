#pragma once

#include <cstdint>
#include <memory>
#include <string_view>

#include "base/encoding.h"
#include "base/error.h"
#include "base/file.h"

namespace baryon::archive {

/// Writes a tar.gz whose bytes depend on nothing but names, contents and executable bits: no times, owners or
/// directories; modes 0644 and 0755; pax headers only where ustar has no room. One thread at a time.
///
///     BARYON_TRY(auto writer, TarWriter::create(file));
///     BARYON_CHECK(writer.begin_file("schema/schema.yaml", text.size(), false));
///     BARYON_CHECK(writer.write(as_bytes(text)));
///     BARYON_CHECK(writer.finish());
///
/// The caller gives checked, relative paths in ascending order of their bytes (anything else is `internal`). Errors:
/// those of `File::write`.
class TarWriter {
 public:
  /// Writes to the current position of `out`, which has to outlive the writer.
  [[nodiscard]] static Result<TarWriter> create(File& out);

  ~TarWriter();
  TarWriter(TarWriter&&) noexcept;
  TarWriter& operator=(TarWriter&&) noexcept;

  /// Exactly `size` bytes have to follow by `write` before the next call of another kind.
  [[nodiscard]] Result<void> begin_file(std::string_view path, std::uint64_t size, bool is_executable);
  [[nodiscard]] Result<void> write(ByteView bytes);

  [[nodiscard]] Result<void> add_symbolic_link(std::string_view path, std::string_view target);

  /// Without it the archive is cut short.
  [[nodiscard]] Result<void> finish();

 private:
  struct State;
  explicit TarWriter(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace baryon::archive

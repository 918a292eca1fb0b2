#pragma once

#include <string>
#include <string_view>

namespace baryon {

/// A value that must not show: prints as `***` and is wiped from memory when it goes.
///
///     log::info("calling", {{"token", token.masked()}});   // token=***
///     request.bearer(token.reveal());
class Secret {
 public:
  Secret() = default;
  explicit Secret(std::string value) : value_(std::move(value)) {}
  ~Secret();
  Secret(const Secret&) = default;
  Secret(Secret&& other) noexcept;
  Secret& operator=(const Secret& other);
  Secret& operator=(Secret&& other) noexcept;

  [[nodiscard]] bool empty() const { return value_.empty(); }

  /// `***`, or nothing where there is no value.
  [[nodiscard]] std::string_view masked() const { return value_.empty() ? "" : "***"; }

  /// The value itself. For the one call that needs it; never for a log, an answer or an argument list.
  [[nodiscard]] std::string_view reveal() const { return value_; }

  friend bool operator==(const Secret&, const Secret&) = default;

 private:
  void wipe();

  std::string value_;
};

}  // namespace baryon

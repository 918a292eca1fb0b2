#pragma once

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace baryon::db {

/// A parameter of a statement: a number or a text, or nothing of that type.
class Value {
 public:
  enum class Type : std::uint8_t { integer, text };

  template <std::integral Number>
  Value(Number number) : type_(Type::integer), integer_(static_cast<std::int64_t>(number)) {}  // NOLINT(*-explicit-*)
  Value(std::string text) : type_(Type::text), text_(std::move(text)) {}                       // NOLINT(*-explicit-*)
  Value(std::string_view text) : type_(Type::text), text_(text) {}                             // NOLINT(*-explicit-*)
  Value(const char* text) : type_(Type::text), text_(text) {}                                  // NOLINT(*-explicit-*)
  Value(const std::optional<std::int64_t>& number)                                             // NOLINT(*-explicit-*)
      : type_(Type::integer), is_null_(!number), integer_(number.value_or(0)) {}
  Value(const std::optional<std::string>& text)  // NOLINT(*-explicit-*)
      : type_(Type::text), is_null_(!text), text_(text.value_or("")) {}

  [[nodiscard]] Type type() const { return type_; }
  [[nodiscard]] bool is_null() const { return is_null_; }
  [[nodiscard]] std::int64_t integer() const { return integer_; }
  [[nodiscard]] std::string& text() { return text_; }

 private:
  Type type_;
  bool is_null_ = false;
  std::int64_t integer_ = 0;
  std::string text_;
};

}  // namespace baryon::db

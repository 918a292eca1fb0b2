#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>
#include <variant>

#include "faces/proton/pattern.h"

namespace baryon::faces::proton {

struct Shape;

/// A string. Lengths count characters (Unicode code points), not bytes.
struct Text {
  std::size_t least = 0;
  std::size_t most = std::numeric_limits<std::size_t>::max();
  const Pattern* pattern = nullptr;
  std::span<const std::string_view> values = {};  ///< empty: any
};

struct Integer {
  std::int64_t least = std::numeric_limits<std::int64_t>::min();
  std::int64_t most = std::numeric_limits<std::int64_t>::max();
};

struct List {
  const Shape* item = nullptr;
  std::size_t least = 0;
  std::size_t most = std::numeric_limits<std::size_t>::max();
};

enum class Presence : std::uint8_t { optional, required };

struct Member {
  std::string_view name;
  const Shape* shape = nullptr;
  Presence presence = Presence::optional;
};

/// Members that are not named are ignored. Of a union exactly one has to be there.
struct Structure {
  std::span<const Member> members;
  bool is_union = false;
};

/// What a value of a request may be: AWS's service model in our words.
struct Shape {
  std::variant<Text, Integer, List, Structure> kind;
};

}  // namespace baryon::faces::proton

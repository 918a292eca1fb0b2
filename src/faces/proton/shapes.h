#pragma once

#include <array>

#include "faces/proton/shape.h"

/// The shapes that operations on templates share, under the model's names. Source: service model `proton/2020-07-20`.
namespace baryon::faces::proton::shapes {

inline constexpr Shape resource_name{Text{.least = 1, .most = 100, .pattern = &patterns::resource_name}};
inline constexpr Shape version_part{Text{.least = 1, .most = 20, .pattern = &patterns::version_part}};
inline constexpr Shape display_name{Text{.least = 1, .most = 100}};
inline constexpr Shape description{Text{.most = 500}};
inline constexpr Shape arn{Text{.least = 1, .most = 200, .pattern = &patterns::arn}};
inline constexpr Shape client_token{Text{.most = 64, .pattern = &patterns::client_token}};

inline constexpr std::array<std::string_view, 1> provisioning_values{"CUSTOMER_MANAGED"};
inline constexpr Shape provisioning{Text{.values = provisioning_values}};

inline constexpr std::array<std::string_view, 4> status_values{"REGISTRATION_IN_PROGRESS", "REGISTRATION_FAILED",
                                                               "DRAFT", "PUBLISHED"};
inline constexpr Shape version_status{Text{.values = status_values}};

inline constexpr std::array<std::string_view, 1> component_source_values{"DIRECTLY_DEFINED"};
inline constexpr Shape component_source{Text{.values = component_source_values}};
inline constexpr Shape component_sources{List{.item = &component_source}};

inline constexpr Shape tag_key{Text{.least = 1, .most = 128, .pattern = &patterns::tag_text}};
inline constexpr Shape tag_value{Text{.most = 256, .pattern = &patterns::tag_text}};
inline constexpr std::array tag_members{Member{"key", &tag_key, Presence::required},
                                        Member{"value", &tag_value, Presence::required}};
inline constexpr Shape tag{Structure{.members = tag_members}};
inline constexpr Shape tags{List{.item = &tag, .most = 50}};
inline constexpr Shape tag_keys{List{.item = &tag_key, .most = 50}};

inline constexpr Shape max_results{Integer{.least = 1, .most = 100}};
inline constexpr Shape next_token{Text{.pattern = &patterns::page_token}};

}  // namespace baryon::faces::proton::shapes

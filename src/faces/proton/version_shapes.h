#pragma once

#include <array>

#include "faces/proton/shapes.h"

/// The inputs of the operations on versions. Source: service model `proton/2020-07-20`.
namespace baryon::faces::proton::shapes {

inline constexpr Shape bucket_name{Text{.least = 3, .most = 63, .pattern = &patterns::bucket_name}};
inline constexpr Shape object_key{Text{.least = 1, .most = 1024}};
inline constexpr std::array object_members{Member{"bucket", &bucket_name, Presence::required},
                                           Member{"key", &object_key, Presence::required}};
inline constexpr Shape object{Structure{.members = object_members}};
inline constexpr std::array source_members{Member{"s3", &object}};
inline constexpr Shape source{Structure{.members = source_members, .is_union = true}};

inline constexpr std::array compatible_environment_members{Member{"templateName", &resource_name, Presence::required},
                                                           Member{"majorVersion", &version_part, Presence::required}};
inline constexpr Shape compatible_environment{Structure{.members = compatible_environment_members}};
inline constexpr Shape compatible_environments{List{.item = &compatible_environment, .least = 1, .most = 10}};

inline constexpr Member template_name{"templateName", &resource_name, Presence::required};
inline constexpr Member version_description{"description", &description};

inline constexpr std::array create_environment_version{
    template_name,       Member{"source", &source, Presence::required}, Member{"majorVersion", &version_part},
    version_description, Member{"clientToken", &client_token},          Member{"tags", &tags},
};

inline constexpr std::array create_service_version{
    template_name,
    Member{"source", &source, Presence::required},
    Member{"compatibleEnvironmentTemplates", &compatible_environments, Presence::required},
    Member{"supportedComponentSources", &component_sources},
    Member{"majorVersion", &version_part},
    version_description,
    Member{"clientToken", &client_token},
    Member{"tags", &tags},
};

inline constexpr std::array one_version{
    template_name,
    Member{"majorVersion", &version_part, Presence::required},
    Member{"minorVersion", &version_part, Presence::required},
};

inline constexpr std::array list_versions{
    template_name,
    Member{"majorVersion", &version_part},
    Member{"maxResults", &max_results},
    Member{"nextToken", &next_token},
};

inline constexpr std::array update_environment_version{
    template_name,
    Member{"majorVersion", &version_part, Presence::required},
    Member{"minorVersion", &version_part, Presence::required},
    version_description,
    Member{"status", &version_status},
};

inline constexpr std::array update_service_version{
    template_name,
    Member{"majorVersion", &version_part, Presence::required},
    Member{"minorVersion", &version_part, Presence::required},
    version_description,
    Member{"status", &version_status},
    Member{"compatibleEnvironmentTemplates", &compatible_environments},
    Member{"supportedComponentSources", &component_sources},
};

}  // namespace baryon::faces::proton::shapes

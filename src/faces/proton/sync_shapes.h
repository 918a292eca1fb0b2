#pragma once

#include <array>

#include "faces/proton/shapes.h"

/// The inputs of the operations on repositories and template sync. Source: service model `proton/2020-07-20`.
namespace baryon::faces::proton::shapes {

/// The provider of all repositories here.
inline constexpr std::string_view bitbucket = "BITBUCKET";

inline constexpr Shape repository_name{Text{.least = 1, .most = 100, .pattern = &patterns::repository_name}};
inline constexpr std::array<std::string_view, 3> provider_values{"GITHUB", "GITHUB_ENTERPRISE", bitbucket};
inline constexpr Shape provider{Text{.values = provider_values}};
inline constexpr Shape branch{Text{.least = 1, .most = 200}};
inline constexpr Shape subdirectory{Text{.least = 1, .most = 4096}};
inline constexpr std::array<std::string_view, 2> template_type_values{"ENVIRONMENT", "SERVICE"};
inline constexpr Shape template_type{Text{.values = template_type_values}};
inline constexpr std::array<std::string_view, 2> sync_type_values{"TEMPLATE_SYNC", "SERVICE_SYNC"};
inline constexpr Shape sync_type{Text{.values = sync_type_values}};
inline constexpr Shape empty_token{Text{.most = 0}};

inline constexpr std::array one_sync_config{
    Member{"templateName", &resource_name, Presence::required},
    Member{"templateType", &template_type, Presence::required},
};

inline constexpr std::array sync_config{
    Member{"templateName", &resource_name, Presence::required},
    Member{"templateType", &template_type, Presence::required},
    Member{"repositoryName", &repository_name, Presence::required},
    Member{"repositoryProvider", &provider, Presence::required},
    Member{"branch", &branch, Presence::required},
    Member{"subdirectory", &subdirectory},
};

inline constexpr std::array template_sync_status{
    Member{"templateName", &resource_name, Presence::required},
    Member{"templateType", &template_type, Presence::required},
    Member{"templateVersion", &version_part, Presence::required},
};

inline constexpr std::array create_repository{
    Member{"name", &repository_name, Presence::required},
    Member{"provider", &provider, Presence::required},
    Member{"connectionArn", &arn, Presence::required},
    Member{"encryptionKey", &arn},
    Member{"tags", &tags},
};

inline constexpr std::array one_repository{
    Member{"name", &repository_name, Presence::required},
    Member{"provider", &provider, Presence::required},
};

inline constexpr std::array list_repositories{
    Member{"maxResults", &max_results},
    Member{"nextToken", &next_token},
};

inline constexpr std::array sync_definitions{
    Member{"repositoryName", &repository_name, Presence::required},
    Member{"repositoryProvider", &provider, Presence::required},
    Member{"syncType", &sync_type, Presence::required},
    Member{"nextToken", &empty_token},
};

inline constexpr std::array repository_sync_status{
    Member{"repositoryName", &repository_name, Presence::required},
    Member{"repositoryProvider", &provider, Presence::required},
    Member{"branch", &branch, Presence::required},
    Member{"syncType", &sync_type, Presence::required},
};

}  // namespace baryon::faces::proton::shapes

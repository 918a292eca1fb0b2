#pragma once

#include <array>

#include "bundle/lint/rule.h"

namespace baryon::bundle::lint {

inline constexpr Rule input_undefined{
    .id = "input-undefined",
    .severity = Severity::warning,
    .title = "infrastructure code uses an input that the schema does not define",
    .why =
        "AWS Proton gives infrastructure code the inputs of `schema/schema.yaml` and no others (User Guide, "
        "\"Parameters\"), so nothing can ever be given for it."};

inline constexpr Rule input_undefined_with_fallback{
    .id = "input-undefined-with-fallback",
    .severity = Severity::note,
    .title = "infrastructure code has a fallback for an input that the schema does not define",
    .why = "The fallback is always taken, since AWS Proton gives only the inputs of `schema/schema.yaml`."};

inline constexpr Rule input_unused{
    .id = "input-unused",
    .severity = Severity::warning,
    .title = "no infrastructure code uses an input",
    .why =
        "Users are asked for a value without effect. The AWS Proton User Guide (\"Schema requirements\") has the "
        "names of a schema's properties used in infrastructure code."};

inline constexpr Rule input_wrong_namespace{
    .id = "input-wrong-namespace",
    .severity = Severity::warning,
    .title = "a name is used where AWS Proton does not give it",
    .why =
        "Which names there are depends on the directory: environments, service instances and pipelines have different "
        "ones (User Guide, \"Parameters\")."};

inline constexpr Rule input_unknown_name{
    .id = "input-unknown-name",
    .severity = Severity::warning,
    .title = "an expression uses a name that nobody defines",
    .why =
        "It is none of the names that AWS Proton gives (User Guide, \"Parameters\"), and the file does not define it "
        "either."};

inline constexpr std::array input_rule_list{input_undefined, input_undefined_with_fallback, input_unused,
                                            input_wrong_namespace, input_unknown_name};

}  // namespace baryon::bundle::lint

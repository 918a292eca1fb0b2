#pragma once

#include <functional>
#include <string>

#include "base/error.h"
#include "lambda/runtime_api.h"

namespace baryon::lambda {

/// Answers one event with JSON. An error is reported as the function's: whoever invoked it tries again or keeps the
/// event for people.
using Work = std::function<Result<std::string>(const Invocation&)>;

/// Answers events one after the other, as Lambda gives them, until the Runtime API ends it; the reason is returned.
/// While an event is worked on, its trace is in the variable `_X_AMZN_TRACE_ID`. One thread.
[[nodiscard]] Error run_loop(RuntimeApi& api, const Work& work);

}  // namespace baryon::lambda

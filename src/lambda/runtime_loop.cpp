#include "lambda/runtime_loop.h"

#include <fmt/format.h>

#include <cstdlib>
#include <exception>
#include <utility>

#include "base/log.h"

namespace baryon::lambda {
namespace {

void note_trace(const std::string& trace_id) {
  if (trace_id.empty())
    ::unsetenv("_X_AMZN_TRACE_ID");
  else
    ::setenv("_X_AMZN_TRACE_ID", trace_id.c_str(), 1);
}

// A defect ends this event, not the process, which may be halfway through others' secrets and connections.
Result<std::string> guarded(const Work& work, const Invocation& invocation) {
  try {
    return work(invocation);
  } catch (const std::exception& error) {
    return fail(ErrorCode::internal, fmt::format("internal error: {}", error.what()));
  }
}

Result<void> answer(RuntimeApi& api, const Invocation& invocation, Result<std::string> answer) {
  if (answer && answer->size() > max_answer_bytes)
    answer = fail(ErrorCode::too_large,
                  fmt::format("the answer has {} bytes, Lambda takes {}", answer->size(), max_answer_bytes));
  if (answer) {
    auto responded = api.respond(invocation, *answer);
    if (responded || responded.error().code != ErrorCode::too_large) return responded;
    answer = std::unexpected(std::move(responded).error());
  }
  log::error(
      "event not answered",
      {{"request_id", invocation.request_id}, {"reason", answer.error().message}, {"hint", answer.error().hint}});
  return api.report_error(invocation, answer.error());
}

}  // namespace

Error run_loop(RuntimeApi& api, const Work& work) {
  while (true) {
    auto invocation = api.next();
    if (!invocation) return std::move(invocation).error();
    note_trace(invocation->trace_id);
    if (auto answered = answer(api, *invocation, guarded(work, *invocation)); !answered)
      return std::move(answered).error();
  }
}

}  // namespace baryon::lambda

#include "cli/lambda.h"

#include <cstdlib>
#include <string>
#include <utility>

#include "aws/credentials_source.h"
#include "base/environment.h"
#include "base/log.h"
#include "lambda/function.h"
#include "lambda/runtime_api.h"
#include "lambda/runtime_loop.h"

namespace baryon::cli {
namespace {

std::string variable(const char* name) { return process_environment()(name).value_or(""); }

// In a function Lambda sets them, and starts another process before they expire.
aws::Credentials own_credentials() {
  return {.access_key_id = variable("AWS_ACCESS_KEY_ID"),
          .secret = Secret(variable("AWS_SECRET_ACCESS_KEY")),
          .session_token = Secret(variable("AWS_SESSION_TOKEN"))};
}

}  // namespace

int run_lambda(const Context& context) {
  const auto address = variable("AWS_LAMBDA_RUNTIME_API");
  if (address.empty())
    return report({.code = ErrorCode::usage,
                   .message = "AWS_LAMBDA_RUNTIME_API is not set: this is no Lambda function",
                   .hint = "`baryon serve` is what runs elsewhere"});
  lambda::RuntimeApi api(address);
  aws::FixedCredentials credentials(own_credentials());
  auto function = lambda::Function::open({.load = [&context]() -> Result<app::Config> {
                                            BARYON_TRY(auto config, load(context));
                                            log::configure(config.log.level, config.log.format);
                                            return config;
                                          },
                                          .queue_url = variable("BARYON_LAMBDA_QUEUE_URL"),
                                          .region = variable("AWS_REGION"),
                                          .environment = process_environment()},
                                         credentials, system_clock());
  if (!function) {
    static_cast<void>(api.report_start_error(function.error()));
    return report(function.error());
  }
  return report(
      lambda::run_loop(api, [&](const lambda::Invocation& invocation) { return (*function)->answer(invocation); }));
}

Command add_lambda(CLI::App& parent) {
  auto* const app = parent.add_subcommand("lambda", "Answer events as an AWS Lambda function (custom runtime)");
  return {.app = app, .run = run_lambda};
}

}  // namespace baryon::cli

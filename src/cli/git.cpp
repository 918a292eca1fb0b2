#include "cli/git.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "base/units.h"

namespace baryon::cli {
namespace {

constexpr std::uint64_t max_output = mib;

Result<std::string> read_all(File& file) {
  BARYON_CHECK(file.rewind());
  std::string text;
  std::array<std::uint8_t, 4096> buffer{};
  while (text.size() < max_output) {
    BARYON_TRY(const auto count, file.read(buffer.data(), buffer.size()));
    if (count == 0) break;
    text.append(reinterpret_cast<const char*>(buffer.data()), count);
  }
  while (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace

Result<void> run_git_into(const std::filesystem::path& directory, const std::vector<std::string>& arguments,
                          const File& output) {
  BARYON_TRY(auto errors, File::create_unnamed(std::filesystem::temp_directory_path()));
  std::vector<std::string> words{"git", "-C", directory.string()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<char*> argv;
  argv.reserve(words.size() + 1);
  for (auto& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions{};
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, output.descriptor(), STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, errors.descriptor(), STDERR_FILENO);
  pid_t child = 0;
  const int error = posix_spawnp(&child, "git", &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  if (error != 0)
    return fail(ErrorCode::not_found, fmt::format("cannot run git: {}", std::generic_category().message(error)),
                "install git");
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFEXITED(status) && WEXITSTATUS(status) == 0) return {};
  BARYON_TRY(const auto message, read_all(errors));
  return fail(ErrorCode::invalid, fmt::format("git {} in '{}': {}", arguments.front(), directory.string(), message));
}

Result<std::string> run_git(const std::filesystem::path& directory, const std::vector<std::string>& arguments) {
  BARYON_TRY(auto output, File::create_unnamed(std::filesystem::temp_directory_path()));
  BARYON_CHECK(run_git_into(directory, arguments, output));
  return read_all(output);
}

bool is_git_repository(const std::filesystem::path& directory) {
  std::error_code ignored;
  return std::filesystem::exists(directory / ".git", ignored) ||
         (std::filesystem::exists(directory / "HEAD", ignored) &&
          std::filesystem::is_directory(directory / "objects", ignored));
}

}  // namespace baryon::cli

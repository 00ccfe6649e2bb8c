#include "tools/external_file.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <string_view>
#include <system_error>

#include "base/sha256.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/nodes/process/processes.h"
#include "tools/arguments.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
using checkers::BadInput;

bool is_executable(const fs::path& file) {
  std::error_code ignored;
  return fs::is_regular_file(file, ignored) && ::access(file.c_str(), X_OK) == 0;
}

// Nothing: the shell would not find it.
std::optional<fs::path> found_on_path(const std::string& name) {
  const char* path = std::getenv("PATH");
  if (path == nullptr) return std::nullopt;
  std::istringstream folders{std::string(path)};
  for (std::string folder; std::getline(folders, folder, ':');) {
    if (!folder.empty() && is_executable(fs::path(folder) / name)) return fs::path(folder) / name;
  }
  return std::nullopt;
}

// What is wrong with it, and what can be done; nothing: it can be run.
std::optional<std::string> why_not(const fs::path& file, const std::string& word) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found)
    return "there is no such file; name a program that can be run";
  if (error) return error.message();
  if (fs::is_directory(status)) return "that is a directory; name the program in it";
  if (!fs::is_regular_file(status)) return "that is no file; name a program that can be run";
  if (::access(file.c_str(), X_OK) != 0)
    return fmt::format("it is not executable; say chmod +x {}", shell_quoted(word));
  return std::nullopt;
}

std::string sha256_of(const fs::path& path) {
  constexpr std::size_t kPiece = std::size_t{1} << 16U;
  std::ifstream file(path, std::ios::binary);
  std::array<char, kPiece> piece{};
  Sha256 hash;
  while (file.read(piece.data(), piece.size()) || file.gcount() > 0)
    hash.add({piece.data(), static_cast<std::size_t>(file.gcount())});
  if (file.bad() || !file.eof())
    throw BadInput(fmt::format("cannot read {}: {}", path.string(), std::strerror(errno)));
  return hash.digest();
}

void require_virtual_time(const workloads::ExternalProgram& external) {
  if (external.time == workloads::ProgramTime::real) return;
  if (auto why = nodes::process::why_no_virtual_time()) throw BadInput(*why);
}

}  // namespace

fs::path path_of_word(const std::string& word) {
  fs::path here = fs::absolute(word).lexically_normal();
  std::error_code ignored;
  if (word.find('/') != word.npos || fs::exists(here, ignored)) return here;
  return found_on_path(word).value_or(here);
}

void settle_file(workloads::ExternalProgram& external) {
  const std::string& word = external.command.front();
  const fs::path file = path_of_word(word);
  if (const auto why = why_not(file, word)) throw BadInput(fmt::format("--bin {}: {}", word, *why));
  external.file = file.string();
  external.sha256 = sha256_of(file);
  require_virtual_time(external);
}

void settle_scenario(workloads::Options& options, const std::string& scenario) {
  if (!options.run.external) return;
  workloads::ExternalProgram& external = *options.run.external;
  const std::string& word = external.command.front();
  std::error_code ignored;
  fs::path file = external.file ? fs::path(*external.file) : path_of_word(word);
  if (!fs::exists(file, ignored)) {
    if (fs::path here = path_of_word(word); fs::exists(here, ignored)) file = std::move(here);
  }
  if (const auto why = why_not(file, file.string()))
    throw BadInput(fmt::format("{} runs the program {}: {}", scenario, file.string(), *why));
  const std::string sha256 = sha256_of(file);
  if (external.sha256 && *external.sha256 != sha256) {
    constexpr std::size_t kFew = 12;
    fmt::print(stderr, "{} is another file than {} was made with (SHA-256 {}…, not {}…)\n",
               file.string(), scenario, sha256.substr(0, kFew), external.sha256->substr(0, kFew));
  }
  external.file = file.string();
  external.sha256 = sha256;
  require_virtual_time(external);
}

}  // namespace eddy::tools

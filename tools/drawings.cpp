#include "tools/drawings.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cerrno>
#include <fstream>
#include <system_error>

#include "eddy/checkers/bad_input.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_drawings(const fs::path& path, const std::string& why) {
  throw checkers::BadInput(fmt::format("cannot write drawings to {}: {}", path.string(), why));
}

}  // namespace

void expect_writable(const fs::path& directory) {
  std::error_code ignored;
  fs::path existing = fs::absolute(directory);
  while (!fs::exists(existing, ignored) && existing.has_relative_path()) {
    existing = existing.parent_path();
  }
  if (!fs::is_directory(existing, ignored)) {
    refuse_drawings(directory, fmt::format("{} is no directory", existing.string()));
  }
  if (::access(existing.c_str(), W_OK | X_OK) != 0) {
    refuse_drawings(directory, std::error_code(errno, std::generic_category()).message());
  }
}

std::vector<std::string> write_drawings(const fs::path& directory,
                                        const std::vector<checkers::Drawing>& drawings) {
  if (drawings.empty()) return {};
  std::error_code error;
  fs::create_directories(directory, error);
  if (error) refuse_drawings(directory, error.message());
  std::vector<std::string> files;
  for (const checkers::Drawing& drawing : drawings) {
    const fs::path path = directory / drawing.name;
    std::ofstream file(path, std::ios::binary);
    if (!file) refuse_drawings(path, "it cannot be opened");
    file << drawing.text;
    file.close();
    if (!file) refuse_drawings(path, "writing failed (is the disk full?)");
    files.push_back(path.string());
  }
  return files;
}

DrawingsLine drawings_line(const std::vector<std::string>& files) {
  if (files.size() == 1) return {"drawing", files.front()};
  const fs::path directory = fs::path(files.front()).parent_path();
  return {"drawings", fmt::format("{}, {} files", directory.string(), files.size())};
}

}  // namespace eddy::tools

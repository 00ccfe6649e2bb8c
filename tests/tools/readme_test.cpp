// The README is true: its commands are run, its outputs compared, its programs are files that are
// built and run elsewhere in the tests.
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <array>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace TEST_FILE {

namespace fs = std::filesystem;

std::string read(const fs::path& file) {
  std::ifstream in(fs::path(EDDY_SOURCE_DIR) / file);
  REQUIRE_MESSAGE(in, file.string());
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

struct Block {
  std::string language;
  std::string text;
};

std::vector<Block> blocks(const std::string& markdown) {
  std::vector<Block> found;
  std::istringstream lines(markdown);
  bool inside = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("```")) {
      inside = !inside;
      if (inside) found.push_back({line.substr(3), ""});
    } else if (inside) {
      found.back().text += line + '\n';
    }
  }
  return found;
}

// What `tools/eddy` prints on standard output when it is called like that from the project's root.
std::string output_of(const std::string& command) {
  const fs::path root = fs::current_path() / "readme";
  fs::create_directories(root / "tools");
  if (!fs::exists(root / "tools/eddy")) fs::create_symlink(EDDY_BINARY, root / "tools/eddy");
  const std::string line = fmt::format("cd '{}' && {}", root.string(), command);
  std::FILE* pipe = ::popen(line.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string text;
  std::array<char, 4096> part{};
  while (const std::size_t size = std::fread(part.data(), 1, part.size(), pipe)) {
    text.append(part.data(), size);
  }
  ::pclose(pipe);
  return text;
}

// Without the line that tells the wall time.
std::string without_time(const std::string& text) {
  std::istringstream lines(text);
  std::string rest;
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("time ")) rest += line + '\n';
  }
  return rest;
}

TEST_CASE("README: each command of eddy test does what it says") {
  const auto all = blocks(read("README.md"));
  std::size_t compared = 0;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (all[i].language != "sh") continue;
    std::istringstream lines(all[i].text);
    for (std::string line; std::getline(lines, line);) {
      if (!line.starts_with("tools/eddy")) continue;
      CAPTURE(line);
      const std::string output = output_of(line);
      if (i + 1 < all.size() && all[i + 1].language == "text") {
        CHECK(without_time(output) == without_time(all[i + 1].text));
        ++compared;
      } else {
        CHECK(output.starts_with("valid"));
      }
    }
  }
  CHECK(compared == 2);
}

TEST_CASE("README: its programs are those of the tests") {
  const auto all = blocks(read("README.md"));
  std::vector<std::string> programs;
  for (const Block& block : all) {
    if (block.language == "cpp") programs.push_back(block.text);
  }
  REQUIRE(programs.size() == 2);
  CHECK(programs[0] == read("tests/consumer/main.cpp"));
  CHECK(programs[1] == read("tests/consumer/gossip_test.cpp"));
}

TEST_CASE("README: its CMake lines are those of the tests") {
  const std::string lines = read("tests/consumer/CMakeLists.txt");
  std::size_t found = 0;
  for (const Block& block : blocks(read("README.md"))) {
    if (block.language != "cmake") continue;
    CAPTURE(block.text);
    CHECK(lines.find(block.text) != std::string::npos);
    ++found;
  }
  CHECK(found == 2);
}

}  // namespace TEST_FILE

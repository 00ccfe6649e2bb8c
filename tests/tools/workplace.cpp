#include "tests/tools/workplace.h"

#include <doctest/doctest.h>
#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <fstream>
#include <iterator>
#include <sstream>

#include "tools/wrapping.h"

namespace eddy::testing {

std::vector<std::string> words(std::string_view line) {
  std::vector<std::string> list;
  bool in_word = false;
  bool quoted = false;
  for (const char c : line) {
    if (c == ' ' && !quoted) {
      in_word = false;
      continue;
    }
    if (!in_word) list.emplace_back();
    in_word = true;
    if (c == '\'') {
      quoted = !quoted;
    } else {
      list.back() += c;
    }
  }
  return list;
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  REQUIRE_MESSAGE(in, file.string(), " cannot be read");
  return {std::istreambuf_iterator<char>(in), {}};
}

boost::json::value parse_json(std::string_view text) {
  boost::system::error_code error;
  auto value = boost::json::parse({text.data(), text.size()}, error);
  REQUIRE_MESSAGE(!error, "no JSON: ", text);
  return value;
}

bool contains(std::string_view text, std::string_view part) {
  return text.find(part) != std::string_view::npos;
}

std::string line_behind(const std::string& out, const std::string& label) {
  const auto at = out.find("\n" + label + ' ');
  REQUIRE(at != std::string::npos);
  const std::size_t begin = out.find_first_not_of(' ', at + 1 + label.size());
  return out.substr(begin, out.find('\n', begin) - begin);
}

std::string unwrapped(std::string_view text) {
  constexpr std::string_view kBreak = "\n  ";
  std::string line;
  while (!text.empty()) {
    const auto end = std::min(text.find(kBreak), text.size());
    line += text.substr(0, end);
    if (end < text.size()) line += ' ';
    text.remove_prefix(std::min(end + kBreak.size(), text.size()));
  }
  return line;
}

bool is_one_sentence(std::string_view refusal) {
  const std::string line = unwrapped(refusal);
  return line.find('\n') == line.size() - 1;
}

bool fits(std::string_view text, std::size_t columns) {
  std::istringstream lines{std::string(text)};
  for (std::string line; std::getline(lines, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const auto begin = std::min(line.find_first_not_of(' '), line.size());
    std::string_view words = std::string_view(line).substr(begin);
    if (words.ends_with(" \\")) words.remove_suffix(2);
    if (tools::width_of(line) > columns && contains(words, " ")) return false;
  }
  return true;
}

Workplace::Workplace() {
  std::string pattern = std::filesystem::temp_directory_path() / "eddy-test-XXXXXX";
  const char* made = ::mkdtemp(pattern.data());
  REQUIRE(made != nullptr);
  output_ = made;
  path_ = output_ / "work";
  std::filesystem::create_directory(path_);
  // However slow it is here, commands show no progress, unless a test asks for it.
  ::setenv("EDDY_PROGRESS_AFTER", "1000000000", 0);
}

Workplace::~Workplace() {
  std::error_code ignored;
  std::filesystem::remove_all(output_, ignored);
}

Outcome Workplace::eddy(const std::vector<std::string>& arguments) const {
  return run(EDDY_BINARY, arguments);
}

std::string Workplace::refusal_of(std::string_view arguments) const {
  const Outcome outcome = eddy(arguments);
  CHECK(outcome.status == 254);
  CHECK(outcome.out.empty());
  std::string line = unwrapped(outcome.err);
  while (line.ends_with('\n')) line.pop_back();
  const auto name = line.find(": ");
  REQUIRE(name != std::string::npos);
  return line.substr(name + 2);
}

Outcome Workplace::run(const std::string& program,
                       const std::vector<std::string>& arguments) const {
  return finish(begin(program, arguments));
}

pid_t Workplace::begin(const std::string& program,
                       const std::vector<std::string>& arguments) const {
  std::vector<std::string> own(arguments);
  std::vector<char*> argv{const_cast<char*>(program.c_str())};
  for (std::string& word : own) argv.push_back(word.data());
  argv.push_back(nullptr);

  const std::string out = output_ / "out";
  const std::string err = output_ / "err";
  constexpr int kNew = O_WRONLY | O_CREAT | O_TRUNC;
  constexpr mode_t kMode = 0600;
  posix_spawn_file_actions_t actions;
  REQUIRE(posix_spawn_file_actions_init(&actions) == 0);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, out.c_str(), kNew, kMode);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, err.c_str(), kNew, kMode);
  posix_spawn_file_actions_addchdir_np(&actions, path_.c_str());
  pid_t child = 0;
  const int error = posix_spawn(&child, program.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  REQUIRE_MESSAGE(error == 0, program, " cannot be run");
  return child;
}

Outcome Workplace::finish(pid_t child) const {
  constexpr int kBySignal = 128;
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  const int result = WIFEXITED(status) ? WEXITSTATUS(status) : kBySignal + WTERMSIG(status);
  return {result, contents(output_ / "out"), contents(output_ / "err")};
}

}  // namespace eddy::testing

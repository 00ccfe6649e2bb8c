#include "nodes/process/flush_advice.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <string_view>

namespace eddy::nodes::process {
namespace {

struct Language {
  std::string_view advice;
  std::array<std::string_view, 4> endings;       // of files
  std::array<std::string_view, 4> interpreters;  // how their names begin
};

constexpr std::array kLanguages = {
    Language{"in Python: print(…, flush=True)", {".py", ".pyz"}, {"python", "pypy"}},
    Language{"in Ruby: $stdout.sync = true", {".rb"}, {"ruby", "jruby"}},
    Language{"in Go: Flush what is written by a bufio.Writer, and end each line by \\n",
             {".go"},
             {"go"}},
    Language{
        "in Java: flush() what writes to System.out", {".jar", ".java", ".class", ".kt"}, {"java"}},
    Language{"in JavaScript: console.log(line)",
             {".js", ".mjs", ".cjs", ".ts"},
             {"node", "deno", "bun"}},
    Language{"in Perl: $| = 1", {".pl"}, {"perl"}},
    Language{"in PHP: flush()", {".php"}, {"php"}},
    Language{"in Lua: io.stdout:setvbuf(\"line\")", {".lua"}, {"lua"}},
    Language{"in Elixir or Erlang: write whole lines by IO.puts or io:format",
             {".ex", ".exs", ".erl", ".escript"},
             {"elixir", "escript", "erl"}},
    Language{"in Haskell: hSetBuffering stdout LineBuffering", {".hs"}, {"runghc", "runhaskell"}},
    Language{"in a shell: end each line by \\n, and start programs such as sed by stdbuf -oL",
             {".sh", ".bash"},
             {"bash", "sh", "dash", "zsh"}},
};
constexpr std::string_view kGo = kLanguages[2].advice;
constexpr std::string_view kRust = "in Rust: std::io::stdout().flush()";
constexpr std::string_view kOfCompiled =
    "in C: fflush(stdout); in C++: std::flush or std::endl; in Rust: std::io::stdout().flush(); in "
    "other languages: what empties the buffer of standard output";

std::optional<std::string_view> by_ending(const std::filesystem::path& file) {
  const std::string ending = file.extension();
  if (ending.empty()) return std::nullopt;
  for (const Language& language : kLanguages) {
    if (std::find(language.endings.begin(), language.endings.end(), ending) !=
        language.endings.end())
      return language.advice;
  }
  return std::nullopt;
}

// "python3.11" is Python's; "shuffle" is no shell's.
bool is_interpreter(std::string_view name, std::string_view begin) {
  if (begin.empty() || !name.starts_with(begin)) return false;
  return name.find_first_not_of("0123456789.-", begin.size()) == name.npos;
}

std::optional<std::string_view> by_interpreter(const std::filesystem::path& file) {
  const std::string name = file.filename();
  for (const Language& language : kLanguages) {
    for (const std::string_view begin : language.interpreters) {
      if (is_interpreter(name, begin)) return language.advice;
    }
  }
  return std::nullopt;
}

// "#!/usr/bin/env -S python3 -u"
std::optional<std::string_view> by_first_line(std::string_view line) {
  if (!line.starts_with("#!")) return std::nullopt;
  line.remove_prefix(2);
  while (!line.empty()) {
    const std::size_t begin = std::min(line.find_first_not_of(" \t\r"), line.size());
    line.remove_prefix(begin);
    const std::string_view word = line.substr(0, line.find_first_of(" \t\r"));
    if (const auto found = by_interpreter(std::string(word))) return found;
    line.remove_prefix(word.size());
  }
  return std::nullopt;
}

std::string content_of(const std::filesystem::path& file) {
  std::error_code failed;
  if (!std::filesystem::is_regular_file(file, failed)) return "";
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

std::optional<std::string_view> by_content(const std::filesystem::path& file) {
  const std::string content = content_of(file);
  const std::string_view text = content;
  if (!text.starts_with("\x7f"
                        "ELF"))
    return by_first_line(text.substr(0, text.find('\n')));
  if (text.find(".go.buildinfo") != text.npos) return kGo;
  if (text.find("/rustc/") != text.npos) return kRust;
  return std::nullopt;
}

}  // namespace

std::string flush_advice(const std::vector<std::string>& command) {
  if (command.empty()) return std::string(kOfCompiled);
  for (const std::string& word : command) {
    if (const auto found = by_ending(word)) return std::string(*found);
  }
  if (const auto found = by_interpreter(command.front())) return std::string(*found);
  return std::string(by_content(command.front()).value_or(kOfCompiled));
}

}  // namespace eddy::nodes::process

// A fresh directory in which a test runs the eddy program, or another one, and looks at what it
// did.
#pragma once

#include <sys/types.h>

#include <boost/json/value.hpp>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::testing {

struct Outcome {
  int status = 0;  // the exit status, or 128 + the signal that ended it
  std::string out;
  std::string err;
};

// Words separated by blanks; "a 'b c' d" is three of them.
std::vector<std::string> words(std::string_view line);

std::string contents(const std::filesystem::path& file);
boost::json::value parse_json(std::string_view text);
bool contains(std::string_view text, std::string_view part);
// A refusal as one line: without the line ends and indents that make it fit a terminal.
std::string unwrapped(std::string_view text);
// The rest of the line that begins with a label: "eddy test …" behind "reproduce". There must be one.
std::string line_behind(const std::string& out, const std::string& label);
bool is_one_sentence(std::string_view refusal);
// Every line has at most so many columns, unless it is one long word.
bool fits(std::string_view text, std::size_t columns);

class Workplace {
 public:
  Workplace();
  ~Workplace();
  Workplace(const Workplace&) = delete;
  Workplace& operator=(const Workplace&) = delete;

  const std::filesystem::path& path() const { return path_; }

  // Runs eddy with these arguments, to its end.
  Outcome eddy(const std::vector<std::string>& arguments) const;
  Outcome eddy(std::string_view arguments) const { return eddy(words(arguments)); }
  // What eddy refuses these arguments with, behind its name: one line, and nothing else is printed.
  std::string refusal_of(std::string_view arguments) const;
  // Runs a program with these arguments, to its end.
  Outcome run(const std::string& program, const std::vector<std::string>& arguments) const;
  // Runs a line as the shell does.
  Outcome shell(const std::string& line) const { return run("/bin/sh", {"-c", line}); }

  // Where what a run writes to standard error goes.
  std::filesystem::path error_output() const { return output_ / "err"; }
  // Begins a run and leaves it running; finish() waits for it.
  pid_t begin(const std::string& program, const std::vector<std::string>& arguments) const;
  Outcome finish(pid_t child) const;

 private:
  std::filesystem::path path_;
  std::filesystem::path output_;  // beside, so that path() holds only what the program wrote
};

}  // namespace eddy::testing

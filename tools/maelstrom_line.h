// A command line of Maelstrom's as one of ours: what has no meaning here is left out, and told.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/checkers/bad_input.h"

namespace eddy::tools {

struct MaelstromLine {
  std::vector<std::string> words;            // of ours: "test", "-w", "echo", …
  std::vector<std::string> without_meaning;  // as they were given: "--username root"
};

// A line with dashes that only look like some.
class MisreadLine : public checkers::BadInput {
 public:
  MisreadLine(const std::string& why, std::string meant)
      : BadInput(why), meant_(std::move(meant)) {}
  const std::string& meant() const { return meant_; }  // the whole line, as it was meant

 private:
  std::string meant_;
};

// `words` stand behind `call`, "eddy maelstrom". As there, words that belong to no option are
// arguments of the program, too. Throws checkers::BadInput at a command that is another one here,
// and at an option that would mean something else; and MisreadLine. Options that nobody knows stay.
MaelstromLine from_maelstrom(const std::vector<std::string>& words, const std::string& call);

// Is it one of Maelstrom's commands?
bool is_maelstrom_command(const std::string& word);
// Was the program called by a link of that name?
bool is_maelstrom_link(std::string_view call);

}  // namespace eddy::tools

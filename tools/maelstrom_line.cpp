#include "tools/maelstrom_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <iterator>
#include <optional>
#include <string_view>
#include <utility>

#include "tools/arguments.h"
#include "tools/options/table.h"
#include "tools/program_arguments.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

// Of Jepsen's command line, which Maelstrom's is made of: there are no machines to log in to here, a
// node ends with its run, and the log is Eddy's.
struct Meaningless {
  std::string_view option;
  bool has_argument;
};
constexpr Meaningless kMeaningless[] = {{"--username", true},
                                        {"--password", true},
                                        {"--ssh-private-key", true},
                                        {"--no-ssh", false},
                                        {"--leave-db-running", false},
                                        {"--logging-json", false},
                                        {"--strict-host-key-checking", false}};

// What other commands of Maelstrom's are here.
struct Elsewhere {
  std::string_view command;
  std::string_view instead;
};
constexpr Elsewhere kElsewhere[] = {
    {"serve", "say `eddy serve`, which shows the runs in ./store to a browser"},
    {"doc",
     "say `eddy manual`, or `eddy help test`; the protocol and the workloads are as Maelstrom "
     "documents them"},
    {"demo",
     "say `eddy nodes`, which lists node programs that come with Eddy, and "
     "`eddy test --node NAME` to run one"}};

// "--rate" of "--rate=5".
std::string name_in(const std::string& word) { return word.substr(0, word.find('=')); }

const OptionRow* find_row(const std::vector<OptionRow>& rows, const std::string& name) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const OptionRow& row) {
    return name == row.option() || name == row.short_option();
  });
  return found == rows.end() ? nullptr : &*found;
}

// The word with ASCII hyphens, and the rest of it as it is.
std::string as_meant(const std::string& word) {
  const auto plain = without_fancy_dashes(word);
  return plain ? *plain + word.substr(name_in(word).size()) : word;
}

class Translation {
 public:
  Translation(const std::vector<std::string>& words, const std::string& call)
      : given_(words), call_(call) {}

  MaelstromLine line() {
    std::vector<std::string> words = given_;
    const auto behind = cut_program_arguments(words);
    line_.words = {words.front()};
    for (place_ = 1; place_ < words.size(); ++place_) take(words);
    name_nodes();
    if (!has("--workload") && !has("-w"))
      line_.words.insert(line_.words.begin() + 1, {"--workload", "lin-kv"});
    if (!has("--bin")) throw BadInput("which program? Maelstrom's test takes --bin FILE");
    of_program_.insert(of_program_.end(), behind.begin(), behind.end());
    if (!of_program_.empty()) line_.words.emplace_back("--");
    line_.words.insert(line_.words.end(), of_program_.begin(), of_program_.end());
    return std::move(line_);
  }

 private:
  void take(const std::vector<std::string>& words) {
    const std::string& word = words[place_];
    if (without_fancy_dashes(word)) refuse_dashes(word);
    if (!word.starts_with('-')) {
      of_program_.push_back(word);
      return;
    }
    const std::string name = name_in(word);
    if (name == "-n" || name == "--node") {
      nodes_.push_back(argument(words));
    } else if (name == "--nodes") {
      for (std::string& node : split_list(argument(words))) nodes_.push_back(std::move(node));
    } else if (name == "--nodes-file") {
      throw BadInput("--nodes-file: nodes are called n0, n1 and so on; say --node-count N");
    } else if (!leave_out(words)) {
      keep(words);
    }
  }

  // Does the option at hand mean nothing here?
  bool leave_out(const std::vector<std::string>& words) {
    const std::string name = name_in(words[place_]);
    const auto* found =
        std::find_if(std::begin(kMeaningless), std::end(kMeaningless),
                     [&](const Meaningless& option) { return option.option == name; });
    if (found == std::end(kMeaningless)) return false;
    line_.without_meaning.push_back(
        found->has_argument ? fmt::format("{} {}", name, argument(words)) : name);
    return true;
  }

  void keep(const std::vector<std::string>& words) {
    const std::string& word = words[place_];
    line_.words.push_back(word);
    given_options_.push_back(name_in(word));
    const OptionRow* row = find_row(rows_, word);
    const bool has_argument = row != nullptr && !row->metavar.empty();
    if (has_argument && place_ + 1 < words.size()) line_.words.push_back(words[++place_]);
  }

  std::string argument(const std::vector<std::string>& words) {
    const std::string& word = words[place_];
    if (const auto sign = word.find('='); sign != word.npos) return word.substr(sign + 1);
    if (place_ + 1 == words.size()) throw BadInput(fmt::format("{} needs an argument", word));
    return words[++place_];
  }

  // There, --node-count overrides names.
  void name_nodes() {
    if (nodes_.empty()) return;
    const std::string list = fmt::format("{}", fmt::join(nodes_, ","));
    if (has("--node-count")) {
      line_.without_meaning.push_back(fmt::format("--nodes {}", list));
    } else {
      line_.words.insert(line_.words.end(), {"--nodes", list});
    }
  }

  bool has(std::string_view option) const {
    return std::find(given_options_.begin(), given_options_.end(), option) != given_options_.end();
  }

  [[noreturn]] void refuse_dashes(const std::string& word) const {
    std::string meant = call_;
    for (const std::string& given : given_) meant += ' ' + shell_quoted(as_meant(given));
    throw MisreadLine(
        fmt::format(
            "\"{}\" has a dash that is not the ASCII hyphen '-', as web pages make of it: "
            "Maelstrom takes it for no option, and leaves it out; the line as it was meant:",
            word),
        meant);
  }

  const std::vector<std::string>& given_;
  const std::string& call_;
  const std::vector<OptionRow> rows_ = option_table();
  MaelstromLine line_;
  std::size_t place_ = 0;
  std::vector<std::string> nodes_;
  std::vector<std::string> of_program_;
  std::vector<std::string> given_options_;
};

}  // namespace

bool is_maelstrom_command(const std::string& word) {
  return word == "test" ||
         std::any_of(std::begin(kElsewhere), std::end(kElsewhere),
                     [&](const Elsewhere& other) { return other.command == word; });
}

bool is_maelstrom_link(std::string_view call) {
  if (call.ends_with('\'')) call.remove_suffix(1);  // it was quoted for the shell
  return call.substr(call.rfind('/') + 1) == "maelstrom";
}

MaelstromLine from_maelstrom(const std::vector<std::string>& words, const std::string& call) {
  const std::string first = words.empty() ? "" : words.front();
  for (const auto& [command, instead] : kElsewhere) {
    if (first == command) throw BadInput(fmt::format("maelstrom {}: {}", command, instead));
  }
  if (first.empty())
    throw BadInput(fmt::format("which command of Maelstrom's? {} test runs a test", call));
  if (first != "test")
    throw BadInput(unknown_name("command of Maelstrom's", first, {"test", "serve", "doc", "demo"}));
  const auto is_help = [](const std::string& word) { return word == "--help" || word == "-h"; };
  const auto behind = std::find(words.begin(), words.end(), "--");
  if (std::any_of(words.begin(), behind, is_help)) return {{"test", "--help"}, {}};
  return Translation(words, call).line();
}

}  // namespace eddy::tools

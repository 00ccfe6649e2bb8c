// Arguments of options, from text, with errors that say what would be right.
//
// All throw checkers::BadInput: "--node-count takes a whole number from 1 to 1000000, got \"x\"".
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/probability.h"
#include "eddy/sim/time.h"
#include "eddy/workloads/options.h"

namespace eddy::tools {

// What an option's argument must lie between, both included.
struct Range {
  double least = 0;
  double most = 0;
};
constexpr double in_seconds(sim::Duration time) {
  return std::chrono::duration<double>(time).count();
}
struct WholeRange {
  std::uint64_t least = 0;
  std::uint64_t most = 0;
};

std::uint64_t parse_whole(std::string_view option, std::string_view text, WholeRange range);
// No NaN, no infinity.
double parse_real(std::string_view option, std::string_view text, Range range);
// "20", "20s", "1.5 h": the range is in the unit that a number alone is in, as Maelstrom has it.
enum class PlainUnit { seconds, milliseconds };
sim::Duration parse_duration(std::string_view option, std::string_view text, PlainUnit unit,
                             Range range);
sim::Probability parse_probability(std::string_view option, std::string_view text);
// "4" or "4n".
workloads::Concurrency parse_concurrency(std::string_view option, std::string_view text);
// "a, b,c" → a b c; blanks are trimmed, empty parts left out.
std::vector<std::string> split_list(std::string_view text);
// The same of a list that has to name something; `what` says in the error what: "faults".
std::vector<std::string> parse_names(std::string_view option, std::string_view what,
                                     std::string_view text);

// "unknown node \"x\", did you mean y? There are y, z, …"
std::string unknown_name(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known);

// The names of all topologies.
std::vector<std::string> topology_names();

// The word in front of its "=", with ASCII hyphens for all dashes: "--nemesis" of "–-nemesis=loss".
// Nothing for a word that does not begin with a dash, or has no other dash than '-': word
// processors and web pages make such dashes of "--".
std::optional<std::string> without_fancy_dashes(std::string_view word);

// As a shell takes it for one word: quoted where it must be.
std::string shell_quoted(std::string_view word);

// The shortest decimal that parse_probability reads as this one.
std::string to_argument(sim::Probability probability);

// What parse_duration reads as this one, a number alone.
std::string to_argument(sim::Duration duration, PlainUnit unit);

// Whether an argument that is one of two words is the second. Throws BadInput at any other.
bool is_second(std::string_view option, std::string_view text, std::string_view first,
               std::string_view second);

}  // namespace eddy::tools

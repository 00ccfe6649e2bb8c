// Arguments of options, from text, with errors that say what would be right.
//
// All throw checkers::BadInput: "--node-count takes a whole number from 1 to 1000000, got \"x\"".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/probability.h"
#include "sim/time.h"
#include "workloads/options.h"

namespace eddy::tools {

// What an option's argument must lie between, both included.
struct Range {
  double least = 0;
  double most = 0;
};

std::uint64_t parse_whole(std::string_view option, std::string_view text, Range range);
// No NaN, no infinity.
double parse_real(std::string_view option, std::string_view text, Range range);
sim::Duration parse_seconds(std::string_view option, std::string_view text, Range range);
sim::Duration parse_milliseconds(std::string_view option, std::string_view text, Range range);
sim::Probability parse_probability(std::string_view option, std::string_view text);
// "4" or "4n".
workloads::Concurrency parse_concurrency(std::string_view option, std::string_view text);
// "a, b,c" → a b c; blanks are trimmed, empty parts left out.
std::vector<std::string> split_list(std::string_view text);

// "unknown node \"x\": did you mean y? There are: …"
std::string unknown_name(std::string_view what, std::string_view name,
                         const std::vector<std::string>& known);

// The names of all topologies.
std::vector<std::string> topology_names();

// Is there a dash in front that is no ASCII hyphen, as word processors make of "--"?
bool has_fancy_dash(std::string_view word);

}  // namespace eddy::tools

#include "tools/sweep/recorded_seeds.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "eddy/checkers/bad_input.h"
#include "tools/results_json.h"
#include "tools/sweep/opened_sweep.h"
#include "tools/sweep/seed_line.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

bool is_power_of_two(std::uint64_t number) { return number != 0 && (number & (number - 1)) == 0; }

}  // namespace

void RecordedSeeds::read(const std::function<void(const workloads::SeedOutcome&)>& each) {
  constexpr std::size_t kBetween = 3;
  std::uint64_t place = 0;
  Sample last;
  const auto refuse = [&](const std::string& why) {
    throw BadInput(fmt::format("{}, line {}: {}", folder_.lines().string(), place + 1, why));
  };
  size_ = read_whole_lines(folder_.lines(), [&](std::string_view line) {
    workloads::SeedOutcome outcome;
    try {
      outcome = parse_seed_line(line);
    } catch (const BadInput& bad) {
      refuse(bad.what());
    }
    if (place == seeds_.size()) refuse("expected no more lines, for the sweep has no more seeds");
    if (outcome.seed != seeds_.at(place)) {
      const auto missing = missing_in(folder_.head());
      std::string why =
          fmt::format("expected seed {}, which comes next in the sweep", seeds_.at(place));
      if (!missing.empty()) {
        why += fmt::format("; it was merged without {}: go on with the shards, and merge again",
                           fmt::join(missing, " and "));
      }
      refuse(why);
    }
    last = {outcome.seed, std::string(line) + '\n'};
    // The first one, and then the last few whose places are powers of two.
    if (place == 0 || is_power_of_two(place)) samples_.push_back(last);
    if (samples_.size() > 1 + kBetween) samples_.erase(samples_.begin() + 1);
    each(outcome);
    ++place;
  });
  if (place > 0 && samples_.back().seed != last.seed) samples_.push_back(last);
}

void RecordedSeeds::require_same(const Sample& sample, const std::string& line) const {
  if (line == sample.line) return;
  const auto then = parse_seed_line(sample.line.substr(0, sample.line.size() - 1));
  const auto now = parse_seed_line(line.substr(0, line.size() - 1));
  const std::string what = then.fingerprint != now.fingerprint
                               ? fmt::format("its run had the fingerprint {}, and has {}",
                                             hex(then.fingerprint), hex(now.fingerprint))
                               : "its run is judged or told of otherwise";
  throw BadInput(
      fmt::format("the program has changed since {} was written by version {}: seed {} "
                  "is another one now, {}; begin another sweep",
                  folder_.path().string(), version_in(folder_), sample.seed, what));
}

}  // namespace eddy::tools

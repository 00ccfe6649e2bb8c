// When the plan of a run that branches (eddy/sim/branch.h) is drawn anew: what was planned for later
// is drawn with another key, and a time that was waited for, given that it has not come until then.
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"
#include "eddy/sim/time.h"

namespace eddy::workloads {

struct Redraw {
  sim::Time at;  // since the load began
  std::uint64_t key = 0;
  // When each fault at an event began, in their order; nothing: it had not when the run branched.
  std::vector<std::optional<sim::Time>> begun = {};

  std::optional<sim::Time> begun_at(std::size_t place) const {
    return place < begun.size() ? begun[place] : std::nullopt;
  }
  friend bool operator==(const Redraw&, const Redraw&) = default;
};

class Redraws {
 public:
  Redraws() = default;
  // By their times.
  explicit Redraws(std::vector<Redraw> redraws) : redraws_(std::move(redraws)) {}

  // By which key something is drawn that is at that time.
  std::uint64_t key_at(std::uint64_t seed, sim::Time at) const {
    for (const Redraw& redraw : redraws_) {
      if (at > redraw.at) seed = redraw.key;
    }
    return seed;
  }

  // How long something is waited for from then on: uniform on 0 … 2 × mean. `bits(key)`: its draw.
  template <class Bits>
  sim::Duration gap(std::uint64_t seed, sim::Time from, sim::Duration mean, Bits bits) const {
    sim::Duration length = sim::uniform(bits(key_at(seed, from)), mean);
    for (const Redraw& redraw : redraws_) {
      if (redraw.at >= from) length = given_so_long(redraw, from, length, mean, bits);
    }
    return length;
  }

  // How long the fault at an event of that place goes on. One that has not begun begins later.
  template <class Bits>
  sim::Duration length_at_event(std::uint64_t seed, std::size_t place, sim::Duration mean,
                                Bits bits) const {
    sim::Duration length = sim::uniform(bits(seed), mean);
    for (const Redraw& redraw : redraws_) {
      const auto begun = redraw.begun_at(place);
      length = begun ? given_so_long(redraw, *begun, length, mean, bits)
                     : sim::uniform(bits(redraw.key), mean);
    }
    return length;
  }

  // The same without the last branch.
  template <class Bits>
  sim::Duration first_gap(std::uint64_t seed, sim::Time from, sim::Duration mean, Bits bits) const {
    if (redraws_.empty()) return gap(seed, from, mean, bits);
    return Redraws({redraws_.begin(), redraws_.end() - 1}).gap(seed, from, mean, bits);
  }
  // When that is; without any, the beginning.
  sim::Time last() const { return redraws_.empty() ? sim::Time{} : redraws_.back().at; }

 private:
  // What lasts beyond the branch is drawn given that it has lasted until then.
  template <class Bits>
  static sim::Duration given_so_long(const Redraw& redraw, sim::Time from, sim::Duration length,
                                     sim::Duration mean, Bits bits) {
    if (from + length <= redraw.at) return length;
    const sim::Duration waited = redraw.at - from;
    const sim::Duration most = 2 * mean - waited;
    const auto left = sim::below(bits(redraw.key), static_cast<std::uint64_t>(most.count()));
    return waited + sim::Duration(1) + sim::Duration(static_cast<sim::Duration::rep>(left));
  }

  std::vector<Redraw> redraws_;
};

}  // namespace eddy::workloads

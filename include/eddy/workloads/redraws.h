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

  friend bool operator==(const Redraw&, const Redraw&) = default;
};

class Redraws {
 public:
  Redraws() = default;
  // When each fault at an event began, in their order; nothing: it had not when the run branched.
  using Begun = std::vector<std::optional<sim::Time>>;

  // By their times. `begun`: until the last of them.
  explicit Redraws(std::vector<Redraw> redraws, Begun begun = {})
      : redraws_(std::move(redraws)), begun_(std::move(begun)) {}

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
      if (redraw.at < from || from + length <= redraw.at) continue;
      const sim::Duration waited = redraw.at - from;
      const sim::Duration most = 2 * mean - waited;
      const auto left = sim::below(bits(redraw.key), static_cast<std::uint64_t>(most.count()));
      length = waited + sim::Duration(1) + sim::Duration(static_cast<sim::Duration::rep>(left));
    }
    return length;
  }

  // How long the fault at an event of that place goes on. One that has not begun begins later.
  template <class Bits>
  sim::Duration length_at_event(std::uint64_t seed, std::size_t place, sim::Duration mean,
                                Bits bits) const {
    const auto begun = place < begun_.size() ? begun_[place] : std::nullopt;
    return gap(seed, begun.value_or(sim::Time::max()), mean, bits);
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
  std::vector<Redraw> redraws_;
  Begun begun_;
};

}  // namespace eddy::workloads

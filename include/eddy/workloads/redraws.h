// When the plan of a run that branches (eddy/sim/branch.h) is drawn anew: what was planned for later
// is drawn with another key, and a time that was waited for, given that it has not come until then.
#pragma once

#include <cstdint>
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
      if (redraw.at < from || from + length <= redraw.at) continue;
      const sim::Duration waited = redraw.at - from;
      const sim::Duration most = 2 * mean - waited;
      const auto left = sim::below(bits(redraw.key), static_cast<std::uint64_t>(most.count()));
      length = waited + sim::Duration(1) + sim::Duration(static_cast<sim::Duration::rep>(left));
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
  std::vector<Redraw> redraws_;
};

}  // namespace eddy::workloads

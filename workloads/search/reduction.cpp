#include "eddy/workloads/search/reduction.h"

namespace eddy::workloads {
namespace {

// The places without those from `first` until `end`.
Places without(const Places& places, std::size_t first, std::size_t end) {
  Places rest(places.begin(), places.begin() + static_cast<std::ptrdiff_t>(first));
  rest.insert(rest.end(), places.begin() + static_cast<std::ptrdiff_t>(end), places.end());
  return rest;
}

class Reduction {
 public:
  Reduction(std::size_t count, const WithPlaces& with, const Trials::Wanted& wanted, Trials& trials)
      : with_(with), wanted_(wanted), trials_(trials) {
    for (std::size_t i = 0; i < count; ++i) reduced_.kept.push_back(i);
  }

  Reduced run() {
    for (std::size_t chunk = reduced_.kept.size(); chunk > 0; chunk = next_size(chunk)) {
      const bool has_progress = pass(chunk);
      // What has gone may have kept others.
      while (chunk == 1 && has_progress && !trials_.is_over() && pass(1)) {
      }
    }
    return std::move(reduced_);
  }

 private:
  std::size_t next_size(std::size_t chunk) const {
    if (chunk == 1 || trials_.is_over()) return 0;
    return std::min((chunk + 1) / 2, std::max<std::size_t>(reduced_.kept.size(), 1));
  }

  // From the end to the start. Has anything gone?
  bool pass(std::size_t chunk) {
    bool has_progress = false;
    std::size_t end = reduced_.kept.size();  // of what was not tried in this pass
    while (end > 0) {
      std::size_t next = end;
      std::vector<std::size_t> ends;  // of the chunks, by candidate
      const auto found = trials_.first(
          [&]() -> std::optional<Scenario> {
            while (next > 0) {
              const std::size_t last = std::exchange(next, next - std::min(chunk, next));
              if (auto candidate = with_(without(reduced_.kept, next, last))) {
                ends.push_back(last);
                return candidate;
              }
            }
            return std::nullopt;
          },
          wanted_);
      if (!found) break;
      const std::size_t last = ends[found->place];
      const std::size_t first = last - std::min(chunk, last);
      reduced_.kept = without(reduced_.kept, first, last);
      reduced_.last = *found;
      has_progress = true;
      end = first;
    }
    return has_progress;
  }

  const WithPlaces& with_;
  const Trials::Wanted& wanted_;
  Trials& trials_;
  Reduced reduced_;
};

}  // namespace

Reduced reduce(std::size_t count, const WithPlaces& with, const Trials::Wanted& wanted,
               Trials& trials) {
  return Reduction(count, with, wanted, trials).run();
}

}  // namespace eddy::workloads

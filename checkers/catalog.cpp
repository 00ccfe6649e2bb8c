#include "checkers/catalog.h"

#include "checkers/echo.h"
#include "checkers/set_full.h"
#include "checkers/stats.h"
#include "checkers/unique_ids.h"

#include <algorithm>
#include <array>

namespace eddy::checkers {

namespace {

Verdict set_full(const History& history, const CheckOptions& options) {
  SetFullOptions own;
  own.add = options.add;
  own.staleness = options.linearizable ? Staleness::invalid : Staleness::allowed;
  return check_set_full(history, own);
}

Verdict unique_ids(const History& history, const CheckOptions& /*options*/) {
  return check_unique_ids(history);
}

Verdict echo(const History& history, const CheckOptions& /*options*/) {
  return check_echo(history);
}

Verdict stats(const History& history, const CheckOptions& /*options*/) {
  return check_stats(history);
}

// In the order of `eddy check --help`: transactions, linearizability, sets, the rest.
constexpr std::array kCatalog = {
    CheckerEntry{"set-full", "every element that is known to be there stays", "add linearizable",
                 &set_full},
    CheckerEntry{"unique-ids", "no id is given out twice", "", &unique_ids},
    CheckerEntry{"echo", "every request comes back with the payload that was sent", "", &echo},
    CheckerEntry{"stats", "every function succeeds at least once", "", &stats},
};

}  // namespace

std::span<const CheckerEntry> catalog() { return kCatalog; }

const CheckerEntry* find_checker(std::string_view name) {
  const auto* found =
      std::find_if(kCatalog.begin(), kCatalog.end(),
                   [name](const CheckerEntry& entry) { return entry.name == name; });
  return found == kCatalog.end() ? nullptr : found;
}

}  // namespace eddy::checkers

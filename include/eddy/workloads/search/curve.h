// What tipped a failing run: at moments of it the run branches (eddy/sim/branch.h), again and again
// with other keys, and how many branches fail is counted.
//
// * With the clients kept, and the network, the nodes, the faults to come and the ends of those
//   under way drawn anew, the curve says what tipped the run. With the clients drawn anew, too, it
//   says which operation brought it to light.
// * Between the two moments where a curve rises most, it is bisected to one event.
// * First the plan is cut to its shortest prefix that fails: else runs that fail again and again
//   give a curve that lies at 100 % from the beginning.
// * Where half of all branches fail from the beginning, their futures have a weaker climate: neither
//   faults, nor losses or copies by chance.
// * Deterministic: the same keys at each moment, and fewer of them where the curve is flat.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/time.h"
#include "eddy/workloads/planner.h"
#include "eddy/workloads/scenario.h"
#include "eddy/workloads/search/minimise.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::workloads {

// Of so many branches after an event, how many failed.
struct CurvePoint {
  std::uint64_t event = 0;  // its number in a trace
  sim::Time at;
  std::uint64_t failing = 0;
  std::uint64_t branches = 0;

  double share() const {
    return branches == 0 ? 0 : static_cast<double>(failing) / static_cast<double>(branches);
  }
};

// One event, before which fewer branches fail than after it.
struct Tipping {
  CurvePoint before;
  CurvePoint after;
  // What was drawn between the two: "start of partition one n1 | n0 n2", "the loss of n1's answer".
  std::string what;

  double rise() const { return after.share() - before.share(); }
};

struct Curve {
  // By event; the last one is the run itself. None: nothing was seen.
  std::vector<CurvePoint> points;
  std::optional<Tipping> tipping;  // nothing: it is flat
};

struct Explanation {
  std::string text;               // the finding of the whole run
  FailingScenario prefix;         // the shortest prefix of the plan that fails
  std::size_t planned = 0;        // operations of the whole plan
  bool draws_faults = false;      // the faults to come could be drawn anew
  bool draws_operations = false;  // the operations, too
  bool is_calmer = false;         // neither faults nor losses come after a branch
  Curve luck;                     // clients kept
  std::optional<Curve> clients;   // all drawn anew
  std::uint64_t runs = 0;
  bool was_cut_short = false;
};

struct ExplainOptions {
  std::size_t moments = 40;
  std::uint64_t keys = 25;  // branches a moment
  std::uint64_t budget = 5'000;
  std::function<void(std::string_view task, std::uint64_t runs)> progress = {};
};

// REQUIRES: as of minimise().
Explanation explain(const FailingScenario& original, const Planner& planner,
                    const ScenarioRunner& runner, const ExplainOptions& options = {});

// A strip of blocks, one a point: "▁▁▂▇█".
std::string strip_of(const std::vector<CurvePoint>& points);

}  // namespace eddy::workloads

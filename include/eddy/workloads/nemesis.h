// The nemesis: plans from the seed what will go wrong with the network and the nodes, and when.
//
// Each kind of fault has a timeline of its own, start, stop, start, …, with gaps uniform on
// 0 … 2 × interval. Every draw is keyed by (seed, kind, its number on the timeline): a kind that is
// left out, or a fault taken out of a plan, leaves the others as they were. A swizzle is several
// faults: its nodes are cut off one after another, and come back in another order.
#pragma once

#include <boost/describe/enum.hpp>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/base/named_enum.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/time.h"
#include "eddy/sim/trigger.h"
#include "eddy/workloads/fault_at.h"
#include "eddy/workloads/redraws.h"

namespace eddy::workloads {

// How many nodes a fault of nodes befalls at once; which ones is drawn. As Jepsen draws them.
enum class Targets : std::uint8_t {
  one,
  minority,  // the most that leave a majority untouched
  majority,  // the fewest that are one
  all,
};
BOOST_DESCRIBE_ENUM(Targets, one, minority, majority, all)

struct NemesisOptions {
  std::vector<sim::FaultKind> kinds;                  // none: nothing goes wrong
  sim::Duration interval = std::chrono::seconds(10);  // mean time between a start and a stop
  std::optional<sim::PartitionShape> shape;           // nothing: each partition's is drawn
  // Nothing: drawn for each fault; of bit rot then a minority at most.
  std::optional<Targets> targets = {};
  // What may go wrong with disks; nothing: all that can.
  std::vector<sim::DiskTrouble> disk_faults = {};
  std::vector<FaultAt> at = {};  // faults that wait for an event
  // The kinds strike at the same times, and first of all the same nodes.
  bool together = false;

  friend bool operator==(const NemesisOptions&, const NemesisOptions&) = default;
};

// What is wrong with the options for that many nodes, and what would be right; nothing if all is
// well.
std::optional<std::string> complaint(const NemesisOptions& options, std::size_t node_count);

// A fault that is active from `start` until `end`, both since the load began. One with a trigger
// waits for it from `start` on, and is active for as long as from `start` until `end`, but not after
// the load.
struct PlannedFault {
  sim::Time start;
  sim::Time end;
  sim::Fault fault;
  std::uint32_t id = 0;  // its place in the plan; kept when others are taken out
  std::optional<sim::Trigger> trigger = {};

  friend bool operator==(const PlannedFault&, const PlannedFault&) = default;
};

// By start. Each kind has starts and stops of its own, unless they strike together. Faults that
// would outlast the time limit end there. Of one node alone no partition and no swizzle is planned,
// of fewer than three no bit rot, unless its targets are given.
// Of a run that branches, the faults to come, and the ends of those under way, are drawn anew.
// REQUIRES: no complaint.
std::vector<PlannedFault> plan_faults(std::uint64_t seed, const NemesisOptions& options,
                                      std::size_t node_count, sim::Duration time_limit,
                                      const Redraws& redraws = {});

// Which nodes must work again after the load.
enum class Liveness : std::uint8_t {
  all,   // all faults are healed
  core,  // those of a drawn majority; the rest stays broken for ever
};
BOOST_DESCRIBE_ENUM(Liveness, all, core)

// A majority that works after the load, and what goes wrong with the rest for ever.
struct Core {
  std::vector<sim::NodeId> nodes;    // in the order of their names
  std::vector<PlannedFault> faults;  // none where there is no rest; they start and end at `at`
};
// The rest is cut off; or killed, or paused, where these kinds are among the options'. The faults'
// ids begin with `first_id`.
Core plan_core(std::uint64_t seed, const NemesisOptions& options, std::size_t node_count,
               sim::Time at, std::uint32_t first_id);

// Puts each service on a drawn side of each partition: services, too, are cut off. On a ring they
// keep all their links. Keyed by the seed, the fault and the service; of a run that branches, those
// of faults to come are drawn anew.
void part_services(std::vector<PlannedFault>& faults, std::uint64_t seed,
                   const Redraws& redraws = {});

using sim::describe;

}  // namespace eddy::workloads

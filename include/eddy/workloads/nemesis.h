// The nemesis: plans from the seed what will go wrong with the network, and when.
//
// Each kind of fault has a timeline of its own, start, stop, start, …, with gaps uniform on
// 0 … 2 × interval. Every draw is keyed by (seed, kind, its number on the timeline): a kind that is
// left out, or a fault taken out of a plan, leaves the others as they were.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/time.h"

namespace eddy::workloads {

struct NemesisOptions {
  std::vector<sim::FaultKind> kinds;                  // none: nothing goes wrong
  sim::Duration interval = std::chrono::seconds(10);  // mean time between a start and a stop
  std::optional<sim::PartitionShape> shape;           // nothing: each partition's is drawn

  friend bool operator==(const NemesisOptions&, const NemesisOptions&) = default;
};

// What is wrong with the options for that many nodes, and what would be right; nothing if all is
// well.
std::optional<std::string> complaint(const NemesisOptions& options, std::size_t node_count);

// A fault that is active from `start` until `end`, both since the load began.
struct PlannedFault {
  sim::Time start;
  sim::Time end;
  sim::Fault fault;
  std::uint32_t id = 0;  // its place in the plan; kept when others are taken out

  friend bool operator==(const PlannedFault&, const PlannedFault&) = default;
};

// By start. Faults that would outlast the time limit end there. Of one node alone no partition is
// planned. REQUIRES: no complaint.
std::vector<PlannedFault> plan_faults(std::uint64_t seed, const NemesisOptions& options,
                                      std::size_t node_count, sim::Duration time_limit);

// Puts each service on a drawn side of each partition: services, too, are cut off. On a ring they
// keep all their links. Keyed by the seed, the fault and the service.
void part_services(std::vector<PlannedFault>& faults, std::uint64_t seed);

using sim::describe;

}  // namespace eddy::workloads

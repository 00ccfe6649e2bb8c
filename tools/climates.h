// The climates of a program: what a seed may draw for it, and what stays as it was asked for.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "eddy/nodes/program_entry.h"
#include "eddy/sim/fault.h"
#include "eddy/workloads/search/climate.h"
#include "tools/test_request.h"

namespace eddy::tools {

// The faults that a climate may draw: of a program that says what it survives, those; of a wrong
// one, those that its twin survives; of any other, the faults of the network, and pauses.
sim::FaultSet faults_to_draw(const nodes::ProgramEntry& program,
                             std::span<const nodes::ProgramEntry> programs);

// The names of the faults that no climate draws, because the program does not claim to survive
// them. Nothing where the nemesis is pinned. REQUIRES: complete().
std::vector<std::string> faults_not_drawn(const TestRequest& request,
                                          std::span<const nodes::ProgramEntry> programs);

struct Climates {
  workloads::Options given;
  workloads::PinnedOptions pinned;
  workloads::ClimateBounds bounds;

  workloads::Options of(std::uint64_t seed) const {
    return workloads::draw_climate(given, pinned, bounds, seed);
  }
};

// Of a program that is right only where it is the only node, or made from one, one node is pinned.
// Transactions are held against the model that the program claims, unless the request names others.
// The program is run once, to see what messages it sends. REQUIRES: complete().
Climates climates_of(const TestRequest& request, std::span<const nodes::ProgramEntry> programs);

}  // namespace eddy::tools

// Which of many pairs of states have a way from one to the other.
//
// 512 starts are followed at once through the condensation of the graph, one bit for each, so m
// edges and s starts cost m * s / 512.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checkers/transactional/graph/step_graph.h"
#include "checkers/transactional/step_meter.h"

namespace eddy::checkers {

struct StatePair {
  StepGraph::Vertex from;
  StepGraph::Vertex to;

  auto operator<=>(const StatePair&) const = default;
};

// Those of the pairs that have a way, sorted; nothing if the meter does not hold the steps, each an
// edge followed. `component` is what strong_components says of the graph.
std::optional<std::vector<StatePair>> reachable_pairs(const StepGraph& steps,
                                                      std::span<const std::uint32_t> component,
                                                      std::vector<StatePair> pairs,
                                                      StepMeter& meter);

}  // namespace eddy::checkers

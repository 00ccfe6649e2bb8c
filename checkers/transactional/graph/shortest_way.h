// Shortest ways through the steps of a StepGraph, by breadth-first search.
//
// * A run of places is one step, so the length of a way is the number of its transactions less one.
// * Of several shortest ways always the same is found.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "checkers/transactional/graph/step_graph.h"
#include "checkers/transactional/step_meter.h"

namespace eddy::checkers {

class ShortestWay {
 public:
  using Vertex = StepGraph::Vertex;

  // `component` is what strong_components says of the graph. Both must outlive this.
  ShortestWay(const StepGraph& steps, std::span<const std::uint32_t> component);

  // The states from `from` to the nearest of `targets`, both included, or nothing if there is none
  // within `longest` steps. Each edge looked at is a step of the meter; the search is not broken
  // off. REQUIRES: targets are states, not empty, without `from`.
  std::optional<std::vector<Vertex>> find(Vertex from, std::span<const Vertex> targets,
                                          std::uint32_t longest, StepMeter& meter);

 private:
  struct Bounds {
    std::uint32_t low;
    std::uint32_t high;
  };

  void reach(Vertex vertex, Vertex parent, const Bounds& bounds);
  bool is_new(Vertex vertex) const { return seen_[vertex] != round_; }
  std::vector<Vertex> way_to(Vertex from, Vertex target) const;

  const StepGraph& steps_;
  std::span<const std::uint32_t> component_;
  std::uint32_t round_ = 0;
  std::vector<std::uint32_t> seen_;     // by vertex, the last round that saw it
  std::vector<std::uint32_t> targets_;  // by vertex, the last round in which it was a target
  std::vector<Vertex> parent_;
  std::vector<Vertex> found_;  // states in the order in which they were reached
  std::optional<Vertex> target_;
};

}  // namespace eddy::checkers

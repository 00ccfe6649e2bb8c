// The steps that a cycle of one sort may take, as a graph for Boost.Graph and for searches.
//
// * Its vertices are states first, then the places of the sequence that orders transactions by
//   process or time. A state is a transaction; where no two rw steps may follow each other it is a
//   transaction and whether a rw step led to it.
// * A session step goes by places: from a transaction to the first place after it, from there to
//   the transaction of that place or on to the next place. So there are as many edges as
//   transactions, not as many as pairs of them.
#pragma once

#include <boost/graph/compressed_sparse_row_graph.hpp>
#include <cstdint>
#include <span>
#include <vector>

#include "checkers/transactional/graph/precedence.h"
#include "eddy/checkers/transactional/graph/dependency_graph.h"
#include "eddy/checkers/transactional/transaction.h"

namespace eddy::checkers {

enum class RwSteps : std::uint8_t { none, nonadjacent, any };

// ww steps are always allowed.
struct StepRules {
  bool wr = true;
  bool session = false;
  RwSteps rw = RwSteps::none;
};

class StepGraph {
 public:
  using Vertex = std::uint32_t;
  using Graph =
      boost::compressed_sparse_row_graph<boost::directedS, boost::no_property, boost::no_property,
                                         boost::no_property, Vertex, Vertex>;

  // REQUIRES: graph and precedence are of the same transactions.
  StepGraph(const DependencyGraph& graph, const Precedence& precedence, StepRules rules);

  const Graph& graph() const { return graph_; }
  std::uint32_t size() const { return static_cast<std::uint32_t>(boost::num_vertices(graph_)); }
  std::uint32_t edge_count() const { return static_cast<std::uint32_t>(boost::num_edges(graph_)); }

  // The state of a transaction, reached by another step than rw.
  Vertex state(TransactionId transaction) const { return transaction * states_each_; }
  // The state of a transaction, reached by a rw step.
  Vertex state_by_rw(TransactionId transaction) const {
    return transaction * states_each_ + states_each_ - 1;
  }
  bool is_state(Vertex vertex) const { return vertex < states_; }
  // REQUIRES: is_state(vertex).
  TransactionId transaction(Vertex vertex) const { return vertex / states_each_; }

  // Where a step leads to: dependencies before session steps. Of a place: its transaction, then the
  // next place if there is one.
  auto targets(Vertex vertex) const { return boost::adjacent_vertices(vertex, graph_); }

  // What a step between two states is. REQUIRES: there is one.
  Dependency kind(Vertex from, Vertex to) const;

 private:
  bool allows(Dependency kind, bool by_rw) const;

  const DependencyGraph& dependencies_;
  SessionOrder order_;
  StepRules rules_;
  std::uint32_t states_each_;
  Vertex states_;
  Graph graph_;
};

// By vertex, the number of its strongly connected component. An edge never leads to a component of
// a higher number.
std::vector<std::uint32_t> strong_components(const StepGraph& steps);

}  // namespace eddy::checkers

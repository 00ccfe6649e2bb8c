// Who is meant by a name on the wire. Maelstrom lets nodes and clients have any names; inside they
// are ids (eddy/sim/node_id.h).
//
//   * The nodes of a cluster of n0, n1, … to n(k-1), in any order, are who their names say.
//   * Nodes of any other names are numbered in the order of the init message, which is the same at
//     each of them.
//   * Services and clients c0, c1, … are who their names say. All others are clients of our own
//     numbering, for a reply needs no more.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/node_id.h"

namespace eddy::tools {

class PeerNames {
 public:
  // REQUIRES: no two nodes have one name.
  explicit PeerNames(const std::vector<std::string>& nodes);

  // The nodes, in the order of the init message.
  const std::vector<sim::NodeId>& nodes() const { return ids_; }
  // Has each node the name inside that it has outside?
  bool are_ours() const { return are_ours_; }
  // "n0 is alpha, n1 is beta".
  std::string told() const;

  bool is_node(sim::NodeId id) const { return names_.contains(id); }
  sim::NodeId id_of(std::string_view name);
  // REQUIRES: it is a node of the cluster, a service or a client.
  std::string name_of(sim::NodeId id) const;
  // Calls nodes by their names inside, wherever a text or the name of a field is one of theirs.
  void translate(boost::json::value& json) const;

 private:
  std::vector<sim::NodeId> ids_;
  bool are_ours_ = true;
  std::map<std::string, sim::NodeId, std::less<>> known_;
  std::map<sim::NodeId, std::string> names_;  // of nodes
  std::map<sim::NodeId, std::string> strangers_;
};

}  // namespace eddy::tools

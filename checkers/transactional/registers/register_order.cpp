#include "checkers/transactional/registers/register_order.h"

#include <algorithm>
#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <tuple>
#include <utility>

namespace eddy::checkers {

namespace {

using VersionEdges = std::vector<VersionEdge>;

bool by_ends(const VersionEdge& a, const VersionEdge& b) {
  return std::tie(a.from, a.to, a.source, a.before, a.after) <
         std::tie(b.from, b.to, b.source, b.before, b.after);
}

bool same_ends(const VersionEdge& a, const VersionEdge& b) {
  return a.from == b.from && a.to == b.to;
}

void sort_and_unite(VersionEdges& edges) {
  std::sort(edges.begin(), edges.end(), by_ends);
  edges.erase(std::unique(edges.begin(), edges.end(), same_ends), edges.end());
}

VersionEdges from_initial_state(const RegisterHistory& registers) {
  VersionEdges edges;
  for (std::uint32_t v = 0; v < registers.versions.size(); ++v) {
    if (!registers.is_initial(v))
      edges.push_back({registers.initial_versions[registers.versions[v].key], v});
  }
  return edges;
}

// The versions of an observed order that `counts` says yes to, and null, one after the other.
template <typename Counts>
void add_observed(const RegisterHistory& registers, std::uint32_t order, const Counts& counts,
                  VersionEdges& edges) {
  std::uint32_t last = registers.initial_versions[registers.orders[order].key];
  for (const std::uint32_t version : registers.orders[order].versions) {
    if (!registers.is_initial(version) && !counts(version)) continue;
    if (version == last) continue;
    edges.push_back({last, version, OrderSource::observed, order, order});
    last = version;
  }
}

// Of what transactions left behind, and of all that they wrote: see version_orders.h.
VersionEdges from_observers(const RegisterHistory& registers) {
  VersionEdges edges;
  for (std::uint32_t o = 0; o < registers.orders.size(); ++o) {
    add_observed(
        registers, o, [&](std::uint32_t v) { return registers.is_installed(v); }, edges);
    add_observed(
        registers, o, [&](std::uint32_t v) { return registers.took_place(v); }, edges);
  }
  return edges;
}

VersionEdges from_writes_after_reads(const RegisterHistory& registers) {
  VersionEdges edges;
  for (TransactionId t = 0; t < registers.transactions.size(); ++t) {
    if (registers.transactions[t].outcome != Outcome::ok) continue;
    for (const ExternalAccess& access : registers.accesses_of(t)) {
      if (access.read != kNoVersion && access.write != kNoVersion && access.read != access.write)
        edges.push_back({access.read, access.write, OrderSource::wfr, t, t});
    }
  }
  return edges;
}

// A version that a transaction left a key at.
struct Met {
  std::uint32_t version;
  TransactionId transaction;
};

void add_edge(VersionEdges& edges, const Met& before, const Met& after, OrderSource source) {
  if (before.version != after.version)
    edges.push_back({before.version, after.version, source, before.transaction, after.transaction});
}

VersionEdges from_processes(const RegisterHistory& registers) {
  VersionEdges edges;
  boost::unordered_flat_map<std::pair<std::int64_t, std::uint32_t>, Met> last;  // process, key
  for (TransactionId t = 0; t < registers.transactions.size(); ++t) {
    if (registers.transactions[t].outcome != Outcome::ok) continue;
    for (const ExternalAccess& access : registers.accesses_of(t)) {
      const Met now{access.last(), t};
      const auto [found, fresh] = last.try_emplace({registers.process_of(t), access.key}, now);
      if (fresh) continue;
      add_edge(edges, found->second, {access.first(), t}, OrderSource::sequential);
      found->second = now;
    }
  }
  return edges;
}

// Goes through a history in time. Of each key it knows the transactions that have ended and that no
// other one of the key lies wholly after: those that come directly before whatever begins now.
class RealTime {
 public:
  explicit RealTime(const RegisterHistory& registers)
      : registers_(registers), ended_(registers.keys.size()) {}

  VersionEdges edges() {
    std::vector<std::uint32_t> completions(registers_.history->ops.size(), kNoWriter);
    std::uint32_t next = 0;
    for (TransactionId t = 0; t < registers_.transactions.size(); ++t) {
      const Transaction& transaction = registers_.transactions[t];
      if (transaction.outcome == Outcome::ok) completions[*transaction.call.completion] = t;
    }
    for (std::size_t at = 0; at < completions.size(); ++at) {
      if (next < registers_.transactions.size() &&
          registers_.transactions[next].call.invocation == at)
        begin(next++);
      if (completions[at] != kNoWriter) end(completions[at]);
    }
    return std::move(edges_);
  }

 private:
  void begin(TransactionId transaction) {
    if (!registers_.took_effect[transaction]) return;
    for (const ExternalAccess& access : registers_.accesses_of(transaction)) {
      for (const Met& before : ended_[access.key])
        add_edge(edges_, before, {access.first(), transaction}, OrderSource::linearizable);
    }
  }

  void end(TransactionId transaction) {
    const std::size_t began = registers_.transactions[transaction].call.invocation;
    for (const ExternalAccess& access : registers_.accesses_of(transaction)) {
      std::erase_if(ended_[access.key], [&](const Met& before) {
        return *registers_.transactions[before.transaction].call.completion < began;
      });
      ended_[access.key].push_back({access.last(), transaction});
    }
  }

  const RegisterHistory& registers_;
  std::vector<std::vector<Met>> ended_;  // by key
  VersionEdges edges_;
};

// The edges of sorted ones that begin at a version.
std::span<const VersionEdge> edges_from(const VersionEdges& edges, std::uint32_t version) {
  const auto first = std::partition_point(edges.begin(), edges.end(),
                                          [=](const VersionEdge& e) { return e.from < version; });
  const auto last = std::partition_point(first, edges.end(),
                                         [=](const VersionEdge& e) { return e.from == version; });
  return {first, last};
}

// By version, how many edges lead to it from versions that are on a cycle or after one: 0 for all
// that are in order (Kahn 1962).
std::vector<std::uint32_t> count_unordered(const RegisterHistory& registers,
                                           const VersionEdges& edges) {
  std::vector<std::uint32_t> incoming(registers.versions.size());
  for (const VersionEdge& edge : edges) ++incoming[edge.to];
  std::vector<std::uint32_t> ready;
  for (std::uint32_t v = 0; v < incoming.size(); ++v) {
    if (incoming[v] == 0) ready.push_back(v);
  }
  while (!ready.empty()) {
    const std::uint32_t version = ready.back();
    ready.pop_back();
    for (const VersionEdge& edge : edges_from(edges, version)) {
      if (--incoming[edge.to] == 0) ready.push_back(edge.to);
    }
  }
  return incoming;
}

// A shortest cycle through a version that is on one: breadth first, over versions that `unordered`
// counts.
VersionCycle cycle_through(const VersionEdges& edges, std::uint32_t start,
                           const std::vector<std::uint32_t>& unordered) {
  boost::unordered_flat_map<std::uint32_t, const VersionEdge*> reached_by;
  std::vector<std::uint32_t> queue = {start};
  for (std::size_t i = 0; i < queue.size() && !reached_by.contains(start); ++i) {
    for (const VersionEdge& edge : edges_from(edges, queue[i])) {
      if (unordered[edge.to] > 0 && reached_by.try_emplace(edge.to, &edge).second)
        queue.push_back(edge.to);
    }
  }
  VersionCycle cycle;
  std::uint32_t version = start;
  do {
    cycle.push_back(*reached_by.at(version));
    version = cycle.back().from;
  } while (version != start);
  std::reverse(cycle.begin(), cycle.end());
  return cycle;
}

// One cycle of each key that has any, by key.
std::vector<VersionCycle> find_cycles(const RegisterHistory& registers, const VersionEdges& edges) {
  const std::vector<std::uint32_t> unordered = count_unordered(registers, edges);
  std::vector<std::uint32_t> previous(registers.versions.size(), kNoVersion);
  for (const VersionEdge& edge : edges) {
    if (unordered[edge.from] > 0) previous[edge.to] = edge.from;
  }
  std::vector<bool> seen_key(registers.keys.size());
  std::vector<bool> walked(registers.versions.size());
  std::vector<VersionCycle> cycles;
  for (std::uint32_t v = 0; v < unordered.size(); ++v) {
    const std::uint32_t key = registers.versions[v].key;
    if (unordered[v] == 0 || seen_key[key]) continue;
    seen_key[key] = true;
    std::uint32_t on_cycle = v;  // whatever follows a cycle leads back into one
    for (; !walked[on_cycle]; on_cycle = previous[on_cycle]) walked[on_cycle] = true;
    cycles.push_back(cycle_through(edges, on_cycle, unordered));
  }
  return cycles;
}

// Adds a source's edges to those there are, but for the keys in which they would close a cycle.
void add_source(const RegisterHistory& registers, VersionEdges source, VersionGraph& graph) {
  std::erase_if(source, [&](const VersionEdge& edge) {
    return graph.contradictory[registers.versions[edge.from].key];
  });
  VersionEdges both = graph.edges;
  both.insert(both.end(), source.begin(), source.end());
  sort_and_unite(both);
  std::vector<VersionCycle> cycles = find_cycles(registers, both);
  if (cycles.empty()) {
    graph.edges = std::move(both);
    return;
  }
  std::vector<bool> cyclic(registers.keys.size());
  for (VersionCycle& cycle : cycles) {
    cyclic[registers.versions[cycle.front().from].key] = true;
    graph.cycles.push_back(std::move(cycle));
  }
  for (const VersionEdge& edge : source) {
    const std::uint32_t key = registers.versions[edge.from].key;
    if (!cyclic[key] || edge.source == OrderSource::observed) graph.edges.push_back(edge);
    if (cyclic[key] && edge.source == OrderSource::observed) graph.contradictory[key] = true;
  }
  sort_and_unite(graph.edges);
}

}  // namespace

std::string_view to_string(OrderSource source) {
  constexpr std::array<std::string_view, 5> kNames = {"initial-state", "observed", "wfr-keys",
                                                      "sequential-keys", "linearizable-keys"};
  return kNames.at(static_cast<std::size_t>(source));
}

std::span<const VersionEdge> VersionGraph::edges_from(std::uint32_t version) const {
  return checkers::edges_from(edges, version);
}

const VersionEdge* VersionGraph::find(std::uint32_t from, std::uint32_t to) const {
  const auto candidates = edges_from(from);
  const auto found = std::partition_point(candidates.begin(), candidates.end(),
                                          [=](const VersionEdge& e) { return e.to < to; });
  return found != candidates.end() && found->to == to ? &*found : nullptr;
}

VersionGraph order_versions(const RegisterHistory& registers, const RegisterOrderOptions& options) {
  VersionGraph graph;
  graph.edges = from_initial_state(registers);
  sort_and_unite(graph.edges);
  graph.contradictory.resize(registers.keys.size());
  const auto add = [&](VersionEdges source) { add_source(registers, std::move(source), graph); };
  if (!registers.orders.empty()) add(from_observers(registers));
  if (options.wfr_keys) add(from_writes_after_reads(registers));
  if (options.sequential_keys) add(from_processes(registers));
  if (options.linearizable_keys) add(RealTime(registers).edges());
  return graph;
}

}  // namespace eddy::checkers

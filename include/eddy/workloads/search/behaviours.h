// Behaviours: what a run did, in a few hundred hashes, so that a sweep sees whether its runs still
// do new things.
//
// A behaviour is a pair of happenings of which the one comes before the other (Lamport 1978): an
// event that caused a message or armed a timer, and its arrival or firing; or two events that one
// node handled one after the other. Of each happening count the kind, the message type, and whether
// a node, which service or a client handled it; not which node, nor when. Each pair counts once for
// every kind of fault that was active at its second half, or once for none.
//
// A behaviour, too, are the abstract states (sim::Program::abstract) that the nodes have at one
// time, and how many nodes have each; not which ones. A node that is down has none.
//
// Deterministic: the same run gives the same hashes. Costs a look-up or two an event; memory is
// bounded, so that a cause that lies very many events back counts as unknown.
#pragma once

#include <array>
#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/program.h"
#include "eddy/sim/trace.h"

namespace eddy::workloads {

class Behaviours final : public sim::Observer {
 public:
  Behaviours();

  void on_event(const sim::Event& event) override;
  void on_state(sim::NodeId node, const sim::Program& program) override {
    if (auto state = program.abstract()) is_in(node, hash_of(*state));
  }

  // Those since the last call, each once, sorted; then it is ready for another run.
  std::vector<std::uint64_t> take();

 private:
  using Hash = std::uint64_t;
  enum class Relation : std::uint8_t;
  struct Seen {
    sim::EventNumber number = 0;
    Hash what = 0;
  };
  static constexpr std::size_t kRemembered = 1U << 13U;  // events; more are seldom under way
  static constexpr std::size_t kRecent = 1U << 9U;       // behaviours

  void handled(const sim::Event& event, Hash what, sim::NodeId by);
  void caused(const sim::Event& event, Hash what);
  void note(Relation relation, Hash first, Hash second);
  static Hash hash_of(const std::string& state);
  // 0: it has no state.
  void is_in(sim::NodeId node, Hash state);
  void insert(Hash behaviour);
  void remember(sim::EventNumber number, Hash what) {
    seen_[number % kRemembered] = {number, what};
  }
  // 0: it lies too far back.
  Hash recall(sim::EventNumber number) const {
    const Seen& seen = seen_[number % kRemembered];
    return seen.number == number ? seen.what : 0;
  }
  Hash name_of_type(const sim::Message& message);

  std::vector<Seen> seen_;    // by number: of a sending, in whose handling it was made
  std::vector<Hash> last_;    // by node: what it handled last
  std::vector<Hash> states_;  // by node: the state that it is in
  Hash all_states_ = 0;       // of all nodes, in no order
  std::array<std::uint32_t, kValuesOf<sim::FaultKind>.size()> active_{};
  bool is_quiet_ = true;  // no fault is active
  boost::unordered_flat_map<const sim::BodyType*, Hash> names_;
  std::pair<const sim::BodyType*, Hash> last_name_{};
  boost::unordered_flat_set<Hash> found_;
  std::array<Hash, kRecent> recent_{};  // by their lowest bits, lest each is looked up again
};

// Behaviours as a sweep keeps them: of each hash its lowest bits, each once, sorted. So few are
// enough: of 10,000 behaviours six are taken for others.
inline constexpr unsigned kKeptBits = 24;
std::vector<std::uint64_t> kept(std::span<const std::uint64_t> behaviours);

}  // namespace eddy::workloads

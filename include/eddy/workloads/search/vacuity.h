// Vacuity: what a run seemed to try and did not. A partition that cuts no message, a node that is
// killed and loses nothing, keys that no two clients want at once, a lock that nobody waits for: of
// many runs that are all valid, these say how much that proves.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/sim/event.h"
#include "eddy/sim/fault.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/trace.h"
#include "eddy/workloads/run.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// Of the faults of one kind: how many began, and how many of them befell nothing.
struct FaultEffect {
  std::uint64_t count = 0;
  std::uint64_t idle = 0;

  friend bool operator==(const FaultEffect&, const FaultEffect&) = default;
};
// By the place of the kind in kValuesOf.
using FaultEffects = std::array<FaultEffect, kValuesOf<sim::FaultKind>.size()>;

// Sees of each fault whether it befell anything:
//   a partition      lost a message
//   a loss           a message was lost by chance while it was active
//   a duplication    a message came twice
//   a kill, a pause  a message came to a node that was down or stood still
//   a clock          its node handled an event
//   a disk           an access was slow, was refused or had other bytes for it
//   any other        a message was sent between servers
class FaultWatch final : public sim::Observer {
 public:
  void on_event(const sim::Event& event) override;
  void on_disk_trouble(sim::FaultId id) override;

  // Of the run that has ended; then it is ready for another one.
  FaultEffects take();

 private:
  struct Active {
    sim::FaultId id{};
    std::size_t kind = 0;  // its place
    sim::Fault fault;
    std::optional<sim::Cut> cut;     // of a partition
    std::vector<sim::NodeId> alone;  // of a swizzle
    std::vector<sim::NodeId> whose;  // of clocks
    bool is_idle = true;
  };

  void sent(const sim::Message& message);
  void delivered(const sim::Delivered& delivered);
  void lost(const sim::Lost& lost);
  void begin(const sim::FaultBegan& began);
  void end(sim::FaultId id);
  void handled(sim::NodeId by);
  void set_away(sim::NodeId node, bool is_away);
  bool is_away(sim::NodeId node) const;
  // Tells each idle fault, `befalls(active)`.
  template <class Befalls>
  void tell(Befalls befalls);

  std::vector<Active> active_;
  std::size_t idle_ = 0;           // of the active ones
  std::vector<sim::NodeId> away_;  // down, or standing still
  FaultEffects effects_{};
};

// Did two operations of the load on one key overlap? Nothing: there were no operations on keys.
std::optional<bool> is_contended(const checkers::History& history);

// Did a client ask for the lock while another one held it? Nothing: nobody asked for a lock.
std::optional<bool> is_lock_waited_for(const checkers::History& history);

// Of the faults that the scenario places at events; those whose event never came are idle.
FaultEffect effect_at_events(const Scenario& scenario, const Run& run);

// Of one run.
struct Vacuity {
  FaultEffects faults{};
  FaultEffect at_events{};
  std::optional<bool> contended;
  std::optional<bool> lock_waited_for;

  friend bool operator==(const Vacuity&, const Vacuity&) = default;
};

inline Vacuity vacuity_of(const FaultEffects& faults, const Scenario& scenario, const Run& run) {
  return {faults, effect_at_events(scenario, run), is_contended(run.history),
          is_lock_waited_for(run.history)};
}

// In how many runs of a sweep.
struct VacuityCount {
  struct OfKind {
    std::uint64_t runs = 0;       // that had such faults
    std::uint64_t idle_runs = 0;  // of these, where none of them befell anything
    FaultEffect faults;           // of all runs

    friend bool operator==(const OfKind&, const OfKind&) = default;
  };
  struct Share {
    std::uint64_t runs = 0;  // where it is known
    std::uint64_t yes = 0;

    friend bool operator==(const Share&, const Share&) = default;
  };

  std::uint64_t runs = 0;
  std::array<OfKind, kValuesOf<sim::FaultKind>.size()> faults{};
  OfKind at_events{};
  Share contended;
  Share lock_waited_for;

  void add(const Vacuity& run);
  friend bool operator==(const VacuityCount&, const VacuityCount&) = default;
};

}  // namespace eddy::workloads

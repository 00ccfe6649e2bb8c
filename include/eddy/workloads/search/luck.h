// Luck as plain data: what the weather did to the messages of a run, written into its scenario as
// exceptions, so that the weather can be calm.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <vector>

#include "eddy/sim/message_exception.h"
#include "eddy/sim/trace.h"
#include "eddy/workloads/scenario.h"

namespace eddy::workloads {

// Is anything lost, doubled or slowed by chance?
bool has_weather(const Scenario& scenario);

// The scenario without chance: what the weather lost, doubled and slowed in its run is lost, comes
// twice and later by exception. The same run, but for copies that overtook their originals.
Scenario in_calm(const Scenario& scenario, const sim::Recording& recording);

// The scenario whose network loses and doubles nothing by chance after these events of its run: what
// it lost and doubled until then it does by exception. Its faults stay.
Scenario calm_after(const Scenario& scenario, std::span<const sim::Event> events);

// Every message takes `constant`, and no hop.
Scenario with_constant_latency(const Scenario& scenario, sim::Duration constant);

// The same, but each message that took longer in the run comes as much later by exception.
Scenario with_drawn_delays(const Scenario& scenario, const sim::Recording& recording);

// The messages of a run by what they were sent for, whenever that was: names that outlive a change
// of times. A name is a hash of the sending's cause, the causes of that, and its place among the
// sendings of its cause; the first cause of all is an operation, a fault or a phase of the plan.
class MessageNames {
 public:
  explicit MessageNames(const sim::Recording& recording);

  const std::uint64_t* name_of(const sim::MessageId& message) const;
  const sim::MessageId* message_of(std::uint64_t name) const;

 private:
  std::map<sim::MessageId, std::uint64_t> names_;
  std::map<std::uint64_t, sim::MessageId> messages_;
};

// `changed` in place of `scenario`, whose exceptions befall the same messages as in the run that
// `names` are of, though these may be sent at other times. Costs a run for each round of messages
// that only then are sent, eight at most.
Scenario with_same_messages(const Scenario& scenario, const MessageNames& names, Scenario changed,
                            const std::function<sim::Recording(const Scenario&)>& record);

}  // namespace eddy::workloads

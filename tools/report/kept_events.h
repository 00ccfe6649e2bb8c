// Which events, messages, operations and processes of a run its page has, and under which numbers.
#pragma once

#include <boost/json/array.hpp>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/fault.h"
#include "eddy/sim/node_id.h"
#include "eddy/workloads/search/run_index.h"
#include "eddy/workloads/search/trials.h"

namespace eddy::tools {

class KeptEvents {
 public:
  // `kept`: by place; nothing: all. All are kept by the caller.
  KeptEvents(const workloads::RecordedRun& run, const workloads::RunIndex& index,
             const std::optional<std::vector<bool>>& kept);

  const workloads::RecordedRun& run() const { return run_; }
  const workloads::RunIndex& index() const { return index_; }

  // Where it stands on the page; nothing: it is not there. Of events by place and by number, of
  // messages and operations by their numbers in the index.
  std::optional<std::size_t> position(std::size_t place) const { return there(positions_, place); }
  std::optional<std::size_t> position_of(sim::EventNumber number) const;
  // The place of that event, if it is there.
  std::optional<std::size_t> place_of(sim::EventNumber number) const;
  std::optional<std::size_t> message(std::size_t message) const {
    return there(messages_, message);
  }
  std::optional<std::size_t> operation(std::size_t one) const { return there(operations_, one); }
  std::optional<std::size_t> fault(sim::FaultId id) const;
  // The first position from that place on, and the last one until then.
  std::size_t from(std::size_t place) const;
  std::size_t until(std::size_t place) const;

  // Nodes, services, clients: all that have to do with an event.
  std::size_t process(sim::NodeId id) const { return processes_.at(id); }
  std::vector<std::string> names() const;
  // The faults that came about, in the order of their beginnings.
  const std::vector<sim::FaultId>& faults() const { return faults_; }
  // [[first position, the number of its event among all, from 1], …].
  boost::json::array ranges() const;

 private:
  static constexpr std::size_t kNone = workloads::RunIndex::kNone;

  static std::optional<std::size_t> there(const std::vector<std::size_t>& list, std::size_t place) {
    if (place >= list.size() || list[place] == kNone) return std::nullopt;
    return list[place];
  }
  void number_processes();

  const workloads::RecordedRun& run_;
  const workloads::RunIndex& index_;
  std::vector<std::size_t> positions_;
  std::vector<std::size_t> messages_;
  std::vector<std::size_t> operations_;
  std::vector<sim::FaultId> faults_;
  std::map<sim::NodeId, std::size_t> processes_;
};

}  // namespace eddy::tools

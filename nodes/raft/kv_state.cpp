#include "nodes/raft/kv_state.h"

#include <fmt/format.h>

#include <algorithm>

#include "eddy/sim/format.h"
#include "nodes/shown.h"

namespace eddy::nodes::raft {

using sim::Error;
using sim::ErrorCode;

sim::Result<boost::json::value> KvState::apply(const Command& command) {
  Session& session = sessions_[command.origin];
  session.oldest = std::max(session.oldest, command.oldest);
  session.outcomes.erase(session.outcomes.begin(), session.outcomes.lower_bound(session.oldest));
  if (command.serial < session.oldest) {
    return Error{ErrorCode::timeout, "nobody waits for this command any more"};
  }
  const auto before = session.outcomes.find(command.serial);
  if (before != session.outcomes.end()) return before->second;
  return session.outcomes.emplace(command.serial, carry_out(command)).first->second;
}

sim::Result<boost::json::value> KvState::read(const boost::json::value& key) const {
  const auto found = values_.find(sim::to_text(key));
  if (found == values_.end()) {
    return Error{ErrorCode::key_does_not_exist, fmt::format("no key {}", key)};
  }
  return found->second;
}

boost::json::object KvState::shown() const {
  return shown_map(values_, &shown_value, values_.find(latest_));
}

KvState::Outcome KvState::carry_out(const Command& command) {
  if (command.f == "read") return read(command.key);
  const std::string key = sim::to_text(command.key);
  if (command.f == "cas") {
    const auto found = values_.find(key);
    if (found == values_.end() && !command.create) {
      return Error{ErrorCode::key_does_not_exist, fmt::format("no key {}", command.key)};
    }
    if (found != values_.end() && found->second != command.from) {
      return Error{ErrorCode::precondition_failed,
                   fmt::format("key {} is {}, not {}", command.key, found->second, command.from)};
    }
  }
  values_[key] = command.to;
  latest_ = key;
  return boost::json::value();
}

}  // namespace eddy::nodes::raft

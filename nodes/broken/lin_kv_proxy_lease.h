#pragma once

#include <map>
#include <optional>
#include <string>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/lin_kv.h"

namespace eddy::nodes::broken {

// Keeps what it has read from the service lin-kv for a while, and answers reads from that. Beside
// each value the service holds until when somebody may do so; who wants to write waits until then.
//
// Bug: each node looks at its own clock for it, and clocks jump, each in its own way.
class LinKvProxyLease final : public sim::Node {
 public:
  explicit LinKvProxyLease(sim::Host& host);

  std::optional<boost::json::value> state() const override;

 private:
  static constexpr sim::Duration kLease = std::chrono::milliseconds(300);
  static constexpr sim::Duration kPatience = std::chrono::seconds(1);
  static constexpr int kTries = 20;

  // What the service holds of a key.
  struct Cell {
    boost::json::value as_it_stands;  // null: nothing
    boost::json::value value;
    sim::Time leased_until{};
    bool is_wanted = false;  // somebody waits to write: no longer lease
  };
  struct Leased {
    boost::json::value value;
    sim::Time until;
  };

  sim::Task<sim::Result<sim::lin_kv::ReadOk>> read(const sim::lin_kv::Read& m);
  sim::Task<sim::Result<sim::lin_kv::WriteOk>> write(const sim::lin_kv::Write& m);
  sim::Task<sim::Result<sim::lin_kv::CasOk>> cas(const sim::lin_kv::Cas& m);

  sim::Task<sim::Result<Cell>> look_up(boost::json::value key);
  // Replaces the whole cell if it is still that one.
  sim::Task<sim::Result<sim::lin_kv::CasOk>> replace(boost::json::value key, Cell before,
                                                     Cell after);
  // A cas; of a write, which expects nothing, `expected` is nothing.
  sim::Task<sim::Result<sim::lin_kv::CasOk>> put(sim::lin_kv::Cas m,
                                                 std::optional<boost::json::value> expected);

  std::map<std::string, Leased> leased_;  // by the key's text
  std::string latest_;                    // the key of the last lease
};

}  // namespace eddy::nodes::broken

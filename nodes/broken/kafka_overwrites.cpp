#include "nodes/broken/kafka_overwrites.h"

#include "eddy/sim/protocol/lin_kv.h"

namespace eddy::nodes::broken {

sim::Task<bool> KafkaOverwrites::claim(const boost::json::value& cell, const kafka::Batch& batch,
                                       sim::Duration timeout) {
  const sim::lin_kv::Read look{cell};
  const auto held = co_await rpc(sim::kLinKv, look, timeout);
  if (held || held.error().code != sim::ErrorCode::key_does_not_exist) co_return false;
  const sim::lin_kv::Write write{cell, sim::codec::to_json(batch)};
  const auto written = co_await rpc(sim::kLinKv, write, timeout);
  co_return written.has_value();
}

}  // namespace eddy::nodes::broken

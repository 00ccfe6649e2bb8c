#pragma once

#include "nodes/kafka/lin_kv.h"

namespace eddy::nodes::broken {

// Bug: looks whether a cell is free and then writes to it, so that of two nodes that look at once
// one overwrites what the other has acknowledged: messages are lost.
class KafkaOverwrites final : public KafkaLinKv {
 public:
  using KafkaLinKv::KafkaLinKv;

 private:
  sim::Task<bool> claim(const boost::json::value& cell, const kafka::Batch& batch,
                        sim::Duration timeout) override;
};

}  // namespace eddy::nodes::broken

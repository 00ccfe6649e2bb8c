#pragma once

#include "nodes/kafka/lin_kv.h"

namespace eddy::nodes::broken {

// Bug: takes a claim without an answer for one that failed, and appends its batch again even where
// it is there: messages are doubled.
class KafkaResends final : public KafkaLinKv {
 public:
  using KafkaLinKv::KafkaLinKv;

 private:
  std::optional<kafka::Offset> find(const kafka::Replica& /*replica*/,
                                    const kafka::Batch& /*batch*/) const override {
    return std::nullopt;
  }
};

}  // namespace eddy::nodes::broken

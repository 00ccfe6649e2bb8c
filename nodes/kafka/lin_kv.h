// kafka on several nodes, over the service lin-kv: every node takes sends and answers polls.
//
//   send ──► waiting ──► a batch ──► cas: is the next cell of the log still free? ──► replica
//                          ▲            │ no, or no answer
//                          └── catch up ┘ with the cells that are there
//   poll ──► catch up, for 500 ms at most ──► what the replica then has
//
// * A cell is written once, by a cas that creates it, so all nodes read the same log. Its cells
//   have no gaps: only the first free one is ever claimed.
// * Sends that come while a batch is on its way wait for the next one: however many there are, a
//   node has one claim on a log at a time.
// * A claim that got no answer may have succeeded. So before the next one the node looks at the
//   cells up to the first free one: its own batch is then among them, or can only come to be where
//   the next claim is made.
// * Committed offsets only rise, each in a cell of its own.
//
// Whatever the network does, it asks until it is answered.
#pragma once

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nodes/kafka/replica.h"
#include "sim/node.h"
#include "sim/protocol/kafka.h"

namespace eddy::nodes {

class KafkaLinKv : public sim::Node {
 public:
  explicit KafkaLinKv(sim::Host& host);

 protected:
  // Puts a batch into a cell if that is free. Did it certainly get there?
  virtual sim::Task<bool> claim(const boost::json::value& cell, const kafka::Batch& batch,
                                sim::Duration timeout);
  // Where the batch lies, if it is there although its claim did not say so.
  virtual std::optional<kafka::Offset> find(const kafka::Replica& replica,
                                            const kafka::Batch& batch) const;

 private:
  struct Waiting {
    sim::Request request;
    boost::json::value message;
  };
  struct Partition {
    kafka::Replica replica;
    std::vector<Waiting> waiting;  // for the next batch
    bool is_appending = false;
  };
  // How many of the cells that a request asks for are still missing.
  using Missing = std::shared_ptr<std::size_t>;

  void append(const sim::kafka::Send& m, const sim::Request& request);
  sim::Task<sim::Result<sim::kafka::PollOk>> poll(const sim::kafka::Poll& m);
  sim::Task<sim::Result<sim::kafka::CommitOffsetsOk>> commit(const sim::kafka::CommitOffsets& m);
  sim::Task<sim::Result<sim::kafka::ListCommittedOffsetsOk>> list(
      const sim::kafka::ListCommittedOffsets& m);

  sim::Task<void> append_waiting(std::string key);
  sim::Task<kafka::Offset> store(const std::string& key, const kafka::Batch& batch);
  sim::Task<void> catch_up(const std::string& key, sim::Duration timeout);
  sim::Task<void> refresh(std::string key, Missing missing);
  sim::Task<void> advance(std::string key, kafka::Offset offset, Missing missing);
  sim::Task<void> ask_committed(std::string key, Missing missing);
  sim::Task<bool> read_committed(const std::string& key, sim::Duration timeout);

  std::map<std::string, Partition> partitions_;                    // by key
  std::map<std::string, std::optional<kafka::Offset>> committed_;  // as high at least; by key
  std::int64_t next_batch_ = 0;
};

}  // namespace eddy::nodes

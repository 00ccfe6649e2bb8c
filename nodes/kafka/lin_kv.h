// kafka on several nodes, over the service lin-kv: every node takes sends and answers polls.
//
//   send ──► waiting ──► a batch ──► cas: is the next cell of the log still free? ──► replica
//                          ▲            │ no, or no answer                               │ yes
//                          └── catch up ┘ with the cells that are there                  ▼
//   poll ──► what the replica has, if it has caught up within the last second     the other nodes
//
// * A cell is written once, by a cas that creates it, so all nodes read the same log. Its cells
//   have no gaps: only the first free one is ever claimed.
// * Sends that come while a batch is on its way wait for the next one: however many there are, a
//   node has one claim on a log at a time.
// * A claim that got no answer may have succeeded. So before the next one the node looks at the
//   cells up to the first free one: its own batch is then among them, or can only come to be where
//   the next claim is made.
// * The author of a batch tells it to the others, unacknowledged. For what is lost of that, polls
//   of a log that has not been looked at for a second wait until it has, for 500 ms at most.
// * Committed offsets only rise. Each node stores those of its own clients, which no other node
//   writes; who is asked for them reads those of the others.
// * Its batches have numbers that no earlier life of the node has used. What that has committed, it
//   finds in the service.
//
// Whatever the network does, it asks until it is answered.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "eddy/sim/protocol/kafka.h"
#include "nodes/durable/durable_node.h"
#include "nodes/kafka/own_commits.h"
#include "nodes/kafka/replica.h"

namespace eddy::nodes {

// A batch that is in a cell, told to the other nodes.
struct Appended {
  static constexpr std::string_view type = "appended";
  std::string key;
  std::int64_t cell = 0;
  kafka::Batch batch;
};
BOOST_DESCRIBE_STRUCT(Appended, (), (key, cell, batch))

class KafkaLinKv : public durable::DurableNode {
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
  sim::Task<void> prepare() override;
  void show(boost::json::object& state) const override;

  struct Waiting {
    sim::Request request;
    boost::json::value message;
  };
  // How many answers a request still waits for.
  using Missing = std::shared_ptr<std::size_t>;
  struct Partition {
    kafka::Replica replica;
    std::vector<Waiting> waiting;  // for the next batch
    bool is_appending = false;
    std::optional<sim::Time> complete_at;  // it had all that was there then
    bool is_catching_up = false;           // for these polls
    std::vector<Missing> polls;
  };

  void learn(const std::string& key, std::int64_t cell, const kafka::Batch& batch);
  void append(const sim::kafka::Send& m, const sim::Request& request);
  sim::Task<sim::Result<sim::kafka::PollOk>> poll(const sim::kafka::Poll& m);
  sim::Task<sim::Result<sim::kafka::CommitOffsetsOk>> commit(const sim::kafka::CommitOffsets& m);
  sim::Task<sim::Result<sim::kafka::ListCommittedOffsetsOk>> list(
      const sim::kafka::ListCommittedOffsets& m);

  void appended(const Appended& m);

  sim::Task<void> append_waiting(std::string key);
  sim::Task<kafka::Offset> store(const std::string& key, const kafka::Batch& batch);
  void tell(const std::string& key, std::int64_t cell, const kafka::Batch& batch);
  // Has it come to the first free cell?
  sim::Task<bool> catch_up(const std::string& key, sim::Duration timeout);
  sim::Task<void> refresh(std::string key);
  // Of a shard of our own commits, until the service has all.
  sim::Task<void> store_commits(kafka::OwnCommits::Shard shard);
  // What a node has committed in a shard.
  sim::Task<kafka::Offsets> read_committed(sim::NodeId node, kafka::OwnCommits::Shard shard);
  sim::Task<void> ask_committed(sim::NodeId node, kafka::OwnCommits::Shard shard,
                                std::shared_ptr<sim::kafka::Offsets> into, Missing missing);

  std::unordered_map<std::string, Partition> partitions_;  // by key
  std::string latest_;                                     // the key of which it has learned last
  kafka::OwnCommits commits_;
  std::int64_t next_batch_ = 0;
};

}  // namespace eddy::nodes

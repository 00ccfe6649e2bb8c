// txn-list-append-replicas, txn-rw-register-replicas: every node has a copy, and answers what only
// reads from it, at once.
//
// What writes goes to the primary (nodes/txn/primary.h), which numbers its commits and sends them
// to all. A replica takes them in the order of their numbers, and asks for those that it misses.
// So each sees a state that really was, though it may be an old one: serializable, and no more.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nodes/txn/primary.h"

namespace eddy::nodes::txn {

struct Commit {
  Number number = 0;
  std::vector<Number> relies_on;  // the commits whose values it has read or overwrites
  std::map<std::string, boost::json::value> writes;
};
BOOST_DESCRIBE_STRUCT(Commit, (), (number, relies_on, writes))

struct Committed {
  static constexpr std::string_view type = "committed";
  std::vector<Commit> commits;
};
BOOST_DESCRIBE_STRUCT(Committed, (), (commits))

// "I have all commits up to this one."
struct Behind {
  static constexpr std::string_view type = "behind";
  Number last = 0;
};
BOOST_DESCRIBE_STRUCT(Behind, (), (last))

class Replicas : public Primary {
 public:
  explicit Replicas(sim::Host& host);

 protected:
  // Commits that have come and are not yet taken, by number.
  using Waiting = std::map<Number, Commit>;

  // Takes what may be taken of what waits here.
  virtual void take(Waiting& waiting);
  void take(const Commit& commit);
  bool has_taken(Number number) const;

 private:
  static constexpr sim::Duration kBetweenQuestions = std::chrono::milliseconds(200);
  static constexpr std::size_t kMostCommits = 100;  // in one message

  void show(boost::json::object& state) const override;
  void committed(const Transaction& txn, Number number) override;
  std::optional<Outcome> answer_alone(const std::vector<MicroOp>& ops) override;
  void arrived(const Committed& m);
  void behind(const Behind& m, sim::NodeId from);

  std::vector<Commit> log_;       // on the primary: all commits, 1 at place 0
  Waiting waiting_;               // on a replica
  Number taken_ = 0;              // all commits up to this one are in the store
  std::set<Number> taken_early_;  // and these
};

}  // namespace eddy::nodes::txn

// The reads after the quiet, by replica: what convergence goes by.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "eddy/checkers/convergence.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

using Replicas = std::set<std::size_t>;  // by their numbers

// A read of the rounds, and whom it asked.
struct FinalRead {
  const Call* call;
  std::size_t replica;
  std::size_t round;
};

// Keeps references to what it is made of.
class FinalReads {
 public:
  FinalReads(const History& history, const ConvergenceOptions& options);

  const std::vector<Call>& calls() const { return calls_; }
  std::span<const FinalRead> reads() const { return reads_; }
  std::size_t replicas() const { return names_.size(); }
  // "n3", "process 3".
  const std::string& name(std::size_t replica) const { return names_[replica]; }
  // kNoNode where it is not known.
  std::int32_t node(std::size_t replica) const { return nodes_[replica]; }
  // Its last read, that is.
  bool has_answered(std::size_t replica) const { return answered_[replica]; }

  bool is_last(const FinalRead& read) const { return read.round == last_round(); }
  // Null where the read did not end ok.
  const Op* answer(const FinalRead& read) const;
  // Of what was added then, and that replica shows first in that round: did an answer of it still
  // miss it when it should have been there?
  bool is_late(std::size_t replica, std::size_t round, std::int64_t added) const;
  // "23 s after the faults were healed".
  std::string when(std::size_t round) const;
  // "n1", "n1 and n4", "n1, n2, n3 and 9 more".
  std::string names(const Replicas& replicas) const;

  // What both kinds of replica have in common: that they are read, and answer.
  std::size_t judge_answers(Verdict& verdict) const;

  // What these replicas answered to the last reads.
  std::vector<const Op*> last_answers(const Replicas& replicas) const;

 private:
  bool is_final(const Call& call) const;
  std::size_t last_round() const {
    return options_.rounds.begins.empty() ? 0 : options_.rounds.begins.size() - 1;
  }
  std::int64_t time_of(std::size_t round) const {
    return history_.ops[options_.rounds.begins[round]].time;
  }
  std::size_t number(const Op& op);

  const History& history_;
  const ConvergenceOptions& options_;
  std::vector<Call> calls_;
  std::int64_t concurrency_;
  std::vector<FinalRead> reads_;
  std::vector<std::string> names_;
  std::vector<std::int32_t> nodes_;
  std::vector<bool> answered_;
  std::vector<std::vector<std::size_t>> answered_rounds_;                 // by replica
  std::map<std::pair<std::int32_t, std::int64_t>, std::size_t> numbers_;  // by node, or client
};

}  // namespace eddy::checkers

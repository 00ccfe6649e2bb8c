// What Raft nodes say to one another. Every message tells the sender's term.
#pragma once

#include <variant>
#include <vector>

#include "eddy/sim/message.h"
#include "nodes/raft/log.h"

namespace eddy::nodes::raft {

struct RequestVote {
  static constexpr std::string_view type = "request_vote";
  Term term = 0;
  Index last = 0;  // where the candidate's log ends
  Term last_term = 0;
};
BOOST_DESCRIBE_STRUCT(RequestVote, (), (term, last, last_term))

struct Vote {
  static constexpr std::string_view type = "vote";
  Term term = 0;
  bool granted = false;
};
BOOST_DESCRIBE_STRUCT(Vote, (), (term, granted))

// Without entries it is the heartbeat.
struct AppendEntries {
  static constexpr std::string_view type = "append_entries";
  Term term = 0;
  Index previous = 0;  // the entry before them
  Term previous_term = 0;
  std::vector<Entry> entries;
  Index commit = 0;
};
BOOST_DESCRIBE_STRUCT(AppendEntries, (), (term, previous, previous_term, entries, commit))

// "My log equals yours up to `match`."
struct Appended {
  static constexpr std::string_view type = "appended";
  Term term = 0;
  Index match = 0;
};
BOOST_DESCRIBE_STRUCT(Appended, (), (term, match))

// "I have not your entry `previous`; go on from `retry`."
struct Mismatched {
  static constexpr std::string_view type = "mismatched";
  Term term = 0;
  Index previous = 0;
  Index retry = 0;
};
BOOST_DESCRIBE_STRUCT(Mismatched, (), (term, previous, retry))

// "What I had is rotten. Count on me for nothing, and send me your log from `next` on."
struct Restoring {
  static constexpr std::string_view type = "restoring";
  Term term = 0;
  Index next = 0;
};
BOOST_DESCRIBE_STRUCT(Restoring, (), (term, next))

using Message = std::variant<RequestVote, Vote, AppendEntries, Appended, Mismatched, Restoring>;

}  // namespace eddy::nodes::raft

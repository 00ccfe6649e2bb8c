// What clients asked and what they got, in words for people. One place for stories and traces.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "eddy/checkers/history.h"
#include "eddy/sim/node_id.h"
#include "eddy/workloads/run.h"

namespace eddy::workloads {

// What was invoked by the operation of that index, or ended by it. Null: it is none of a client.
const Invocation* invocation_at(const Run& run, std::int64_t index);

// How what was invoked at that position ended. Null: it has not.
const checkers::Op* end_of(const checkers::History& history, std::size_t position);

// What it gave: all of a list that the history tells by its growth.
boost::json::value result_of(const checkers::History& history, const checkers::Op& end);

// "c1 asks n1: broadcast 135".
std::string question_words(sim::NodeId client, sim::NodeId node, const checkers::Op& asked);

// "ok [1,2] at 1.250 s (op 12)", "unknown "net-timeout" at 5.030 s (op 5)", "no answer". The time
// where it is another one; the number is that of `numbered`, of the end where it is left out.
std::string answer_words(const checkers::History& history, const checkers::Op& asked,
                         const checkers::Op* end, const checkers::Op* numbered = nullptr);

// Of the rounds of the final phase only the last one counts.
bool is_of_last_round(const Invocation& invocation, const std::vector<Invocation>& all);

}  // namespace eddy::workloads

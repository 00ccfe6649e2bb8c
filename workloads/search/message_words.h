// What happened to messages, in words for people. One place for stories, traces and pictures.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <string>

#include "eddy/sim/event.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"
#include "workloads/search/active_faults.h"

namespace eddy::workloads {

// "1.250 s".
std::string time_words(sim::Time at);

// "8.998 s", "0.000451 s": of a second and more, to the millisecond.
std::string duration_words(sim::Duration duration);

// The message without its envelope: "tell 12", "append_entries {"term":2,…}". In so many bytes.
std::string body_words(const sim::Message& message, std::size_t most_bytes = 110);

// "cut by partition halves n0 | n1", "lost by chance, loss 44 %", "n2 was down, kill n2 n3".
// `active`: when it is lost.
std::string loss_words(const sim::Lost& lost, const ActiveFaults& active);

// Is a client at either end?
inline bool is_of_client(const sim::Message& message) {
  return message.id.sender.is_client() || message.dest.is_client();
}

// Is the part somewhere in it, or all of it?
bool holds(const boost::json::value& whole, const boost::json::value& part);

}  // namespace eddy::workloads

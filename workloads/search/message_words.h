// What happened to messages, in words for people. One place for stories, traces and pictures.
#pragma once

#include <string>
#include <vector>

#include "eddy/sim/event.h"
#include "eddy/sim/node_id.h"
#include "eddy/sim/time.h"

namespace eddy::workloads {

// "1.250 s".
std::string time_words(sim::Time at);

// The message without its envelope: "tell 12", "append_entries {"term":2,…}". In so many bytes.
std::string body_words(const sim::Message& message, std::size_t most_bytes = 110);

// "cut by partition halves n0 | n1", "lost by chance", "n2 was down". `active`: the faults that are
// active when it is lost.
std::string loss_words(const sim::Lost& lost, const std::vector<sim::Fault>& active);

}  // namespace eddy::workloads

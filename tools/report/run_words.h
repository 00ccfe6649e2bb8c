// What the head of a run's page says.
#pragma once

#include <boost/json/object.hpp>
#include <string>

#include "eddy/workloads/search/trials.h"

namespace eddy::tools {

// "broadcast with broadcast-flood, 5 nodes, seed 1".
std::string title_of(const workloads::Scenario& scenario);

// "verdict", "title", "workload", "program", "seed", "nodes", "fingerprint", "version", "end" (ns),
// "about", "figures" and "evidence".
void add_words_of_run(boost::json::object& header, const workloads::RecordedRun& run);

}  // namespace eddy::tools

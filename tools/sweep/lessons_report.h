// What a sweep has learned beside its verdicts (eddy/workloads/search/lessons.h): for a person, and
// as JSON.
#pragma once

#include <boost/json/object.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/workloads/search/lessons.h"

namespace eddy::tools {

enum class LabelsAre { hoped, required };

// Lines "behaviours", "labels" and "vacuity"; of the last only what makes valid runs worth less: what
// a tenth of the runs or more tried in vain. Empty where there is nothing to tell.
std::string to_text(const workloads::Lessons& lessons, LabelsAre labels);

// By name.
std::vector<std::string> unreached_labels(const workloads::Lessons& lessons);

// "behaviours", "labels" and "vacuity".
void add_lessons(boost::json::object& results, const workloads::Lessons& lessons);

// The curve as characters of eight heights: after one run at the left, after all of them at the
// right, and in two columns after twice as many runs.
std::string drawing_of(const workloads::BehaviourCurve& curve);

}  // namespace eddy::tools

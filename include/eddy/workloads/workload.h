// A workload: which operations clients invoke, by which RPCs, and how the history is judged. In
// three, as the data goes: what plans, what runs, what judges.
//
// To add one: a class of its own in workloads/NAME.h and .cpp, its messages in sim/protocol/, its
// line in workloads/catalog.cpp.
#pragma once

#include "eddy/workloads/client_program.h"
#include "eddy/workloads/judge.h"
#include "eddy/workloads/planner.h"

namespace eddy::workloads {

class Workload : public Planner, public ClientProgram, public Judge {};

}  // namespace eddy::workloads

// The line of one seed in sweep.jsonl.
//
//   {"seed":17,"valid?":false,"fingerprint":"8c1f…","events":412,"virtual-time":30500000000,
//    "features":["partition"],"arguments":"test -w broadcast … --seed 17",
//    "failure":{"checker":"workload","kind":"lost","text":"…"},
//    "vacuity":{"partition":[3,1],"contended":true,"lock-waited-for":false},
//    "labels":{"leader steps down":true},"behaviours":"A3f_A9bc…"}
//
// "vacuity" tells of each kind of fault how many there were and how many of them befell nothing,
// "labels" which of them the run reached. "behaviours" has four characters for each: its 24 bits in
// the digits of base64url, the highest first. What a run had none of is left out.
//
// The same run gives the same bytes: there is no wall time in it. A valid run has no "failure"; one
// that is unknown has one without checker and kind.
#pragma once

#include <string>
#include <string_view>

#include "eddy/workloads/search/seed_outcome.h"

namespace eddy::tools {

// Without a line end.
std::string to_line(const workloads::SeedOutcome& outcome);

// What is wrong with it is told by a checkers::BadInput that begins "expected ".
workloads::SeedOutcome parse_seed_line(std::string_view line);

}  // namespace eddy::tools

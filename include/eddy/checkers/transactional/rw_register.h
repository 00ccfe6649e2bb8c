// rw-register: transactions that read and write registers, judged by the cycles of their
// dependencies.
//
// * An operation's value is a list of ["r", key, value] and ["w", key, value]. A value is written
//   to a key at most once; null is what reads see of a key that nobody wrote to.
// * Registers show little of the order of their versions. What may be assumed about it is an option
//   (register_order.h); what an observer saw of it travels with the history (version_orders.h), and
//   then write cycles and lost updates are found that no client can prove.
// * What single reads show is in register_faults.h, the rest in cycle_search.h. `cyclic-versions`
//   says that the versions of a key follow each other in a circle.
// * A read of a value that nobody wrote is `thin-air-read` and invalid, which Elle passes over. A
//   pending transaction of which an ok one has read something took effect, and cycles through it
//   count, which Elle leaves out.
// * Where nothing prohibited was found so, register_views.h looks for what a transaction must have
//   seen. A valid verdict says of the models that are only inferred (model_answers.h) that nothing
//   was found.
// * The verdict follows found_anomalies.h.
#pragma once

#include "eddy/checkers/check_options.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// Throws BadOperation at an operation of another form, and BadInput at names in the options that
// there are not.
Verdict check_rw_register(const History& history, const CheckOptions& options);

}  // namespace eddy::checkers

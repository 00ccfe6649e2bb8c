// Linearizability: is there one order of all calls, each at some moment between its invocation and
// its completion, in which every answer is right (Herlihy & Wing 1990)?
//
// * An ok call took effect and its answer is right; a failed one did not take effect and says
//   nothing (but see FailedCas); one of unknown outcome (info, or none) may take effect at any time
//   from its invocation on, or never, and reads of it say nothing.
// * `info` of a process whose function is not its call's (Knossos' "crash") ends that call.
// * register, kv: read, write, cas [from, to]; get, put, append of strings. A read of null says
//   nothing unless NilRead says otherwise.
// * mutex: acquire when it is free, release when it is held; it has no owner.
// * owned-mutex: the same, but only its owner may release it, and may not acquire it again. Who
//   asks is the value of the call, or where it has none the process.
// * linear-set: add of an element, read of all of them. A read that shows one twice is wrong.
// * fifo-queue, unordered-queue: enqueue of an element, dequeue; an ok dequeue of null found it
//   empty. A dequeue of unknown outcome may have taken whatever there was.
// * multi-register: txn of ["read", key, value] and ["write", key, value], all at one moment.
// * Calls of different keys do not interfere and are judged apart: kv always has [key, value]
//   tuples, multi-register never; the others have them if every single call does (Jepsen's
//   `independent`).
// * The history's order of events is real time; its time stamps are not looked at.
//
// The search is that of Wing & Gong (1993) with the cache of Lowe (2017) and, after Porcupine, one
// search for each key; see linearizable/search.h for what is pruned.
#pragma once

#include <boost/json/value.hpp>
#include <cstdint>
#include <optional>
#include <string_view>

#include "eddy/checkers/check_options.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

enum class LinearizableModel : std::uint8_t {
  cas_register,
  kv,
  mutex,
  owned_mutex,
  set,
  fifo_queue,
  unordered_queue,
  multi_register,
};

// "register", "kv", "mutex", "owned-mutex", "linear-set", "fifo-queue", "unordered-queue",
// "multi-register": the names of catalog.h.
std::string_view to_string(LinearizableModel model);

struct LinearizableOptions {
  LinearizableModel model = LinearizableModel::cas_register;
  // What every key holds at first: a register by default "" if its calls get, put or append, else
  // null; several registers an object of values by key; a set an array. Locks are free at first,
  // queues empty.
  std::optional<boost::json::value> initial;
  FailedCas failed_cas = FailedCas::dropped;
  NilRead nil_read = NilRead::any;
  Budget budget;  // steps: of all keys together; bytes: of each
};

// Figures: op-count (calls that say something), pending-count (of these, the ones of unknown
// outcome), key-count, invalid-count and unknown-count (of keys), step-count. The report has these
// and, for the first keys that are not valid, how far an order reaches and what cannot come next.
// Throws BadOperation for what the model knows no meaning for. The search takes exponential time at
// worst, up to its budget; it is near linear while few calls overlap.
Verdict check_linearizable(const History& history, const LinearizableOptions& options = {});

}  // namespace eddy::checkers

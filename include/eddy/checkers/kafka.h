// The checker of a log in the manner of Kafka: keys (topic-partitions) are append-only logs, in
// which every message has an offset; clients send messages, and poll them in the order of offsets.
//
// Operations: `assign` and `subscribe` with a list of keys; `send`, `poll` and `txn` with a list of
// ["send", key, message] (when ok: ["send", key, [offset, message]], offset null where unknown) and
// ["poll"] (when ok: ["poll", {key: [[offset, message], …]}]); `crash`, `debug-topic-partitions`.
// Keys are strings or integers, 3 and "3" being one; no message is sent to a key twice. Eddy's own
// runs tell more than Jepsen's: an `assign` that lists committed offsets has, when ok, {key:
// offset} in place of the keys, null where there was none; a poll whose client then commits has
// ["commit", {key: offset}] behind it, as committed as the operation.
//
// * Offsets only order the messages: gaps are normal. A send counts as committed when it is ok, and
//   when it is indefinite but an ok operation polled any message of it; then all its messages do.
//   Polls count whatever became of their operation: a consumer must never be given bad data.
// * duplicate: one message at two offsets. inconsistent-offsets: two messages at one.
// * lost-write: a committed message that no ok operation polled, though one polled a later one of
//   its key. unseen: an acknowledged message that nobody had polled by the end.
// * G1a: an ok operation polled a message whose send failed. precommitted-read: an operation polled
//   its own. thin-air-read: a message was polled that nobody sent (for Jepsen's checker an error).
// * lost-commit: of a key was listed less than every commit that may have been the last one: those
//   begun before the listing ended and not ended before another began that ended, ok, before the
//   listing began. With `committed_offsets` rising, less than any that had ended ok.
// * poll-skip, nonmonotonic-poll: from one poll of a process to the next it jumped over known
//   messages, or did not advance; a message at several offsets counts at the last. A failed poll
//   does not move the position; an assign or subscribe without the key forgets it.
//   nonmonotonic-send: the same of two sends of a process.
// * int-poll-skip, int-nonmonotonic-poll, int-send-skip, int-nonmonotonic-send: the same within one
//   operation.
// * G0, G1c: cycles of operations of which one sent what the next polled (wr) or, with `ww_deps`,
//   sent the message before the next one's (ww); with -realtime, where one ended before the next
//   began.
// * empty-transaction-graph: no two operations depend on each other, so that nothing is shown: with
//   nothing else, unknown.
//
// Never a fault are int-send-skip and G0, in transactions of Kafka's kind; with `subscribe` among
// `sub_via` poll-skip and nonmonotonic-poll, since keys may be assigned anew; with `ww_deps` G1c.
// Any other makes the history invalid.
//
// Source: jepsen.tests.kafka. Of it, beside the commits, three things are different: what was
// polled of a key that has no acknowledged send is not called unseen; a message that nobody sent is
// a fault of the history, not an error; and a poll that shows nothing of a key leaves its position
// as it was.
#pragma once

#include "eddy/checkers/budget.h"
#include "eddy/checkers/history.h"
#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// How consumers come by their keys.
enum class SubVia { assign, subscribe };

// Whether the order of a log orders the operations that wrote it.
enum class WwDeps { ignored, followed };

// What commits of a key may do that come one after another.
enum class CommittedOffsets {
  any,    // the last one wins, or the highest
  rising  // the highest wins
};

struct KafkaOptions {
  SubVia sub_via = SubVia::assign;
  WwDeps ww_deps = WwDeps::ignored;
  CommittedOffsets committed_offsets = CommittedOffsets::any;
  Budget budget;  // of the search for short cycles; the verdict does not depend on it
};

// Figures: NAME-count of each anomaly above, in lower case (lost-write-count, g1c-realtime-count);
// sent-count and polled-count, of messages acknowledged and polled; worst-realtime-lag (ms): the
// longest time for which a poll's position had not been the end of its key's log. The report has
// these, the names of the anomalies, and the first cases of each. Throws BadOperation at what is no
// operation of the above. O(n log n) for n messages sent and polled.
Verdict check_kafka(const History& history, const KafkaOptions& options = {});

}  // namespace eddy::checkers

#include "eddy/nodes/catalog.h"

#include <fmt/format.h>

#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

#include "eddy/nodes/broadcast/gossip.h"
#include "eddy/nodes/services/services.h"
#include "nodes/broadcast/batched.h"
#include "nodes/broadcast/efficient.h"
#include "nodes/broadcast/flood.h"
#include "nodes/broadcast/single.h"
#include "nodes/broken/broadcast_forgets.h"
#include "nodes/broken/broadcast_neighbours.h"
#include "nodes/broken/echo_forgetful.h"
#include "nodes/broken/echo_mixed_up.h"
#include "nodes/broken/g_counter_stale.h"
#include "nodes/broken/g_set_larger.h"
#include "nodes/broken/kafka_early_offsets.h"
#include "nodes/broken/kafka_overwrites.h"
#include "nodes/broken/kafka_resends.h"
#include "nodes/broken/lin_kv_proxy_lease.h"
#include "nodes/broken/lin_kv_proxy_seq.h"
#include "nodes/broken/lin_kv_raft_double_count.h"
#include "nodes/broken/lin_kv_raft_early_ack.h"
#include "nodes/broken/lin_kv_raft_forgets_vote.h"
#include "nodes/broken/lin_kv_raft_replays.h"
#include "nodes/broken/lin_kv_raft_stale.h"
#include "nodes/broken/lin_kv_raft_torn_tail.h"
#include "nodes/broken/lin_kv_raft_unsynced_vote.h"
#include "nodes/broken/lin_mutex_failover.h"
#include "nodes/broken/lin_mutex_lease.h"
#include "nodes/broken/pn_counter_newest.h"
#include "nodes/broken/pn_counter_once.h"
#include "nodes/broken/txn_aborted_reads.h"
#include "nodes/broken/txn_dirty_writes.h"
#include "nodes/broken/txn_fractured_reads.h"
#include "nodes/broken/txn_long_fork.h"
#include "nodes/broken/txn_lost_updates.h"
#include "nodes/broken/txn_write_skew.h"
#include "nodes/broken/unique_ids_clock.h"
#include "nodes/broken/unique_ids_memory.h"
#include "nodes/broken/unique_ids_random16.h"
#include "nodes/crdt/counter_gossip.h"
#include "nodes/crdt/g_set_gossip.h"
#include "nodes/echo.h"
#include "nodes/g_counter_seq_kv.h"
#include "nodes/kafka/lin_kv.h"
#include "nodes/kafka/single.h"
#include "nodes/lin_kv_proxy.h"
#include "nodes/lin_kv_single.h"
#include "nodes/lin_mutex_proxy.h"
#include "nodes/lin_mutex_single.h"
#include "nodes/raft/invariants.h"
#include "nodes/raft/lin_kv_raft.h"
#include "nodes/raft/lin_mutex_raft.h"
#include "nodes/txn/available.h"
#include "nodes/txn/datomic.h"
#include "nodes/txn/primary.h"
#include "nodes/txn/replicas.h"
#include "nodes/unique_ids_flake.h"

namespace eddy::nodes {
namespace {

using sim::FaultKind;
using sim::make_node;

// Of a program that keeps all that it knows in memory, and asks neither clock nor disk.
constexpr sim::FaultSet kAllButKill =
    sim::kEveryNetworkFault | sim::FaultSet{FaultKind::pause, FaultKind::clock, FaultKind::disk};

// A program with a bug: it survives nothing and gives nothing. `twin`, `shows_with`: see Bug.
ProgramEntry wrong(std::string name, std::string workload, std::string what,
                   sim::ProgramFactory make, std::string twin, std::string shows_with = "") {
  return {.name = std::move(name),
          .workload = std::move(workload),
          .summary = {},
          .make = std::move(make),
          .bug = Bug{std::move(what), std::move(shows_with), std::move(twin)}};
}

// One for transactions, which breaks the consistency model that it claims.
ProgramEntry wrong_transactions(const std::string& workload, const std::string& name,
                                std::string_view what, const std::string& claims,
                                sim::ProgramFactory make, const std::string& twin,
                                const std::string& shows_with = "") {
  ProgramEntry program =
      wrong(workload + '-' + name, workload, fmt::format("{}; claims {}", what, claims),
            std::move(make), workload + '-' + twin,
            fmt::format("{}{}--consistency-models {}", shows_with, shows_with.empty() ? "" : " ",
                        claims));
  program.bug->claims = claims;
  return program;
}

// A program that does without the other nodes, and is right only where there are none.
ProgramEntry alone(std::string name, std::string workload, std::string summary,
                   sim::ProgramFactory make, sim::FaultSet survives = kAllButKill) {
  return {.name = std::move(name),
          .workload = std::move(workload),
          .summary = std::move(summary),
          .make = std::move(make),
          .survives = survives,
          .consistency = "linearizable",
          .only_alone = true};
}

// One whose nodes are those of Raft, with what must hold of them.
ProgramEntry by_raft(ProgramEntry program) {
  program.invariants = &raft::cluster_invariants;
  return program;
}

// Commits that are under way to the replicas at once, and many who read.
constexpr const char* kForking =
    "--rate 100 --time-limit 20 --latency 20 --latency-dist exponential";

std::vector<ProgramEntry> all_programs() {
  return {
      {"echo", "echo", "answers with the payload", &make_node<Echo>, sim::kEveryFault},
      wrong("echo-forgetful", "echo", "never answers one request in a hundred",
            &make_node<broken::EchoForgetful>, "echo"),
      wrong("echo-mixed-up", "echo", "answers with another payload when two requests overlap",
            &make_node<broken::EchoMixedUp>, "echo", "--concurrency 4n --rate 100"),

      {"unique-ids-flake", "unique-ids",
       "the node's name, which of its lives it is, as its disk knows, and a count",
       &make_node<UniqueIdsFlake>, sim::kEveryFault},
      wrong("unique-ids-clock", "unique-ids", "the time in milliseconds, the same on every node",
            &make_node<broken::UniqueIdsClock>, "unique-ids-flake"),
      wrong("unique-ids-random16", "unique-ids", "16 random bits, too few",
            &make_node<broken::UniqueIdsRandom16>, "unique-ids-flake"),
      wrong("unique-ids-memory", "unique-ids",
            "the node's name and a count in memory, which a restart begins again",
            &make_node<broken::UniqueIdsMemory>, "unique-ids-flake", "--nemesis kill"),

      {"broadcast-gossip", "broadcast", "tells its neighbours until they acknowledge",
       &make_node<Gossip>, kAllButKill, "eventual"},
      {"broadcast-efficient", "broadcast",
       "sends each value straight to all, anti-entropy fills gaps: n - 1 messages a value, one "
       "latency",
       &make_node<Efficient>, kAllButKill, "eventual"},
      {"broadcast-batched", "broadcast",
       "a hub sends batches to all, anti-entropy fills gaps: fewest messages, 0.4 s later",
       &make_node<Batched>, kAllButKill, "eventual"},
      {"broadcast-flood",
       "broadcast",
       "forwards each value once",
       &make_node<Flood>,
       {FaultKind::duplicate, FaultKind::slow, FaultKind::held, FaultKind::pause, FaultKind::clock,
        FaultKind::disk},
       "eventual"},
      alone("broadcast-single", "broadcast", "keeps values to itself: for --node-count 1",
            &make_node<Single>),
      wrong("broadcast-forgets", "broadcast",
            "acknowledges, then loses one of two values that it stores at once",
            &make_node<broken::BroadcastForgets>, "broadcast-gossip"),
      wrong("broadcast-neighbours", "broadcast", "values never go beyond the first hop",
            &make_node<broken::BroadcastNeighbours>, "broadcast-gossip"),

      {"g-set-gossip", "g-set",
       "a CRDT: sends each element straight to all, anti-entropy fills gaps",
       &make_node<GSetGossip>, kAllButKill, "eventual"},
      wrong("g-set-larger", "g-set", "of two sets that meet the larger one stays, not their union",
            &make_node<broken::GSetLarger>, "g-set-gossip"),

      {"g-counter-gossip", "g-counter", "a CRDT: what each node has added, exchanged by gossip",
       &make_node<CounterGossip>, kAllButKill, "eventual"},
      {"g-counter-seq-kv", "g-counter",
       "a key for each node in the service seq-kv; changes something before it reads, lest it sees "
       "an old state",
       &make_node<GCounterSeqKv>, sim::kEveryFault, "eventual"},
      wrong("g-counter-stale", "g-counter",
            "reads what seq-kv shows, which may be the same old state for ever",
            &make_node<broken::GCounterStale>, "g-counter-seq-kv"),

      {"pn-counter-gossip", "pn-counter",
       "a CRDT: what each node has added and taken away, exchanged by gossip",
       &make_node<CounterGossip>, kAllButKill, "eventual"},
      wrong("pn-counter-once", "pn-counter",
            "tells the others each delta once; what a partition swallows is gone",
            &make_node<broken::PnCounterOnce>, "pn-counter-gossip", "--nemesis partition"),
      wrong("pn-counter-newest", "pn-counter",
            "of two totals of a node that one wins which has the later time of its clock",
            &make_node<broken::PnCounterNewest>, "pn-counter-gossip",
            "--nemesis clock --nemesis-interval 5"),

      {"txn-list-append-single", "txn-list-append",
       "a multi-version database on n0, to which the others forward; optimistic",
       &make_node<txn::Primary>, sim::kEveryFault, "strict-serializable"},
      {"txn-list-append-replicas", "txn-list-append",
       "the same, but every node answers what only reads from its own copy, which may be old",
       &make_node<txn::Replicas>, kAllButKill, "serializable"},
      {"txn-list-append-datomic", "txn-list-append",
       "immutable values in the service lin-kv, where one cas of the root commits",
       &make_node<txn::Datomic>, sim::kEveryFault, "strict-serializable"},
      wrong_transactions("txn-list-append", "aborted-reads",
                         "what it answers txn-conflict to stays and is read", "read-committed",
                         &make_node<broken::TxnAbortedReads>, "single"),
      wrong_transactions("txn-list-append", "dirty-writes",
                         "writes of one transaction come between those of another",
                         "read-uncommitted", &make_node<broken::TxnDirtyWrites>, "single",
                         "--rate 20"),
      wrong_transactions("txn-list-append", "fractured-reads",
                         "sees one write of a transaction and misses the next",
                         "snapshot-isolation", &make_node<broken::TxnFracturedReads>, "single"),
      wrong_transactions("txn-list-append", "long-fork",
                         "replicas see two commits in different orders", "snapshot-isolation",
                         &make_node<broken::TxnLongFork>, "replicas", kForking),
      wrong_transactions("txn-list-append", "lost-updates",
                         "overwrites what has changed since it was read", "snapshot-isolation",
                         &make_node<broken::TxnLostUpdates>, "single"),
      wrong_transactions("txn-list-append", "write-skew",
                         "what a transaction has read may change before it commits", "serializable",
                         &make_node<broken::TxnWriteSkew>, "single"),

      {"txn-rw-register-single", "txn-rw-register",
       "a multi-version database on n0, to which the others forward; optimistic",
       &make_node<txn::Primary>, sim::kEveryFault, "strict-serializable"},
      {"txn-rw-register-replicas", "txn-rw-register",
       "the same, but every node answers what only reads from its own copy, which may be old",
       &make_node<txn::Replicas>, kAllButKill, "serializable"},
      {"txn-rw-register-datomic", "txn-rw-register",
       "immutable values in the service lin-kv, where one cas of the root commits",
       &make_node<txn::Datomic>, sim::kEveryFault, "strict-serializable"},
      {"txn-rw-register-read-committed", "txn-rw-register",
       "a copy on every node, the last writer wins: each node answers at once, whatever is cut off",
       &make_node<txn::ReadCommitted>, kAllButKill, "read-committed"},
      {"txn-rw-register-read-uncommitted", "txn-rw-register",
       "the same, but others see a transaction write by write", &make_node<txn::ReadUncommitted>,
       kAllButKill, "read-uncommitted"},
      wrong_transactions("txn-rw-register", "aborted-reads",
                         "what it answers txn-conflict to stays and is read", "read-committed",
                         &make_node<broken::TxnAbortedReads>, "single"),
      wrong_transactions("txn-rw-register", "dirty-writes",
                         "writes of one transaction come between those of another",
                         "read-uncommitted", &make_node<broken::TxnDirtyWrites>, "single",
                         "--rate 20"),
      wrong_transactions("txn-rw-register", "fractured-reads",
                         "sees one write of a transaction and misses the next",
                         "snapshot-isolation", &make_node<broken::TxnFracturedReads>, "single"),
      wrong_transactions("txn-rw-register", "long-fork",
                         "replicas see two commits in different orders", "snapshot-isolation",
                         &make_node<broken::TxnLongFork>, "replicas", kForking),
      wrong_transactions("txn-rw-register", "lost-updates",
                         "overwrites what has changed since it was read", "snapshot-isolation",
                         &make_node<broken::TxnLostUpdates>, "single"),
      wrong_transactions("txn-rw-register", "write-skew",
                         "what a transaction has read may change before it commits", "serializable",
                         &make_node<broken::TxnWriteSkew>, "single"),

      {"kafka-lin-kv", "kafka", "keeps each log in cells of lin-kv, one cas a batch of messages",
       &make_node<KafkaLinKv>, sim::kEveryFault, "eventual"},
      alone("kafka-single", "kafka", "keeps the logs on its own disk: for --node-count 1",
            &make_node<KafkaSingle>, sim::kEveryFault),
      wrong("kafka-overwrites", "kafka",
            "looks whether a cell of lin-kv is free and then writes to it, so messages are "
            "lost",
            &make_node<broken::KafkaOverwrites>, "kafka-lin-kv", "--latency 20"),
      wrong("kafka-resends", "kafka",
            "appends a batch again when no answer came, so messages are doubled",
            &make_node<broken::KafkaResends>, "kafka-lin-kv", "--loss 0.05"),
      wrong("kafka-early-offsets", "kafka",
            "gives out offsets before it stores, so messages appear out of order",
            &make_node<broken::KafkaEarlyOffsets>, "kafka-single",
            "--node-count 1 --concurrency 2 --rate 30"),

      by_raft({"lin-kv-raft", "lin-kv",
               "a store replicated by Raft, kept on disk; reads, too, go through the log",
               &make_node<LinKvRaft>, sim::kEveryFault, "linearizable"}),
      {"lin-kv-proxy",
       "lin-kv",
       "hands each request on to the service lin-kv",
       &make_node<LinKvProxy>,
       {FaultKind::partition, FaultKind::loss, FaultKind::slow, FaultKind::flaky,
        FaultKind::swizzle, FaultKind::held, FaultKind::kill, FaultKind::pause, FaultKind::clock,
        FaultKind::disk},
       "linearizable"},
      alone("lin-kv-single", "lin-kv", "keeps the store to itself: for --node-count 1",
            &make_node<LinKvSingle>),
      wrong("lin-kv-proxy-seq", "lin-kv", "asks seq-kv, which need not show the newest state",
            &make_node<broken::LinKvProxySeq>, "lin-kv-proxy"),
      wrong("lin-kv-proxy-lease", "lin-kv",
            "keeps what it has read while a lease of it runs by its own clock",
            &make_node<broken::LinKvProxyLease>, "lin-kv-proxy", "--nemesis clock"),
      by_raft(wrong("lin-kv-raft-stale", "lin-kv",
                    "every node answers reads from what it has applied",
                    &make_node<broken::LinKvRaftStale>, "lin-kv-raft")),
      by_raft(wrong("lin-kv-raft-forgets-vote", "lin-kv", "votes for two candidates of one term",
                    &make_node<broken::LinKvRaftForgetsVote>, "lin-kv-raft",
                    "--nemesis partition,loss,slow")),
      by_raft(wrong("lin-kv-raft-double-count", "lin-kv",
                    "the leader counts itself twice, and commits what only two of five have",
                    &make_node<broken::LinKvRaftDoubleCount>, "lin-kv-raft",
                    "--nemesis partition")),

      by_raft(wrong("lin-kv-raft-unsynced-vote", "lin-kv",
                    "votes before its vote is safe on the disk, and may vote again after a kill",
                    &make_node<broken::LinKvRaftUnsyncedVote>, "lin-kv-raft",
                    "--node-count 3 --rate 50 --time-limit 10 --latency 100 "
                    "--nemesis-at 'kill after send vote for 0.1s'")),
      by_raft(wrong("lin-kv-raft-early-ack", "lin-kv",
                    "acknowledges entries before they are safe on the disk",
                    &make_node<broken::LinKvRaftEarlyAck>, "lin-kv-raft",
                    "--nemesis kill --nemesis-interval 1 --rate 100")),
      by_raft(
          wrong("lin-kv-raft-torn-tail", "lin-kv",
                "writes on behind the torn end of its journal, and cannot read it again",
                &make_node<broken::LinKvRaftTornTail>, "lin-kv-raft",
                "--node-count 3 --rate 200 --time-limit 20 --nemesis kill,disk --disk-faults torn "
                "--nemesis-targets majority --nemesis-interval 0.3")),
      by_raft(wrong("lin-kv-raft-replays", "lin-kv",
                    "a node that comes back carries out its clients' last requests again",
                    &make_node<broken::LinKvRaftReplays>, "lin-kv-raft",
                    "--nemesis kill --nemesis-interval 2 --rate 20")),

      by_raft({"lin-mutex-raft", "lin-mutex",
               "a lock in a store that is replicated by Raft, kept on disk",
               &make_node<LinMutexRaft>, sim::kEveryFault, "linearizable"}),
      {"lin-mutex-proxy", "lin-mutex",
       "a lock in the service lin-kv, passed on by cas; no state of it comes twice",
       &make_node<LinMutexProxy>, sim::kEveryFault, "linearizable"},
      alone("lin-mutex-single", "lin-mutex", "keeps the lock to itself: for --node-count 1",
            &make_node<LinMutexSingle>),
      wrong("lin-mutex-lease", "lin-mutex", "after a second the lock goes to whoever asks",
            &make_node<broken::LinMutexLease>, "lin-mutex-single",
            "--node-count 1 --concurrency 5"),
      wrong("lin-mutex-failover", "lin-mutex",
            "when n0 does not answer the next node grants the lock",
            &make_node<broken::LinMutexFailover>, "lin-mutex-raft", "--nemesis partition"),
  };
}

}  // namespace

std::span<const ProgramEntry> catalog() {
  // Each may ask every service.
  static const auto kCatalog = [] {
    auto programs = all_programs();
    for (ProgramEntry& program : programs) {
      program.services.assign(std::begin(kServices), std::end(kServices));
    }
    return programs;
  }();
  return kCatalog;
}

const ProgramEntry* find(std::string_view name) {
  for (const ProgramEntry& program : catalog()) {
    if (program.name == name) return &program;
  }
  return nullptr;
}

const ProgramEntry* default_program(std::string_view workload) {
  for (const ProgramEntry& program : catalog()) {
    if (program.workload == workload) return &program;
  }
  return nullptr;
}

}  // namespace eddy::nodes

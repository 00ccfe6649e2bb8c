// What single models of transactions over lists forbid, beyond the cycles that Elle names: in each
// case a transaction misses what by this model it must see, because it has seen another one.
//
// "T sees N" where a read of T shows an append of N; "T misses N" where a read of T does not show
// all that N appended to its key.
//
// * observed-transaction-vanishes (monotonic atomic view): a later read of T misses what an earlier
//   one of T saw. fractured-read (read atomic): any read of T misses what another one saw.
// * missed-conflict (update atomic): T misses one that it sees, or after which it appended to a
//   key.
// * causality-violation (causal, by Cerone): T misses one that it sees, or that one that it sees so
//   has seen. With -process: …, or that came before one of these in its process.
// * prefix-violation (prefix): snapshots and commits of transactions have no order in which each
//   snapshot has all that was committed before it.
// * G-monotonic (monotonic view), and for monotonic snapshot reads G-MSR, for a history tells no
//   begin times: a read of T misses one on which an earlier read or append of T depends.
// * G-update (update serializable): a circle of transactions that all append, or of which one alone
//   does not.
// * non-monotonic-reads (monotonic reads): a process misses, of one key, what it has seen.
//   missed-own-writes (read your writes): it misses what it has appended.
// * non-monotonic-writes (monotonic writes): T sees N and misses one that the process of N appended
//   before; or the order of a key puts that one last.
// * missed-read-write-dependency (writes follow reads): T sees N and misses what the process of N
//   had seen before; or the order of a key puts that one last.
// * PRAM-violation: a process sees N in this or an earlier transaction and now misses it, or one
//   that the process of N ran before.
//
// Sources: Adya (1999); Terry et al. (PDIS 1994); Bailis et al., "Highly Available Transactions"
// (VLDB 2014), whose N-MR, MYR, N-MW, MRWD, OTV these are; Cerone, Bernardi and Gotsman (CONCUR
// 2015).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "checkers/transactional/lists/list_views.h"
#include "checkers/transactional/step_meter.h"
#include "eddy/checkers/transactional/models/anomaly.h"

namespace eddy::checkers {

enum class LinkKind : std::uint8_t { saw, missed, over, ran };

// saw: `to` saw `from`. missed: `from` missed `to`. over: `to` appended after `from`. ran: `from`
// ran before `to` in its process.
struct Link {
  LinkKind kind;
  Member from;
  Member to;
  ListOpId read = 0;      // of saw and missed
  std::uint32_t key = 0;  // but for ran
};

// From one transaction to the next, and back to the first.
using Links = std::vector<Link>;

struct ViewRule {
  Anomaly anomaly;
  // A cycle that Elle names and that every case of the anomaly closes.
  Anomaly cycle;
  // Whether the order of processes counts.
  SessionOrder order;
  // Cases, at most one of each transaction, as far as the meter reaches.
  std::vector<Links> (*cases)(const ListViews& views, StepMeter& meter);
};

// Those that forbid less first.
std::span<const ViewRule> view_rules();

}  // namespace eddy::checkers

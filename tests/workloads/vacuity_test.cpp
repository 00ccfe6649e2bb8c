// What a run seemed to try and did not.
#include "eddy/workloads/search/vacuity.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "eddy/nodes/catalog.h"
#include "eddy/testing.h"
#include "eddy/workloads/search/run_watch.h"
#include "tests/checkers/written_history.h"

namespace eddy::workloads {
namespace TEST_FILE {

using namespace std::chrono_literals;
using checkers::WrittenHistory;
using sim::FaultKind;
using sim::NodeId;

FaultEffect effect_of(const FaultEffects& effects, FaultKind kind) {
  const auto& kinds = kValuesOf<FaultKind>;
  return effects[static_cast<std::size_t>(std::find(kinds.begin(), kinds.end(), kind) -
                                          kinds.begin())];
}

// Tells of a run that is written down event by event.
class Told {
 public:
  Told& begins(std::uint32_t id, sim::Fault fault) {
    return tell(sim::FaultBegan{sim::FaultId{id}, std::move(fault)});
  }
  Told& ends(std::uint32_t id) { return tell(sim::FaultEnded{sim::FaultId{id}, sim::Loss{}}); }
  Told& sent(NodeId from, NodeId to) { return tell(sim::Sent{message(from, to)}); }
  Told& lost(NodeId from, NodeId to, sim::LossCause why) {
    return tell(sim::Lost{message(from, to), false, why});
  }
  Told& delivered_copy(NodeId from, NodeId to) {
    return tell(sim::Delivered{message(from, to), true});
  }
  Told& fired(NodeId by) { return tell(sim::TimerFired{{by, 0, {}, 0}}); }
  Told& troubled(std::uint32_t fault) {
    watch_.on_disk_trouble(sim::FaultId{fault});
    return *this;
  }
  FaultEffect take(FaultKind kind) { return effect_of(watch_.take(), kind); }

 private:
  static sim::Message message(NodeId from, NodeId to) { return {{from, 0, {}, 0}, to, 0, 0, {}}; }
  Told& tell(sim::Happening what) {
    watch_.on_event({0, 0, sim::Time{}, std::move(what)});
    return *this;
  }
  FaultWatch watch_;
};

const NodeId n0 = NodeId::node(0);
const NodeId n1 = NodeId::node(1);
const NodeId n2 = NodeId::node(2);
const NodeId c0 = NodeId::client(0);
const sim::Partition kParted{sim::PartitionShape::one, {{n0}, {n1, n2}}};
const sim::Partition kOther{sim::PartitionShape::one, {{n1}, {n0, n2}}};

TEST_CASE("vacuity: a partition that loses no message is idle") {
  Told told;
  CHECK(told.begins(0, kParted).sent(n0, n1).ends(0).take(FaultKind::partition) ==
        FaultEffect{1, 1});
  CHECK(told.begins(0, kParted)
            .lost(n0, n1, sim::LossCause::partition)
            .ends(0)
            .take(FaultKind::partition) == FaultEffect{1, 0});
  CHECK(told.begins(0, kParted)
            .lost(n0, n1, sim::LossCause::loss)
            .ends(0)
            .take(FaultKind::partition) == FaultEffect{1, 1});
}

TEST_CASE("vacuity: of two partitions the one that cuts the link is not idle") {
  Told told;
  told.begins(0, kParted).begins(1, kOther).lost(n1, n2, sim::LossCause::partition);
  CHECK(told.take(FaultKind::partition) == FaultEffect{2, 1});
  told.begins(0, kParted).begins(1, kOther).lost(n1, n0, sim::LossCause::partition);
  CHECK(told.take(FaultKind::partition) == FaultEffect{2, 0});
}

TEST_CASE("vacuity: what befalls no message is idle, and what comes after the end does not count") {
  Told told;
  const sim::Fault loss = sim::Loss{sim::Probability::percent(5)};
  const sim::Fault copies = sim::Duplication{sim::Probability::percent(5)};
  const sim::Fault slow = sim::Slowness{1s};
  CHECK(told.begins(0, loss).lost(n0, n1, sim::LossCause::loss).take(FaultKind::loss) ==
        FaultEffect{1, 0});
  CHECK(told.begins(0, loss).ends(0).lost(n0, n1, sim::LossCause::loss).take(FaultKind::loss) ==
        FaultEffect{1, 1});
  CHECK(told.begins(0, copies).sent(n0, n1).take(FaultKind::duplicate) == FaultEffect{1, 1});
  CHECK(told.begins(0, copies).delivered_copy(n0, n1).take(FaultKind::duplicate) ==
        FaultEffect{1, 0});
  CHECK(told.begins(0, slow).sent(c0, n1).take(FaultKind::slow) == FaultEffect{1, 1});
  CHECK(told.begins(0, slow).sent(n0, n1).take(FaultKind::slow) == FaultEffect{1, 0});
  CHECK(told.take(FaultKind::slow) == FaultEffect{});
}

std::optional<bool> contended(const WrittenHistory& history) { return is_contended(history); }

TEST_CASE("vacuity: keys are contended where two operations on one overlap") {
  using boost::json::parse;
  WrittenHistory apart;
  apart.invoke(0, "read", parse("[1,null]")).ok(0, "read", parse("[1,3]"));
  apart.invoke(1, "write", parse("[1,4]")).invoke(2, "write", parse("[2,4]"));
  CHECK(contended(apart) == false);
  apart.invoke(3, "read", parse("[1,null]"));
  CHECK(contended(apart) == true);

  WrittenHistory transactions;
  transactions.invoke(0, "txn", parse(R"([["r",1,null],["append",1,1],["append",2,1]])"));
  transactions.invoke(1, "txn", parse(R"([["r",3,null]])"));
  CHECK(contended(transactions) == false);
  transactions.invoke(2, "txn", parse(R"([["r",4,null],["append",2,2]])"));
  CHECK(contended(transactions) == true);

  WrittenHistory log;
  log.invoke(0, "send", parse(R"([["send","1",7]])")).invoke(1, "poll", parse(R"([["poll"]])"));
  log.invoke(2, "assign", parse(R"(["1"])")).invoke(3, "send", parse(R"([["send","2",7]])"));
  CHECK(contended(log) == false);
  log.invoke(4, "send", parse(R"([["send","1",8]])"));
  CHECK(contended(log) == true);
}

TEST_CASE("vacuity: what has no keys is not contended, and not uncontended either") {
  WrittenHistory set;
  set.invoke(0, "add", 1).invoke(1, "read").invoke(0, "add", 2);
  CHECK(contended(set) == std::nullopt);
  CHECK(contended(WrittenHistory()) == std::nullopt);
}

TEST_CASE("vacuity: a clock is idle while its node handles nothing") {
  const sim::Fault fault = sim::ClockSkew{{{n1, 250ms, 0}}};
  constexpr FaultKind kind = FaultKind::clock;
  Told told;
  CHECK(told.begins(0, fault).sent(n0, n1).fired(n0).take(kind) == FaultEffect{1, 1});
  CHECK(told.begins(0, fault).delivered_copy(n1, n0).take(kind) == FaultEffect{1, 1});
  CHECK(told.begins(0, fault).delivered_copy(n0, n1).take(kind) == FaultEffect{1, 0});
  CHECK(told.begins(0, fault).fired(n1).take(kind) == FaultEffect{1, 0});
  CHECK(told.begins(0, fault).ends(0).fired(n1).take(kind) == FaultEffect{1, 1});
}

TEST_CASE("vacuity: a disk fault is idle while it befalls no access, whatever its node handles") {
  const sim::Fault fault = sim::DiskFault{sim::DiskTrouble::slow, {n1}};
  constexpr FaultKind kind = FaultKind::disk;
  Told told;
  CHECK(told.begins(0, fault).sent(n0, n1).fired(n1).take(kind) == FaultEffect{1, 1});
  CHECK(told.begins(0, fault).delivered_copy(n0, n1).take(kind) == FaultEffect{1, 1});
  CHECK(told.begins(0, fault).troubled(1).take(kind) == FaultEffect{1, 1});
  CHECK(told.begins(0, fault).troubled(0).take(kind) == FaultEffect{1, 0});
  CHECK(told.begins(0, fault).ends(0).troubled(0).take(kind) == FaultEffect{1, 1});
}

TEST_CASE("vacuity: a swizzle is idle while its nodes lose nothing by it, whoever else talks") {
  const sim::Fault swizzle = sim::Swizzle{{n0}};
  CHECK(Told().begins(1, swizzle).sent(n1, n2).take(FaultKind::swizzle).idle == 1);
  CHECK(Told()
            .begins(1, swizzle)
            .lost(n1, n0, sim::LossCause::partition)
            .take(FaultKind::swizzle)
            .idle == 0);
}

TEST_CASE("vacuity: a lock that may have been released is waited for by nobody") {
  WrittenHistory lock;
  lock.invoke(0, "acquire", "c0").ok(0, "acquire", "c0");
  lock.invoke(0, "release", "c0").info(0, "release", "c0");
  lock.invoke(1, "acquire", "c1");
  CHECK(is_lock_waited_for(lock) == false);
}

TEST_CASE("vacuity: a lock is waited for where one asks while another holds it") {
  const auto waited = [](const WrittenHistory& history) { return is_lock_waited_for(history); };
  WrittenHistory lock;
  lock.invoke(0, "acquire", "c0").ok(0, "acquire", "c0");
  lock.invoke(0, "release", "c0").ok(0, "release", "c0");
  lock.invoke(1, "acquire", "c1").ok(1, "acquire", "c1");
  CHECK(waited(lock) == false);
  lock.invoke(0, "acquire", "c0");
  CHECK(waited(lock) == true);
  CHECK(waited(WrittenHistory().add(0, 1)) == std::nullopt);
}

TEST_CASE("vacuity: counts in how many runs") {
  VacuityCount count;
  Vacuity run;
  run.faults.front() = {3, 1};
  run.contended = true;
  count.add(run);
  run.faults.front() = {2, 2};
  run.at_events = {4, 4};
  run.contended = false;
  count.add(run);
  count.add({});
  CHECK(count.runs == 3);
  CHECK(count.faults.front() == VacuityCount::OfKind{2, 1, {5, 3}});
  CHECK(count.at_events == VacuityCount::OfKind{1, 1, {4, 4}});
  CHECK(count.contended == VacuityCount::Share{2, 1});
  CHECK(count.lock_waited_for == VacuityCount::Share{0, 0});
}

RunWatch::Seen seen_of(const std::string& program, const std::vector<FaultKind>& faults) {
  const auto* entry = nodes::find(program);
  Options options;
  options.plan.workload = entry->workload;
  options.run.program = program;
  options.run.time_limit = 20s;
  options.plan.rate = 20;
  options.plan.nemesis.interval = 3s;
  options.plan.nemesis.kinds = faults;
  RunWatch watch;
  Onlookers onlookers;
  onlookers.observer = &watch;
  const auto done = experiment(options, *find_workload(entry->workload)->make(), *entry, onlookers);
  return watch.take(done.scenario, done.run);
}

TEST_CASE("vacuity: partitions of nodes that do not talk are idle, others are not") {
  const std::vector<FaultKind> all = {FaultKind::partition, FaultKind::loss, FaultKind::duplicate,
                                      FaultKind::slow};
  const auto silent = seen_of("echo", all);
  const auto busy = seen_of("broadcast-gossip", all);
  for (const FaultKind kind : all) {
    CAPTURE(std::string(name_of(kind)));
    const FaultEffect none = effect_of(silent.vacuity.faults, kind);
    CHECK(none.count > 0);
    CHECK(none.idle == none.count);
    const FaultEffect some = effect_of(busy.vacuity.faults, kind);
    CHECK(some.count == none.count);
    CHECK(some.idle < some.count);
  }
  CHECK(busy.vacuity.contended == std::nullopt);  // it has no keys
  CHECK(busy.vacuity.lock_waited_for == std::nullopt);
  CHECK(seen_of("txn-list-append-single", {}).vacuity.contended == true);
  CHECK(seen_of("lin-mutex-single", {}).vacuity.lock_waited_for == true);
  CHECK(busy.behaviours.size() > silent.behaviours.size());
}

}  // namespace TEST_FILE
}  // namespace eddy::workloads

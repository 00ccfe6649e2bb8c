#include "eddy/sim/disk.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/init.h"
#include "eddy/sim/simulation.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using Lines = std::vector<std::string>;

constexpr NodeId kN0 = NodeId::node(0);

struct Run {
  explicit Run(std::uint64_t seed = 1) : simulation({.seed = seed}) {
    test::start(simulation, 1, &make_node<test::Idle>);
  }
  Host& host() { return simulation.host(kN0); }
  Disk& disk() { return host().disk(); }
  std::string file() { return std::string(disk().image().read("log")); }
  // Runs a coroutine of the node's to its end, or to the end of the time.
  template <class Action>
  void act(Action action, Duration limit = 10s) {
    host().spawn(action);
    simulation.run_until(simulation.now() + limit);
  }
  void append_and_sync(std::string bytes) {
    act([this, bytes]() -> Task<void> {
      co_await disk().append("log", bytes);
      co_await disk().sync();
    });
  }
  void restart() {
    simulation.kill(kN0);
    simulation.restart(kN0);
    host().start_program();
  }

  Simulation simulation;
};

TEST_CASE("disk: accesses take their time, and writes show at once") {
  Run run;
  Lines lines;
  run.act([&]() -> Task<void> {
    auto first = run.disk().append("log", "one");
    lines.push_back(run.file());
    co_await first;
    lines.push_back(to_string(run.simulation.now()));
    const auto synced = co_await run.disk().sync();
    CHECK(synced);
    CHECK(run.simulation.now() > Time(20us));
    const auto bytes = co_await run.disk().read("log");
    REQUIRE(bytes);
    lines.push_back(*bytes);
  });
  CHECK(lines == Lines{"one", "0.000020000", "one"});
  CHECK(run.disk().image().safe_bytes("log") == 3);
}

TEST_CASE("disk: it outlives its node: what was synced is there, and a prefix of what was not") {
  std::set<std::string> left;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Run run(seed);
    run.append_and_sync("safe ");
    run.act([&]() -> Task<void> {
      for (const char* bytes : {"a", "b", "c"}) co_await run.disk().append("log", bytes);
    });
    run.restart();
    left.insert(run.file());
  }
  CHECK(left == std::set<std::string>{"safe ", "safe a", "safe ab", "safe abc"});
}

TEST_CASE("disk: a sync that has not ended makes nothing safe") {
  std::set<std::string> left;
  for (std::uint64_t seed = 0; seed < 40; ++seed) {
    Run run(seed);
    run.act(
        [&]() -> Task<void> {
          co_await run.disk().append("log", "a");
          co_await run.disk().sync();
        },
        21us);
    run.restart();
    run.simulation.run_until(Time(10s));
    left.insert(run.file());
  }
  CHECK(left == std::set<std::string>{"", "a"});
}

TEST_CASE("disk: torn, the last write that a kill keeps ends at any byte") {
  std::set<std::string> left;
  for (std::uint64_t seed = 0; seed < 200; ++seed) {
    Run run(seed);
    run.simulation.inject(DiskFault{DiskTrouble::torn, {kN0}});
    run.act([&]() -> Task<void> { co_await run.disk().append("log", "abc"); });
    run.restart();
    left.insert(run.file());
  }
  CHECK(left == std::set<std::string>{"", "a", "ab", "abc"});
}

TEST_CASE("disk: full, it takes nothing, and says so") {
  Run run;
  run.append_and_sync("old");
  const FaultId fault = run.simulation.inject(DiskFault{DiskTrouble::full, {kN0}});
  Lines errors;
  const auto write = [&]() -> Task<void> {
    const auto written = co_await run.disk().append("log", "new");
    if (!written) errors.push_back(written.error().text);
    const auto synced = co_await run.disk().sync();
    CHECK(synced);
    const auto cut = co_await run.disk().truncate("log", 2);
    CHECK(cut);
  };
  run.act(write);
  CHECK(errors == Lines{"the disk is full"});
  CHECK(run.file() == "ol");
  run.simulation.heal(fault);
  run.act(write);
  CHECK(errors.size() == 1);
}

TEST_CASE("disk: where there is no room for a write, it takes nothing of it") {
  Run run;
  bool was_refused = false;
  run.act([&]() -> Task<void> {
    const std::string much(DiskImage::kCapacity - 1, 'x');
    co_await run.disk().append("log", much);
    was_refused = !co_await run.disk().append("log", "yz");
    co_await run.disk().append("log", "y");
  });
  CHECK(was_refused);
  CHECK(run.file().size() == DiskImage::kCapacity);
}

TEST_CASE("disk: failing, every second access says so, and a sync that fails makes nothing safe") {
  std::size_t failed = 0;
  constexpr std::size_t kRuns = 200;
  for (std::uint64_t seed = 0; seed < kRuns; ++seed) {
    Run run(seed);
    run.act([&]() -> Task<void> {
      co_await run.disk().append("log", "a");
      run.simulation.inject(DiskFault{DiskTrouble::error, {kN0}});
      const auto synced = co_await run.disk().sync();
      if (!synced) {
        ++failed;
        CHECK(synced.error().code == ErrorCode::crash);
      }
      CHECK(run.disk().image().safe_bytes("log") == (synced ? 1 : 0));
      const auto bytes = co_await run.disk().read("log");
      if (bytes) CHECK(*bytes == "a");
    });
  }
  CHECK(failed > kRuns / 3);
  CHECK(failed < kRuns * 2 / 3);
}

TEST_CASE("disk: slow, everything takes fifty times as long") {
  Time usual;
  Time slow;
  for (const bool is_slow : {false, true}) {
    Run run;
    if (is_slow) run.simulation.inject(DiskFault{DiskTrouble::slow, {kN0}});
    run.act([&]() -> Task<void> {
      co_await run.disk().append("log", "a");
      co_await run.disk().read("log");
      (is_slow ? slow : usual) = run.simulation.now();
    });
  }
  CHECK(usual == Time(40us));
  CHECK(slow == Time(2ms));
}

TEST_CASE(
    "disk: rotten, it shows flipped bits of what was synced, the same ones until it is healed") {
  std::size_t rotten = 0;
  for (std::uint64_t seed = 0; seed < 50; ++seed) {
    Run run(seed);
    const std::string safe(100, 'x');
    run.append_and_sync(safe);
    const FaultId fault = run.simulation.inject(DiskFault{DiskTrouble::bitrot, {kN0}});
    run.act([&]() -> Task<void> {
      co_await run.disk().append("log", "tail");
      const auto first = co_await run.disk().read("log");
      const auto second = co_await run.disk().read("log");
      REQUIRE(first);
      REQUIRE(second);
      CHECK(*first == *second);
      CHECK(first->ends_with("tail"));
      if (*first != safe + "tail") ++rotten;
      run.simulation.heal(fault);
      const auto right = co_await run.disk().read("log");
      REQUIRE(right);
      CHECK(*right == safe + "tail");
    });
  }
  CHECK(rotten >= 48);  // two flips of one bit are none
}

TEST_CASE("disk: two nodes have two disks, and what one draws depends on nothing of the other") {
  const auto left_of_n0 = [](bool other_writes) {
    Simulation simulation({.seed = 7});
    test::start(simulation, 2, &make_node<test::Idle>);
    for (std::uint32_t node = 0; node < (other_writes ? 2U : 1U); ++node) {
      Host& host = simulation.host(NodeId::node(node));
      host.spawn([&host]() -> Task<void> {
        for (int i = 0; i < 20; ++i) co_await host.disk().append("log", "x");
      });
    }
    simulation.run_until(Time(1s));
    simulation.kill(kN0);
    return simulation.host(kN0).disk().image().read("log").size();
  };
  CHECK(left_of_n0(false) == left_of_n0(true));
}

// Which disk faults have befallen an access.
class TroubleWatch final : public Observer {
 public:
  void on_event(const Event& /*event*/) override {}
  void on_disk_trouble(FaultId id) override { befallen_.insert(id); }
  bool take(FaultId id) { return std::exchange(befallen_, {}).contains(id); }

 private:
  std::set<FaultId> befallen_;
};

TEST_CASE("disk: a fault that befalls an access is told, and one that cannot is not") {
  Run run;
  TroubleWatch watch;
  run.simulation.observe(&watch);
  std::uint32_t id = 0;
  // Whether this trouble befalls what `action` does.
  const auto befalls = [&](DiskTrouble trouble, auto action) {
    const FaultId fault{id++};
    run.simulation.inject(fault, DiskFault{trouble, {kN0}});
    run.act(action);
    run.simulation.heal(fault);
    return watch.take(fault);
  };
  const auto nothing = []() -> Task<void> { co_return; };
  const auto read = [&]() -> Task<void> { co_await run.disk().read("log"); };
  const auto append = [&]() -> Task<void> { co_await run.disk().append("log", "more"); };
  const auto sync = [&]() -> Task<void> { co_await run.disk().sync(); };
  for (const DiskTrouble trouble : kValuesOf<DiskTrouble>) {
    CAPTURE(std::string(name_of(trouble)));
    CHECK_FALSE(befalls(trouble, nothing));
  }
  CHECK(befalls(DiskTrouble::slow, read));
  CHECK_FALSE(befalls(DiskTrouble::bitrot, read));  // nothing is there to rot
  run.append_and_sync("kept");
  CHECK(befalls(DiskTrouble::bitrot, read));
  CHECK_FALSE(befalls(DiskTrouble::bitrot, append));
  CHECK_FALSE(befalls(DiskTrouble::full, read));
  CHECK_FALSE(befalls(DiskTrouble::full, sync));
  CHECK(befalls(DiskTrouble::full, append));
  CHECK_FALSE(befalls(DiskTrouble::torn, append));
  const auto many = [&]() -> Task<void> {
    for (int i = 0; i < 20; ++i) co_await run.disk().append("log", "x");
  };
  CHECK(befalls(DiskTrouble::error, many));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

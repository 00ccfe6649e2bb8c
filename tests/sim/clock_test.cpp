#include "eddy/sim/clock.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <limits>
#include <vector>

#include "eddy/sim/node.h"
#include "eddy/sim/simulation.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

constexpr NodeId kN0 = NodeId::node(0);

TEST_CASE("clock: a skew jumps at once and drifts from then on, and its end undoes both") {
  Clock clock;
  CHECK(clock.at(Time(5s)) == Time(5s));
  clock.skew(FaultId{1}, Time(10s), {kN0, -250ms, 1000});
  CHECK(clock.at(Time(10s)) == Time(9750ms));
  CHECK(clock.at(Time(20s)) == Time(19760ms));
  clock.skew(FaultId{2}, Time(20s), {kN0, 1s, -1000});
  CHECK(clock.at(Time(30s)) == Time(30'760ms));
  clock.heal(FaultId{1}, Time(30s));
  CHECK(clock.at(Time(30s)) == Time(30'990ms));
  clock.heal(FaultId{2}, Time(30s));
  CHECK(clock.at(Time(30s)) == Time(30s));
}

TEST_CASE("clock: no jump moves the monotonic one, and it keeps what a drift has done") {
  Clock clock;
  CHECK(clock.monotonic_at(Time(5s)) == Time(5s));
  clock.skew(FaultId{1}, Time(10s), {kN0, -1h, 100'000});
  CHECK(clock.monotonic_at(Time(10s)) == Time(10s));
  CHECK(clock.monotonic_at(Time(20s)) == Time(21s));
  clock.skew(FaultId{2}, Time(20s), {kN0, 1h, -300'000});
  CHECK(clock.monotonic_at(Time(20s)) == Time(21s));
  CHECK(clock.monotonic_at(Time(30s)) == Time(29s));
  clock.heal(FaultId{1}, Time(30s));
  CHECK(clock.monotonic_at(Time(30s)) == Time(29s));
  clock.heal(FaultId{2}, Time(40s));
  CHECK(clock.monotonic_at(Time(40s)) == Time(36s));
  CHECK(clock.monotonic_at(Time(50s)) == Time(46s));
  CHECK(clock.at(Time(50s)) == Time(50s));
}

TEST_CASE("clock: the monotonic one never goes back, and is on time after what to_virtual says") {
  Clock clock;
  Time now{};
  Time last{};
  std::uint32_t id = 0;
  for (const std::int32_t drift : {333'333, -500'000, -499'999, 7, -1, 500'000}) {
    for (const Duration local : {1ns, 2ns, 3ns, 999'999ns, 1'000'000'007ns}) {
      const Time due = clock.monotonic_at(now) + local;
      now += clock.to_virtual(local);
      CHECK(clock.monotonic_at(now) >= due);
      CHECK(clock.monotonic_at(now) <= due + 2ns);
      CHECK(clock.monotonic_at(now) > last);
      last = clock.monotonic_at(now);
    }
    clock.skew(FaultId{id}, now, {kN0, -1h, drift});
    CHECK(clock.monotonic_at(now) == last);
    if (id > 0) clock.heal(FaultId{id - 1}, now);
    ++id;
  }
}

TEST_CASE("clock: a timer of a fast clock is due earlier, of a slow one later") {
  Clock clock;
  CHECK(clock.to_virtual(1s) == 1s);
  clock.skew(FaultId{1}, Time{}, {kN0, 1h, 250'000});
  CHECK(clock.to_virtual(1s) == 800ms);
  CHECK(clock.to_virtual(1ns) == 1ns);
  clock.heal(FaultId{1}, Time{});
  clock.skew(FaultId{1}, Time{}, {kN0, 0s, -500'000});
  CHECK(clock.to_virtual(1s) == 2s);
  // However many skews there are, time goes on.
  clock.skew(FaultId{2}, Time{}, {kN0, 0s, -500'000});
  CHECK(clock.to_virtual(1s) == 2s);
  CHECK(clock.to_virtual(Duration::max()) == Duration::max());
  CHECK(clock.to_virtual(0s) == 0s);
}

TEST_CASE("clock: no jump and no drift takes it beyond the end of time") {
  Clock clock;
  clock.skew(FaultId{1}, Time{}, {kN0, Duration::max(), Skew::kMostDrift});
  CHECK(clock.at(Time::max()) == Time::max());
  clock.heal(FaultId{1}, Time{});
  clock.skew(FaultId{1}, Time{}, {kN0, -Duration::max(), -Skew::kMostDrift});
  CHECK(clock.at(Time(1s)) < Time{});
}

TEST_CASE("clock: a node's clock, timers and timeouts go wrong, virtual time does not") {
  Simulation simulation({});
  test::start(simulation, 2, &make_node<test::Idle>);
  const FaultId fault = simulation.inject(ClockSkew{{{kN0, 10s, 100'000}}});
  Host& skewed = simulation.host(kN0);
  CHECK(skewed.clock() == Time(10s));
  CHECK(simulation.host(NodeId::node(1)).clock() == Time{});
  std::vector<Time> fired;
  const auto note = [&] { fired.push_back(skewed.now()); };
  skewed.after(11s, note);
  const auto sleeps = [&]() -> Task<void> {
    co_await skewed.sleep(1100ms);
    note();
    const bool holds = co_await skewed.until([] { return false; }, 1100ms);
    CHECK_FALSE(holds);
    note();
  };
  skewed.spawn(sleeps);
  simulation.run_until(Time(20s));
  CHECK(fired == std::vector<Time>{Time(1s), Time(2s), Time(10s)});
  CHECK(skewed.clock() == Time(32s));
  CHECK(skewed.monotonic() == Time(22s));
  simulation.heal(fault);
  CHECK(skewed.clock() == Time(20s));
  CHECK(skewed.monotonic() == Time(22s));
}

TEST_CASE("timer slack: nodes' timers fire at its multiples, those of clients when they are due") {
  Simulation simulation({.timer_slack = 100ms});
  test::start(simulation, 2, &make_node<test::Idle>);
  simulation.add_clients(1);
  std::vector<Time> fired;
  const auto note = [&] { fired.push_back(simulation.now()); };
  Host& node = simulation.host(kN0);
  for (const auto due : {0ms, 1ms, 99ms, 100ms, 101ms}) node.after(due, note);
  simulation.run_until(Time(1s));
  CHECK(fired == std::vector<Time>{Time{}, Time(100ms), Time(100ms), Time(100ms), Time(200ms)});
  fired.clear();
  simulation.host(NodeId::client(0)).after(7ms, note);
  node.after(7ms, note);
  simulation.run_until(Time(2s));
  CHECK(fired == std::vector<Time>{Time(1s + 7ms), Time(1s + 100ms)});
  fired.clear();
  node.after(Duration::max(), note);
  int times = 0;
  node.every(150ms, [&] {
    if (++times <= 3) note();
  });
  simulation.run_until(Time(3s));
  CHECK(fired == std::vector<Time>{Time(2s + 200ms), Time(2s + 400ms), Time(2s + 600ms)});
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

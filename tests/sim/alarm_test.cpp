#include "eddy/sim/alarm.h"

#include <doctest/doctest.h>

#include <memory>
#include <vector>

#include "eddy/sim/simulation.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

constexpr NodeId kN0 = NodeId::node(0);

// A program with one alarm, which notes when it fires.
class Sleeper final : public Program {
 public:
  Sleeper(Host& host, std::vector<Time>& fired)
      : alarm(host, [&host, &fired] { fired.push_back(host.now()); }) {}
  void receive(const Envelope& /*envelope*/) override {}
  void clock_was_set() override { alarm.set(0s); }

  Alarm alarm;
};

struct Bedroom {
  explicit Bedroom(const SimulationOptions& options = {}) : simulation(options) {
    test::start(simulation, 1,
                [this](Host& host) { return std::make_unique<Sleeper>(host, fired); });
  }
  Alarm& alarm() { return test::program<Sleeper>(simulation, 0).alarm; }

  std::vector<Time> fired;
  Simulation simulation;
};

TEST_CASE("alarm: set again it fires at the later setting alone") {
  Bedroom room;
  room.alarm().set(1s);
  room.alarm().set(3s);
  room.simulation.run_until(Time(2s));
  CHECK(room.alarm().armed());
  room.alarm().set(5s);
  room.alarm().set(500ms);
  room.simulation.run_until(Time(10s));
  CHECK(room.fired == std::vector<Time>{Time(2500ms)});
  CHECK_FALSE(room.alarm().armed());
  room.alarm().set(-1s);
  room.simulation.run_until(Time(11s));
  CHECK(room.fired.back() == Time(10s));
}

TEST_CASE("alarm: one that is cancelled does not fire") {
  Bedroom room;
  room.alarm().set(1s);
  room.alarm().cancel();
  room.alarm().cancel();
  room.simulation.run_until(Time(2s));
  CHECK(room.fired.empty());
}

TEST_CASE("alarm: it goes by the drift of its node's clock, and no timer slack delays it") {
  Bedroom room({.timer_slack = 300ms});
  room.simulation.inject(ClockSkew{{{kN0, 1h, 250'000}}});
  room.alarm().set(1s);
  room.simulation.run_until(Time(5s));
  CHECK(room.fired == std::vector<Time>{Time(800ms)});
}

TEST_CASE("alarm: that of a paused node waits, and may be set anew meanwhile") {
  Bedroom room;
  room.alarm().set(1s);
  room.simulation.pause(kN0);
  room.simulation.run_until(Time(2s));
  CHECK(room.fired.empty());
  room.alarm().set(1s);
  room.simulation.run_until(Time(4s));
  room.simulation.resume(kN0);
  room.simulation.run_until(Time(5s));
  CHECK(room.fired == std::vector<Time>{Time(4s)});
}

TEST_CASE("alarm: it goes with its program, also while it waits at a paused node") {
  Bedroom room;
  room.alarm().set(1s);
  room.simulation.kill(kN0);
  room.simulation.run_until(Time(2s));
  room.simulation.restart(kN0);
  room.simulation.host(kN0).start_program();
  room.alarm().set(1s);
  room.simulation.pause(kN0);
  room.simulation.run_until(Time(4s));
  room.simulation.kill(kN0);
  room.simulation.run_until(Time(6s));
  CHECK(room.fired.empty());
}

TEST_CASE("alarm: a program that is told of its clock may set one, which is an event of its own") {
  Bedroom room;
  room.simulation.run_until(Time(1s));
  const FaultId fault = room.simulation.inject(ClockSkew{{{kN0, 1h, 0}}});
  CHECK(room.fired.empty());
  room.simulation.run_until(Time(2s));
  room.simulation.heal(fault);
  room.simulation.run_until(Time(3s));
  CHECK(room.fired == std::vector<Time>{Time(1s), Time(2s)});
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

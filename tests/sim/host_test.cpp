#include "eddy/sim/host.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;

constexpr NodeId kN0 = NodeId::node(0);
constexpr Time kEnd{Duration(1h)};

// Writes down what it does and when.
class Diary : public Node {
 public:
  using Node::Node;
  std::vector<std::string> lines;

 protected:
  void write(std::string_view what) {
    lines.push_back(fmt::format("{} {}", nanoseconds(now()) / 1'000'000, what));
  }
};

template <class Program>
std::vector<std::string> diary_of(std::size_t nodes = 1) {
  Simulation simulation({.network = {.hop = 0ms}});
  test::start(simulation, nodes, &make_node<Program>);
  simulation.run_until(kEnd);
  return test::program<Program>(simulation, 0).lines;
}

class Sleeper final : public Diary {
 public:
  explicit Sleeper(Host& host) : Diary(host) { spawn(live()); }

 private:
  Task<void> live() {
    write("up");
    co_await sleep(100ms);
    write("slept");
    co_await sleep(0ms);
    write("napped");
    co_await sleep(-5ms);
    write("never slept");
  }
};

TEST_CASE("host: sleep resumes at its time and time never goes back") {
  CHECK(diary_of<Sleeper>() ==
        std::vector<std::string>{"0 up", "100 slept", "100 napped", "100 never slept"});
}

class EndlessSleeper final : public Diary {
 public:
  explicit EndlessSleeper(Host& host) : Diary(host) { spawn(live()); }

 private:
  Task<void> live() {
    co_await sleep(1s);
    co_await sleep(Duration::max());
    write("woke");
  }
};

TEST_CASE("host: a sleep without end does not end") { CHECK(diary_of<EndlessSleeper>().empty()); }

class Ticker final : public Diary {
 public:
  explicit Ticker(Host& host) : Diary(host) {
    every(20min, [this] { write("tick"); });
    after(30min, [this] {
      write("once");
      after(1min, [this] { write("and again"); });
    });
  }
};

TEST_CASE("host: every ticks from one period on and after happens once") {
  CHECK(diary_of<Ticker>() == std::vector<std::string>{"1200000 tick", "1800000 once",
                                                       "1860000 and again", "2400000 tick",
                                                       "3600000 tick"});
}

class TooOften final : public Diary {
 public:
  explicit TooOften(Host& host) : Diary(host) {
    every(0ms, [] {});
  }
};

TEST_CASE("host: a period that is not positive is a crash with a text that says so") {
  Simulation simulation({.network = {.hop = 0ms}});
  test::start(simulation, 1, &make_node<TooOften>);
  REQUIRE(simulation.host(kN0).failure() != nullptr);
  CHECK(*simulation.host(kN0).failure() == "every: the period must be positive");
}

class Orderly final : public Diary {
 public:
  explicit Orderly(Host& host) : Diary(host) {
    for (const char* name : {"a", "b", "c"}) after(10ms, [this, name] { write(name); });
  }
};

TEST_CASE("host: timers due at once fire in the order in which they were set") {
  CHECK(diary_of<Orderly>() == std::vector<std::string>{"10 a", "10 b", "10 c"});
}

class Expectant final : public Diary {
 public:
  explicit Expectant(Host& host) : Diary(host) {
    spawn(expect_it());
    spawn(expect_in_vain());
    spawn(expect_what_is());
    after(300ms, [this] {
      ready_ = true;
      write("ready");
    });
  }

 private:
  Task<void> expect_it() {
    const bool came = co_await until([this] { return ready_; }, 1s);
    write(came ? "it came" : "it did not come");
  }
  Task<void> expect_in_vain() {
    const bool came = co_await until([this] { return ready_; }, 200ms);
    write(came ? "in time" : "in vain");
  }
  Task<void> expect_what_is() {
    const bool came = co_await until([] { return true; }, 1s);
    write(came ? "as it is" : "strange");
  }
  bool ready_ = false;
};

TEST_CASE("host: until resumes when its condition holds and says no at its timeout") {
  CHECK(diary_of<Expectant>() ==
        std::vector<std::string>{"0 as it is", "200 in vain", "300 ready", "300 it came"});
}

class Overtaken final : public Diary {
 public:
  explicit Overtaken(Host& host) : Diary(host) {
    spawn(expect_it());
    after(10ms, [this] { ready_ = true; });
    after(10ms, [this] { ready_ = false; });
    after(20ms, [this] { ready_ = true; });
  }

 private:
  Task<void> expect_it() {
    const bool holds = co_await until([this] { return ready_; }, 1s);
    write(holds && ready_ ? "it holds" : "missed");
  }
  bool ready_ = false;
};

TEST_CASE("host: until goes on waiting when its condition has ceased to hold before it resumes") {
  CHECK(diary_of<Overtaken>() == std::vector<std::string>{"20 it holds"});
}

// Three that want a lock, which two releases give to two of them.
class Locksmith final : public Diary {
 public:
  explicit Locksmith(Host& host) : Diary(host) {
    for (const int who : {1, 2, 3}) spawn(want(who));
    for (const auto when : {10ms, 20ms}) after(when, [this] { locked_ = false; });
  }

 private:
  Task<void> want(int who) {
    const std::string name = std::to_string(who);  // captured, and with a destructor
    const auto free = [this, name] { return !locked_ && !name.empty(); };
    if (!co_await until(free, 50ms)) {
      write(name + " gives up");
      co_return;
    }
    write(name + (locked_ ? " breaks in" : " locks"));
    locked_ = true;
  }
  bool locked_ = true;
};

TEST_CASE(
    "host: of those who wait for a lock one gets it, the first that came, the last gives up") {
  CHECK(diary_of<Locksmith>() ==
        std::vector<std::string>{"10 1 locks", "20 2 locks", "50 3 gives up"});
}

class Chained final : public Diary {
 public:
  explicit Chained(Host& host) : Diary(host) { spawn(outer()); }

 private:
  Task<int> inner(int depth) {
    if (depth == 0) {
      co_await sleep(1ms);
      co_return 0;
    }
    auto below = inner(depth - 1);
    co_return 1 + co_await below;
  }
  Task<void> outer() {
    auto task = inner(50);
    const int sum = co_await task;
    write(std::to_string(sum));
  }
};

TEST_CASE("host: a chain of tasks hands its values up") {
  CHECK(diary_of<Chained>() == std::vector<std::string>{"1 50"});
}

class Acquaintance final : public Diary {
 public:
  explicit Acquaintance(Host& host) : Diary(host) {
    write(id().name());
    for (const NodeId peer : peers()) write(peer.name());
    write(std::to_string(nodes().size()));
  }
};

class Hasty final : public Diary {
 public:
  explicit Hasty(Host& host) : Diary(host) { spawn(hurry()); }

 private:
  static Task<int> at_once() { co_return 1; }
  Task<void> hurry() {
    int sum = 0;
    for (int i = 0; i < 200'000; ++i) {
      auto task = at_once();
      sum += co_await task;
    }
    write(std::to_string(sum));
  }
};

TEST_CASE("host: a long loop of tasks that never wait does not exhaust the stack") {
  CHECK(diary_of<Hasty>() == std::vector<std::string>{"0 200000"});
}

TEST_CASE("host: a node knows itself and its peers and all nodes") {
  CHECK(diary_of<Acquaintance>(3) == std::vector<std::string>{"0 n0", "0 n1", "0 n2", "0 3"});
}

TEST_CASE("host: each node draws from a stream of its own that the seed decides") {
  const auto drawn = [](std::uint64_t seed, std::uint32_t node) {
    Simulation simulation({.seed = seed, .network = {.hop = 0ms}});
    test::start(simulation, 2, &make_node<test::Idle>);
    return simulation.host(NodeId::node(node)).random()();
  };
  CHECK(drawn(1, 0) == drawn(1, 0));
  CHECK(drawn(1, 0) != drawn(1, 1));
  CHECK(drawn(1, 0) != drawn(2, 0));
}

struct Lines final : LogSink {
  void on_log(Time at, NodeId node, std::string_view line) override {
    lines.push_back(fmt::format("{} {}: {}", to_string(at), node.name(), line));
  }
  std::vector<std::string> lines;
};

class Talker final : public Node {
 public:
  explicit Talker(Host& host) : Node(host) {
    after(1500ms, [this] { log("{} and {}", 1, "two"); });
  }
};

TEST_CASE("host: log lines carry node and virtual time and go nowhere unless somebody reads") {
  Simulation unread({});
  test::start(unread, 1, &make_node<Talker>);
  unread.run_until(kEnd);

  Simulation read({});
  Lines sink;
  read.log_to(&sink);
  test::start(read, 1, &make_node<Talker>);
  read.run_until(kEnd);
  CHECK(sink.lines == std::vector<std::string>{"1.500000000 n0: 1 and two"});
  CHECK(read.fingerprint() == unread.fingerprint());
}

TEST_CASE("host: a timer whose action makes a coroutine runs it") {
  Simulation simulation({.network = {.hop = 0ms}});
  test::start(simulation, 1, &make_node<test::Idle>);
  Host& host = simulation.host(NodeId::node(0));
  int ticks = 0;
  host.every(100ms, [&]() -> Task<void> {
    co_await host.sleep(1ms);
    ++ticks;
  });
  host.after(50ms, [&]() -> Task<void> {
    co_await host.sleep(1ms);
    ticks += 100;
  });
  simulation.run_until(Time(1s));
  CHECK(ticks == 109);
}

TEST_CASE("host: a program with two handlers for one message does not start") {
  class Twice final : public Node {
   public:
    explicit Twice(Host& host) : Node(host) {
      on(&Twice::first);
      on(&Twice::second);
    }

   private:
    void first(const test::Note& /*m*/) {}
    void second(const test::Note& /*m*/) {}
  };
  Simulation simulation({.network = {.hop = 0ms}});
  test::start(simulation, 1, &make_node<Twice>);
  REQUIRE(simulation.failures().size() == 1);
  CHECK(simulation.failures()[0].text == "two handlers for messages of type note");
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

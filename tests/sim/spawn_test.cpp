#include <doctest/doctest.h>

#include <string>
#include <string_view>
#include <vector>

#include "eddy/sim/host.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;

constexpr NodeId kN0 = NodeId::node(0);

// Has coroutines of many parameters; does what its test says after 10 ms.
class Lender final : public Node {
 public:
  explicit Lender(Host& host) : Node(host) {}
  using Node::host;
  using Node::id;
  using Node::spawn;
  void later(void (*action)(Lender&)) {
    after(10ms, [this, action] { action(*this); });
  }

  Task<void> by_value(std::string text, NodeId /*node*/) {
    co_await sleep(10ms);
    write(text);
  }
  Task<void> text(const std::string& text) { co_await sleep(Duration(text.size())); }
  Task<void> node(const NodeId& node) { co_await sleep(Duration(node.index())); }
  Task<void> number(int& number) { co_await sleep(Duration(number)); }
  Task<void> duration(NodeId /*node*/, const Duration& duration) { co_await sleep(duration); }
  Task<void> message(const Note& note) { co_await sleep(Duration(note.text.size())); }
  Task<void> moved(Note&& note) { co_await sleep(Duration(note.text.size())); }
  static Task<void> of_node(const NodeId& node, Host& host) {
    co_await host.sleep(Duration(node.index()));
  }
  static Task<void> of_host(Host& host, Lender& lender) {
    co_await host.sleep(10ms);
    lender.write("a host stays");
  }
  void write(std::string_view what) {
    lines.push_back(fmt::format("{} {}", nanoseconds(now()) / 1'000'000, what));
  }

  std::vector<std::string> lines;
};

struct Lent {
  std::vector<std::string> lines;
  std::string crash;
};

Lent lent(void (*action)(Lender&)) {
  Simulation simulation({.network = {.hop = 0ms}});
  test::start(simulation, 1, &make_node<Lender>);
  test::program<Lender>(simulation, 0).later(action);
  simulation.run_until(Time(1s));
  if (const std::string* failure = simulation.host(kN0).failure()) return {{}, *failure};
  return {test::program<Lender>(simulation, 0).lines, ""};
}

TEST_CASE(
    "spawn: a spawned coroutine keeps what it takes by value, and a lambda what it captures") {
  using Lines = std::vector<std::string>;
  CHECK(lent([](Lender& it) { it.spawn(it.by_value("kept", it.id())); }).lines == Lines{"20 kept"});
  CHECK(lent([](Lender& it) { it.spawn(Lender::of_host(it.host(), it)); }).lines ==
        Lines{"20 a host stays"});
  CHECK(lent([](Lender& it) {
          const std::string text = "captured";
          it.spawn([&it, text]() -> Task<void> {
            co_await it.host().sleep(10ms);
            it.write(text);
          });
        }).lines == Lines{"20 captured"});
}

TEST_CASE("spawn: a spawned coroutine that takes a value by reference is refused") {
  const std::vector<void (*)(Lender&)> borrowers = {
      [](Lender& it) { it.spawn(it.text("gone")); },
      [](Lender& it) { it.spawn(it.node(it.id())); },
      [](Lender& it) {
        int number = 1;
        it.spawn(it.number(number));
      },
      [](Lender& it) { it.spawn(it.duration(it.id(), 1ms)); },
      [](Lender& it) { it.spawn(it.message(Note{"gone"})); },
      [](Lender& it) { it.spawn(it.moved(Note{"gone"})); },
      [](Lender& it) { it.spawn(Lender::of_node(it.id(), it.host())); },
      [](Lender& it) { it.spawn([&it]() -> Task<void> { co_await it.host().sleep(1ms); }()); },
  };
  for (std::size_t i = 0; i < borrowers.size(); ++i) {
    CAPTURE(i);
    CHECK(
        lent(borrowers[i]).crash.starts_with("a spawned coroutine takes a parameter by reference"));
  }
}

// Counts itself, to see whether it is destroyed.
struct Counted {
  explicit Counted(int& living) : living_(living) { ++living_; }
  Counted(const Counted&) = delete;
  Counted& operator=(const Counted&) = delete;
  ~Counted() { --living_; }

 private:
  int& living_;
};

TEST_CASE("spawn: a run that ends destroys whatever its coroutines hold") {
  int living = 0;
  {
    Simulation simulation({.network = {.hop = 0ms}});
    test::start(simulation, 1, &make_node<test::Idle>);
    Host& host = simulation.host(kN0);
    for (const Duration duration : {1s, 10s}) {
      host.spawn([&living, &host, duration]() -> Task<void> {
        const Counted counted(living);
        co_await host.sleep(duration);
      });
    }
    CHECK(living == 2);
    simulation.run_until(Time(5s));
    CHECK(living == 1);
  }
  CHECK(living == 0);
}

TEST_CASE("spawn: coroutines end in any order") {
  int living = 0;
  Simulation simulation({.network = {.hop = 0ms}});
  test::start(simulation, 1, &make_node<test::Idle>);
  Host& host = simulation.host(kN0);
  Random random(1, Purpose::test, 0);
  for (int i = 0; i < 200; ++i) {
    const Duration duration = std::chrono::milliseconds(random.below(100));
    host.spawn([&living, &host, duration]() -> Task<void> {
      const Counted counted(living);
      co_await host.sleep(duration);
    });
  }
  CHECK(living == 200);
  simulation.run_until(Time(50ms));
  CHECK(living > 0);
  CHECK(living < 200);
  simulation.run_until(Time(100ms));
  CHECK(living == 0);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

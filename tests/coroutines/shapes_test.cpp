// Every shape of condition, loop and return that people write around co_await, in coroutines that
// declare nothing, and in others. g++ 12 has miscompiled many of them (eddy/sim/coroutine_frame.h),
// so this is built without optimisation and with, by each compiler.

#include <doctest/doctest.h>

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "eddy/sim/node.h"
#include "eddy/sim/simulation.h"
#include "tests/coroutines/partner.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::kLong;
using test::kPartner;
using test::Partner;
using test::Poke;
using test::Tell;
using test::Told;

class Asker final : public Node {
 public:
  explicit Asker(Host& host) : Node(host) { on(&Asker::tell); }

  int done = 0;  // what each shape makes of it
  using Node::now;
  using Node::spawn;

  // --- loops, nothing declared
  Task<int> while_not() {
    while (!co_await rpc(kPartner, message_, 1s)) ++done;
    co_return done;
  }
  Task<int> while_not_empty_body() {
    while (!co_await rpc(kPartner, message_, 1s)) {
    }
    co_return 5;
  }
  Task<int> while_not_trivial() {
    while (!co_await rpc(kPartner, Poke{1}, 1s)) ++done;
    co_return done;
  }
  Task<int> while_error_code() {
    while ((co_await rpc(kPartner, message_, 1s)).has_error()) co_await sleep(1ms);
    co_return 6;
  }
  Task<int> do_while() {
    do {
      ++done;
    } while (!co_await rpc(kPartner, message_, 1s));
    co_return done;
  }
  Task<int> for_condition() {
    for (; !co_await rpc(kPartner, message_, 1s);) ++done;
    co_return done;
  }
  Task<int> for_step() {
    for (; done < 3; done += co_await rpc(kPartner, message_, 1s) ? 10 : 1) {
    }
    co_return done;
  }
  Task<int> for_ever_if_break() {
    for (;;) {
      if (co_await rpc(kPartner, message_, 1s)) break;
      ++done;
    }
    co_return done;
  }
  Task<int> while_true_if_return() {
    while (true)
      if (co_await rpc(kPartner, message_, 1s)) co_return 7;
  }
  Task<int> nested_block() {
    {
      while (!co_await rpc(kPartner, message_, 1s)) ++done;
    }
    co_return done;
  }
  Task<int> in_try() {
    try {
      while (!co_await rpc(kPartner, message_, 1s)) ++done;
    } catch (const std::exception&) {
      done = -1;
    }
    co_return done;
  }
  Task<int> two_conditions() {
    while (done < 2 && !co_await rpc(kPartner, message_, 1s)) ++done;
    co_return done;
  }
  Task<int> until_in_condition() {
    while (!co_await until([this] { return done > 3; }, 10ms)) ++done;
    co_return done;
  }
  Task<int> condition_with_task_inside() {
    while (!(co_await rpc(kPartner, message_, 1s) && co_await until([] { return true; }, 1s)))
      ++done;
    co_return done;
  }

  // --- loops, something declared
  Task<int> counted() {
    for (int i = 0; i < 5; ++i) {
      if (co_await rpc(kPartner, message_, 1s)) co_return 10 + i;
    }
    co_return -1;
  }
  Task<int> declared_before() {
    const std::string text = kLong + "!";
    const Tell message{text};
    while (!co_await rpc(kPartner, message, 1s)) ++done;
    co_return done + static_cast<int>(text.size() - kLong.size());
  }
  Task<int> declared_in_body() {
    while (done < 9) {
      const auto reply = co_await rpc(kPartner, message_, 1s);
      if (!reply) {
        ++done;
        continue;
      }
      co_return static_cast<int>(reply->text.size() - 2 * kLong.size()) + done;
    }
    co_return -1;
  }
  Task<int> over_a_range() {
    for (const NodeId node : nodes()) {
      if (node == id()) continue;
      while (!co_await rpc(node, message_, 1s)) ++done;
    }
    co_return done;
  }
  Task<int> parameter(std::string text, int least) {
    while (!co_await rpc(kPartner, Poke{least}, 1s)) done += static_cast<int>(text.size());
    co_return done / static_cast<int>(kLong.size()) + least;
  }
  Task<int> with_parameters() {
    auto task = parameter(kLong, 3);
    co_return co_await task;
  }

  // --- conditions
  Task<int> if_first() {
    if (co_await rpc(kPartner, message_, 1s)) co_return 1;
    co_return 2;
  }
  Task<int> if_else() {
    if (co_await rpc(kPartner, message_, 1s))
      done = 1;
    else
      done = 2;
    co_return done;
  }
  Task<int> if_chain() {
    if (co_await rpc(kPartner, message_, 1s)) {
      co_return 1;
    } else if (co_await rpc(kPartner, message_, 1s)) {
      co_return 2;
    } else if (co_await rpc(kPartner, message_, 1s)) {
      co_return 3;
    }
    co_return 4;
  }
  Task<int> if_or() {
    if (co_await rpc(kPartner, message_, 1s) || co_await rpc(kPartner, message_, 1s) ||
        co_await rpc(kPartner, message_, 1s))
      co_return 8;
    co_return 9;
  }
  Task<int> if_and() {
    if (co_await rpc(kPartner, message_, 1s) && co_await rpc(kPartner, message_, 1s)) co_return 1;
    if (!co_await rpc(kPartner, message_, 1s)) co_return 2;
    if (co_await rpc(kPartner, message_, 1s)) co_return 3;
    co_return 4;
  }
  Task<int> if_with_variable() {
    if (const auto reply = co_await rpc(kPartner, message_, 1s)) co_return 1;
    if (auto reply = co_await rpc(kPartner, message_, 1s); !reply) {
      co_return static_cast<int>(reply.error().text.size() - kLong.size()) + 2;
    }
    co_return 3;
  }
  Task<int> ternary() {
    co_return co_await rpc(kPartner, message_, 1s) ? 1
    : co_await rpc(kPartner, message_, 1s)         ? 2
                                                   : 3;
  }
  Task<int> in_switch() {
    switch ((co_await rpc(kPartner, message_, 1s)).error().code) {
      case ErrorCode::temporarily_unavailable:
        co_return 11;
      default:
        co_return 12;
    }
  }
  Task<int> as_argument() {
    co_return sum(co_await until([] { return true; }, 1s),
                  co_await until([] { return false; }, 1ms));
  }
  Task<int> in_expression() {
    done = static_cast<int>((co_await rpc(kPartner, message_, 1s)).error().text.size()) -
           static_cast<int>((co_await rpc(kPartner, message_, 1s)).error().text.size());
    co_return done + 4;
  }
  Task<int> sleep_first() {
    co_await sleep(1ms);
    if (!co_await rpc(kPartner, message_, 1s)) co_return 21;
    co_return 22;
  }
  Task<int> condition_that_captures() {
    const std::string text = kLong;
    const auto ready = [this, text] { return !text.empty() && now() >= Time(5ms); };
    while (!co_await until(ready, 1ms)) ++done;
    co_return done;
  }

  // --- returns and tasks
  Task<Result<Told>> returned() { co_return co_await rpc(kPartner, message_, 1s); }
  Task<int> task_in_condition() {
    for (;;) {
      auto task = returned();
      if (co_await task) co_return 31 + done;
      ++done;
    }
  }
  Task<bool> asked() {
    if (!co_await rpc(kPartner, message_, 1s)) co_return false;
    co_return true;
  }
  Task<int> temporary_task_in_condition() {
    while (!co_await asked()) ++done;
    co_return done + 40;
  }
  Task<void> nothing() {
    while (!co_await rpc(kPartner, message_, 1s)) ++done;
  }
  Task<int> void_task() {
    co_await nothing();
    co_return done + 50;
  }
  Task<void> early() {
    if (!co_await rpc(kPartner, message_, 1s)) co_return;
    done = 99;
  }
  Task<int> early_return() {
    co_await early();
    co_return done + 60;
  }
  Task<int> thrown() {
    if (!co_await rpc(kPartner, message_, 1s)) throw std::runtime_error(kLong);
    co_return 1;
  }
  Task<int> caught() {
    try {
      co_await thrown();
    } catch (const std::runtime_error& e) {
      co_return e.what() == kLong ? 71 : 72;
    }
    co_return 73;
  }
  Task<int> deep(int depth) {
    if (depth > 0 && co_await deep(depth - 1) >= 0) co_return depth;
    while (!co_await rpc(kPartner, message_, 1s)) ++done;
    co_return done;
  }
  Task<int> nested() { co_return co_await deep(20); }
  Task<int> lambda() {
    const auto ask = [this]() -> Task<int> {
      while (!co_await rpc(kPartner, message_, 1s)) ++done;
      co_return done;
    };
    co_return co_await ask() + 80;
  }
  Task<int> quorum_in_condition() {
    while (!(co_await quorum(peers(), Poke{1}, 1, 1s)).reached()) ++done;
    co_return done;
  }
  Task<int> moved_call() {
    if (auto call = rpc(kPartner, message_, 1s); !co_await call) co_return 91;
    co_return 92;
  }

  Task<int> elements() {
    std::vector<RpcCall<Told>> calls;
    for (int i = 0; i < 3; ++i) calls.push_back(rpc(kPartner, message_, 1s));
    if (co_await calls[0] || co_await calls[1]) co_return -1;
    std::vector<Task<bool>> tasks;
    tasks.push_back(asked());
    co_return (co_await calls[2] ? 110 : 120) + (co_await tasks[0] ? 1 : 0);
  }

  // --- handlers
  Task<Result<Told>> tell(const Tell& m) {
    if (!co_await rpc(kPartner, m, 1s)) co_return Told{m.text};
    co_return Error{ErrorCode::abort, kLong};
  }
  Task<int> handler() {
    if (const auto reply = co_await rpc(id(), message_, 1s)) {
      co_return reply->text == kLong ? 101 : 102;
    }
    co_return 103;
  }

 private:
  static int sum(bool a, bool b) { return (a ? 1 : 0) + (b ? 10 : 0); }
  const Tell message_{kLong};
};

struct Shape {
  const char* name;
  Task<int> (Asker::*make)();
  int value;
};

#define SHAPE(name, value) \
  Shape { #name, &Asker::name, value }

const std::vector<Shape>& shapes() {
  static const std::vector<Shape> kShapes = {
      SHAPE(while_not, 2),
      SHAPE(while_not_empty_body, 5),
      SHAPE(while_not_trivial, 2),
      SHAPE(while_error_code, 6),
      SHAPE(do_while, 3),
      SHAPE(for_condition, 2),
      SHAPE(for_step, 12),
      SHAPE(for_ever_if_break, 2),
      SHAPE(while_true_if_return, 7),
      SHAPE(nested_block, 2),
      SHAPE(in_try, 2),
      SHAPE(two_conditions, 2),
      SHAPE(until_in_condition, 4),
      SHAPE(condition_with_task_inside, 2),
      SHAPE(counted, 12),
      SHAPE(declared_before, 3),
      SHAPE(declared_in_body, 2),
      SHAPE(over_a_range, 2),
      SHAPE(with_parameters, 5),
      SHAPE(if_first, 2),
      SHAPE(if_else, 2),
      SHAPE(if_chain, 3),
      SHAPE(if_or, 8),
      SHAPE(if_and, 2),
      SHAPE(if_with_variable, 2),
      SHAPE(ternary, 3),
      SHAPE(in_switch, 11),
      SHAPE(as_argument, 1),
      SHAPE(in_expression, 4),
      SHAPE(sleep_first, 21),
      SHAPE(condition_that_captures, 4),
      SHAPE(task_in_condition, 33),
      SHAPE(temporary_task_in_condition, 42),
      SHAPE(void_task, 52),
      SHAPE(early_return, 60),
      SHAPE(caught, 71),
      SHAPE(nested, 20),
      SHAPE(lambda, 82),
      SHAPE(quorum_in_condition, 2),
      SHAPE(moved_call, 91),
      SHAPE(elements, 110),
      SHAPE(handler, 101),
  };
  return kShapes;
}

class ShapeRun {
 public:
  explicit ShapeRun(Task<int> (Asker::*make)()) : simulation_({.network = {.hop = {}}}) {
    simulation_.add_nodes(1, &make_node<Asker>);
    simulation_.add_nodes(1, &make_node<Partner>);
    for (std::uint32_t i = 0; i < 2; ++i) simulation_.host(NodeId::node(i)).start_program();
    auto& asker = static_cast<Asker&>(*host().program());
    asker.spawn([this, make, &asker]() -> Task<void> {
      auto task = (asker.*make)();
      value_ = co_await task;
    });
  }
  Host& host() { return simulation_.host(NodeId::node(0)); }
  void take(int events) {
    for (int i = 0; i < events; ++i) simulation_.step(Time(10s));
  }
  std::optional<int> value_after(Duration duration) {
    simulation_.run_until(simulation_.now() + duration);
    return value_;
  }

 private:
  std::optional<int> value_;
  Simulation simulation_;
};

TEST_CASE("coroutines: every shape around co_await does what it says") {
  for (const Shape& shape : shapes()) {
    CAPTURE(shape.name);
    ShapeRun run(shape.make);
    const auto value = run.value_after(10s);
    CHECK(run.host().failure() == nullptr);
    REQUIRE(value);
    CHECK(*value == shape.value);
  }
}

TEST_CASE("coroutines: every shape is destroyed wherever it waits") {
  for (const Shape& shape : shapes()) {
    CAPTURE(shape.name);
    for (int events = 0; events < 12; ++events) {
      ShapeRun run(shape.make);
      run.take(events);  // and ends with whatever it waits for then
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

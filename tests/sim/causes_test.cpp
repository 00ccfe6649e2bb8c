#include "eddy/sim/causes.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <sstream>
#include <string>
#include <variant>
#include <vector>

#include "eddy/sim/trace_json.h"
#include "tests/sim/gossip.h"
#include "tests/sim/messages.h"
#include "tests/sim/running.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using test::Note;
using test::Ping;
using test::Pong;

constexpr NodeId kN0 = NodeId::node(0);

// Answers a ping once it has had a note.
class Patient final : public Node {
 public:
  explicit Patient(Host& host) : Node(host) {
    on(&Patient::ping);
    on(&Patient::note);
  }

 private:
  Task<Result<Pong>> ping(const Ping& ping) {
    const Pong answer{ping.number};
    co_await until([this] { return noted_; }, 10s);
    co_return answer;
  }
  void note([[maybe_unused]] const Note& note) { noted_ = true; }

  bool noted_ = false;
};

OperationId operation(std::uint64_t number) { return {Phase::load, number, 0}; }

std::vector<std::string> told(const Recording& events, const std::vector<EventNumber>& numbers) {
  std::vector<std::string> texts;
  for (const Event& event : events) {
    if (std::find(numbers.begin(), numbers.end(), event.number) == numbers.end()) continue;
    const auto* message = event.message();
    texts.push_back(std::string(name(event.what)) + " " +
                    (message == nullptr
                         ? to_text(event.what)
                         : std::string(message->body->type().name) + " " +
                               message->id.sender.name() + " " + message->dest.name()));
  }
  return texts;
}

// Client 0 pings twice, as operations 0 and 1; client 1 notes, as operation 2, when the first ping
// has been waiting for a second; client 2 notes once more.
Recording patience() {
  Simulation simulation({});
  Recorder recorder;
  simulation.add_clients(3);
  simulation.observe(&recorder);
  test::start(simulation, 1, &make_node<Patient>);
  const auto client = [&](std::uint32_t index) -> Host& {
    return simulation.host(NodeId::client(index));
  };
  const auto ask = [&]() -> Task<void> {
    const Ping ping{7};
    co_await client(0).rpc(kN0, ping, 5s);
  };
  const auto ask_twice = [&]() -> Task<void> {
    auto first = ask();
    co_await first;
    simulation.happen(OperationBegan{operation(1), NodeId::client(0)},
                      [&] { client(0).spawn(ask); });
  };
  const auto note = [&](std::uint32_t index, Time when) {
    simulation.at(when, OperationBegan{operation(index + 1), NodeId::client(index)},
                  [&, index] { client(index).send(kN0, Note{"now"}); });
  };
  simulation.at(Time(1s), OperationBegan{operation(0), NodeId::client(0)},
                [&] { client(0).spawn(ask_twice); });
  note(1, Time(2s));
  note(2, Time(3s));
  simulation.run_until(Time(20s));
  return recorder.take();
}

TEST_CASE("causes: what a waiting coroutine answers is caused by its request and by what woke it") {
  const Recording events = patience();
  CHECK(told(events, causal_past(events, operation(0))) ==
        std::vector<std::string>{"operation-began c0 invokes operation 0", "sent ping c0 n0",
                                 "delivered ping c0 n0", "operation-began c1 invokes operation 2",
                                 "sent note c1 n0", "delivered note c1 n0", "timer-fired n0 timer",
                                 "sent pong n0 c0", "delivered pong n0 c0"});
}

TEST_CASE("causes: what a client did before is no part of its operation") {
  const Recording events = patience();
  const auto texts = told(events, causal_past(events, operation(1)));
  REQUIRE(texts.size() > 4);
  CHECK(texts.front() == "operation-began c0 invokes operation 1");
  CHECK(texts.back() == "delivered pong n0 c0");
  CHECK(std::count(texts.begin(), texts.end(), "sent ping c0 n0") == 1);
}

TEST_CASE("causes: an operation that nobody answered has but its beginning") {
  const Recording events = patience();
  CHECK(told(events, causal_past(events, operation(2))) ==
        std::vector<std::string>{"operation-began c1 invokes operation 2"});
  CHECK(causal_past(events, operation(9)).empty());
}

// Two clients ping at once, as the same operation of the last phase.
TEST_CASE("causes: what many clients do as one operation is followed for all, or for one") {
  Simulation simulation({});
  Recorder recorder;
  simulation.add_clients(2);
  simulation.observe(&recorder);
  test::start(simulation, 1, &make_node<test::Idle>);
  const auto ask = [&](std::uint32_t index) {
    const NodeId id = NodeId::client(index);
    simulation.happen(OperationBegan{{Phase::last, 0, 0}, id}, [&, id] {
      simulation.host(id).spawn([&simulation, id]() -> Task<void> {
        const Ping ping{7};
        co_await simulation.host(id).rpc(kN0, ping, 5s);
      });
    });
  };
  ask(0);
  ask(1);
  simulation.run_until(Time(20s));
  const Recording events = recorder.take();
  const OperationId last{Phase::last, 0, 0};
  CHECK(causal_past(events, last).size() == 10);
  for (const std::uint32_t index : {0U, 1U}) {
    const auto texts = told(events, causal_past(events, last, NodeId::client(index)));
    const std::string name = NodeId::client(index).name();
    REQUIRE(texts.size() == 5);
    CHECK(texts[1] == "sent ping " + name + " n0");
    CHECK(texts.back() == "delivered error n0 " + name);
  }
  CHECK(causal_past(events, last, kN0).empty());
}

TEST_CASE("causes: the past of an event goes on before the operation") {
  const Recording events = patience();
  const auto began = std::find_if(events.begin(), events.end(), [](const Event& event) {
    const auto* one = event.get_if<OperationBegan>();
    return one != nullptr && one->operation == operation(1);
  });
  REQUIRE(began != events.end());
  const auto past = causal_past(events, began->number);
  CHECK(past.back() == began->number);
  const auto of_operation = causal_past(events, operation(0));
  CHECK(std::includes(past.begin(), past.end(), of_operation.begin(), of_operation.end()));
}

TEST_CASE("causes: the past holds every cause of its events, and nothing that comes later") {
  Simulation simulation(test::gossip_options(3));
  Recorder recorder;
  simulation.observe(&recorder);
  test::run_gossip(simulation);
  const Recording events = recorder.take();
  std::size_t most = 0;
  for (std::size_t i = 0; i < events.size(); i += 97) {
    const auto past = causal_past(events, events[i].number);
    CHECK(past.back() == events[i].number);
    CHECK(std::is_sorted(past.begin(), past.end()));
    std::size_t at = 0;
    for (const EventNumber number : past) {
      while (events[at].number != number) ++at;
      if (events[at].cause == 0) continue;
      CHECK(std::binary_search(past.begin(), past.end(), events[at].cause));
    }
    most = std::max(most, past.size());
  }
  CHECK(most > 10);
}

TEST_CASE("causes: a trace that is read back tells the same past") {
  const Recording events = patience();
  std::stringstream file;
  TraceWriter writer(file);
  for (const Event& event : events) writer.write(event);
  const auto back = std::get<Recording>(read_trace(file));
  CHECK(told(back, causal_past(back, operation(0))) ==
        told(events, causal_past(events, operation(0))));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

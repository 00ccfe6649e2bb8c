// What a delivered message costs, against the bare hold model: a priority queue of 24-byte entries,
// pop one and push one, with as many in flight and no messages.
#include <benchmark/benchmark.h>

#include <chrono>
#include <cstdint>
#include <queue>
#include <vector>

#include "eddy/sim/message.h"
#include "eddy/sim/node.h"
#include "eddy/sim/simulation.h"

namespace {

using namespace std::chrono_literals;
namespace sim = eddy::sim;

constexpr sim::Latency kTravel{sim::LatencyDistribution::exponential, 100ms};

struct Token {
  static constexpr std::string_view type = "token";
  std::uint64_t hops = 0;
};
BOOST_DESCRIBE_STRUCT(Token, (), (hops))

struct PingOk {
  static constexpr std::string_view type = "ping_ok";
  std::uint64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(PingOk, (), (count))

struct Ping {
  static constexpr std::string_view type = "ping";
  using Reply = PingOk;
  std::uint64_t count = 0;
};
BOOST_DESCRIBE_STRUCT(Ping, (), (count))

struct Release {
  static constexpr std::string_view type = "release";
  std::uint64_t tokens = 0;
};
BOOST_DESCRIBE_STRUCT(Release, (), (tokens))

// Sends each token that it gets on to a random node.
class Passer final : public sim::Node {
 public:
  explicit Passer(sim::Host& host) : Node(host) {
    on(&Passer::release);
    on(&Passer::token);
  }

 private:
  void release(const Release& m) {
    for (std::uint64_t i = 0; i < m.tokens; ++i) pass(0);
  }
  void token(const Token& m) { pass(m.hops + 1); }
  void pass(std::uint64_t hops) { send(random().pick(nodes()), Token{hops}); }
};

// Keeps a number of round trips under way.
class Caller final : public sim::Node {
 public:
  explicit Caller(sim::Host& host) : Node(host) {
    on(&Caller::release);
    on(&Caller::ping);
  }

 private:
  void release(const Release& m) {
    for (std::uint64_t i = 0; i < m.tokens; ++i) spawn(call());
  }
  sim::Result<PingOk> ping(const Ping& m) { return PingOk{m.count + 1}; }
  sim::Task<void> call() {
    for (;;) co_await round_trip();
  }
  sim::Task<std::uint64_t> round_trip() {
    const Ping ping{7};
    const auto reply = co_await rpc(random().pick(nodes()), ping, 60s);
    co_return reply ? reply->count : 0;
  }
};

void hold_model(benchmark::State& state) {
  struct Entry {
    std::int64_t time;
    std::uint64_t sequence;
    void* event;
    bool operator>(const Entry& other) const {
      return time != other.time ? time > other.time : sequence > other.sequence;
    }
  };
  std::priority_queue<Entry, std::vector<Entry>, std::greater<>> queue;
  sim::Random random(1, sim::Purpose::test, 0);
  std::uint64_t sequence = 0;
  for (std::int64_t i = 0; i < state.range(0); ++i) {
    queue.push({random.exponential(100ms).count(), ++sequence, nullptr});
  }
  for (auto _ : state) {
    Entry entry = queue.top();
    queue.pop();
    entry.time += random.exponential(100ms).count();
    entry.sequence = ++sequence;
    queue.push(entry);
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

template <class Program>
void run(benchmark::State& state, std::uint64_t events_per_item, sim::Duration hop = {}) {
  const auto nodes = static_cast<std::size_t>(state.range(0));
  const auto in_flight = static_cast<std::uint64_t>(state.range(1));
  sim::SimulationOptions options;
  options.seed = 1;
  options.network.latency = kTravel;
  options.network.hop = hop;
  options.limits.events = ~std::uint64_t{0};
  sim::Simulation simulation(options);
  simulation.add_nodes(nodes, &sim::make_node<Program>);
  simulation.add_clients(1);
  sim::Host& client = simulation.host(sim::NodeId::client(0));
  for (std::uint32_t i = 0; i < nodes; ++i) {
    const auto node = sim::NodeId::node(i);
    simulation.host(node).start_program();
    client.send(node, Release{in_flight / nodes});
  }
  const sim::Time forever = sim::Time::max();
  for (std::uint64_t i = 0; i < 2 * in_flight + nodes; ++i) simulation.step(forever);
  for (auto _ : state) {
    for (std::uint64_t i = 0; i < events_per_item; ++i) simulation.step(forever);
  }
  benchmark::DoNotOptimize(simulation.fingerprint());
  state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations()));
}

void message(benchmark::State& state) { run<Passer>(state, 1); }
void message_with_hop(benchmark::State& state) { run<Passer>(state, 1, sim::NetworkOptions{}.hop); }
void round_trip(benchmark::State& state) { run<Caller>(state, 2); }

BENCHMARK(hold_model)->Arg(1000)->Arg(1'000'000);
BENCHMARK(message)->Args({25, 1000})->Args({100'000, 1'000'000});
BENCHMARK(message_with_hop)->Args({25, 1000})->Args({100'000, 1'000'000});
BENCHMARK(round_trip)->Args({25, 1000});

}  // namespace

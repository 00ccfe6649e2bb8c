// The shell of a state-based CRDT: now and then a node tells its state to another, drawn at random,
// and gets that one's in return; both merge. So the states spread like an epidemic, and what a
// fault held up is made good a few rounds after it has healed.
//
// A State is a described struct with merge(), beside which stands shown(), for Program::state().
// Messages carry it whole, so it must be small.
#pragma once

#include <chrono>

#include "eddy/sim/node.h"

namespace eddy::nodes {

template <class State>
struct ExchangeOk {
  static constexpr std::string_view type = "exchange_ok";
  State state;
  BOOST_DESCRIBE_CLASS(ExchangeOk, (), (state), (), ())
};

template <class State>
struct Exchange {
  static constexpr std::string_view type = "exchange";
  using Reply = ExchangeOk<State>;
  State state;
  BOOST_DESCRIBE_CLASS(Exchange, (), (state), (), ())
};

template <class State>
class StateGossip : public sim::Node {
 public:
  std::optional<boost::json::value> state() const override { return shown(state_); }

 protected:
  explicit StateGossip(sim::Host& host) : Node(host) {
    on(&StateGossip::exchanged);
    if (nodes().size() > 1) spawn(gossip());
  }

  State state_;

 private:
  // Between two rounds of one node, uniformly on half of it to one and a half.
  static constexpr sim::Duration kPeriod = std::chrono::milliseconds(200);
  // Later than that, a reply is not worth waiting for: other rounds have brought more.
  static constexpr sim::Duration kTimeout = std::chrono::seconds(5);

  sim::Result<ExchangeOk<State>> exchanged(const Exchange<State>& m) {
    state_.merge(m.state);
    return ExchangeOk<State>{state_};
  }

  sim::Task<void> gossip() {
    for (;;) {
      co_await sleep(kPeriod / 2 + random().uniform(kPeriod / 2));
      spawn(exchange_with(any_peer()));
    }
  }

  sim::Task<void> exchange_with(sim::NodeId peer) {
    const Exchange<State> ours{state_};
    const auto theirs = co_await rpc(peer, ours, kTimeout);
    if (theirs) state_.merge(theirs->state);
  }

  sim::NodeId any_peer() {
    const sim::NodeId drawn = nodes()[random().below(nodes().size() - 1)];
    return drawn == id() ? nodes().back() : drawn;
  }
};

}  // namespace eddy::nodes

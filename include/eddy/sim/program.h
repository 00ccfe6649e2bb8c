// What runs on a host: takes the messages that arrive there, and sends others through its Host.
//
// sim::Node, with handlers and replies, is the program that most write. Another may be a process,
// or a go-between: it gets every message as it came, init and replies to its own messages included.
//
//   * A program is made when its node is told init, which it then receives as its first message.
//   * It gets no reply to what was asked by Host::rpc: that goes to who asked.
//   * An exception that leaves it is a failure of its node.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "eddy/sim/envelope.h"

namespace eddy::sim {

class Host;

class Program {
 public:
  Program() = default;
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  virtual ~Program() = default;

  virtual void receive(const Envelope& envelope) = 0;

  // A fault has set its node's clocks, or has changed how fast they go. This is called outside the
  // node's events: it may set alarms, and do nothing else.
  virtual void clock_was_set() {}
  // A fault has paused its node, or lets it go on. Also outside the node's events; nothing is to be
  // done but to what goes on by itself, such as a process.
  virtual void was_paused() {}
  virtual void was_resumed() {}

  // Asked when the run is over, for the checkers of transactions: the values that this key has had
  // here, in the order in which they were installed. Values may be left out, for instance those
  // that a replica never saw. Nothing: this node cannot tell.
  virtual std::optional<boost::json::array> versions(const boost::json::value& /*key*/) const {
    return std::nullopt;
  }

  // What state it is in, in few words that say nothing of values or names: "leader, has uncommitted
  // entries". A sweep counts which states its runs have seen together. Nothing: it does not say.
  virtual std::optional<std::string> abstract() const { return std::nullopt; }

  // What it knows, for people who look at a recorded run: {"role": "leader", "term": 3}. Asked after
  // each event of the node while somebody records it, and never else, so that nothing depends on it.
  // Nothing: it does not show it.
  virtual std::optional<boost::json::value> state() const { return std::nullopt; }
};

// How a program is made: any callable. It is called once for each life of each node.
using ProgramFactory = std::function<std::unique_ptr<Program>(Host&)>;

}  // namespace eddy::sim

// The true order in which the values of a key were installed, as whoever ran the database saw it:
// what no client can see, and what finds the lost updates and write cycles (G0) that a black-box
// test misses.
//
// * One `ObservedOrder` is what one observer (a node, a replica) saw of one key, oldest first. A
//   key may have any number of them. An order may leave out values; what stands in it was installed
//   in that order.
// * The initial state (null) comes before all values without being named. Null after a value says
//   that the key went back to it.
// * Values that no transaction wrote, or that a failed one wrote, say nothing about the order of
//   transactions and are passed over.
// * Values that their own transaction overwrote are installed versions for nobody (Adya), but they
//   were written: where another transaction wrote between two writes of one (w1[x] w2[x] w1[x], the
//   dirty write P0 of Berenson et al.), each has a ww dependency on the other, which is G0.
// * Orders that contradict each other, or themselves by going back to an older value, are a finding
//   (cyclic-versions): two observers then disagree about what came last.
//
// An order travels with its history as an event that is no client's, so that a stored history gives
// the same verdict again:
//   {"process": "nemesis", "type": "info", "f": "version-order",
//    "value": {"observer": "n0", "key": 5, "values": [1, 4, 2]}}
#pragma once

#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "eddy/checkers/history.h"

namespace eddy::checkers {

// The function of the events that carry orders.
inline constexpr std::string_view kVersionOrder = "version-order";

struct ObservedOrder {
  std::string observer;
  boost::json::value key;
  std::vector<boost::json::value> values;

  bool operator==(const ObservedOrder&) const = default;
};

// The event that carries an order, without index and time, which are whoever's who appends it.
Op version_order_event(const ObservedOrder& order);

// The orders that a history carries, as they follow each other. Throws BadOperation at one of
// another form.
std::vector<ObservedOrder> version_orders(const History& history);

}  // namespace eddy::checkers

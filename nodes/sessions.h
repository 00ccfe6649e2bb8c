// Requests that are carried out once, however often they arrive, and their outcomes.
//
// A request's name is the node that it comes from and its number there; each also tells the oldest
// number that its sender still waits for, so that older outcomes can be forgotten. Pure.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include "eddy/sim/node_id.h"

namespace eddy::nodes {

template <class Outcome>
class Sessions {
 public:
  enum class Standing : std::uint8_t {
    fresh,      // never seen: the caller is to carry it out, and to settle() it
    under_way,  // begun and not settled
    settled,    // outcome() has it
    forgotten,  // a late copy of one that nobody waits for any more
  };

  // Where does this request stand? One that is fresh is under way from now on.
  Standing open(sim::NodeId origin, std::uint64_t serial, std::uint64_t oldest) {
    Session& session = sessions_[origin];
    session.oldest = std::max(session.oldest, oldest);
    session.outcomes.erase(session.outcomes.begin(), session.outcomes.lower_bound(session.oldest));
    if (serial < session.oldest) return Standing::forgotten;
    const auto [place, is_new] = session.outcomes.try_emplace(serial);
    if (is_new) return Standing::fresh;
    return place->second ? Standing::settled : Standing::under_way;
  }

  // Its outcome; dropped when nobody waits for it any more.
  void settle(sim::NodeId origin, std::uint64_t serial, Outcome outcome) {
    if (std::optional<Outcome>* place = find(origin, serial)) *place = std::move(outcome);
  }

  // Null: not settled, or forgotten.
  const Outcome* outcome(sim::NodeId origin, std::uint64_t serial) {
    const std::optional<Outcome>* place = find(origin, serial);
    return place != nullptr && *place ? &**place : nullptr;
  }

 private:
  struct Session {  // of one origin
    std::uint64_t oldest = 0;
    std::map<std::uint64_t, std::optional<Outcome>> outcomes;  // empty: under way
  };

  std::optional<Outcome>* find(sim::NodeId origin, std::uint64_t serial) {
    auto& outcomes = sessions_[origin].outcomes;
    const auto place = outcomes.find(serial);
    return place == outcomes.end() ? nullptr : &place->second;
  }

  std::map<sim::NodeId, Session> sessions_;
};

}  // namespace eddy::nodes

#include "eddy/sim/causes.h"

#include <algorithm>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <set>
#include <utility>
#include <variant>

#include "base/overloaded.h"
#include "eddy/base/ensure.h"

namespace eddy::sim {
namespace {

using Place = std::size_t;  // in the recording
using Marks = std::vector<bool>;

enum class Invocations : std::uint8_t { have_causes, have_none };

// Marks what led to the marked events. Every cause stands before what it causes.
void mark_causes(const Recording& recording, Marks& marks, Invocations invocations) {
  const DirectCauses causes(recording);
  const auto mark = [&marks](std::optional<Place> place) {
    if (place) marks[*place] = true;
  };
  for (Place place = recording.size(); place-- > 0;) {
    if (!marks[place]) continue;
    const Event& event = recording[place];
    if (event.is<OperationBegan>() && invocations == Invocations::have_none) continue;
    const DirectCauses::Places led_here = causes.of(place);
    mark(led_here.cause);
    mark(led_here.answered);
  }
}

std::vector<EventNumber> numbers_of(const Recording& recording, const Marks& marks) {
  std::vector<EventNumber> numbers;
  for (Place place = 0; place < recording.size(); ++place) {
    if (marks[place]) numbers.push_back(recording[place].number);
  }
  return numbers;
}

template <class T, class... Kinds>
concept OneOf = (std::same_as<T, Kinds> || ...);

// An operation, followed through what its clients do, or one of them.
class Followed {
 public:
  Followed(const OperationId& operation, std::optional<NodeId> client)
      : operation_(operation), only_(client) {}

  // Is the event a part of it? Asked of each event, in their order. `follows`: its cause is one.
  bool takes(const Event& event, bool follows) {
    return std::visit(
        Overloaded{[&](const OperationBegan& began) {
                     if (began.operation != operation_) return false;
                     if (only_ && began.client != *only_) return false;
                     clients_.insert(began.client);
                     return true;
                   },
                   [&](const TimerFired& fired) {
                     return follows && clients_.contains(fired.timer.owner);
                   },
                   [&](const Sent& sent) {
                     const Message& message = sent.message;
                     const bool is_own = follows && clients_.contains(message.id.sender);
                     if (is_own && message.msg_id != 0)
                       requests_.emplace(message.id.sender, message.msg_id);
                     return is_own;
                   },
                   [&](const Delivered& arrival) {
                     return requests_.contains({arrival.message.dest, arrival.message.in_reply_to});
                   },
                   []<OneOf<Lost, OperationDue, FaultBegan, FaultEnded, PhaseBegan, NodeFailed,
                            NodeDown, NodeUp, NodePaused, NodeResumed>
                          Other>(const Other& /*event*/) { return false; }},
        event.what);
  }

 private:
  OperationId operation_;
  std::optional<NodeId> only_;
  std::set<NodeId> clients_;                             // since they began it
  std::set<std::pair<NodeId, std::uint64_t>> requests_;  // who sent it, and its msg_id
};

}  // namespace

std::optional<std::size_t> place_in(const Recording& recording, EventNumber number) {
  const auto found = std::lower_bound(
      recording.begin(), recording.end(), number,
      [](const Event& event, EventNumber wanted) { return event.number < wanted; });
  if (found == recording.end() || found->number != number) return std::nullopt;
  return static_cast<std::size_t>(found - recording.begin());
}

DirectCauses::DirectCauses(const Recording& recording) : recording_(recording) {
  for (Place place = 0; place < recording.size(); ++place) {
    const auto* arrival = recording[place].get_if<Delivered>();
    if (arrival == nullptr || arrival->message.msg_id == 0) continue;
    const Message& request = arrival->message;
    requests_.try_emplace({request.dest, claimed_sender(request), request.msg_id}, place);
  }
}

DirectCauses::Places DirectCauses::of(std::size_t place) const {
  const Event& event = recording_[place];
  Places places{place_in(recording_, event.cause), std::nullopt};
  const auto* sent = event.get_if<Sent>();
  if (sent == nullptr || sent->message.in_reply_to == 0) return places;
  const Message& reply = sent->message;
  const auto found = requests_.find({reply.id.sender, reply.dest, reply.in_reply_to});
  if (found != requests_.end() && found->second <= place) places.answered = found->second;
  return places;
}

std::vector<EventNumber> causal_past(const Recording& recording, EventNumber event) {
  const auto place = place_in(recording, event);
  ensure(place.has_value(), "the recording has the event");
  Marks marks(recording.size());
  marks[*place] = true;
  mark_causes(recording, marks, Invocations::have_causes);
  return numbers_of(recording, marks);
}

std::vector<EventNumber> causal_past(const Recording& recording, const OperationId& operation,
                                     std::optional<NodeId> client) {
  Followed followed(operation, client);
  Marks own(recording.size());    // of the operation
  Marks marks(recording.size());  // its beginning and its answers
  for (Place place = 0; place < recording.size(); ++place) {
    const Event& event = recording[place];
    const auto cause = place_in(recording, event.cause);
    own[place] = followed.takes(event, cause && own[*cause]);
    marks[place] = own[place] && (event.is<OperationBegan>() || event.is<Delivered>());
  }
  mark_causes(recording, marks, Invocations::have_none);
  return numbers_of(recording, marks);
}

}  // namespace eddy::sim

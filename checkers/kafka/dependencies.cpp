#include "checkers/kafka/dependencies.h"

#include <algorithm>
#include <tuple>

namespace eddy::checkers::kafka {

namespace {

// Each sender comes before that of the next message of the log.
void add_ww(const Operations& operations, const MessageFates& fates, const LogOrder& order,
            std::vector<Edge>& edges) {
  for (KeyId key = 0; key < operations.keys.size(); ++key) {
    for (std::size_t place = 1; place < order.places(key); ++place) {
      const MessageId before = order.at(key, place - 1).message;
      const MessageId message = order.at(key, place).message;
      if (order.place(message) != place) continue;  // a duplicate: its place is further on
      const OperationId from = fates.sender[before];
      const OperationId to = fates.sender[message];
      if (from == kNone || to == kNone || from == to) continue;
      edges.push_back({from, to, Dependency::ww, message, before});
    }
  }
}

// Each sender comes before those that polled what it sent.
void add_wr(const Operations& operations, const MessageFates& fates, std::vector<Edge>& edges) {
  for (OperationId to = 0; to < operations.all.size(); ++to) {
    for (const Record& polled : operations.polls_of(operations.all[to])) {
      const OperationId from = fates.sender[polled.message];
      if (from == kNone || from == to) continue;
      edges.push_back({from, to, Dependency::wr, polled.message, kNone});
    }
  }
}

// Each ok operation comes before those that begin after it, but for the edges that follow from
// others: an operation that has ended is forgotten once one that came after it has ended too.
void add_realtime(const Operations& operations, std::vector<Edge>& edges) {
  struct Event {
    std::size_t at;
    bool is_end;
    OperationId operation;
  };
  std::vector<Event> events;
  for (OperationId id = 0; id < operations.all.size(); ++id) {
    const Operation& operation = operations.all[id];
    if (operation.kind != Kind::transaction) continue;
    events.push_back({operation.began, false, id});
    if (operation.outcome == OpType::ok) events.push_back({operation.ended, true, id});
  }
  std::stable_sort(events.begin(), events.end(), [](const Event& a, const Event& b) {
    return std::tie(a.at, a.is_end) < std::tie(b.at, b.is_end);
  });
  std::vector<OperationId> ended;
  std::vector<std::vector<OperationId>> before(operations.all.size());  // of those not yet ended
  for (const Event& event : events) {
    if (!event.is_end) {
      before[event.operation] = ended;
      for (const OperationId from : ended) {
        edges.push_back({from, event.operation, Dependency::realtime, kNone, kNone});
      }
      continue;
    }
    const std::vector<OperationId> implied = std::move(before[event.operation]);
    before[event.operation] = {};
    std::erase_if(ended, [&](OperationId id) {
      return std::find(implied.begin(), implied.end(), id) != implied.end();
    });
    ended.push_back(event.operation);
  }
}

}  // namespace

std::vector<Edge> dependencies(const Operations& operations, const MessageFates& fates,
                               const LogOrder& order, WwDeps ww_deps) {
  std::vector<Edge> edges;
  if (ww_deps == WwDeps::followed) add_ww(operations, fates, order, edges);
  add_wr(operations, fates, edges);
  add_realtime(operations, edges);
  std::stable_sort(edges.begin(), edges.end(), [](const Edge& a, const Edge& b) {
    return std::tie(a.from, a.why, a.to) < std::tie(b.from, b.why, b.to);
  });
  const auto same = [](const Edge& a, const Edge& b) {
    return a.from == b.from && a.why == b.why && a.to == b.to;
  };
  edges.erase(std::unique(edges.begin(), edges.end(), same), edges.end());
  return edges;
}

}  // namespace eddy::checkers::kafka

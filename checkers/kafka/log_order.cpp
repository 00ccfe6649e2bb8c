#include "checkers/kafka/log_order.h"

#include <algorithm>
#include <tuple>

namespace eddy::checkers::kafka {

LogOrder::LogOrder(const Operations& operations, const MessageFates& fates) {
  gather(operations, fates);
  number(operations);
}

void LogOrder::gather(const Operations& operations, const MessageFates& fates) {
  // Nearly every record repeats the offset at which its message was seen last.
  std::vector<std::optional<std::int64_t>> known(operations.messages.size());
  const auto see = [&](const Record& record, OperationId id) {
    if (!record.offset || known[record.message] == record.offset) return;
    known[record.message] = record.offset;
    sightings_.push_back({record.key, *record.offset, record.message, id});
  };
  for (OperationId id = 0; id < operations.all.size(); ++id) {
    const Operation& operation = operations.all[id];
    if (fates.committed[id]) {
      for (const Record& sent : operations.sends_of(operation)) see(sent, id);
    }
    for (const Record& polled : operations.polls_of(operation)) see(polled, id);
  }
  std::stable_sort(sightings_.begin(), sightings_.end(), [](const Sighting& a, const Sighting& b) {
    return std::tie(a.key, a.offset, a.message) < std::tie(b.key, b.offset, b.message);
  });
  const auto same = [](const Sighting& a, const Sighting& b) {
    return a.key == b.key && a.offset == b.offset && a.message == b.message;
  };
  sightings_.erase(std::unique(sightings_.begin(), sightings_.end(), same), sightings_.end());
  std::stable_sort(sightings_.begin(), sightings_.end(), [](const Sighting& a, const Sighting& b) {
    return std::tie(a.key, a.offset, a.operation) < std::tie(b.key, b.offset, b.operation);
  });
}

void LogOrder::number(const Operations& operations) {
  place_.assign(operations.messages.size(), kNone);
  earliest_.assign(operations.messages.size(), kNone);
  latest_.assign(operations.messages.size(), kNone);
  offset_.assign(operations.messages.size(), 0);
  first_place_.reserve(operations.keys.size() + 1);
  std::size_t next = 0;
  for (KeyId key = 0; key < operations.keys.size(); ++key) {
    first_place_.push_back(by_place_.size());
    const std::size_t first = next;
    for (; next < sightings_.size() && sightings_[next].key == key; ++next) {
      const Sighting& seen = sightings_[next];
      const bool stands = next == first || sightings_[next - 1].offset != seen.offset;
      if (stands) by_place_.push_back(static_cast<std::uint32_t>(next));
      const auto place = static_cast<std::uint32_t>(by_place_.size() - 1 - first_place_[key]);
      if (stands) place_[seen.message] = place;
      if (earliest_[seen.message] == kNone) earliest_[seen.message] = place;
      latest_[seen.message] = place;
      offset_[seen.message] = seen.offset;
    }
  }
  first_place_.push_back(by_place_.size());
}

std::optional<std::int64_t> LogOrder::offset(MessageId message) const {
  if (latest_[message] == kNone) return std::nullopt;
  return offset_[message];
}

}  // namespace eddy::checkers::kafka

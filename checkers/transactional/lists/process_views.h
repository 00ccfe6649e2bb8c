// What the process of a transaction of a component had seen at some point, in the order of its
// reads.
//
// Of the reads of a key that are beginnings of the longest one, the largest so far shows what all
// have; but what a transaction appended, its own reads do not count for. So the two largest of
// different transactions are kept, from each point on; the other reads are kept one by one.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "checkers/transactional/lists/list_views.h"
#include "checkers/transactional/step_meter.h"

namespace eddy::checkers {

// A read, and who made it; and one of those whom it shows.
struct Sight {
  Member seen = 0;
  Member viewer = 0;
  const ListView* view = nullptr;
};

// How much a read shows of what one transaction appended to a key.
enum class ShownPart { some, all };

class ProcessViews {
 public:
  // A place among the reads of a process.
  struct Point {
    std::uint32_t process;
    std::uint32_t reads;  // how many come before
  };

  // The views must outlive this.
  ProcessViews(const ListViews& views, StepMeter& meter);

  // Before a transaction, or before a micro-operation of it.
  Point before(Member member) const { return {process_[member], reads_before_[member]}; }
  Point before(Member member, std::uint32_t place) const;

  std::uint32_t process(Member member) const { return process_[member]; }
  // How many of its process came before it.
  std::uint32_t depth(Member member) const { return depth_[member]; }
  // Whether it comes before another one of its process.
  bool goes_on(Member member) const { return goes_on_[member]; }

  // An element that a read of the process showed before the point and a later one by `reader`, of
  // the same key, does not; neither of the two appended it.
  std::optional<Sight> lost(const Point& point, const ListView& later, Member reader) const;

  // A read of the process before the point that shows something that a member appended to a key, or
  // all of that. The member is told by its place in `ListViews::appends`.
  std::optional<Sight> sight_of(const Point& point,
                                const std::pair<std::uint32_t, std::uint32_t>& at,
                                ShownPart part) const;

 private:
  struct Entry {
    std::uint32_t number;  // of the read, in its process
    std::array<Sight, 2> largest;
  };
  struct OfKey {
    std::vector<Entry> entries;
    std::vector<std::pair<std::uint32_t, Sight>> odd;  // with the number of the read
  };

  void order_process(Member first, const std::vector<std::vector<Member>>& after);
  void add(Member member);
  const OfKey* find(std::uint32_t process, std::uint32_t order) const;
  template <typename Use>
  std::optional<Sight> first_of(const Point& point, std::uint32_t order, const Use& use) const;
  bool shows(const ListView& view, const ListAppender& appender, ShownPart part) const;

  const ListViews& views_;
  StepMeter& meter_;
  std::vector<std::uint32_t> process_;  // by member, the first one of its process
  std::vector<std::uint32_t> depth_;
  std::vector<std::uint32_t> reads_before_;
  std::vector<bool> goes_on_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, OfKey> of_key_;  // by process and order
};

}  // namespace eddy::checkers

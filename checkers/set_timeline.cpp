#include "checkers/set_timeline.h"

#include "checkers/set_elements.h"
#include "checkers/value_order.h"

#include <boost/json/array.hpp>

#include <algorithm>
#include <compare>

namespace eddy::checkers {

namespace {

/// What is kept of an element while the reads are gone through from the one invoked last to the one
/// invoked first.
///
/// `run` makes looking for the last absence cheap: it is how many reads, from the last one back and
/// without a gap, show the element. So the read after that run is the last that misses it, and no
/// read need be asked about elements that it does not show.
struct Track {
  Position added = kNever;  // kNever: nobody added it
  Position known = kNever;
  Position last_present = kNever;
  Position last_absent = kNever;  // among reads that overlap the add's invocation
  std::uint32_t run = 0;
  std::uint32_t seen_in = 0;  // 1 + number of the read that showed it last, from the last read back
};

class Tracer {
 public:
  Tracer(const History& history, std::string_view add) : history_(history), add_(add) {}

  SetTimeline trace() {
    const std::vector<Call> calls = pair_calls(history_);
    for (const Call& call : calls) collect(call);
    note_acknowledgements();
    // By the position of the add: the elements whose add falls within a read are then a range.
    by_added_.resize(tracks_.size());
    for (std::uint32_t i = 0; i < by_added_.size(); ++i) by_added_[i] = i;
    std::sort(by_added_.begin(), by_added_.end(), [this](std::uint32_t a, std::uint32_t b) {
      return tracks_[a].added < tracks_[b].added;
    });
    const auto added = static_cast<std::uint32_t>(tracks_.size());
    for (std::uint32_t back = 0; back < timeline_.reads.size(); ++back) {
      const SetRead& read = timeline_.reads[timeline_.reads.size() - 1 - back];
      see(read, back);
      miss(read, back);
    }
    for (std::uint32_t i = 0; i < added; ++i) finish(i);
    count_duplicates();
    const auto by_element = [](const auto& a, const auto& b) {
      return std::is_lt(compare_values(*a.element, *b.element));
    };
    std::sort(timeline_.elements.begin(), timeline_.elements.end(), by_element);
    std::sort(timeline_.duplicates.begin(), timeline_.duplicates.end(), by_element);
    return std::move(timeline_);
  }

 private:
  struct Acknowledgement {
    std::uint32_t element;
    Position completion;
  };

  void collect(const Call& call) {
    const Op& invocation = history_.ops[call.invocation];
    if (invocation.f == add_) {
      const std::uint32_t element = track(invocation.value);
      tracks_[element].added =
          static_cast<Position>(call.invocation);  // calls come in order: the last add stays
      if (call.completion && history_.ops[*call.completion].type == OpType::ok) {
        acknowledgements_.push_back({element, static_cast<Position>(*call.completion)});
      }
    } else if (invocation.f == "read" && call.completion &&
               history_.ops[*call.completion].type == OpType::ok) {
      const auto completion = static_cast<Position>(*call.completion);
      const boost::json::value& value = history_.ops[completion].value;
      if (value.is_array() || value.is_null()) {
        timeline_.reads.push_back({static_cast<Position>(call.invocation), completion});
      } else {
        timeline_.malformed_reads.push_back(completion);
      }
    }
  }

  std::uint32_t track(const boost::json::value& element) {
    const std::uint32_t number = index_.add(element);
    if (number == tracks_.size()) {
      tracks_.emplace_back();
      values_.push_back(&element);
    }
    return number;
  }

  void note_acknowledgements() {
    acknowledged_.resize(tracks_.size());
    for (const auto& [element, completion] : acknowledgements_) {
      Track& track = tracks_[element];
      acknowledged_[element] = true;
      if (completion >= track.added) track.known = std::min(track.known, completion);
    }
  }

  /// Takes note of the elements that the read shows.
  void see(const SetRead& read, std::uint32_t back) {
    const boost::json::array* shown = history_.ops[read.completion].value.if_array();
    if (shown == nullptr) return;
    for (const boost::json::value& element : *shown) {
      std::uint32_t number = index_.find(element);
      if (number == ElementIndex::kNone) number = track(element);
      Track& track = tracks_[number];
      if (track.seen_in == back + 1) {
        surplus_.emplace_back(number, read.completion);
        continue;
      }
      track.seen_in = back + 1;
      if (track.run == back) ++track.run;
      if (read.completion < track.added) continue;
      track.known = std::min(track.known, read.completion);
      if (track.last_present == kNever) track.last_present = read.invocation;
    }
  }

  /// Takes note of absence where `run` cannot tell: of elements whose add was invoked while the
  /// read was under way. Reads invoked before the add and ended after it are few.
  void miss(const SetRead& read, std::uint32_t back) {
    const auto later = std::partition_point(
        by_added_.begin(), by_added_.end(),
        [&](std::uint32_t element) { return tracks_[element].added <= read.invocation; });
    for (auto it = later; it != by_added_.end() && tracks_[*it].added < read.completion; ++it) {
      Track& track = tracks_[*it];
      if (track.seen_in != back + 1 && track.last_absent == kNever)
        track.last_absent = read.invocation;
    }
  }

  /// The most occurrences of each element in one read, from the surplus ones.
  void count_duplicates() {
    std::sort(surplus_.begin(), surplus_.end());
    for (auto first = surplus_.begin(); first != surplus_.end();) {
      const auto last = std::upper_bound(first, surplus_.end(), *first);
      const auto [element, read] = *first;
      const auto times = static_cast<std::uint32_t>(1 + (last - first));
      auto& duplicates = timeline_.duplicates;
      if (duplicates.empty() || duplicates.back().element != values_[element]) {
        duplicates.push_back({values_[element], times, read});
      } else if (times > duplicates.back().times) {
        duplicates.back() = {values_[element], times, read};
      }
      first = last;
    }
  }

  void finish(std::uint32_t element) {
    Track& track = tracks_[element];
    const std::size_t reads = timeline_.reads.size();
    if (track.run < reads) {
      const Position missed = timeline_.reads[reads - 1 - track.run].invocation;
      if (missed >= track.added) track.last_absent = missed;
    }
    timeline_.elements.push_back({values_[element], track.added, acknowledged_[element],
                                  track.known, track.last_present, track.last_absent});
  }

  const History& history_;
  std::string_view add_;
  SetTimeline timeline_;
  ElementIndex index_;
  std::vector<Track> tracks_;                      // by element number; those added come first
  std::vector<const boost::json::value*> values_;  // the same
  std::vector<Acknowledgement> acknowledgements_;
  std::vector<bool> acknowledged_;
  std::vector<std::uint32_t> by_added_;
  std::vector<std::pair<std::uint32_t, Position>>
      surplus_;  // element, completion of a read that shows it once more
};

}  // namespace

SetTimeline trace_set(const History& history, std::string_view add) {
  return Tracer(history, add).trace();
}

}  // namespace eddy::checkers

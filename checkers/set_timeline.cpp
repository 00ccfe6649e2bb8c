#include "checkers/set_timeline.h"

#include <algorithm>
#include <compare>
#include <functional>
#include <ranges>
#include <utility>

#include "checkers/operand.h"
#include "checkers/set_elements.h"
#include "eddy/checkers/value_order.h"

namespace eddy::checkers {

namespace {

// Later than `b`, where never is earlier than anything.
bool later(Position a, Position b) { return a != kNoPosition && (b == kNoPosition || a > b); }

Position latest(Position a, Position b) { return later(a, b) ? a : b; }

// What is known of an element apart from the reads.
struct Track {
  Position added = kNoPosition;
  Position known = kNoPosition;
  bool acknowledged = false;
};

class Tracer {
 public:
  Tracer(const History& history, std::string_view add)
      : history_(history), add_(add), timeline_(history) {}

  SetTimeline trace() {
    for (const Call& call : pair_calls(history_)) collect(call);
    note_acknowledgements();
    const auto added = static_cast<std::uint32_t>(values_.size());
    chain_reads();
    last_chain_.assign(timeline_.presence.chains().size(), kNoPosition);
    for (std::uint32_t element = 0; element < values_.size(); ++element) {
      if (element < added) date(element);
      count_duplicates(element);
    }
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
    const bool ok = call.completion && history_.ops[*call.completion].type == OpType::ok;
    const auto completion = call.completion.value_or(0);
    if (invocation.f == add_) {
      const boost::json::value& value = whole(call.invocation);
      const std::uint32_t element = index_.add(value);
      if (element == tracks_.size()) {
        tracks_.emplace_back();
        values_.push_back(&value);
      }
      // Calls come in order: the last add stays.
      tracks_[element].added = call.invocation;
      if (ok) acknowledgements_.push_back({element, completion});
    } else if (invocation.f == "read" && ok) {
      const Op& answer = history_.ops[completion];
      if (!answer.value.is_null()) require_array(answer, answer.value, "what a read shows");
      timeline_.reads.push_back({call.invocation, completion});
    }
  }

  // An element may be an array, and that one share its beginning with others.
  const boost::json::value& whole(std::size_t position) {
    if (history_.ops[position].base == kNoBase) return history_.ops[position].value;
    return timeline_.whole_values.emplace_back(whole_value(history_, position));
  }

  void note_acknowledgements() {
    for (const auto& [element, completion] : acknowledgements_) {
      Track& track = tracks_[element];
      track.acknowledged = true;
      if (completion >= track.added) track.known = std::min(track.known, completion);
    }
  }

  void chain_reads() {
    std::vector<SetRead*> by_completion;
    by_completion.reserve(timeline_.reads.size());
    for (SetRead& read : timeline_.reads) by_completion.push_back(&read);
    std::sort(by_completion.begin(), by_completion.end(),
              [](const SetRead* a, const SetRead* b) { return a->completion < b->completion; });
    ReadChains& presence = timeline_.presence;
    for (SetRead* read : by_completion)
      read->place = presence.add(read->invocation, read->completion, index_, values_);
    presence.seal(values_.size());
    order_chains();
  }

  // The chain with the read that was invoked last comes first.
  void order_chains() {
    const auto& chains = presence().chains();
    for (std::uint32_t i = 0; i < chains.size(); ++i)
      order_.push_back({i, chains[i].last_invoked(0, chains[i].size()), 0});
    std::sort(order_.begin(), order_.end(),
              [](const Ranked& a, const Ranked& b) { return a.last_invoked > b.last_invoked; });
    Position last_ended = 0;
    for (Ranked& ranked : order_ | std::views::reverse) {
      const ReadChain& chain = chains[ranked.chain];
      last_ended = std::max(last_ended, chain.completion(chain.size() - 1));
      ranked.last_ended = last_ended;
    }
  }

  const ReadChains& presence() const { return timeline_.presence; }

  // Reads that ended before the add say nothing.
  void date(std::uint32_t element) {
    ElementTimeline dates;
    dates.element = values_[element];
    dates.number = element;
    dates.added = tracks_[element].added;
    dates.acknowledged = tracks_[element].acknowledged;
    dates.known = tracks_[element].known;
    const auto stretches = presence().stretches(element);
    for (auto first = stretches.begin(); first != stretches.end();) {
      const auto last = std::find_if(first, stretches.end(),
                                     [&](const Stretch& s) { return s.chain != first->chain; });
      date_in_chain(dates, stretches.subspan(static_cast<std::size_t>(first - stretches.begin()),
                                             static_cast<std::size_t>(last - first)));
      last_chain_[first->chain] = element;
      first = last;
    }
    // Chains that never show it: nothing is gained by those invoked earlier, or over before the
    // add.
    for (const Ranked& ranked : order_) {
      if (!later(ranked.last_invoked, dates.last_absent) || ranked.last_ended < dates.added) break;
      if (last_chain_[ranked.chain] == element) continue;
      const ReadChain& chain = presence().chains()[ranked.chain];
      dates.last_absent = latest(
          dates.last_absent, chain.last_invoked(chain.first_ended_from(dates.added), chain.size()));
    }
    timeline_.elements.push_back(dates);
  }

  // The stretches of one element in one chain.
  void date_in_chain(ElementTimeline& dates, std::span<const Stretch> stretches) const {
    const ReadChain& chain = presence().chains()[stretches.front().chain];
    const std::uint32_t begin = chain.first_ended_from(dates.added);
    std::uint32_t shown_until = begin;
    for (const Stretch& stretch : stretches) {
      const std::uint32_t first = std::max(stretch.first, begin);
      if (first > stretch.last) continue;
      dates.known = std::min(dates.known, chain.completion(first));
      dates.last_present = latest(dates.last_present, chain.last_invoked(first, stretch.last + 1));
      dates.last_absent = latest(dates.last_absent, chain.last_invoked(shown_until, first));
      shown_until = std::max(shown_until, stretch.last + 1);
    }
    dates.last_absent = latest(dates.last_absent, chain.last_invoked(shown_until, chain.size()));
  }

  // The most occurrences of the element in one read, and the first read that has so many.
  void count_duplicates(std::uint32_t element) {
    DuplicateElement most{values_[element], 1, 0};
    const auto stretches = presence().stretches(element);
    std::uint32_t chain = kNoPosition;
    lasts_.clear();
    for (const Stretch& stretch : stretches) {
      if (stretch.chain != chain) lasts_.clear();
      chain = stretch.chain;
      while (!lasts_.empty() && lasts_.front() < stretch.first) {
        std::pop_heap(lasts_.begin(), lasts_.end(), std::greater<>());
        lasts_.pop_back();
      }
      lasts_.push_back(stretch.last);
      std::push_heap(lasts_.begin(), lasts_.end(), std::greater<>());
      const auto times = static_cast<std::uint32_t>(lasts_.size());
      const Position read = presence().chains()[chain].completion(stretch.first);
      if (times > most.times || (times == most.times && times > 1 && read < most.read))
        most = {values_[element], times, read};
    }
    if (most.times > 1) timeline_.duplicates.push_back(most);
  }

  struct Ranked {
    std::uint32_t chain;
    Position last_invoked;
    Position last_ended;  // of this chain and all that come after it
  };

  const History& history_;
  std::string_view add_;
  SetTimeline timeline_;
  ElementIndex index_;
  std::vector<Track> tracks_;                      // by element number, of those added
  std::vector<const boost::json::value*> values_;  // by element number; those added come first
  std::vector<Acknowledgement> acknowledgements_;
  std::vector<Ranked> order_;
  std::vector<std::uint32_t> lasts_;       // a heap: where the stretches end that one read is in
  std::vector<std::uint32_t> last_chain_;  // by chain: the last element that it was seen to show
};

}  // namespace

SetTimeline trace_set(const History& history, std::string_view add) {
  return Tracer(history, add).trace();
}

}  // namespace eddy::checkers

#include "checkers/read_chains.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace eddy::checkers {

namespace {

// How many chains a read without a base is compared with.
constexpr std::size_t kMostCompared = 8;

bool is_ok_read(const Op& op) { return op.type == OpType::ok && op.f == "read"; }

}  // namespace

std::uint32_t ReadChain::first_ended_from(Position position) const {
  return static_cast<std::uint32_t>(
      std::lower_bound(completions_.begin(), completions_.end(), position) - completions_.begin());
}

void ReadChain::seal() {
  invocations_by_span_ = {std::move(invocations_)};
  for (std::size_t span = 2; span <= completions_.size(); span *= 2) {
    const std::vector<Position>& half = invocations_by_span_.back();
    std::vector<Position> whole(completions_.size() - span + 1);
    for (std::size_t i = 0; i < whole.size(); ++i) whole[i] = std::max(half[i], half[i + span / 2]);
    invocations_by_span_.push_back(std::move(whole));
  }
}

Position ReadChain::last_invoked(std::uint32_t first, std::uint32_t end) const {
  if (first >= end) return kNoPosition;
  const auto power = static_cast<std::uint32_t>(std::bit_width(end - first) - 1);
  const std::vector<Position>& spans = invocations_by_span_[power];
  return std::max(spans[first], spans[end - (1U << power)]);
}

ReadChains::ReadChains(const History& history)
    : history_(history), is_base_(history.ops.size(), false) {
  for (const Op& op : history.ops)
    if (op.base != kNoBase && is_ok_read(op)) is_base_[op.base] = true;
}

ReadChains::Place ReadChains::add(Position invocation, Position completion, ElementIndex& index,
                                  std::vector<const boost::json::value*>& values) {
  const boost::json::array nothing;
  const Op& op = history_.ops[completion];
  const boost::json::array* elements = op.value.if_array();
  if (elements == nullptr) elements = &nothing;
  numbers_.clear();
  std::size_t kept = 0;
  Open open;
  if (const auto base = based_.find(op.base); base != based_.end()) {
    open = std::move(base->second);
    based_.erase(base);
    kept = op.kept;
    number(*elements, index, values);
  } else {
    if (op.base != kNoBase) {
      whole_.push_back(whole_value(history_, completion).as_array());
      elements = &whole_.back();
    }
    number(*elements, index, values);
    open = is_base_[completion] ? begin_chain() : take_alike(kept);
    numbers_.erase(numbers_.begin(), numbers_.begin() + static_cast<std::ptrdiff_t>(kept));
  }
  cut(open, kept);
  ReadChain& chain = chains_[open.chain];
  const Place place{open.chain, chain.size()};
  for (const std::uint32_t element : numbers_) open.standing.push_back({element, place.read});
  chain.add(invocation, completion);
  leave(std::move(open), completion);
  return place;
}

// The chain whose last read begins most like this one, by at least half of that read, or a new one.
ReadChains::Open ReadChains::take_alike(std::size_t& kept) {
  std::size_t best = recent_.size();
  for (std::size_t at = recent_.size(); at > 0; --at) {
    const std::vector<Standing>& standing = recent_[at - 1].standing;
    if (standing.empty() && best == recent_.size()) best = at - 1;
    const std::size_t most = std::min(standing.size(), numbers_.size());
    if (most <= kept || most * 2 < standing.size()) continue;
    std::size_t same = 0;
    while (same < most && standing[same].element == numbers_[same]) ++same;
    if (same <= kept || same * 2 < standing.size()) continue;
    best = at - 1;
    kept = same;
    if (same == standing.size()) break;
  }
  if (best == recent_.size()) return begin_chain();
  Open open = std::move(recent_[best]);
  recent_.erase(recent_.begin() + static_cast<std::ptrdiff_t>(best));
  return open;
}

ReadChains::Open ReadChains::begin_chain() {
  Open open;
  open.chain = static_cast<std::uint32_t>(chains_.size());
  chains_.emplace_back();
  return open;
}

// That read is now its last one.
void ReadChains::leave(Open open, Position completion) {
  if (is_base_[completion]) {
    based_.emplace(completion, std::move(open));
    return;
  }
  if (recent_.size() == kMostCompared) {
    cut(recent_.front(), 0);
    recent_.erase(recent_.begin());
  }
  recent_.push_back(std::move(open));
}

// Ends the stretches of the last read's elements behind the first `kept`.
void ReadChains::cut(Open& open, std::size_t kept) {
  const std::uint32_t reads = chains_[open.chain].size();
  for (std::size_t i = kept; i < open.standing.size(); ++i) {
    const Standing& ended = open.standing[i];
    stretches_.push_back({ended.element, open.chain, ended.first, reads - 1});
  }
  open.standing.resize(std::min(kept, open.standing.size()));
}

void ReadChains::number(const boost::json::array& elements, ElementIndex& index,
                        std::vector<const boost::json::value*>& values) {
  numbers_.reserve(elements.size());
  for (const boost::json::value& element : elements) {
    std::uint32_t number = index.find(element);
    if (number == ElementIndex::kNone) {
      number = index.add(element);
      values.push_back(&element);
    }
    numbers_.push_back(number);
  }
}

void ReadChains::seal(std::size_t elements) {
  for (auto& [last, open] : based_) cut(open, 0);
  for (Open& open : recent_) cut(open, 0);
  based_.clear();
  recent_.clear();
  for (ReadChain& chain : chains_) chain.seal();
  begins_.assign(elements + 1, 0);
  for (const Stretch& stretch : stretches_) ++begins_[stretch.element + 1];
  for (std::size_t i = 0; i < elements; ++i) begins_[i + 1] += begins_[i];
  std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
  std::vector<Stretch> grouped(stretches_.size());
  for (const Stretch& stretch : stretches_) grouped[next[stretch.element]++] = stretch;
  stretches_ = std::move(grouped);
  for (std::size_t i = 0; i < elements; ++i) {
    std::sort(stretches_.begin() + static_cast<std::ptrdiff_t>(begins_[i]),
              stretches_.begin() + static_cast<std::ptrdiff_t>(begins_[i + 1]),
              [](const Stretch& a, const Stretch& b) {
                return a.chain != b.chain ? a.chain < b.chain : a.first < b.first;
              });
  }
}

std::span<const Stretch> ReadChains::stretches(std::uint32_t element) const {
  return std::span(stretches_).subspan(begins_[element], begins_[element + 1] - begins_[element]);
}

bool ReadChains::shows(Place place, std::uint32_t element) const {
  const auto of_element = stretches(element);
  return std::any_of(of_element.begin(), of_element.end(), [&](const Stretch& stretch) {
    return stretch.chain == place.chain && stretch.first <= place.read &&
           place.read <= stretch.last;
  });
}

}  // namespace eddy::checkers

#include "checkers/reading/array_sharing.h"

#include <algorithm>
#include <cstring>
#include <ranges>

namespace eddy::checkers {

namespace {

constexpr std::size_t kMostChains = 32;
constexpr std::size_t kMostBytes = std::size_t{256} << 20U;
// Nothing is gained by sharing what is shorter.
constexpr std::size_t kLeastBytes = 64;

// How many bytes from the first on are the same.
std::size_t common_prefix(std::string_view a, std::string_view b) {
  constexpr std::size_t kBlock = 4096;
  const std::size_t size = std::min(a.size(), b.size());
  std::size_t at = 0;
  while (size - at >= kBlock && std::memcmp(a.data() + at, b.data() + at, kBlock) == 0)
    at += kBlock;
  const char* begin = a.data() + at;
  return at + static_cast<std::size_t>(std::mismatch(begin, a.data() + size, b.data() + at).first -
                                       begin);
}

bool ends_an_element(char c) {
  return c == ',' || c == ']' || c == ')' || c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

}  // namespace

ArraySharing::Match ArraySharing::match(const Chain& chain, std::string_view text) const {
  const std::size_t same = common_prefix(chain.text, text);
  // An element is the same if its text is, and something ends it here too.
  auto shared = std::upper_bound(chain.ends.begin(), chain.ends.end(), same);
  if (shared != chain.ends.begin() && shared[-1] == same &&
      !(same < text.size() && ends_an_element(text[same]))) {
    --shared;
  }
  Match found;
  if (shared == chain.ends.begin() || shared[-1] < kLeastBytes) return found;
  if (shared[-1] < chain.text.size() / 2) return found;
  found.base = chain.position;
  found.kept = static_cast<std::uint32_t>(shared - chain.ends.begin());
  found.bytes = shared[-1];
  return found;
}

ArraySharing::Match ArraySharing::find(std::string_view text) {
  Match best;
  std::size_t nearly_all = 0;
  // The chain used last is the most likely one, and the comparison with others mostly ends early.
  for (const auto& chain : chains_ | std::views::reverse) {
    if (best.base != kNoBase && best.bytes >= nearly_all) break;
    const Match here = match(chain, text);
    if (here.base == kNoBase || here.bytes <= best.bytes) continue;
    best = here;
    nearly_all = chain.text.size() - chain.text.size() / 16;
  }
  return best;
}

ArraySharing::Chain& ArraySharing::chain_for(const Match& match) {
  const auto found = std::find_if(chains_.begin(), chains_.end(), [&](const Chain& chain) {
    return match.base != kNoBase && chain.position == match.base;
  });
  if (found != chains_.end()) {
    std::rotate(found, found + 1, chains_.end());
    return chains_.back();
  }
  if (chains_.size() == kMostChains) {
    bytes_ -= chains_.front().text.size();
    chains_.erase(chains_.begin());
  }
  return chains_.emplace_back();
}

void ArraySharing::keep(const Match& match, std::string_view text,
                        const std::vector<std::uint32_t>& ends, std::size_t position) {
  if (match.base == kNoBase && text.size() < kLeastBytes) return;
  Chain& chain = chain_for(match);
  bytes_ -= chain.text.size();
  chain.text.resize(match.bytes);
  chain.text.append(text.substr(match.bytes));
  chain.ends.resize(match.kept);
  chain.ends.insert(chain.ends.end(), ends.begin(), ends.end());
  chain.position = static_cast<std::uint32_t>(position);
  bytes_ += chain.text.size();
  while (bytes_ > kMostBytes && chains_.size() > 1) {
    bytes_ -= chains_.front().text.size();
    chains_.erase(chains_.begin());
  }
}

}  // namespace eddy::checkers

#include "checkers/nearest_name.h"

#include <algorithm>
#include <numeric>

namespace eddy::checkers {

std::size_t edit_distance(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);  // distances of a's prefix to each prefix of b
  std::iota(row.begin(), row.end(), std::size_t{0});
  for (std::size_t i = 0; i < a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i + 1;
    for (std::size_t j = 0; j < b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i] == b[j] ? 0 : 1);
      diagonal = row[j + 1];
      row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
    }
  }
  return row.back();
}

std::optional<std::string> nearest_name(std::string_view name,
                                        const std::vector<std::string>& known) {
  constexpr std::size_t kWord = 4;  // shorter ones are part of too many names
  std::optional<std::string> nearest;
  std::size_t best = 0;
  for (const std::string& candidate : known) {
    const std::size_t distance = edit_distance(name, candidate);
    if (distance * 2 > std::max(name.size(), candidate.size())) continue;
    if (!nearest || distance < best) {
      nearest = candidate;
      best = distance;
    }
  }
  if (nearest || name.size() < kWord) return nearest;
  for (const std::string& candidate : known) {
    if (candidate.find(name) == std::string::npos) continue;
    if (!nearest || candidate.size() < nearest->size()) nearest = candidate;
  }
  return nearest;
}

}  // namespace eddy::checkers

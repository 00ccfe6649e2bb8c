#include "checkers/linearizable/value_table.h"

#include <utility>

namespace eddy::checkers::linearizable {

namespace {

// What a value takes beside its bytes: itself, a pointer to it, its cell of the table.
constexpr std::size_t kBytesOfEntry = 64;

}  // namespace

std::uint32_t ValueTable::intern(const boost::json::value& value) {
  const auto [found, fresh] =
      numbers_.try_emplace(&value, static_cast<std::uint32_t>(values_.size()));
  if (fresh) values_.push_back(&value);
  return found->second;
}

std::uint32_t ValueTable::intern_own(boost::json::value value) {
  if (const auto number = find(value)) return *number;
  if (value.is_string()) own_bytes_ += value.get_string().capacity();
  own_.push_back(std::move(value));
  return intern(own_.back());
}

std::optional<std::uint32_t> ValueTable::find(const boost::json::value& value) const {
  const auto found = numbers_.find(&value);
  if (found == numbers_.end()) return std::nullopt;
  return found->second;
}

std::size_t ValueTable::bytes() const { return values_.size() * kBytesOfEntry + own_bytes_; }

}  // namespace eddy::checkers::linearizable

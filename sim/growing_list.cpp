#include "eddy/sim/growing_list.h"

#include <algorithm>

namespace eddy::sim {
namespace {

constexpr std::size_t kLeastRoom = 16;

bool is_same(const boost::json::value& a, const boost::json::value& b) {
  if (a.kind() != b.kind()) return false;
  return a.is_int64() ? a.get_int64() == b.get_int64() : a == b;
}

}  // namespace

boost::json::array& GrowingList::with_room() {
  if (!shared_) shared_ = std::make_shared<boost::json::array>();
  const bool is_alone = shared_.use_count() == 1;
  if (is_alone) {
    shared_->resize(size_);
  } else if (size_ < shared_->size() || size_ == shared_->capacity()) {
    auto own = std::make_shared<boost::json::array>();
    own->reserve(std::max(2 * size_, kLeastRoom));
    own->insert(own->end(), begin(), end());
    shared_ = std::move(own);
  }
  return *shared_;
}

void GrowingList::erase(const_iterator position) {
  boost::json::array rest(begin(), position);
  rest.insert(rest.end(), position + 1, end());
  *this = GrowingList(std::move(rest));
}

std::size_t GrowingList::common_beginning(const GrowingList& other) const {
  const std::size_t most = std::min(size_, other.size_);
  if (shared_ == other.shared_) return most;
  return static_cast<std::size_t>(
      std::mismatch(begin(), begin() + most, other.begin(), &is_same).first - begin());
}

bool operator==(const GrowingList& a, const GrowingList& b) {
  return a.shared_ == b.shared_ ? a.size_ == b.size_
                                : std::equal(a.begin(), a.end(), b.begin(), b.end());
}

}  // namespace eddy::sim

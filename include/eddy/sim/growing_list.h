// A list of JSON values that costs nothing to copy, such as a node's whole set in its answer to a
// read. On the wire it is an array. It takes whatever a ValueList does: ReadOk{values} from a
// std::set<int>, a view, or a boost::json::array, which is copied or moved.
//
// * Copies share memory. What is appended to one of them, or taken away, the others do not see.
// * Appending to the longest of those that share takes O(1) on average, and moves no value that
//   another one shows; appending to a shorter one copies it.
#pragma once

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <memory>
#include <type_traits>
#include <utility>

#include "eddy/sim/codec.h"
#include "eddy/sim/value_list.h"

namespace eddy::sim {

class GrowingList {
 public:
  using value_type = boost::json::value;
  using size_type = std::size_t;
  using const_iterator = const boost::json::value*;
  using iterator = const_iterator;

  GrowingList() = default;
  GrowingList(const GrowingList&) = default;
  GrowingList(GrowingList&& other) noexcept
      : shared_(std::move(other.shared_)), size_(std::exchange(other.size_, 0)) {}
  GrowingList& operator=(GrowingList other) noexcept {
    std::swap(shared_, other.shared_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~GrowingList() = default;
  template <class T>
    requires(!std::same_as<std::remove_cvref_t<T>, GrowingList> &&
             std::convertible_to<T &&, ValueList>)
  GrowingList(T&& values) : GrowingList(Adopted{}, ValueList(std::forward<T>(values))) {}
  GrowingList(std::initializer_list<boost::json::value_ref> values)
      : GrowingList(Adopted{}, ValueList(values)) {}

  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  const boost::json::value* data() const { return shared_ ? shared_->data() : nullptr; }
  const_iterator begin() const { return data(); }
  const_iterator end() const { return data() + size_; }
  // REQUIRES: there is one.
  const boost::json::value& operator[](std::size_t index) const { return data()[index]; }
  const boost::json::value& front() const { return data()[0]; }
  const boost::json::value& back() const { return data()[size_ - 1]; }

  // A copy.
  operator boost::json::array() const { return boost::json::array(begin(), end()); }

  void push_back(boost::json::value value) {
    boost::json::array& values = with_room();
    values.push_back(std::move(value));
    ++size_;
  }
  boost::json::value& emplace_back() {
    push_back(nullptr);
    return shared_->back();
  }
  // REQUIRES: not empty.
  void pop_back() { --size_; }
  void erase(const_iterator position);
  void clear() { *this = GrowingList(); }

  // How many values at their beginnings are the same, of one kind.
  std::size_t common_beginning(const GrowingList& other) const;

  friend bool operator==(const GrowingList& a, const GrowingList& b);

 private:
  // Where the next value may be appended.
  boost::json::array& with_room();
  struct Adopted {};
  GrowingList(Adopted /*tag*/, ValueList values)
      : shared_(std::make_shared<boost::json::array>(std::move(values))), size_(shared_->size()) {}

  std::shared_ptr<boost::json::array> shared_;  // the first size_ values are ours; null: none
  std::size_t size_ = 0;
};

namespace codec {

template <>
struct IsVector<GrowingList> : std::true_type {};

}  // namespace codec

}  // namespace eddy::sim

// A large immutable value that many message bodies hold without copying it, such as the list of all
// nodes that every node is told at its start. On the wire it looks like the value itself.
#pragma once

#include <cstdint>
#include <memory>
#include <utility>

namespace eddy::sim {

template <class T>
class Shared {
 public:
  Shared() : Shared(T{}) {}
  explicit Shared(T value) : state_(std::make_shared<State>(std::move(value))) {}

  const T& operator*() const { return state_->value; }
  const T* operator->() const { return &state_->value; }

  // The value's hash, computed once by `hash(value)`.
  template <class Hash>
  std::uint64_t hash(Hash hash) const {
    if (!state_->hashed) {
      state_->digest = hash(state_->value);
      state_->hashed = true;
    }
    return state_->digest;
  }

 private:
  struct State {
    explicit State(T v) : value(std::move(v)) {}
    T value;
    std::uint64_t digest = 0;
    bool hashed = false;
  };
  std::shared_ptr<State> state_;
};

}  // namespace eddy::sim

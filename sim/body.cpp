#include "sim/body.h"

namespace eddy::sim {
namespace {

constexpr std::size_t bytes_of(std::size_t value_size) { return sizeof(Body) + value_size; }

}  // namespace

void BodyPtr::release() noexcept { body_->pool_->free(body_); }

Body* BodyPool::allocate(std::size_t value_size) {
  const std::size_t size_class = (bytes_of(value_size) + kStep - 1) / kStep;
  void* place = nullptr;
  if (size_class >= kClasses) {
    place = ::operator new(bytes_of(value_size));
  } else if (Free* head = free_[size_class]; head != nullptr) {
    free_[size_class] = head->next;
    place = head;
  } else {
    place = refill(size_class);
  }
  Body* body = new (place) Body();
  body->pool_ = this;
  return body;
}

void* BodyPool::refill(std::size_t size_class) {
  const std::size_t size = size_class * kStep;
  chunks_.push_back(std::make_unique<std::byte[]>(kChunk));
  std::byte* chunk = chunks_.back().get();
  // The first place goes out at once, the others onto the free list in rising order.
  Free** tail = &free_[size_class];
  for (std::size_t at = size; at + size <= kChunk; at += size) {
    Free* place = new (chunk + at) Free{nullptr};
    *tail = place;
    tail = &place->next;
  }
  return chunk;
}

void BodyPool::free(Body* body) noexcept {
  const BodyType& type = *body->type_;
  live_bytes_ -= body->bytes_;
  type.destroy(body->value());
  const std::size_t size_class = (bytes_of(type.size) + kStep - 1) / kStep;
  body->~Body();
  if (size_class >= kClasses) {
    ::operator delete(body);
    return;
  }
  free_[size_class] = new (body) Free{free_[size_class]};
}

}  // namespace eddy::sim

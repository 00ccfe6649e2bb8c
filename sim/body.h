// Message bodies: immutable typed objects, reference-counted, from a pool that belongs to one run.
//
// A fan-out to 24 neighbours shares one body. No JSON exists until a trace, a report or a handler
// of another type asks for it. Not thread-safe, and needs not be: a run lives in one thread, and
// its bodies never leave it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/hash.h"

namespace boost::json {
class value;
class object;
}  // namespace boost::json

namespace eddy::sim {

class Body;
class BodyPool;

// What the engine knows of a message type: derived from the described struct by sim/message.h.
struct BodyType {
  std::string_view name;  // "type" on the wire
  std::size_t size;
  void (*destroy)(void* value) noexcept;
  // Adds the fields to `object`, without "type" and the envelope's msg_id and in_reply_to.
  void (*to_json)(const void* value, boost::json::object& object);
};

// Defined in sim/message.h for every described struct with a `type`.
template <class M>
struct MessageTraits;

template <class M>
const BodyType& body_type();

class Body {
 public:
  Body(const Body&) = delete;
  Body& operator=(const Body&) = delete;

  const BodyType& type() const { return *type_; }
  std::uint64_t hash() const { return hash_; }

  template <class M>
  const M* get_if() const {
    return type_ == &body_type<M>() ? static_cast<const M*>(value()) : nullptr;
  }
  const void* value() const { return this + 1; }

 private:
  friend class BodyPool;
  friend class BodyPtr;
  Body() = default;
  ~Body() = default;
  void* value() { return this + 1; }

  const BodyType* type_ = nullptr;
  BodyPool* pool_ = nullptr;
  std::uint64_t hash_ = 0;
  std::uint32_t references_ = 0;
  std::uint32_t bytes_ = 0;  // about what it holds in all
};

// Shares a body. Empty when default-constructed or moved from.
class BodyPtr {
 public:
  BodyPtr() = default;
  BodyPtr(const BodyPtr& other) noexcept : body_(other.body_) {
    if (body_ != nullptr) ++body_->references_;
  }
  BodyPtr(BodyPtr&& other) noexcept : body_(std::exchange(other.body_, nullptr)) {}
  BodyPtr& operator=(BodyPtr other) noexcept {
    std::swap(body_, other.body_);
    return *this;
  }
  ~BodyPtr() {
    if (body_ != nullptr && --body_->references_ == 0) release();
  }

  explicit operator bool() const { return body_ != nullptr; }
  const Body& operator*() const { return *body_; }
  const Body* operator->() const { return body_; }
  const Body* get() const { return body_; }

  // The value itself: moved out when this is the only reference, else copied.
  // REQUIRES: the body is an M.
  template <class M>
  M take() && {
    if (body_->references_ == 1) return std::move(*static_cast<M*>(body_->value()));
    return *static_cast<const M*>(std::as_const(*body_).value());
  }

 private:
  friend class BodyPool;
  explicit BodyPtr(Body* body) : body_(body) {}
  void release() noexcept;

  Body* body_ = nullptr;
};

// Free lists by size. Everything made by it must be gone before it is.
class BodyPool {
 public:
  BodyPool() = default;
  BodyPool(const BodyPool&) = delete;
  BodyPool& operator=(const BodyPool&) = delete;

  template <class M>
  BodyPtr make(M value) {
    Hasher hasher;
    hasher.add(MessageTraits<M>::kNameHash);
    MessageTraits<M>::hash(value, hasher);
    Body* body = allocate(sizeof(M));
    new (body->value()) M(std::move(value));
    body->type_ = &body_type<M>();
    body->hash_ = hasher.digest();
    const std::size_t bytes = sizeof(Body) + sizeof(M) + hasher.bytes();
    body->bytes_ = static_cast<std::uint32_t>(bytes < kMostBytes ? bytes : kMostBytes);
    live_bytes_ += body->bytes_;
    body->references_ = 1;
    return BodyPtr(body);
  }

  // About how many bytes the living bodies hold, what their strings and vectors hold included.
  std::size_t live_bytes() const { return live_bytes_; }

 private:
  friend class BodyPtr;
  static constexpr std::size_t kStep = 32;
  static constexpr std::size_t kClasses = 16;
  static constexpr std::size_t kMostBytes = 0xffffffffU;
  static constexpr std::size_t kChunk = std::size_t{64} * 1024;

  struct Free {
    Free* next;
  };

  Body* allocate(std::size_t value_size);
  void free(Body* body) noexcept;
  void* refill(std::size_t size_class);

  std::array<Free*, kClasses> free_{};
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t live_bytes_ = 0;
};

}  // namespace eddy::sim

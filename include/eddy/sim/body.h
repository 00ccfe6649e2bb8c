// Message bodies: immutable typed objects, reference-counted, from a pool that belongs to one run.
//
// A fan-out to 24 neighbours shares one body. No JSON exists until a trace, a report or a handler
// of another type asks for it. Not thread-safe, and needs not be: a run lives in one thread, and
// so does what keeps its bodies.
//
// A body whose type is known only at run time, such as another process sends it, is raw: it holds
// the fields as they came. Whoever has a struct of that name reads it as it reads another struct's.
// The hash of a body, typed or raw, is that of its JSON: see eddy/sim/codec/content_hash.h. The
// claimed sender of a raw one, if it has one, is mixed with it.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <new>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace boost::json {
class value;
class object;
}  // namespace boost::json

namespace eddy::sim {

class Body;
class BodyStore;
struct RawBody;  // eddy/sim/raw_body.h

// What the engine knows of a message type: derived from the described struct by eddy/sim/message.h.
struct BodyType {
  std::string_view name;  // "type" on the wire
  std::size_t size;
  void (*destroy)(void* value) noexcept;
  // Adds the fields to `object`, without "type" and the envelope's msg_id and in_reply_to.
  void (*to_json)(const void* value, boost::json::object& object);
};

// Defined in eddy/sim/message.h for every described struct with a `type`.
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
  // Null: it is typed.
  const RawBody* if_raw() const;

 private:
  friend class BodyStore;
  friend class BodyPtr;
  Body() = default;
  ~Body() = default;
  void* value() { return this + 1; }

  const BodyType* type_ = nullptr;
  BodyStore* store_ = nullptr;
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
  friend class BodyStore;
  explicit BodyPtr(Body* body) : body_(body) {}
  void release() noexcept;

  Body* body_ = nullptr;
};

// The memory of a pool: free lists by size. It lives until its pool and all bodies are gone.
class BodyStore {
 public:
  BodyStore() = default;
  BodyStore(const BodyStore&) = delete;
  BodyStore& operator=(const BodyStore&) = delete;

  template <class M>
  BodyPtr make(M value) {
    std::size_t bytes = sizeof(Body) + sizeof(M);
    const std::uint64_t hash = MessageTraits<M>::hash(value, bytes);
    Body* body = allocate(sizeof(M));
    new (body->value()) M(std::move(value));
    return finish(body, body_type<M>(), hash, bytes);
  }

  // A raw body. The type is interned: two raw bodies of one name have one BodyType, which lives as
  // long as the pool. REQUIRES: `fields` has no "type".
  BodyPtr raw(std::string_view type, boost::json::object fields);
  BodyPtr written(std::string_view type, RawBody body);

  // About how many bytes the living bodies hold, what their strings and vectors hold included.
  std::size_t live_bytes() const { return live_bytes_; }
  // Its pool is gone.
  void abandon() noexcept;

 private:
  friend class BodyPtr;
  ~BodyStore() = default;
  static constexpr std::size_t kStep = 32;
  static constexpr std::size_t kClasses = 16;
  static constexpr std::size_t kMostBytes = 0xffffffffU;
  static constexpr std::size_t kChunk = std::size_t{64} * 1024;

  struct Free {
    Free* next;
  };

  BodyPtr finish(Body* body, const BodyType& type, std::uint64_t hash, std::size_t bytes) {
    body->type_ = &type;
    body->hash_ = hash;
    body->bytes_ = static_cast<std::uint32_t>(bytes < kMostBytes ? bytes : kMostBytes);
    live_bytes_ += body->bytes_;
    body->references_ = 1;
    return BodyPtr(body);
  }
  const BodyType& raw_type(std::string_view name);
  Body* allocate(std::size_t value_size);
  void free(Body* body) noexcept;
  void* refill(std::size_t size_class);

  std::array<Free*, kClasses> free_{};
  std::vector<std::unique_ptr<std::byte[]>> chunks_;
  std::size_t live_bytes_ = 0;  // 0: no body lives
  bool is_abandoned_ = false;
  std::map<std::string, BodyType, std::less<>> raw_types_;  // each named by its key
};

// Where the bodies of a run come from. A body may outlive it: a recording keeps those of its
// events.
class BodyPool {
 public:
  BodyPool() : store_(new BodyStore) {}
  BodyPool(const BodyPool&) = delete;
  BodyPool& operator=(const BodyPool&) = delete;
  ~BodyPool() { store_->abandon(); }

  template <class M>
  BodyPtr make(M value) {
    return store_->make(std::move(value));
  }
  // See BodyStore.
  BodyPtr raw(std::string_view type, boost::json::object fields);
  BodyPtr written(std::string_view type, RawBody body);
  std::size_t live_bytes() const { return store_->live_bytes(); }

 private:
  BodyStore* store_;
};

}  // namespace eddy::sim

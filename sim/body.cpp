#include "eddy/sim/body.h"

#include <boost/json/object.hpp>

#include "eddy/base/ensure.h"
#include "eddy/sim/codec/content_hash.h"
#include "eddy/sim/raw_body.h"

namespace eddy::sim {
namespace {

void destroy_raw(void* value) noexcept { static_cast<RawBody*>(value)->~RawBody(); }

void copy_fields(const void* value, boost::json::object& object) {
  for (const auto& field : static_cast<const RawBody*>(value)->fields)
    object.insert_or_assign(field.key(), field.value());
}

std::uint64_t hash_of_raw(std::string_view type, const RawBody& body, std::size_t& bytes) {
  constexpr std::uint64_t kClaimed = 0x636c'6169'6d65'6400U;
  const std::uint64_t hash =
      codec::body_hash(codec::text_hash(type), codec::fields_hash(body.fields, bytes));
  return body.claimed_sender ? mix(hash ^ kClaimed, body.claimed_sender->raw()) : hash;
}

constexpr std::size_t bytes_of(std::size_t value_size) { return sizeof(Body) + value_size; }

}  // namespace

void BodyPtr::release() noexcept { body_->store_->free(body_); }

const RawBody* Body::if_raw() const {
  return type_->destroy == &destroy_raw ? static_cast<const RawBody*>(value()) : nullptr;
}

BodyPtr BodyStore::raw(std::string_view type, boost::json::object fields) {
  return written(type, {std::move(fields)});
}

BodyPtr BodyStore::written(std::string_view type, RawBody body) {
  ensure(!body.fields.contains("type"), "the type of a raw body is no field of it");
  const BodyType& body_type = raw_type(type);
  std::size_t bytes = sizeof(Body) + sizeof(RawBody) + body.text.size();
  const std::uint64_t hash = hash_of_raw(type, body, bytes);
  Body* made = allocate(sizeof(RawBody));
  new (made->value()) RawBody(std::move(body));
  return finish(made, body_type, hash, bytes);
}

const BodyType& BodyStore::raw_type(std::string_view name) {
  if (const auto known = raw_types_.find(name); known != raw_types_.end()) return known->second;
  const auto made = raw_types_.try_emplace(std::string(name)).first;
  made->second = {made->first, sizeof(RawBody), &destroy_raw, &copy_fields};
  return made->second;
}

Body* BodyStore::allocate(std::size_t value_size) {
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
  body->store_ = this;
  return body;
}

void* BodyStore::refill(std::size_t size_class) {
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

void BodyStore::free(Body* body) noexcept {
  const BodyType& type = *body->type_;
  live_bytes_ -= body->bytes_;
  type.destroy(body->value());
  const std::size_t size_class = (bytes_of(type.size) + kStep - 1) / kStep;
  body->~Body();
  if (size_class >= kClasses) {
    ::operator delete(body);
  } else {
    free_[size_class] = new (body) Free{free_[size_class]};
  }
  if (is_abandoned_ && live_bytes_ == 0) delete this;
}

void BodyStore::abandon() noexcept {
  is_abandoned_ = true;
  if (live_bytes_ == 0) delete this;
}

BodyPtr BodyPool::raw(std::string_view type, boost::json::object fields) {
  return store_->raw(type, std::move(fields));
}

BodyPtr BodyPool::written(std::string_view type, RawBody body) {
  return store_->written(type, std::move(body));
}

}  // namespace eddy::sim

// How a type is written as JSON, read from it, and hashed: one specialisation of Codec for each
// kind of type, which may stand in any folder.
//
//   template <>
//   struct Codec<Version> {
//     static std::uint64_t hash(const Version& value, std::size_t& bytes);
//     static boost::json::value to_json(const Version& value);
//     static Complaint from_json(const boost::json::value& json, Version& out, UnknownFields);
//   };
//
// * hash keeps the rule of eddy/sim/codec/content_hash.h, and adds to `bytes` about what the value
// takes.
// * from_json leaves `out` in any state when it complains.
// * Everything else calls the functions below.
#pragma once

#include <boost/json/value.hpp>
#include <cstddef>
#include <cstdint>

#include "eddy/sim/codec/content_hash.h"
#include "eddy/sim/codec/flaw.h"

namespace eddy::sim::codec {

template <class T>
struct Codec;

template <class T>
concept HasCodec = requires { sizeof(Codec<T>); };

template <class T>
constexpr void require_codec() {
  static_assert(HasCodec<T>,
                "a type that has no JSON form: describe it by BOOST_DESCRIBE_STRUCT, or specialise "
                "sim::codec::Codec");
}

template <class T>
boost::json::value to_json(const T& value) {
  require_codec<T>();
  return Codec<T>::to_json(value);
}

template <class T>
Complaint from_json(const boost::json::value& json, T& out,
                    UnknownFields unknown = UnknownFields::ignored) {
  require_codec<T>();
  return Codec<T>::from_json(json, out, unknown);
}

template <class T>
std::uint64_t hash_of(const T& value, std::size_t& bytes) {
  require_codec<T>();
  return Codec<T>::hash(value, bytes);
}

// The same in 64 bits that look drawn, for tables.
template <class T>
std::uint64_t spread_hash(const T& value) {
  std::size_t bytes = 0;
  return mix(hash_of(value, bytes), 0);
}

}  // namespace eddy::sim::codec

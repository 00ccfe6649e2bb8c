// Include this where a message type is defined: it derives everything from the described struct.
//
//   struct Echo {
//     static constexpr std::string_view type = "echo";   // the name on the wire
//     using Reply = EchoOk;                              // for requests
//     boost::json::value echo;
//   };
//   BOOST_DESCRIBE_STRUCT(Echo, (), (echo))
#pragma once

#include <boost/describe/class.hpp>
#include <string_view>
#include <type_traits>

#include "sim/body.h"
#include "sim/codec.h"
#include "sim/error.h"
#include "sim/message_check.h"

namespace eddy::sim {

BOOST_DESCRIBE_STRUCT(Error, (), (code, text))

// What is wrong with the fields of a message of that type.
Error malformed(std::string_view type, std::string_view complaint);

// Of what is no message: sim/message_check.h has told why.
template <class M>
struct NoMessageTraits {
  static constexpr std::uint64_t kNameHash = 0;
  static void hash(const M& /*value*/, Hasher& /*hasher*/) {}
  static void destroy(void* /*value*/) noexcept {}
  static void to_json(const void* /*value*/, boost::json::object& /*object*/) {}
  static constexpr BodyType kType{"", 0, &destroy, &to_json};
  static Result<M> read(const Body& /*body*/) { return Error{}; }
};

template <class M>
struct DescribedMessageTraits {
  static constexpr std::uint64_t name_hash() {
    std::uint64_t h = 0;
    for (const char c : M::type) h = mix(h, static_cast<std::uint64_t>(c));
    return h;
  }
  static constexpr std::uint64_t kNameHash = name_hash();

  static void hash(const M& value, Hasher& hasher) { codec::hash_value(value, hasher); }
  static void destroy(void* value) noexcept { static_cast<M*>(value)->~M(); }
  static void to_json(const void* value, boost::json::object& object) {
    codec::add_fields(*static_cast<const M*>(value), object);
  }
  static constexpr BodyType kType{M::type, sizeof(M), &destroy, &to_json};

  // An M from any body: the same type, or another type of the same fields, by way of JSON, as it
  // would travel between processes. The error is malformed-request.
  static Result<M> read(const Body& body) {
    if (const M* same = body.get_if<M>()) return *same;
    boost::json::object fields;
    body.type().to_json(body.value(), fields);
    M value{};
    if (auto complaint = codec::from_json(boost::json::value(std::move(fields)), value)) {
      return malformed(M::type, *complaint);
    }
    return value;
  }
};

template <class M>
struct MessageTraits
    : std::conditional_t<check::is_message<M>(), DescribedMessageTraits<M>, NoMessageTraits<M>> {};

template <class M>
inline const BodyType& body_type() {
  return MessageTraits<M>::kType;
}

// The body as JSON, "type" first, without the envelope's fields.
boost::json::object to_json(const Body& body);

}  // namespace eddy::sim

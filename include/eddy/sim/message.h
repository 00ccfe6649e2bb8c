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

#include "eddy/sim/body.h"
#include "eddy/sim/codec.h"
#include "eddy/sim/error.h"
#include "eddy/sim/message_check.h"

namespace eddy::sim {

BOOST_DESCRIBE_STRUCT(Error, (), (code, text))

// What is wrong with the fields of a message of that type.
Error malformed(std::string_view type, const codec::Flaw& flaw);

// Of what is no message: eddy/sim/message_check.h has told why.
template <class M>
struct NoMessageTraits {
  static std::uint64_t hash(const M& /*value*/, std::size_t& /*bytes*/) { return 0; }
  static void destroy(void* /*value*/) noexcept {}
  static void to_json(const void* /*value*/, boost::json::object& /*object*/) {}
  static constexpr BodyType kBodyType{"", 0, &destroy, &to_json};
  static Result<M> read(const Body& /*body*/) { return Error{}; }
};

template <class M>
struct DescribedMessageTraits {
  static std::uint64_t hash(const M& value, std::size_t& bytes) {
    constexpr std::uint64_t kType = codec::text_hash(M::type);
    return codec::body_hash(kType, codec::fields_hash(value, bytes));
  }
  static void destroy(void* value) noexcept { static_cast<M*>(value)->~M(); }
  static void to_json(const void* value, boost::json::object& object) {
    codec::add_fields(*static_cast<const M*>(value), object);
  }
  static constexpr BodyType kBodyType{M::type, sizeof(M), &destroy, &to_json};

  // An M from any body: the same type, or another type of the same fields, by way of JSON, as it
  // would travel between processes. The error is malformed-request.
  static Result<M> read(const Body& body) {
    if (const M* same = body.get_if<M>()) return *same;
    boost::json::object fields;
    body.type().to_json(body.value(), fields);
    M value{};
    if (const auto flaw = codec::read_fields(fields, value, codec::UnknownFields::ignored))
      return malformed(M::type, *flaw);
    return value;
  }
};

template <class M>
struct MessageTraits
    : std::conditional_t<check::is_message<M>(), DescribedMessageTraits<M>, NoMessageTraits<M>> {};

template <class M>
inline const BodyType& body_type() {
  return MessageTraits<M>::kBodyType;
}

// The body as JSON, "type" first, without the envelope's fields.
boost::json::object to_json(const Body& body);

}  // namespace eddy::sim

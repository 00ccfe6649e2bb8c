// What a message must be, checked where it is first used: what is missing is told in the compiler's
// first line, with what to write, and little else follows it.
#pragma once

#include <boost/describe/class.hpp>
#include <boost/mp11/algorithm.hpp>
#include <concepts>
#include <cstddef>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <type_traits>
#include <utility>
#include <vector>

#include "eddy/sim/codec.h"

namespace eddy::sim {

// Has a name on the wire that is known to the compiler.
template <class M>
concept Named =
    requires { typename std::integral_constant<std::size_t, std::string_view(M::type).size()>; };

namespace check {

template <class K>
concept Key = codec::Integer<K> || std::same_as<K, std::string> || std::same_as<K, NodeId>;

// What is at the bottom of lists, maps, optional and shared values.
template <class T>
struct Bottom {
  using type = T;
  static constexpr bool keys_fit = true;
};
template <class T>
  requires(codec::IsVector<T>::value || codec::IsOptional<T>::value)
struct Bottom<T> : Bottom<typename T::value_type> {};
template <class T>
struct Bottom<Shared<T>> : Bottom<T> {};
template <class K, class T>
struct Bottom<std::map<K, T>> : Bottom<T> {
  static constexpr bool keys_fit = Key<K> && Bottom<T>::keys_fit;
};
// Its items are no objects.
template <>
struct Bottom<std::vector<bool>> {
  using type = std::vector<bool>;
  static constexpr bool keys_fit = true;
};

// Might BOOST_DESCRIBE_STRUCT be all that it lacks?
template <class T>
concept PlainStruct =
    std::is_aggregate_v<T> && std::is_class_v<T> && !requires { std::tuple_size<T>::value; };

// These are functions, not classes: clang takes a class in which an assertion fails for incomplete
// and goes on about that.
template <class S, class T>
std::type_identity<std::remove_cv_t<T>> type_of(T S::*);

template <class T, class Outer>
constexpr bool fields_fit();

// `kMember` is the field. `Outer` lists the structs that it is in, for those that hold their like.
template <auto kMember, class Outer>
constexpr bool field_fits() {
  using Field = decltype(type_of(kMember));
  using Value = typename Bottom<typename Field::type>::type;
  constexpr bool keys_fit = Bottom<typename Field::type>::keys_fit;
  static_assert(keys_fit,
                "a message cannot carry a map with keys of this type; keys are std::string, "
                "integers or NodeId");
  if constexpr (codec::Described<Value>) {
    return fields_fit<Value, Outer>() && keys_fit;
  } else {
    constexpr bool is_described = codec::HasCodec<Value> || !PlainStruct<Value>;
    static_assert(is_described,
                  "this field holds a struct that is not described: write "
                  "BOOST_DESCRIBE_STRUCT(YourStruct, (), (field, other_field)) behind that struct, "
                  "in its namespace");
    constexpr bool is_carried = codec::HasCodec<Value> || !is_described;
    static_assert(is_carried,
                  "a message cannot carry a field of this type; it can carry bool, integers, "
                  "enums, double, std::string, NodeId, boost::json::value and array, structs "
                  "described by BOOST_DESCRIBE_STRUCT, and std::vector (not of bool), std::map, "
                  "std::optional and sim::Shared of these");
    return is_described && is_carried && keys_fit;
  }
}

template <class Outer, template <class...> class List, class... Descriptor>
constexpr bool all_fit(List<Descriptor...>* /*fields*/) {
  return (field_fits<Descriptor::pointer, Outer>() && ...);
}

// Can stand for each field of an S in its braces, but not for S itself or a base of it.
template <class S>
struct AnyField {
  template <class Field>
    requires(!std::is_base_of_v<Field, S>)
  operator Field() const;
};

// Is there room in the braces of S for that many fields?
template <class S, std::size_t... kField>
constexpr bool has_fields(std::index_sequence<kField...> /*of them*/) {
  return requires { S{(static_cast<void>(kField), AnyField<S>())...}; };
}

template <class T, class Outer>
constexpr bool fields_fit() {
  if constexpr (boost::mp11::mp_contains<Outer, T>::value) {
    return true;
  } else {
    if constexpr (std::is_aggregate_v<T>) {
      constexpr std::size_t told = boost::mp11::mp_size<codec::Fields<T>>::value;
      constexpr bool are_all_told = !has_fields<T>(std::make_index_sequence<told + 1>());
      static_assert(are_all_told, "BOOST_DESCRIBE_STRUCT names not all fields of this struct");
    }
    return all_fit<boost::mp11::mp_push_back<Outer, T>>(static_cast<codec::Fields<T>*>(nullptr));
  }
}

// Is an M a message? If not, compilation fails and says why.
template <class M>
constexpr bool is_message() {
  constexpr bool is_struct = std::is_class_v<M>;
  static_assert(is_struct,
                "a message is a struct with a type, described by BOOST_DESCRIBE_STRUCT: see "
                "eddy/sim/message.h");
  if constexpr (is_struct) {
    constexpr bool is_described = codec::Described<M>;
    static_assert(is_described,
                  "BOOST_DESCRIBE_STRUCT is missing: write "
                  "BOOST_DESCRIBE_STRUCT(YourMessage, (), (field, other_field)) behind this "
                  "message's struct, in its namespace");
    constexpr bool is_named = Named<M>;
    static_assert(is_named,
                  "this message has no name on the wire; add to its struct: "
                  "static constexpr std::string_view type = \"your_message\";");
    if constexpr (is_described && is_named) return fields_fit<M, boost::mp11::mp_list<>>();
  }
  return false;
}

// Stands where an M is used first, in front of all that would fail for what is no message.
template <class M>
consteval void require_message() {
  (void)is_message<M>();
}

// Stands for the reply of a message that names none.
struct NoReply {
  static constexpr std::string_view type = "";
};
BOOST_DESCRIBE_STRUCT(NoReply, (), ())

template <class M>
constexpr auto reply_of() {
  constexpr bool has_reply = requires { typename M::Reply; };
  static_assert(has_reply,
                "this message has no Reply; add to its struct, to send it by rpc: "
                "using Reply = YourMessageOk;");
  if constexpr (has_reply) {
    return std::type_identity<typename M::Reply>{};
  } else {
    return std::type_identity<NoReply>{};
  }
}
template <class M>
struct Reply {
  using type = typename decltype(reply_of<M>())::type;
};

}  // namespace check

// The message that answers an M.
template <class M>
using ReplyOf = typename check::Reply<std::remove_cvref_t<M>>::type;

}  // namespace eddy::sim

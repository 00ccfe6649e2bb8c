#include "eddy/sim/codec/content_hash.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <bit>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/mp11/algorithm.hpp>
#include <boost/mp11/list.hpp>
#include <cmath>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <variant>
#include <vector>

#include "eddy/sim/body.h"
#include "eddy/sim/codec/json_text.h"
#include "eddy/sim/growing_list.h"
#include "eddy/sim/protocol/broadcast.h"
#include "eddy/sim/protocol/counter.h"
#include "eddy/sim/protocol/echo.h"
#include "eddy/sim/protocol/g_set.h"
#include "eddy/sim/protocol/init.h"
#include "eddy/sim/protocol/kafka.h"
#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/sim/protocol/lin_mutex.h"
#include "eddy/sim/protocol/lin_tso.h"
#include "eddy/sim/protocol/txn.h"
#include "eddy/sim/protocol/unique_ids.h"
#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

namespace json = boost::json;

enum class Number : std::int8_t { least = -1, most = 1 };
enum class Colour : std::uint8_t { red, dark_green };
BOOST_DESCRIBE_ENUM(Colour, red, dark_green)

// Of every type that a field may have.
struct Everything {
  static constexpr std::string_view type = "everything";
  bool flag = false;
  std::int8_t small = 0;
  std::uint64_t large = 0;
  long long longest = 0;
  double real = 0;
  Number number = Number::least;
  Colour colour = Colour::red;
  std::string text;
  std::optional<NodeId> maybe;
  std::vector<std::optional<std::int32_t>> gaps;
  std::map<std::int64_t, double> by_number;
  std::map<NodeId, NodeId> by_node;
  std::map<std::string, std::vector<NodeId>> by_name;
  Shared<std::vector<std::string>> shared;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, small, large, longest, real, number, colour, text, maybe, gaps,
                       by_number, by_node, by_name, shared))

using Messages = boost::mp11::mp_list<
    Error, Everything, Init, InitOk, Echo, EchoOk, broadcast::Topology, broadcast::TopologyOk,
    broadcast::Broadcast, broadcast::BroadcastOk, broadcast::Read, broadcast::ReadOk, counter::Add,
    counter::AddOk, counter::Read, counter::ReadOk, g_set::Add, g_set::AddOk, g_set::Read,
    g_set::ReadOk, kafka::Send, kafka::SendOk, kafka::Poll, kafka::PollOk, kafka::CommitOffsets,
    kafka::CommitOffsetsOk, kafka::ListCommittedOffsets, kafka::ListCommittedOffsetsOk,
    lin_kv::Read, lin_kv::ReadOk, lin_kv::Write, lin_kv::WriteOk, lin_kv::Cas, lin_kv::CasOk,
    lin_mutex::Acquire, lin_mutex::AcquireOk, lin_mutex::Release, lin_mutex::ReleaseOk, lin_tso::Ts,
    lin_tso::TsOk, txn::Txn, txn::TxnOk, Generate, GenerateOk>;

// A value of any type that a message may carry.
class Anything {
 public:
  explicit Anything(std::uint64_t seed) : random_(seed, Purpose::test, 0) {}

  template <class M>
  M message() {
    M value{};
    fill(value);
    return value;
  }

 private:
  template <class T>
  void fill(T& value) {
    if constexpr (codec::Described<T>) {
      boost::mp11::mp_for_each<codec::Fields<T>>(
          [&](auto field) { this->fill(value.*field.pointer); });
    } else if constexpr (DescribedEnum<T>) {
      value = random_.below(2) == 0 ? Colour::red : Colour::dark_green;
    } else if constexpr (std::is_enum_v<T>) {
      value = static_cast<T>(random_.between(0, 30));
    } else if constexpr (codec::IsOptional<T>::value) {
      if (random_.below(2) == 0) this->fill(value.emplace());
    } else if constexpr (codec::Array<T> || std::is_same_v<T, GrowingList>) {
      json::array items;
      for (std::uint64_t left = random_.below(5); left > 0; --left) items.push_back(any(0));
      value = T(std::move(items));
    } else if constexpr (codec::IsVector<T>::value) {
      for (std::uint64_t left = random_.below(5); left > 0; --left)
        this->fill(value.emplace_back());
    } else {
      fill_other(value);
    }
  }
  template <class K, class T>
  void fill(std::map<K, T>& value) {
    for (std::uint64_t left = random_.below(5); left > 0; --left) {
      K key{};
      fill(key);
      fill(value[key]);
    }
  }
  template <class T>
  void fill(Shared<T>& value) {
    T shared{};
    fill(shared);
    value = Shared<T>(std::move(shared));
  }
  void fill_other(bool& value) { value = random_.below(2) == 0; }
  template <codec::Integer T>
  void fill_other(T& value) {
    value = static_cast<T>(random_() >> random_.below(64));
  }
  void fill_other(double& value) { value = real(); }
  void fill_other(std::string& value) { value = text(); }
  void fill_other(NodeId& value) {
    const auto index = static_cast<std::uint32_t>(random_() >> (38 + random_.below(26)));
    const std::uint64_t kind = random_.below(5);
    value = kind == 0   ? NodeId::service(index % NodeId::kServices.size())
            : kind == 1 ? NodeId::client(index)
                        : NodeId::node(index);
  }
  void fill_other(json::value& value) { value = any(0); }

  double real() {
    for (;;) {
      const double value = random_.below(2) == 0 ? std::bit_cast<double>(random_())
                                                 : static_cast<double>(random_.below(1000)) / 10;
      if (std::isfinite(value)) return value;
    }
  }
  std::string text() {
    std::string text;
    for (std::uint64_t left = random_.below(20); left > 0; --left)
      text += random_.below(9) == 0 ? "é\n\"\\" : std::string(1, static_cast<char>('a' + left));
    return text;
  }
  json::value any(int depth) {
    switch (random_.below(depth < 3 ? 8 : 6)) {
      case 0:
        return nullptr;
      case 1:
        return random_.below(2) == 0;
      case 2:
        return static_cast<std::int64_t>(random_()) >> random_.below(64);
      case 3:
        return random_() >> random_.below(64);
      case 4:
        return real();
      case 5:
        return json::value(std::string_view(text()));
      case 6: {
        json::array array;
        for (std::uint64_t left = random_.below(4); left > 0; --left)
          array.push_back(any(depth + 1));
        return array;
      }
      default: {
        json::object object;
        for (std::uint64_t left = random_.below(4); left > 0; --left)
          object[text()] = any(depth + 1);
        return object;
      }
    }
  }

  Random random_;
};

json::object read_back(const json::object& object) {
  const auto read = codec::read_json(json::serialize(object));
  REQUIRE(std::holds_alternative<json::value>(read));
  return std::get<json::value>(read).as_object();
}

json::object turned_around(const json::object& object) {
  json::object turned;
  std::vector<const json::key_value_pair*> fields;
  for (const auto& field : object) fields.push_back(&field);
  std::reverse(fields.begin(), fields.end());
  for (const auto* field : fields) turned[field->key()] = field->value();
  return turned;
}

std::uint64_t hash_of(std::string_view text) {
  std::size_t bytes = 0;
  return codec::json_hash(json::parse(text), bytes);
}

TEST_CASE("hash: a typed body has that of a raw one of the same JSON, in any order of fields") {
  Anything anything(1);
  boost::mp11::mp_for_each<boost::mp11::mp_transform<std::type_identity, Messages>>(
      [&]<class M>(std::type_identity<M>) {
        for (int i = 0; i < 300; ++i) {
          BodyPool pool;
          const BodyPtr typed = pool.make(anything.message<M>());
          json::object fields = read_back(to_json(*typed));
          CAPTURE(json::serialize(fields));
          fields.erase("type");
          CHECK(pool.raw(M::type, fields)->hash() == typed->hash());
          CHECK(pool.raw(M::type, turned_around(fields))->hash() == typed->hash());
        }
      });
}

TEST_CASE("hash: what is read from a raw body has its hash once more") {
  Anything anything(2);
  for (int i = 0; i < 1'000; ++i) {
    BodyPool pool;
    const BodyPtr typed = pool.make(anything.message<Everything>());
    json::object fields = to_json(*typed);
    fields.erase("type");
    const auto read = MessageTraits<Everything>::read(*pool.raw(Everything::type, fields));
    REQUIRE(read.has_value());
    CHECK(pool.make(*read)->hash() == typed->hash());
  }
}

TEST_CASE("hash: a body's is that of its JSON object, type included") {
  BodyPool pool;
  const BodyPtr body = pool.make(lin_kv::Cas{1, nullptr, 2, true});
  std::size_t bytes = 0;
  CHECK(codec::json_hash(to_json(*body), bytes) == body->hash());
}

TEST_CASE("hash: every change of a JSON value changes it") {
  const char* values[] = {"null",
                          "false",
                          "true",
                          "0",
                          "1",
                          "-1",
                          "1.0",
                          "1.5",
                          "-0.0",
                          "0.0",
                          "\"\"",
                          "\"1\"",
                          "\"n1\"",
                          "\"\\u0000\"",
                          "\"12345678\"",
                          "\"123456789\"",
                          "[]",
                          "[0]",
                          "[0,0]",
                          "[[]]",
                          "[null]",
                          "[1,2]",
                          "[2,1]",
                          "[[1],2]",
                          "{}",
                          R"({"a":null})",
                          R"({"a":1})",
                          R"({"b":1})",
                          R"({"a":1,"b":2})",
                          R"({"a":2,"b":1})",
                          R"({"a":{"b":1}})",
                          R"({"a":[1]})",
                          "9223372036854775807",
                          "9223372036854775808",
                          "-9223372036854775808"};
  std::map<std::uint64_t, std::string> seen;
  for (const char* value : values) {
    const auto found = seen.try_emplace(hash_of(value), value);
    CHECK_MESSAGE(found.second, value << " and " << found.first->second);
  }
}

TEST_CASE("hash: small changes of many fields do not cancel out") {
  std::set<std::uint64_t> seen;
  for (int a = 0; a < 40; ++a) {
    for (int b = 0; b < 40; ++b) {
      for (int c = 0; c < 40; ++c) {
        std::size_t bytes = 0;
        seen.insert(codec::json_hash(json::object{{"a", a}, {"b", b}, {"c", c}}, bytes));
      }
    }
  }
  CHECK(seen.size() == 40 * 40 * 40);
}

TEST_CASE("hash: the name of a node is hashed as text") {
  for (const char* name : {"n0", "n9", "n10", "n99", "n1234567", "n9999999", "n10000000",
                           "n99999999", "c0", "c31", "lin-kv", "seq-kv", "lww-kv", "lin-tso"}) {
    CAPTURE(name);
    CHECK(codec::node_hash(NodeId::parse(name).value()) == codec::text_hash(name));
  }
}

TEST_CASE("hash: a text's is the same at compile time") {
  constexpr std::uint64_t kShort = codec::text_hash("type");
  constexpr std::uint64_t kLong = codec::text_hash("create_if_not_exists");
  CHECK(kShort == codec::text_hash(std::string("type")));
  CHECK(kLong == codec::text_hash(std::string("create_if_not_exists")));
}

TEST_CASE("hash: it is frozen") {
  CHECK(hash_of(R"({"a":[1,null,true,"text of some length",2.5],"b":{}})") == 0x9734b95e09d2b1bbU);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

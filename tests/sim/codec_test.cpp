#include "eddy/sim/codec.h"

#include <doctest/doctest.h>

#include <boost/describe/class.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "eddy/sim/protocol/lin_kv.h"
#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

namespace json = boost::json;

enum class Colour : std::uint8_t { red = 1, green = 2, blue = 3 };

struct Point {
  std::int32_t x = 0;
  std::int32_t y = 0;
  friend bool operator==(const Point&, const Point&) = default;
};
BOOST_DESCRIBE_STRUCT(Point, (), (x, y))

struct Everything {
  bool flag = false;
  std::int8_t small = 0;
  std::int64_t large = 0;
  std::uint16_t port = 0;
  std::uint64_t unsigned_large = 0;
  double real = 0;
  Colour colour = Colour::red;
  std::string text;
  NodeId node;
  Point point;
  json::value any;
  std::optional<std::string> maybe;
  std::vector<Point> points;
  std::vector<std::vector<std::int64_t>> rows;
  std::map<std::string, std::int64_t> by_name;
  std::map<std::int64_t, std::string> by_number;
  std::map<NodeId, std::vector<NodeId>> by_node;
  Shared<std::vector<NodeId>> shared;
};
BOOST_DESCRIBE_STRUCT(Everything, (),
                      (flag, small, large, port, unsigned_large, real, colour, text, node, point,
                       any, maybe, points, rows, by_name, by_number, by_node, shared))

template <class T>
T anything(Random& random) {
  return static_cast<T>(random() >> random.below(64));
}

std::string any_text(Random& random) {
  std::string text;
  for (std::uint64_t left = random.below(12); left > 0; --left) {
    text += random.chance(Probability::percent(10))
                ? std::string("é\n\"\\")
                : std::string(1, static_cast<char>(random.between(1, 126)));
  }
  return text;
}

NodeId any_node(Random& random) {
  const auto index = static_cast<std::uint32_t>(random.below(1'000));
  return random.below(2) == 0 ? NodeId::node(index) : NodeId::client(index);
}

json::value any_json(Random& random, int depth = 0) {
  switch (random.below(depth < 3 ? 8 : 6)) {
    case 0:
      return nullptr;
    case 1:
      return random.below(2) == 0;
    case 2:
      return anything<std::int64_t>(random);
    case 3:
      return static_cast<double>(anything<std::int32_t>(random)) / 64;
    case 4:
      return std::numeric_limits<std::uint64_t>::max() - random.below(1'000);
    case 5:
      return json::value(any_text(random));
    case 6: {
      json::array array;
      for (std::uint64_t left = random.below(4); left > 0; --left) {
        array.push_back(any_json(random, depth + 1));
      }
      return array;
    }
    default: {
      json::object object;
      for (std::uint64_t left = random.below(4); left > 0; --left) {
        object[any_text(random)] = any_json(random, depth + 1);
      }
      return object;
    }
  }
}

Everything any_everything(Random& random) {
  Everything value;
  value.flag = random.below(2) == 0;
  value.small = anything<std::int8_t>(random);
  value.large = anything<std::int64_t>(random);
  value.port = anything<std::uint16_t>(random);
  value.unsigned_large = anything<std::uint64_t>(random);
  // Boost 1.81 reads doubles of 17 digits to within one unit in the last place only.
  value.real = static_cast<double>(anything<std::int32_t>(random)) / 64;
  value.colour = static_cast<Colour>(random.between(1, 3));
  value.text = any_text(random);
  value.node = any_node(random);
  value.point = {anything<std::int32_t>(random), anything<std::int32_t>(random)};
  value.any = any_json(random);
  if (random.below(2) == 0) value.maybe = any_text(random);
  for (std::uint64_t left = random.below(4); left > 0; --left) {
    value.points.push_back({anything<std::int32_t>(random), anything<std::int32_t>(random)});
    value.rows.emplace_back(random.below(3), anything<std::int64_t>(random));
    value.by_name[any_text(random)] = anything<std::int64_t>(random);
    value.by_number[anything<std::int64_t>(random)] = any_text(random);
    value.by_node[any_node(random)] = {any_node(random), any_node(random)};
  }
  value.shared = Shared<std::vector<NodeId>>({any_node(random), any_node(random)});
  return value;
}

std::uint64_t hash_of(const auto& value) {
  std::size_t bytes = 0;
  return codec::hash_of(value, bytes);
}

template <class T>
std::string complaint_about(std::string_view text) {
  T out{};
  return codec::from_json(json::parse(text), out).value_or(codec::Flaw{}).text();
}

TEST_CASE("codec: what is written as JSON text reads back as the same value with the same hash") {
  Random random(1, Purpose::test, 0);
  for (int i = 0; i < 2'000; ++i) {
    const Everything value = any_everything(random);
    const std::string text = json::serialize(codec::to_json(value));
    CAPTURE(text);
    Everything back;
    const auto complaint = codec::from_json(json::parse(text), back);
    REQUIRE_MESSAGE(!complaint, complaint.value_or(codec::Flaw{}).text());
    CHECK(json::serialize(codec::to_json(back)) == text);
    CHECK(hash_of(back) == hash_of(value));
    CHECK(back.real == value.real);
    CHECK(back.unsigned_large == value.unsigned_large);
    CHECK(back.points == value.points);
    CHECK(back.by_node == value.by_node);
    CHECK(*back.shared == *value.shared);
  }
}

TEST_CASE("codec: the JSON form is as in the protocol") {
  Everything value;
  value.text = "hé";
  value.node = NodeId::node(3);
  value.by_node[NodeId::node(1)] = {NodeId::client(2)};
  value.by_number[-4] = "four";
  const json::object object = codec::to_json(value).as_object();
  CHECK(object.at("node") == "n3");
  CHECK(object.at("text") == "hé");
  CHECK(object.at("colour") == 1);
  CHECK(object.at("any").is_null());
  CHECK(object.at("by_node") == json::parse(R"({"n1": ["c2"]})"));
  CHECK(object.at("by_number") == json::parse(R"({"-4": "four"})"));
  CHECK(object.at("point") == json::parse(R"({"x": 0, "y": 0})"));
  CHECK(object.at("shared") == json::array());
  CHECK_FALSE(object.contains("maybe"));
}

TEST_CASE("codec: every field changes the hash") {
  const Everything plain;
  const auto differs = [&](auto change) {
    Everything changed;
    change(changed);
    return hash_of(changed) != hash_of(plain);
  };
  CHECK(differs([](Everything& v) { v.flag = true; }));
  CHECK(differs([](Everything& v) { v.small = 1; }));
  CHECK(differs([](Everything& v) { v.real = 1; }));
  CHECK(differs([](Everything& v) { v.colour = Colour::blue; }));
  CHECK(differs([](Everything& v) { v.text.push_back('x'); }));
  CHECK(differs([](Everything& v) { v.node = NodeId::client(0); }));
  CHECK(differs([](Everything& v) { v.point.y = 1; }));
  CHECK(differs([](Everything& v) { v.any = false; }));
  CHECK(differs([](Everything& v) { v.maybe = ""; }));
  CHECK(differs([](Everything& v) { v.points.resize(1); }));
  CHECK(differs([](Everything& v) { v.rows.resize(1); }));
  CHECK(differs([](Everything& v) { v.by_name["a"] = 0; }));
  CHECK(differs([](Everything& v) { v.shared = Shared<std::vector<NodeId>>({NodeId()}); }));
}

TEST_CASE("codec: the hash of JSON tells all kinds apart but not the order of an object's keys") {
  const char* kinds[] = {"null",  "false", "true", "0",    "1",     "1.5", "\"\"",
                         "\"1\"", "[]",    "[0]",  "[[]]", "[0,0]", "{}",  R"({"a":0})"};
  for (const char* a : kinds) {
    for (const char* b : kinds) {
      CAPTURE(a);
      CAPTURE(b);
      CHECK((hash_of(json::parse(a)) == hash_of(json::parse(b))) == (a == b));
    }
  }
  CHECK(hash_of(json::parse(R"({"a":1,"b":2})")) == hash_of(json::parse(R"({"b":2,"a":1})")));
}

TEST_CASE("codec: an array of a message that is null is empty, and one of a file is refused") {
  const json::value null;
  std::vector<std::vector<Point>> points = {{}};
  CHECK_FALSE(codec::from_json(null, points));
  CHECK(points.empty());
  CHECK_FALSE(codec::from_json(json::value{null, json::array()}, points));
  CHECK(points == std::vector<std::vector<Point>>(2));
  json::array values = {1};
  CHECK_FALSE(codec::from_json(null, values));
  CHECK(values.empty());
  CHECK(codec::from_json(null, points, codec::UnknownFields::refused)->text() ==
        "expected an array, got null");
  CHECK(codec::from_json(null, values, codec::UnknownFields::refused)->text() ==
        "expected an array, got null");
  CHECK(complaint_about<Point>("null") == "expected an object, got null");
}

TEST_CASE("codec: what a request to a service leaves out is null, and an answer is to be whole") {
  const json::value bare = {{"key", "k"}};
  lin_kv::Cas cas{1, 2, 3, {}};
  cas.from = cas.to = nullptr;
  CHECK_FALSE(codec::from_json(bare, cas));
  CHECK(cas.from.is_null());
  CHECK(cas.to.is_null());
  lin_kv::Write write;
  CHECK_FALSE(codec::from_json(bare, write));
  CHECK(write.value.is_null());
  lin_kv::ReadOk answer;
  CHECK(codec::from_json(bare, answer)->text() == "field \"value\" is missing");
}

TEST_CASE("codec: a complaint names the field and says what was expected and what came") {
  CHECK(complaint_about<Point>(R"({"x": 1})") == "field \"y\" is missing");
  CHECK(complaint_about<Point>(R"({"x": 1, "y": "two"})") ==
        "field \"y\": expected an integer, got a string \"two\"");
  CHECK(complaint_about<Point>("[1, 2]") == "expected an object, got an array [1,2]");
  CHECK(complaint_about<std::vector<Point>>(R"([{"x": 1, "y": 2}, {"x": null, "y": 2}])") ==
        "field \"[1].x\": expected an integer, got null");
  CHECK(complaint_about<NodeId>("\"n007\"") ==
        "expected the name of a node, got a string \"n007\"");
  CHECK(complaint_about<NodeId>("7") == "expected the name of a node, got an integer 7");
  CHECK(complaint_about<bool>("1") == "expected a boolean, got an integer 1");
  CHECK(complaint_about<std::string>("1") == "expected a string, got an integer 1");
  CHECK(complaint_about<double>("true") == "expected a number, got a boolean true");
  CHECK(complaint_about<std::map<NodeId, std::int64_t>>(R"({"x9": 1})") == "unexpected key \"x9\"");
  CHECK(complaint_about<std::map<std::int64_t, std::int64_t>>(R"({"1x": 1})") ==
        "unexpected key \"1x\"");
  CHECK(complaint_about<std::int64_t>("\"" + std::string(100, 'a') + "\"") ==
        "expected an integer, got a string");
}

TEST_CASE("codec: unknown fields are ignored and null is an empty optional") {
  Point point;
  CHECK_FALSE(codec::from_json(json::parse(R"({"x": 1, "y": 2, "z": 3, "msg_id": 4})"), point));
  CHECK(point == Point{1, 2});
  std::optional<std::int64_t> maybe = 5;
  CHECK_FALSE(codec::from_json(json::parse("null"), maybe));
  CHECK_FALSE(maybe);
}

TEST_CASE("codec: integers out of range are refused and doubles without a fraction are integers") {
  CHECK(complaint_about<std::int8_t>("127") == "");
  CHECK(complaint_about<std::int8_t>("128") == "integer out of range");
  CHECK(complaint_about<std::uint16_t>("-1") == "integer out of range");
  CHECK(complaint_about<Colour>("300") == "integer out of range");
  CHECK(complaint_about<std::int64_t>("9223372036854775807") == "");
  CHECK(complaint_about<std::int64_t>("9223372036854775808") == "integer out of range");
  CHECK(complaint_about<std::uint64_t>("18446744073709551615") == "");
  CHECK(complaint_about<std::uint64_t>("-1") == "integer out of range");
  CHECK(complaint_about<std::uint64_t>("1e30") != "");
  CHECK(complaint_about<std::int64_t>("3.0") == "");
  CHECK(complaint_about<std::int64_t>("3.5") ==
        "expected an integer, got a number with a fraction 3.5");
}

TEST_CASE("codec: a shared value is hashed once whatever holds it") {
  const Shared<std::vector<NodeId>> nodes({NodeId::node(1), NodeId::node(2)});
  const Shared<std::vector<NodeId>> copy = nodes;
  CHECK(&*copy == &*nodes);
  CHECK(hash_of(copy) == hash_of(nodes));
  CHECK(hash_of(copy) == hash_of(Shared<std::vector<NodeId>>({NodeId::node(1), NodeId::node(2)})));
}

TEST_CASE("codec: an integer has one hash however it is stored") {
  const boost::json::value as_signed = std::int64_t{7};
  const boost::json::value as_unsigned = std::uint64_t{7};
  CHECK(hash_of(as_signed) == hash_of(as_unsigned));
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

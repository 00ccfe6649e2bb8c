#include "nodes/shown.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <map>
#include <set>
#include <unordered_map>

namespace eddy::nodes {
namespace TEST_FILE {

namespace json = boost::json;

std::string shown(std::string_view value) {
  return json::serialize(shown_value(json::parse(value)));
}

json::array first_numbers(int count) {
  json::array numbers;
  for (int i = 1; i <= count; ++i) numbers.push_back(i);
  return numbers;
}

constexpr auto kItself = [](int value) { return value; };

TEST_CASE("shown: a small value is shown as it is") {
  for (const char* value : {"null", "5", "true", "[]", "{}", R"("a text")", R"({"a":[1,{"b":2}]})",
                            "[1,2,3,4,5,6,7,8,9,10,11,12]"}) {
    CHECK(shown(value) == value);
  }
}

TEST_CASE("shown: of a large value its beginning, or how much is in it") {
  CHECK(shown("[1,2,3,4,5,6,7,8,9,10,11,12,13]") == R"({"count":13,"latest":[13]})");
  CHECK(shown(R"({"a":[1,2,3,4,5,6],"b":[1,2,3,4,5,6],"c":1})") == R"({"keys":3})");
  CHECK(shown("[[1,2,3,4,5,6,7],[1,2,3,4,5,6],[7]]") == R"({"count":3,"latest":[[7]]})");
  const std::string text(1'000, 'x');
  CHECK(shown('"' + text + '"') == '"' + text.substr(0, 32) + "…\"");
  CHECK(shown("[\"" + text + "\"]") == R"({"count":1,"latest":[")" + text.substr(0, 32) + "…\"]}");
}

TEST_CASE("shown: a text is not cut inside a character") {
  const auto cut = [](const std::string& text) { return shown_value(json::value(text)); };
  CHECK(cut("a" + std::string(200, 'b')) == json::value("a" + std::string(31, 'b') + "…"));
  std::string umlauts = "a";
  for (int i = 0; i < 100; ++i) umlauts += "ä";
  CHECK(cut(umlauts) == json::value(umlauts.substr(0, 31) + "…"));
}

TEST_CASE("shown: all of a short list, the latest of a longer one") {
  CHECK(shown_list(json::array()) == json::array());
  CHECK(shown_list(first_numbers(12)) == first_numbers(12));
  CHECK(shown_list(first_numbers(120)) == json::parse(R"({"count":120,"latest":[120]})"));
  CHECK(shown_list(std::set<int>{3, 1, 2}) == json::array{1, 2, 3});
}

TEST_CASE("shown: all of a small map in the order of its keys, however it is kept") {
  std::unordered_map<std::string, int> map;
  for (const char* key : {"h", "c", "a", "g", "b", "e", "d", "f"}) map.emplace(key, key[0] - 'a');
  CHECK(json::serialize(shown_map(map, kItself)) ==
        R"({"a":0,"b":1,"c":2,"d":3,"e":4,"f":5,"g":6,"h":7})");
  const std::map<sim::NodeId, int> nodes{{sim::NodeId::node(10), 1}, {sim::NodeId::node(2), 2}};
  CHECK(json::serialize(shown_map(nodes, kItself)) == R"({"n2":2,"n10":1})");
}

TEST_CASE("shown: of a larger map the number of its keys, and the entry that changed last") {
  std::map<std::string, int> map;
  for (int i = 0; i < 120; ++i) map[fmt::format("k{}", i)] = i;
  CHECK(json::serialize(shown_map(map, kItself)) == R"({"keys":120})");
  CHECK(json::serialize(shown_map(map, kItself, map.find("k17"))) ==
        R"({"keys":120,"latest":{"k17":17}})");
}

TEST_CASE("shown: keys that are JSON text have no quotes") {
  CHECK(shown_key(R"("x")") == "x");
  CHECK(shown_key("x") == "x");
  CHECK(shown_key("\"") == "\"");
  CHECK(shown_key(R"(["log","k",0])") == R"(["log","k",0])");
  CHECK(shown_key(std::string(100, 'k')) == std::string(32, 'k') + "…");
}

TEST_CASE("shown: keys that have numbers are shown in the order of their names") {
  ValueSet keys;
  const auto twice = [](ValueSet::Number key) { return 2 * key; };
  CHECK(json::serialize(shown_numbered(keys, twice, std::nullopt)) == "{}");
  for (const json::value& key : {json::value("x"), json::value(3), json::value{"log", 1}})
    keys.add(key);
  CHECK(json::serialize(shown_numbered(keys, twice, 1)) == R"({"3":2,"[\"log\",1]":4,"x":0})");
  for (int i = 10; i < 20; ++i) keys.add(i);
  CHECK(json::serialize(shown_numbered(keys, twice, 12)) == R"({"keys":13,"latest":{"19":24}})");
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes

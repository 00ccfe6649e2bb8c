// What files need of the codec beside messages: names, quantities, variants, strict reading, paths.
#include <doctest/doctest.h>

#include <boost/describe/class.hpp>
#include <boost/describe/enum.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "eddy/sim/codec.h"
#include "eddy/sim/codec/variants.h"
#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

namespace json = boost::json;
using namespace std::chrono_literals;

enum class Shape : std::uint8_t { halves, one_way };
BOOST_DESCRIBE_ENUM(Shape, halves, one_way)

struct Cutting {
  static constexpr std::string_view name = "cut";
  Shape shape = Shape::halves;
  std::vector<std::vector<NodeId>> groups;
  friend bool operator==(const Cutting&, const Cutting&) = default;
};
BOOST_DESCRIBE_STRUCT(Cutting, (), (shape, groups))

struct Losing {
  static constexpr std::string_view name = "loss";
  Probability probability;
  friend bool operator==(const Losing&, const Losing&) = default;
};
BOOST_DESCRIBE_STRUCT(Losing, (), (probability))

using Trouble = std::variant<Cutting, Losing>;

struct Plan {
  Time start{Duration(7)};
  Time end;
  Duration gap_between{5};
  json::value note;
  std::vector<Trouble> faults;
  std::map<std::string, Shape> shapes;
  std::optional<Shape> shape;
  friend bool operator==(const Plan&, const Plan&) = default;
};
BOOST_DESCRIBE_STRUCT(Plan, (), (start, end, gap_between, note, faults, shapes, shape))

}  // namespace TEST_FILE

template <>
struct codec::FileForm<TEST_FILE::Plan> : RequiredFields<"end"> {};

namespace TEST_FILE {

// "path: what", or nothing.
std::string flaw_in(std::string_view text,
                    codec::UnknownFields unknown = codec::UnknownFields::refused) {
  Plan plan;
  const auto flaw = codec::from_json(json::parse(text), plan, unknown);
  return flaw ? flaw->path + ": " + flaw->what : "";
}

TEST_CASE("codec: described enumerations go by name, times are nanoseconds, nulls are left out") {
  Plan plan{Time(1s), Time(2s), 3ms, nullptr, {}, {{"a", Shape::one_way}}, Shape::halves};
  plan.faults.emplace_back(Losing{Probability::percent(25)});
  plan.faults.emplace_back(Cutting{Shape::one_way, {{NodeId::node(1)}, {NodeId::node(0)}}});
  const json::value written = codec::to_json(plan);
  CHECK(written == json::parse(R"({
    "start": 1000000000, "end": 2000000000, "gap-between": 3000000,
    "faults": [{"kind": "loss", "probability": 0.25},
               {"kind": "cut", "shape": "one-way", "groups": [["n1"], ["n0"]]}],
    "shapes": {"a": "one-way"}, "shape": "halves"})"));
  Plan read;
  CHECK_FALSE(codec::from_json(written, read, codec::UnknownFields::refused));
  CHECK(read == plan);
}

TEST_CASE("codec: the hash of what files hold is that of its JSON") {
  Plan plan{Time(1s), Time(2s), 3ms, "x", {Cutting{}}, {}, {}};
  plan.faults.emplace_back(Losing{Probability::percent(25)});
  std::size_t bytes = 0;
  CHECK(codec::hash_of(plan, bytes) == codec::json_hash(codec::to_json(plan), bytes));
}

TEST_CASE("codec: only required fields may be missed, the others keep their defaults") {
  Plan plan;
  CHECK_FALSE(codec::from_json(json::parse(R"({"end": 9})"), plan));
  CHECK(plan == Plan{Time(Duration(7)), Time(Duration(9)), Duration(5), nullptr, {}, {}, {}});
  CHECK(flaw_in("{}") == ": field \"end\" is missing");
}

TEST_CASE("codec: what is wrong is told with its path") {
  CHECK(flaw_in(R"({"end": 1, "faults": [{"kind": "loss", "probability": 0},
                                         {"kind": "cut", "shape": "halves",
                                          "groups": [["n0", 4]]}]})") ==
        "faults[1].groups[0][1]: expected the name of a node, got an integer 4");
  CHECK(flaw_in(R"({"end": 1, "faults": [{"kind": "cut", "shape": "half", "groups": []}]})") ==
        "faults[0].shape: expected one of halves, one-way, got a string \"half\"");
  CHECK(flaw_in(R"({"end": 1, "faults": [{"kind": "lost"}]})") ==
        "faults[0].kind: expected one of cut, loss, got a string \"lost\"");
  CHECK(flaw_in(R"({"end": 1, "faults": [{"kind": 3}]})") ==
        "faults[0].kind: expected one of cut, loss, got an integer 3");
  CHECK(flaw_in(R"({"end": 1, "faults": [{}]})") == "faults[0]: field \"kind\" is missing");
  CHECK(flaw_in(R"({"end": 1, "faults": [7]})") ==
        "faults[0]: expected an object, got an integer 7");
  CHECK(flaw_in(R"({"end": 1, "faults": [{"kind": "loss"}]})") ==
        "faults[0]: field \"probability\" is missing");
  CHECK(flaw_in(R"({"end": 1, "shapes": {"a": "halves", "b": null}})") ==
        "shapes.b: expected one of halves, one-way, got null");
  CHECK(flaw_in(R"({"end": 1.5})") ==
        "end: expected a whole number of nanoseconds, got a number with a fraction 1.5");
  CHECK(flaw_in(R"({"end": 1, "faults": [{"kind": "loss", "probability": 1.5}]})") ==
        "faults[0].probability: expected a probability from 0 to 1, got a number with a fraction "
        "1.5");
}

TEST_CASE("codec: fields that nobody reads are refused in files and ignored in messages") {
  const char* in_plan = R"({"end": 1, "ends": 2})";
  const char* in_fault = R"({"end": 1, "faults": [{"kind": "loss", "probability": 0, "p": 1}]})";
  CHECK(flaw_in(in_plan) ==
        "ends: there is no such field; there are start, end, gap-between, note, faults, shapes, "
        "shape");
  CHECK(flaw_in(in_fault) == "faults[0].p: there is no such field; there are kind, probability");
  CHECK(flaw_in(in_plan, codec::UnknownFields::ignored) == "");
  CHECK(flaw_in(in_fault, codec::UnknownFields::ignored) == "");
}

TEST_CASE("codec: every probability comes back as it was") {
  Random random(1, Purpose::test, 0);
  for (int i = 0; i < 10'000; ++i) {
    const auto written = Probability::of(static_cast<double>(random() >> 11U) / 0x1p53 /
                                         static_cast<double>(1 + random.below(5'000)));
    Probability read;
    CHECK_FALSE(codec::from_json(codec::to_json(written), read));
    CHECK(read == written);
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

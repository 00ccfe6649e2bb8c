#include <doctest/doctest.h>
#include <string>

#include "checkers/whereabouts.h"
#include "tests/checkers/written_history.h"

namespace eddy::checkers {
namespace TEST_FILE {

constexpr std::int64_t kSecond = 1'000'000'000;

// Client p asks node p. 12 is added at n2 at 4.680 s, and read at n0 a second later.
History written() {
  History history =
      WrittenHistory().at(4680).add(2, 12).at(5000).read(1, {}).at(5680).read(0, {12});
  for (Op& op : history.ops) op.node = static_cast<std::int32_t>(op.process);
  return history;
}

Surroundings partitioned() {
  Surroundings surroundings;
  surroundings.disturbances = {
      {"partition one n3 | n0 n1 n2", 0, 4 * kSecond},
      {"partition bridge n1 n4 | n2 n3", 4 * kSecond + 435'000'000, 12 * kSecond,
       [](std::int32_t from, std::int32_t to) {
         const auto is_first = [](std::int32_t n) { return n == 1 || n == 4; };
         return from != 0 && to != 0 && is_first(from) != is_first(to);
       }},
      {"loss 10 %", 20 * kSecond, 30 * kSecond}};
  return surroundings;
}

Standing standing_of(const boost::json::value& value) { return {&value, {0, 2, 3}, {1, 4}}; }

TEST_CASE("whereabouts: who has a value, since when, and who does not") {
  const History history = written();
  const boost::json::value value = 12;
  Surroundings surroundings = partitioned();
  // By the reads alone.
  CHECK(Whereabouts(history, "add", surroundings).told(standing_of(value)) ==
        "value 12: n0, n2 and n3 have it (n2 from a client at 4.680 s, n0 read at 5.681 s); n1 and "
        "n4 do not");
  surroundings.arrivals = [](const boost::json::value& /*value*/) {
    return std::vector<Arrival>{{2, 4'680'000'000}, {0, 4'710'000'001}, {3, 4'710'900'000}};
  };
  CHECK(Whereabouts(history, "add", surroundings).told(standing_of(value)) ==
        "value 12: n0, n2 and n3 have it (n2 from a client at 4.680 s, n0 and n3 since 4.710 s); "
        "n1 and n4 do not");
}

TEST_CASE("whereabouts: who had it once, or late, is told as such") {
  const History history = written();
  const boost::json::value value = 12;
  Surroundings surroundings;
  const Standing lost{&value, {2}, {0}};
  CHECK(Whereabouts(history, "add", surroundings).told(lost) ==
        "value 12: n2 has it (n2 from a client at 4.680 s); n0 had it once (n0 read at 5.681 s)");
  CHECK(Whereabouts(history, "add", surroundings).told(lost, Lack::for_long) ==
        "value 12: n2 has it (n2 from a client at 4.680 s); n0 had it late (n0 read at 5.681 s)");
  const Standing nowhere{&value, {}, {0, 1, 2}};
  CHECK(Whereabouts(history, "add", surroundings).told(nowhere) ==
        "value 12: nobody has it; n0 and n2 had it once (n2 from a client at 4.680 s, n0 read at "
        "5.681 s); n1 does not");
}

TEST_CASE("whereabouts: what lay between is what was up then and parted them") {
  const History history = written();
  const boost::json::value value = 12;
  const Surroundings surroundings = partitioned();
  const Whereabouts whereabouts(history, "add", surroundings);
  CHECK(whereabouts.between(standing_of(value)) == DisturbanceSet{1});
  CHECK(whereabouts.between({&value, {2}, {3}}).empty());  // both on one side
  CHECK(whereabouts.between({&value, {0}, {1}}).empty());  // the bridge
  CHECK(whereabouts.causes({standing_of(value)}) ==
        "it was on its way while partition bridge n1 n4 | n2 n3 was up 4.435–12.000 s");
  CHECK(whereabouts.causes({standing_of(value), standing_of(value), {&value, {2}, {3}}}) ==
        "2 were on their way while partition bridge n1 n4 | n2 n3 was up 4.435–12.000 s, 1 was on "
        "its way while no fault lay between");
  const Surroundings none;
  CHECK(Whereabouts(history, "add", none).causes({standing_of(value)}).empty());
  // Nothing lies between nobody and the others.
  CHECK(whereabouts.causes({{&value, {}, {0, 1, 2, 3, 4}}}).empty());
}

TEST_CASE("whereabouts: what was still on its way when a fault began counts, a second later not") {
  const History history = written();
  const boost::json::value value = 12;
  for (const auto& [begin, counts] : {std::pair(5'600, true), std::pair(5'700, false)}) {
    Surroundings surroundings;
    surroundings.disturbances = {{"loss 10 %", begin * 1'000'000LL, 9 * kSecond}};
    CHECK(Whereabouts(history, "add", surroundings).between(standing_of(value)).empty() != counts);
  }
}

TEST_CASE("disturbances: nodes in a row are told as such") {
  CHECK(name_of_fault("partition one: n7 | n0 n1 n2 n3 n4 n6") == "partition one n7 | n0–n4 n6");
  CHECK(name_of_fault("partition bridge: n1 n2 n3 | n4 n5, joined by n0") ==
        "partition bridge n1 n2 n3 | n4 n5, joined by n0");
  CHECK(name_of_fault("partition one-way: n9 n10 n11 n12 ↛ n1") == "partition one-way n9–n12 ↛ n1");
  CHECK(name_of_fault("loss 10 %") == "loss 10 %");
}

TEST_CASE("disturbances: the nemesis' starts and stops are spans") {
  const auto event = [](std::int64_t s, std::string f, boost::json::value value) {
    Op op;
    op.process = kNemesis;
    op.type = OpType::info;
    op.time = s * kSecond;
    op.f = std::move(f);
    op.value = std::move(value);
    return op;
  };
  History history;
  history.ops = {event(1, "start-partition", "partition one: n0 | n1 n2"),
                 event(2, "start-loss", "loss 10 %"),
                 event(3, "stop-loss", "loss 10 %"),
                 event(4, "start-partition", "partition one: n1 | n0 n2"),
                 event(5, "stop-partition", "partition one: n1 | n0 n2"),
                 event(6, "stop-partition", nullptr),
                 event(7, "start-clock", nullptr),
                 event(9, "heal", nullptr)};
  Surroundings surroundings;
  surroundings.disturbances = disturbances_of(history);
  CHECK(told({0, 1, 2}, surroundings) ==
        "partition one n0 | n1 n2 was up 1.000–6.000 s, loss 10 % was up 2.000–3.000 s and "
        "partition one n1 | n0 n2 was up 4.000–5.000 s");
  CHECK(told({3}, surroundings) == "clock was up 7.000–9.000 s");
  CHECK(told({0, 1, 2, 3}, surroundings).ends_with(" s and 1 more"));
  CHECK(told({}, surroundings).empty());
}

}  // namespace TEST_FILE
}  // namespace eddy::checkers

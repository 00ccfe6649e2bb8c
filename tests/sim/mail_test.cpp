#include "eddy/sim/mail.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <utility>

#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

using namespace std::chrono_literals;
using Order = std::pair<Time, std::uint64_t>;  // (arrival, sequence)

Envelope numbered(std::uint64_t msg_id) {
  return {NodeId::node(0), NodeId::node(1), msg_id, 0, {}};
}

TEST_CASE("mail: a late message never delays one that is due earlier") {
  Mail mail;
  mail.push(Time(10s), 1, numbered(1));
  mail.push(Time(1s), 2, numbered(2));
  CHECK(mail.next_arrival() == Time(1s));
  CHECK(mail.pop().msg_id == 2);
  CHECK(mail.pop().msg_id == 1);
  CHECK(mail.empty());
}

TEST_CASE("mail: messages that arrive at once come in the order of their sending") {
  Mail mail;
  for (std::uint64_t i = 1; i <= 100; ++i) mail.push(Time(1s), i, numbered(i));
  for (std::uint64_t i = 1; i <= 100; ++i) {
    CHECK(mail.next_sequence() == i);
    CHECK(mail.pop().msg_id == i);
  }
}

TEST_CASE("mail: arrivals at the far ends of time are kept apart") {
  Mail mail;
  mail.push(Time::max(), 1, numbered(1));
  mail.push(Time(0ns), 2, numbered(2));
  mail.push(Time::max() - 1ns, 3, numbered(3));
  CHECK(mail.pop().msg_id == 2);
  CHECK(mail.pop().msg_id == 3);
  CHECK(mail.next_arrival() == Time::max());
  CHECK(mail.pop().msg_id == 1);
}

// Pushes and pops at random, as a run does it: nothing arrives before what was taken last.
void agrees_with_a_map(std::uint64_t seed, std::int64_t spread_ns, std::uint64_t push_percent) {
  CAPTURE(seed);
  CAPTURE(spread_ns);
  Random random(seed, Purpose::test, 0);
  Mail mail;
  std::map<Order, std::uint64_t> expected;
  Time now{};
  std::uint64_t sequence = 0;
  for (int i = 0; i < 20'000; ++i) {
    if (expected.empty() || random.below(100) < push_percent) {
      const Time arrival = now + Duration(random.between(0, spread_ns));
      ++sequence;
      mail.push(arrival, sequence, numbered(sequence));
      expected.emplace(Order(arrival, sequence), sequence);
    } else {
      const auto [order, msg_id] = *expected.begin();
      REQUIRE(mail.next_arrival() == order.first);
      REQUIRE(mail.next_sequence() == order.second);
      REQUIRE(mail.pop().msg_id == msg_id);
      now = order.first;
      expected.erase(expected.begin());
    }
    REQUIRE(mail.size() == expected.size());
  }
  for (const auto& [order, msg_id] : expected) REQUIRE(mail.pop().msg_id == msg_id);
}

TEST_CASE("mail: any mixture of sendings and arrivals agrees with a sorted map") {
  std::uint64_t seed = 0;
  for (const std::int64_t spread_ns :
       {0LL, 1LL, 100LL, 65'536LL, 200'000'000LL, 4'000'000'000'000LL}) {
    for (const std::uint64_t push_percent : {50U, 52U, 80U}) {
      agrees_with_a_map(++seed, spread_ns, push_percent);
    }
  }
}

TEST_CASE("mail: a mixture of near and far arrivals agrees with a sorted map") {
  Random random(99, Purpose::test, 0);
  Mail mail;
  std::map<Order, std::uint64_t> expected;
  Time now{};
  for (std::uint64_t sequence = 1; sequence <= 20'000; ++sequence) {
    // Spread over all magnitudes: from nanoseconds to hours.
    const Time arrival =
        now + Duration(static_cast<std::int64_t>(random() >> random.between(20, 63)));
    mail.push(arrival, sequence, numbered(sequence));
    expected.emplace(Order(arrival, sequence), sequence);
    while (!expected.empty() && random.below(2) == 0) {
      now = expected.begin()->first.first;
      REQUIRE(mail.next_arrival() == now);
      REQUIRE(mail.pop().msg_id == expected.begin()->second);
      expected.erase(expected.begin());
    }
  }
  for (const auto& [order, msg_id] : expected) REQUIRE(mail.pop().msg_id == msg_id);
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

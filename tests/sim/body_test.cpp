#include "eddy/sim/body.h"

#include <doctest/doctest.h>

#include <array>
#include <boost/json/serialize.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "eddy/sim/random.h"
#include "tests/sim/messages.h"

namespace eddy::sim {
namespace TEST_FILE {

using test::Note;
using test::OtherPing;
using test::Ping;

const std::string kLong(1'000, 'x');

struct Huge {
  static constexpr std::string_view type = "huge";
  Huge() = default;  // so that it may have a field that it does not tell
  std::int64_t first = 0;
  std::array<std::int64_t, 500> rest{};
};
BOOST_DESCRIBE_STRUCT(Huge, (), (first))

TEST_CASE("bodies: one is known by its type and gives its value to that type only") {
  BodyPool pool;
  const BodyPtr body = pool.make(Ping{7});
  CHECK(body->type().name == "ping");
  REQUIRE(body->get_if<Ping>() != nullptr);
  CHECK(body->get_if<Ping>()->number == 7);
  CHECK(body->get_if<Note>() == nullptr);
  CHECK(body->get_if<OtherPing>() == nullptr);
}

TEST_CASE("bodies: the JSON form begins with the type") {
  BodyPool pool;
  CHECK(boost::json::serialize(to_json(*pool.make(Ping{7}))) == R"({"type":"ping","number":7})");
}

TEST_CASE("bodies: the hash follows the value and the type's name") {
  BodyPool pool;
  CHECK(pool.make(Ping{7})->hash() == pool.make(Ping{7})->hash());
  CHECK(pool.make(Ping{7})->hash() != pool.make(Ping{8})->hash());
  CHECK(pool.make(Ping{7})->hash() != pool.make(test::Pong{7})->hash());
  CHECK(pool.make(Ping{7})->hash() == pool.make(OtherPing{7})->hash());
}

TEST_CASE("bodies: copies share one value") {
  BodyPool pool;
  const BodyPtr body = pool.make(Note{kLong});
  const BodyPtr copy = body;
  CHECK(copy.get() == body.get());
  CHECK(copy->value() == body->value());
}

TEST_CASE("bodies: take moves out of the only reference and copies from a shared one") {
  BodyPool pool;
  BodyPtr alone = pool.make(Note{kLong});
  const char* text = alone->get_if<Note>()->text.data();
  CHECK(std::move(alone).take<Note>().text.data() == text);

  BodyPtr shared = pool.make(Note{kLong});
  const BodyPtr other = shared;
  const Note copied = std::move(shared).take<Note>();
  CHECK(copied.text == kLong);
  CHECK(other->get_if<Note>()->text == kLong);
}

TEST_CASE("bodies: a pointer that was moved from is empty and can be assigned again") {
  BodyPool pool;
  BodyPtr body = pool.make(Ping{1});
  BodyPtr taken = std::move(body);
  CHECK_FALSE(body);  // NOLINT(bugprone-use-after-move)
  CHECK(taken);
  body = taken;
  CHECK(body.get() == taken.get());
  body = BodyPtr();
  CHECK_FALSE(body);
}

TEST_CASE("bodies: living bytes count what texts hold and come back to nought") {
  BodyPool pool;
  {
    const BodyPtr ping = pool.make(Ping{1});
    const std::size_t small = pool.live_bytes();
    CHECK(small >= sizeof(Body) + sizeof(Ping));
    const BodyPtr note = pool.make(Note{kLong});
    CHECK(pool.live_bytes() >= small + kLong.size());
    const BodyPtr copy = note;
    CHECK(pool.live_bytes() < small + 2 * kLong.size());
  }
  CHECK(pool.live_bytes() == 0);
}

TEST_CASE("bodies: one that is gone leaves its place to the next of its size") {
  BodyPool pool;
  const void* place = pool.make(Ping{1}).get();
  CHECK(pool.make(Ping{2}).get() == place);
}

TEST_CASE("bodies: large ones keep their value and are given back") {
  BodyPool pool;
  {
    Huge huge;
    huge.rest.back() = 42;
    const BodyPtr body = pool.make(huge);
    CHECK(body->get_if<Huge>()->rest.back() == 42);
    CHECK(pool.live_bytes() >= sizeof(Huge));
  }
  CHECK(pool.live_bytes() == 0);
}

TEST_CASE("bodies: any mixture of making and sharing and dropping keeps every value") {
  BodyPool pool;
  Random random(1, Purpose::test, 0);
  std::vector<std::pair<BodyPtr, std::int64_t>> held;
  for (std::int64_t i = 0; i < 50'000; ++i) {
    const std::uint64_t choice = random.below(100);
    if (held.empty() || choice < 25) {
      held.emplace_back(pool.make(Ping{i}), i);
    } else if (choice < 35) {
      held.emplace_back(pool.make(Note{std::to_string(i)}), i);
    } else if (choice < 52) {
      const auto copy = random.pick(held);
      held.push_back(copy);
    } else {
      std::swap(random.pick(held), held.back());
      const auto& [body, number] = held.back();
      if (const Ping* ping = body->get_if<Ping>()) {
        REQUIRE(ping->number == number);
      } else {
        REQUIRE(body->get_if<Note>()->text == std::to_string(number));
      }
      held.pop_back();
    }
  }
  held.clear();
  CHECK(pool.live_bytes() == 0);
}

TEST_CASE("messages: a body of the same name and other fields is read by way of JSON") {
  BodyPool pool;
  const auto read = MessageTraits<Ping>::read(*pool.make(OtherPing{7}));
  REQUIRE(read);
  CHECK(read->number == 7);
}

TEST_CASE("messages: fields that do not fit are malformed and the text names type and field") {
  BodyPool pool;
  const auto read = MessageTraits<Ping>::read(*pool.make(OtherPing{"seven"}));
  REQUIRE_FALSE(read);
  CHECK(read.error().code == ErrorCode::malformed_request);
  CHECK(read.error().text == R"(ping: field "number": expected an integer, got a string "seven")");
}

TEST_CASE("errors: the names and which are definite are those of the protocol") {
  CHECK(name(ErrorCode::timeout) == "timeout");
  CHECK(name(ErrorCode::precondition_failed) == "precondition-failed");
  CHECK(name(static_cast<ErrorCode>(1234)) == "unknown");
  CHECK_FALSE(is_definite(ErrorCode::timeout));
  CHECK_FALSE(is_definite(ErrorCode::crash));
  CHECK_FALSE(is_definite(static_cast<ErrorCode>(1234)));
  for (const int code : {1, 10, 11, 12, 14, 20, 21, 22, 30}) {
    CAPTURE(code);
    CHECK(is_definite(static_cast<ErrorCode>(code)));
    CHECK(name(static_cast<ErrorCode>(code)) != "unknown");
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

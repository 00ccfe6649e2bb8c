#include "nodes/durable/reading.h"

#include <doctest/doctest.h>

#include "eddy/sim/random.h"
#include "nodes/durable/frame.h"
#include "tests/effort.h"

namespace eddy::nodes::durable {
namespace TEST_FILE {

using State = Reading::State;
using Records = std::vector<std::string>;

constexpr std::uint64_t kCases = testing::effort(2'000, 100);

// What a journal has written: groups of records, each with its mark.
struct Written {
  std::string log;
  std::string marks;
  Records records;
  std::vector<std::size_t> log_ends;  // after each group
  std::vector<std::size_t> counts;    // records up to then

  void group(const Records& group, std::uint64_t note, std::uint64_t begin = 0) {
    for (const std::string& record : group) {
      log += framed(record);
      records.push_back(record);
    }
    marks += encoded(Mark{begin, log.size(), {note, 0, 0}});
    log_ends.push_back(log.size());
    counts.push_back(records.size());
  }
  Records first(std::size_t count) const {
    return {records.begin(), records.begin() + static_cast<std::ptrdiff_t>(count)};
  }
};

std::string some_bytes(sim::Random& random) {
  std::string bytes(random.below(40), '\0');
  for (char& byte : bytes) byte = static_cast<char>(random.below(256));
  return bytes;
}

Written some_groups(sim::Random& random) {
  Written written;
  const std::uint64_t groups = 1 + random.below(6);
  for (std::uint64_t g = 0; g < groups; ++g) {
    Records group;
    for (std::uint64_t i = 1 + random.below(3); i > 0; --i) group.push_back(some_bytes(random));
    written.group(group, g + 1);
  }
  return written;
}

void flip(std::string& bytes, std::size_t bit) {
  bytes[bit / 8] = static_cast<char>(static_cast<unsigned char>(bytes[bit / 8]) ^ (1U << bit % 8));
}

TEST_CASE("journal: nothing was ever written") {
  const Reading reading = read_back("", "");
  CHECK(reading.state == State::whole);
  CHECK(reading.records.empty());
  CHECK_FALSE(reading.is_torn);
}

TEST_CASE("journal: what was synced is read back, in its order, with the last note") {
  Written written;
  written.group({"a", ""}, 1);
  written.group({"b"}, 2);
  const Reading reading = read_back(written.log, written.marks);
  CHECK(reading.state == State::whole);
  CHECK(reading.records == Records{"a", "", "b"});
  CHECK(reading.last.note[0] == 2);
  CHECK_FALSE(reading.is_torn);
}

TEST_CASE("journal: what is before the last mark's begin is of no more use, rotten or not") {
  Written written;
  written.group({"a", "b"}, 1);
  written.group({"c"}, 2, written.log.size());
  flip(written.log, 70);
  const Reading reading = read_back(written.log, written.marks);
  CHECK(reading.state == State::whole);
  CHECK(reading.records == Records{"c"});
}

// A disk keeps a prefix of the writes, the last of which may be torn: log, mark, log, mark, ….
TEST_CASE("journal: of any prefix of the writes, torn at any byte, what was marked is read") {
  for (std::uint64_t seed = 0; seed < kCases; ++seed) {
    CAPTURE(seed);
    sim::Random random(seed, sim::Purpose::test, 1);
    const Written written = some_groups(random);
    const std::size_t groups = random.below(written.log_ends.size());
    const std::size_t log_before = groups == 0 ? 0 : written.log_ends[groups - 1];
    const std::size_t marks_before = groups * kMarkSize;
    std::size_t log_size = log_before + random.below(written.log_ends[groups] - log_before + 1);
    std::size_t marks_size = marks_before;
    if (random.below(2) == 0) {
      log_size = written.log_ends[groups];
      marks_size += random.below(kMarkSize);
    }
    const Reading reading =
        read_back(written.log.substr(0, log_size), written.marks.substr(0, marks_size));
    REQUIRE(reading.state == State::whole);
    CHECK(reading.records == written.first(groups == 0 ? 0 : written.counts[groups - 1]));
    CHECK(reading.is_torn == (log_size > log_before || marks_size > marks_before));
    CHECK(reading.log_size == log_before);
    CHECK(reading.marks_size == marks_before);
  }
}

TEST_CASE("journal: one to three flipped bits of the log are seen, and the last mark is known") {
  for (std::uint64_t seed = 0; seed < kCases; ++seed) {
    CAPTURE(seed);
    sim::Random random(seed, sim::Purpose::test, 2);
    Written written = some_groups(random);
    const std::string before = written.log;
    for (std::uint64_t flips = 1 + random.below(3); flips > 0; --flips)
      flip(written.log, random.below(8 * written.log.size()));
    if (written.log == before) continue;
    const Reading reading = read_back(written.log, written.marks);
    REQUIRE(reading.state == State::rotten);
    CHECK(reading.records.empty());
    CHECK(reading.last.end == written.log.size());
    CHECK(reading.last.note[0] == written.log_ends.size());
  }
}

TEST_CASE(
    "journal: if the last mark has rotted nothing is known, if another one has it does no harm") {
  for (std::uint64_t seed = 0; seed < kCases; ++seed) {
    CAPTURE(seed);
    sim::Random random(seed, sim::Purpose::test, 3);
    Written written = some_groups(random);
    const std::size_t bit = random.below(8 * written.marks.size());
    const bool is_last = bit / 8 / kMarkSize == written.log_ends.size() - 1;
    flip(written.marks, bit);
    const Reading reading = read_back(written.log, written.marks);
    CHECK(reading.state == (is_last ? State::unreadable : State::whole));
    CHECK_FALSE(reading.is_torn);
  }
}

TEST_CASE("frame: no end, no beginning and no changed bit is taken for whole frames") {
  const std::string frames = framed("one") + framed("three");
  CHECK(records_of(frames) == Records{"one", "three"});
  for (std::size_t size = 1; size < frames.size(); ++size) {
    const bool is_whole = size == framed("one").size();
    CHECK(records_of(frames.substr(0, size)).has_value() == is_whole);
  }
  for (std::size_t bit = 0; bit < 8 * frames.size(); ++bit) {
    std::string rotten = frames;
    flip(rotten, bit);
    CHECK_FALSE(records_of(rotten));
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::nodes::durable

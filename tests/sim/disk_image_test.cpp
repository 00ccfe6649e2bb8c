#include "eddy/sim/disk_image.h"

#include <doctest/doctest.h>

#include <string>

#include "eddy/sim/random.h"

namespace eddy::sim {
namespace TEST_FILE {

TEST_CASE("disk image: what is written is read at once, and is safe after a sync") {
  DiskImage disk;
  CHECK(disk.read("log").empty());
  disk.append("log", "ab");
  disk.append("log", "cd");
  CHECK(disk.read("log") == "abcd");
  CHECK(disk.safe_bytes("log") == 0);
  CHECK(disk.unsynced() == 2);
  disk.sync_up_to(1);
  CHECK(disk.safe_bytes("log") == 2);
  disk.sync_up_to(2);
  CHECK(disk.safe_bytes("log") == 4);
  CHECK(disk.unsynced() == 0);
}

TEST_CASE("disk image: a write replaces the file, a truncation cuts it") {
  DiskImage disk;
  disk.append("a", "long text");
  disk.write("a", "new");
  CHECK(disk.read("a") == "new");
  disk.truncate("a", 1);
  CHECK(disk.read("a") == "n");
  disk.truncate("a", 5);
  CHECK(disk.read("a") == "n");
  disk.truncate("a", 0);
  CHECK(disk.read("a").empty());
}

TEST_CASE("disk image: a crash keeps the first unsynced writes over all files, in their order") {
  DiskImage disk;
  disk.append("a", "1");
  disk.sync_up_to(1);
  disk.append("b", "2");
  disk.append("a", "3");
  disk.append("b", "4");
  disk.crash(2);
  CHECK(disk.read("a") == "13");
  CHECK(disk.read("b") == "2");
  CHECK(disk.unsynced() == 0);
  disk.crash(0);
  CHECK(disk.read("a") == "13");
}

TEST_CASE("disk image: the last write that a crash keeps may be torn at any byte") {
  for (std::size_t kept = 0; kept <= 3; ++kept) {
    DiskImage disk;
    disk.append("a", "old");
    disk.append("a", "xyz");
    disk.crash(2, kept);
    CHECK(disk.read("a") == "old" + std::string("xyz").substr(0, kept));
  }
  DiskImage disk;
  disk.write("a", "old");
  disk.sync_up_to(1);
  disk.write("a", "newer");
  disk.crash(1, 2);
  CHECK(disk.read("a") == "ne");
}

TEST_CASE("disk image: an earlier sync that ends after a later one takes nothing back") {
  DiskImage disk;
  disk.append("a", "1");
  const auto first = disk.writes();
  disk.append("a", "2");
  disk.sync_up_to(disk.writes());
  disk.sync_up_to(first);
  CHECK(disk.safe_bytes("a") == 2);
  // After a crash, a sync that was begun before it is of no effect.
  disk.append("a", "3");
  disk.crash(0);
  disk.append("a", "4");
  disk.sync_up_to(3);
  CHECK(disk.safe_bytes("a") == 2);
  CHECK(disk.read("a") == "124");
}

TEST_CASE("disk image: there is room for 64 MiB, over all files") {
  DiskImage disk;
  CHECK(disk.has_room(DiskImage::kCapacity));
  disk.append("a", std::string(1000, 'x'));
  disk.append("b", std::string(500, 'x'));
  CHECK_FALSE(disk.has_room(DiskImage::kCapacity - 1499));
  CHECK(disk.has_room(DiskImage::kCapacity - 1500));
  disk.truncate("a", 0);
  CHECK(disk.has_room(DiskImage::kCapacity - 500));
  disk.crash(0);
  CHECK(disk.has_room(DiskImage::kCapacity));
}

// As it should be: what is safe is what was synced, what is read is what was written.
TEST_CASE(
    "disk image: after any writes, syncs and crashes it holds a prefix that has all of the safe") {
  for (std::uint64_t seed = 0; seed < 300; ++seed) {
    Random random(seed, Purpose::test, 1);
    DiskImage disk;
    std::string written;  // one file that grows
    std::size_t safe = 0;
    for (int step = 0; step < 40; ++step) {
      switch (random.below(4)) {
        case 0:
        case 1: {
          const std::string bytes(1 + random.below(5), static_cast<char>('a' + random.below(26)));
          disk.append("f", bytes);
          written += bytes;
          break;
        }
        case 2:
          disk.sync_up_to(disk.writes());
          safe = written.size();
          break;
        default: {
          const std::size_t kept = random.below(disk.unsynced() + 1);
          const bool tears = kept > 0 && random.below(2) == 0;
          if (tears) {
            disk.crash(kept, random.below(disk.bytes_of(kept - 1) + 1));
          } else {
            disk.crash(kept);
          }
          const std::string left(disk.read("f"));
          REQUIRE(left.size() >= safe);
          REQUIRE(written.starts_with(left));
          written = left;
          safe = left.size();
        }
      }
      REQUIRE(disk.read("f") == written);
      REQUIRE(disk.safe_bytes("f") == safe);
    }
  }
}

}  // namespace TEST_FILE
}  // namespace eddy::sim

// Which seeds a sweep runs, and which of them one shard of it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace eddy::tools {

// From first to last, both included.
struct SeedRange {
  std::uint64_t first = 0;
  std::uint64_t last = 999;

  friend bool operator==(const SeedRange&, const SeedRange&) = default;
};

inline constexpr std::uint64_t kMostSeeds = 1'000'000'000;

// "0..999". Throws checkers::BadInput, of a range that is upside down or holds more than kMostSeeds,
// too.
SeedRange parse_seed_range(std::string_view option, std::string_view text);
std::string to_string(const SeedRange& range);

// One of `count` parts that may run on as many machines.
struct Shard {
  std::uint64_t index = 1;  // from 1
  std::uint64_t count = 1;

  friend bool operator==(const Shard&, const Shard&) = default;
};

inline constexpr std::uint64_t kMostShards = 10'000;

// "2/4". Throws checkers::BadInput.
Shard parse_shard(std::string_view option, std::string_view text);
std::string to_string(const Shard& shard);

// A shard that the environment names, and by which variable.
struct ShardOfEnvironment {
  Shard shard;
  std::string variable;
};

// That of a task of a Slurm job array (SLURM_ARRAY_TASK_ID, _MIN, _STEP, _COUNT) or of a pod of an
// indexed job of Kubernetes (JOB_COMPLETION_INDEX, and JOB_COMPLETIONS, which its manifest must
// set). Nothing where there is neither. Throws checkers::BadInput where these do not fit together.
std::optional<ShardOfEnvironment> shard_of_environment();

// The seeds of a shard, in their order: every count-th from the index-th on, so that no shard has
// more work than another.
class ShardSeeds {
 public:
  ShardSeeds(SeedRange range, Shard shard) : range_(range), shard_(shard) {}

  std::uint64_t size() const;
  // REQUIRES: place < size().
  std::uint64_t at(std::uint64_t place) const {
    return range_.first + (shard_.index - 1) + place * shard_.count;
  }

 private:
  SeedRange range_;
  Shard shard_;
};

}  // namespace eddy::tools

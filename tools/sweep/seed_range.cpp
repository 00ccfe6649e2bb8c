#include "tools/sweep/seed_range.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstdlib>

#include "eddy/checkers/bad_input.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

std::optional<std::uint64_t> to_whole(std::string_view text) {
  std::uint64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stop != end || text.empty()) return std::nullopt;
  return number;
}

// Nothing where the environment does not have it, or has it empty.
std::optional<std::uint64_t> number_in_environment(const char* name) {
  const char* text = std::getenv(name);
  if (text == nullptr || *text == '\0') return std::nullopt;
  const auto number = to_whole(text);
  if (!number) {
    throw BadInput(
        fmt::format("the environment's {}={} is no whole number: say --shard I/N", name, text));
  }
  return number;
}

ShardOfEnvironment shard_of(std::uint64_t index, std::uint64_t count, const std::string& variable) {
  if (index < 1 || index > count || count > kMostShards) {
    throw BadInput(
        fmt::format("the environment ({}) makes this shard {} of {}: say which with --shard I/N",
                    variable, index, count));
  }
  return {{index, count}, variable};
}

}  // namespace

SeedRange parse_seed_range(std::string_view option, std::string_view text) {
  const auto dots = text.find("..");
  const auto first = to_whole(text.substr(0, dots));
  const auto last = dots == std::string_view::npos ? std::nullopt : to_whole(text.substr(dots + 2));
  if (!first || !last) {
    throw BadInput(
        fmt::format("{} takes a first and a last seed, such as 0..999, got \"{}\"", option, text));
  }
  if (*first > *last) {
    throw BadInput(fmt::format("{} {} is upside down: say {}..{}", option, text, *last, *first));
  }
  if (*last - *first >= kMostSeeds) {
    throw BadInput(fmt::format("{} {} has more than {} seeds, the most that one sweep runs", option,
                               text, kMostSeeds));
  }
  return {*first, *last};
}

std::string to_string(const SeedRange& range) {
  return fmt::format("{}..{}", range.first, range.last);
}

Shard parse_shard(std::string_view option, std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const std::uint64_t index = to_whole(text.substr(0, slash)).value_or(0);
  const std::uint64_t count = to_whole(text.substr(std::min(slash + 1, text.size()))).value_or(0);
  if (index < 1 || index > count || count > kMostShards) {
    throw BadInput(
        fmt::format("{} takes one of so many shards, from 1/1 to {}/{}, such as 2/4, got \"{}\"",
                    option, kMostShards, kMostShards, text));
  }
  return {index, count};
}

std::string to_string(const Shard& shard) { return fmt::format("{}/{}", shard.index, shard.count); }

std::optional<ShardOfEnvironment> shard_of_environment() {
  const auto task = number_in_environment("SLURM_ARRAY_TASK_ID");
  const auto tasks = number_in_environment("SLURM_ARRAY_TASK_COUNT");
  if (task && tasks) {
    const std::uint64_t first = number_in_environment("SLURM_ARRAY_TASK_MIN").value_or(0);
    const std::uint64_t step = number_in_environment("SLURM_ARRAY_TASK_STEP").value_or(1);
    const bool fits = step > 0 && *task >= first && (*task - first) % step == 0;
    return shard_of(fits ? (*task - first) / step + 1 : 0, *tasks, "SLURM_ARRAY_TASK_ID");
  }
  const auto index = number_in_environment("JOB_COMPLETION_INDEX");
  const auto completions = number_in_environment("JOB_COMPLETIONS");
  if (index && completions) return shard_of(*index + 1, *completions, "JOB_COMPLETION_INDEX");
  if (index) {
    throw BadInput(
        "JOB_COMPLETION_INDEX says that this is a part of an indexed job, and nothing of how many: "
        "set JOB_COMPLETIONS in its manifest, or say --shard I/N");
  }
  return std::nullopt;
}

std::uint64_t ShardSeeds::size() const {
  const std::uint64_t all = range_.last - range_.first + 1;
  const std::uint64_t before = shard_.index - 1;
  return before >= all ? 0 : (all - before - 1) / shard_.count + 1;
}

}  // namespace eddy::tools

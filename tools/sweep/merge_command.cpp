#include "tools/sweep/merge_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <fstream>
#include <map>
#include <memory>
#include <optional>
#include <utility>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/external_program.h"
#include "tools/arguments.h"
#include "tools/exit_status.h"
#include "tools/program_arguments.h"
#include "tools/results_json.h"
#include "tools/sweep/ci_report.h"
#include "tools/sweep/former_merge.h"
#include "tools/sweep/opened_sweep.h"
#include "tools/sweep/recorded_seeds.h"
#include "tools/sweep/seed_line.h"
#include "tools/sweep/sweep_report.h"
#include "tools/terminal.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using checkers::BadInput;

// The folder of one shard, with the lines that it has.
struct ShardPart {
  SweepFolder folder;
  SweepIdentity identity;
  std::uint64_t runs = 0;
};

// What the shards of one sweep have in common.
SweepIdentity without_shard(SweepIdentity identity) {
  identity.shard = {1, identity.shard.count};
  return identity;
}

std::string difference_between(const SweepIdentity& a, const SweepIdentity& b) {
  if (a.seeds != b.seeds)
    return fmt::format("their seeds are {} and {}", to_string(a.seeds), to_string(b.seeds));
  if (a.shard.count != b.shard.count)
    return fmt::format("they are of {} and of {} shards", a.shard.count, b.shard.count);
  if (a.plain != b.plain) return "one of them is --plain";
  return "their options differ";
}

class Merge {
 public:
  explicit Merge(const MergeRequest& request) : request_(request) {
    if (request.folders.empty()) {
      throw BadInput(
          "which folders? merge takes those of all shards, such as "
          "store/broadcast/sweep-1-shard-*");
    }
    for (const std::string& folder : request.folders) add(folder);
  }

  int run(const std::string& command) {
    const ShardPart& first = parts_.begin()->second;
    json::object head = first.folder.head();
    SweepIdentity whole = first.identity;
    whole.shard = {};
    head["sweep"] = to_json(whole);
    head.erase("results");
    head["course"] = courses();
    FormerMerge former(place(), head.at("sweep"));
    const SweepFolder folder = make_folder(head);
    try {
      LineFile lines(folder.lines());
      join(lines);
    } catch (const std::exception& error) {
      std::error_code ignored;
      fs::remove_all(folder.path(), ignored);
      throw BadInput(fmt::format("{} was not made: {}", folder.path().string(), error.what()));
    }
    former.is_replaced();

    const TestWords words = words_of(whole);
    SweepReport report{.workload = words.workload,
                       .program = words.program,
                       .seeds = whole.seeds,
                       .shard = whole.shard,
                       .planned = ShardSeeds(whole.seeds, whole.shard).size(),
                       .groups = &groups_,
                       .lessons = &lessons_,
                       .command = command,
                       .requires_labels = request_.require_sometimes,
                       .not_drawn = not_drawn_in(head),
                       .is_of_file = words.is_of_file,
                       .stored_in = folder.path().string(),
                       .goes_on_by = remedies(command),
                       .missing = missing_parts(),
                       .wall_before = wall_in(head)};
    head["results"] = results_of(report);
    folder.replace_head(head);
    if (!request_.junit.empty()) write_report(request_.junit, to_junit(report));
    if (request_.json) {
      fmt::print("{}", pretty(results_of(report)));
    } else {
      fmt::print("{}", to_text(report, colour_of(STDOUT_FILENO)));
    }
    tell_ci(report, request_.json ? stderr : stdout);
    return exit_status(validity_of(report));
  }

 private:
  struct TestWords {
    std::string workload;
    std::string program;
    bool is_of_file = false;
  };

  // The sweep's arguments name both.
  static TestWords words_of(const SweepIdentity& identity) {
    TestWords words;
    std::vector<std::string> arguments = identity.arguments;
    cut_program_arguments(arguments);
    for (std::size_t i = 0; i + 1 < arguments.size(); ++i) {
      if (arguments[i] == "-w") words.workload = arguments[i + 1];
      if (arguments[i] == "--node") words.program = arguments[i + 1];
      if (arguments[i] != "--bin") continue;
      words.program = workloads::program_name({{arguments[i + 1]}});
      words.is_of_file = true;
    }
    return words;
  }

  void add(const std::string& place) {
    ShardPart part{SweepFolder(folder_at(place)), {}, 0};
    part.identity = identity_in(part.folder);
    if (!parts_.empty()) {
      const auto& [index, first] = *parts_.begin();
      const auto a = without_shard(first.identity);
      const auto b = without_shard(part.identity);
      if (a != b) {
        throw BadInput(fmt::format("{} and {} are not parts of one sweep: {}",
                                   first.folder.path().string(), part.folder.path().string(),
                                   difference_between(a, b)));
      }
      if (version_in(first.folder) != version_in(part.folder)) {
        throw BadInput(fmt::format("{} was written by version {}, {} by {}",
                                   first.folder.path().string(), version_in(first.folder),
                                   part.folder.path().string(), version_in(part.folder)));
      }
    }
    const std::uint64_t index = part.identity.shard.index;
    if (const auto twin = parts_.find(index); twin != parts_.end()) {
      throw BadInput(fmt::format("shard {} is there twice, in {} and in {}: leave out one of them",
                                 index, twin->second.folder.path().string(),
                                 part.folder.path().string()));
    }
    const ShardSeeds seeds(part.identity.seeds, part.identity.shard);
    RecordedSeeds(part.folder, seeds).read([&](const workloads::SeedOutcome&) { ++part.runs; });
    parts_.emplace(index, std::move(part));
    order_.push_back(index);
  }

  fs::path place() const {
    if (!request_.output.empty()) return folder_at(request_.output);
    const ShardPart& first = parts_.at(order_.front());
    std::string name = first.folder.path().filename().string();
    const std::string suffix = sweep_folder_name("", first.identity.shard).substr(6);
    if (suffix.empty() || !name.ends_with(suffix)) {
      throw BadInput(
          fmt::format("where does the sweep go? say --output FOLDER, for {} has no name "
                      "of a shard",
                      first.folder.path().string()));
    }
    name.resize(name.size() - suffix.size());
    return first.folder.path().parent_path() / name;
  }

  SweepFolder make_folder(const json::object& head) const {
    const fs::path place = this->place();
    if (auto made = SweepFolder::make(place, head)) return std::move(*made);
    throw BadInput(
        fmt::format("{} is there already, and is not overwritten: take another place with --output "
                    "FOLDER",
                    place.string()));
  }

  json::array courses() const {
    json::array all;
    for (const auto& [index, part] : parts_) {
      const json::object head = part.folder.head();
      const json::value* course = head.if_contains("course");
      if (course == nullptr || !course->is_array()) continue;
      for (const json::value& one : course->get_array()) all.push_back(one);
    }
    return all;
  }

  // The place of a seed in the sweep tells its shard, and each shard has its seeds in order.
  void join(LineFile& out) {
    constexpr std::size_t kBatch = 1 << 20;
    std::map<std::uint64_t, std::pair<std::ifstream, std::uint64_t>> open;  // and lines left
    std::uint64_t left = 0;
    for (const auto& [index, part] : parts_) {
      open[index] = {std::ifstream(part.folder.lines(), std::ios::binary), part.runs};
      if (!open[index].first.is_open()) {
        throw BadInput(fmt::format("cannot open {}: {}; merge opens all shards at once (ulimit -n)",
                                   part.folder.lines().string(), std::strerror(errno)));
      }
      left += part.runs;
    }
    const std::uint64_t count = parts_.begin()->second.identity.shard.count;
    std::string batch;
    for (std::uint64_t place = 0; left > 0; ++place) {
      const auto found = open.find(place % count + 1);
      if (found == open.end() || found->second.second == 0) continue;
      auto& [file, lines_left] = found->second;
      std::string line;
      if (!std::getline(file, line))
        throw BadInput(fmt::format("shard {} became shorter while it was read", found->first));
      --lines_left;
      --left;
      const auto outcome = parse_seed_line(line);
      groups_.add(outcome);
      lessons_.add(outcome);
      batch += line + '\n';
      if (batch.size() < kBatch && left > 0) continue;
      out.append(batch);
      batch.clear();
    }
  }

  std::vector<std::string> missing_parts() const {
    const SweepIdentity& any = parts_.begin()->second.identity;
    std::vector<std::string> missing;
    for (std::uint64_t index = 1; index <= any.shard.count; ++index) {
      const ShardSeeds seeds(any.seeds, {index, any.shard.count});
      const auto found = parts_.find(index);
      if (found == parts_.end()) {
        if (seeds.size() == 0) continue;
        missing.push_back(fmt::format("shard {} of {}: all of its {} seeds", index, any.shard.count,
                                      grouped(seeds.size())));
      } else if (found->second.runs < seeds.size()) {
        missing.push_back(fmt::format("shard {} of {}: {} of its {} seeds, from {} on", index,
                                      any.shard.count, grouped(seeds.size() - found->second.runs),
                                      grouped(seeds.size()), seeds.at(found->second.runs)));
      }
    }
    return missing;
  }

  // To go on with the shards that are there in part, and to merge once more.
  std::vector<std::string> remedies(const std::string& command) const {
    std::vector<std::string> commands;
    if (missing_parts().empty()) return commands;
    std::string merge = command + " merge";
    for (const std::uint64_t index : order_) {
      const ShardPart& part = parts_.at(index);
      const std::string folder = shell_quoted(part.folder.path().string());
      merge += ' ' + folder;
      if (part.runs < ShardSeeds(part.identity.seeds, part.identity.shard).size())
        commands.push_back(fmt::format("{} sweep --resume {}", command, folder));
    }
    if (parts_.size() < parts_.begin()->second.identity.shard.count) merge += " …";
    if (!request_.output.empty()) merge += " --output " + shell_quoted(request_.output);
    commands.push_back(std::move(merge));
    return commands;
  }

  static std::chrono::nanoseconds wall_in(const json::object& head) {
    double seconds = 0;
    for (const json::value& course : head.at("course").get_array()) {
      const auto* object = course.if_object();
      const json::value* wall = object == nullptr ? nullptr : object->if_contains("wall-seconds");
      if (wall != nullptr && wall->is_double()) seconds += wall->get_double();
    }
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(seconds));
  }

  const MergeRequest& request_;
  std::map<std::uint64_t, ShardPart> parts_;  // by index
  std::vector<std::uint64_t> order_;          // as they were named
  workloads::FailureGroups groups_;
  workloads::Lessons lessons_;
};

}  // namespace

void declare_merge_options(CLI::App& command, MergeRequest& request) {
  command.add_option("FOLDER", request.folders, "The folders of the shards, in any order")
      ->type_name("");
  const auto add = [&command](const char* names, std::string& field, const char* help,
                              const char* metavar) {
    command.add_option(names, field, help)
        ->option_text(metavar)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->group("Output");
  };
  add("-o,--output", request.output,
      "Where the sweep goes, a new folder (beside the first shard, without its number)", "FOLDER");
  add("--junit", request.junit, "Write a report for CI systems", "FILE");
  command
      .add_flag("--require-sometimes", request.require_sometimes,
                "Fail if there is a label that no run has reached")
      ->group("Output");
  command.add_flag("--json", request.json, "Print the result as JSON on standard output")
      ->group("Output");
}

int merge_sweeps(const MergeRequest& request, const std::string& command) {
  require_writable_report(request.junit);
  return Merge(request).run(command);
}

}  // namespace eddy::tools

#include "tools/sweep/opened_sweep.h"

#include <fmt/format.h>

#include <boost/json/array.hpp>
#include <string_view>
#include <system_error>
#include <utility>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/scenario.h"
#include "tools/climates.h"
#include "tools/request_rules.h"
#include "tools/store.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
using checkers::BadInput;

constexpr int kSweepFormat = 1;

void require_places(const SweepRequest& request) {
  const TestRequest& test = request.test;
  require_output(test);
  if (!request.folder.empty() && !test.sweep.resume) {
    throw BadInput(fmt::format("{} is the folder of a sweep to go on with: say --resume {}",
                               request.folder, request.folder));
  }
  if (!request.folder.empty() && !test.sweep.name.empty())
    throw BadInput("--name and FOLDER both say which sweep: leave out one of them");
  if (!test.no_store) return;
  if (test.sweep.resume)
    throw BadInput(
        "--resume goes on with what is in the store: leave out one of it and --no-store");
  if (!test.sweep.name.empty())
    throw BadInput("--name names a folder in the store: leave out one of it and --no-store");
}

// Where the link of the latest sweep leads.
fs::path latest_sweep(const fs::path& directory) {
  const fs::path link = directory / "latest-sweep";
  std::error_code error;
  if (!fs::is_symlink(link, error)) {
    throw BadInput(
        fmt::format("there is no sweep to go on with: no {}; name its folder, --resume "
                    "FOLDER",
                    link.string()));
  }
  return folder_at(link.string());
}

bool names_a_workload(const TestRequest& test) {
  return !test.options.plan.workload.empty() || !test.options.run.program.empty();
}

// Nothing where there is none of that name yet.
std::optional<fs::path> place_to_go_on(const SweepRequest& request,
                                       std::span<const nodes::ProgramEntry> programs) {
  if (!request.folder.empty()) return folder_at(request.folder);
  const fs::path store = request.test.store_directory;
  const bool is_named = !request.test.sweep.name.empty();
  if (!is_named && !names_a_workload(request.test)) return latest_sweep(store);
  TestRequest test = request.test;
  complete(test, programs);
  const fs::path of_workload = store / test.options.plan.workload;
  if (!is_named) return latest_sweep(of_workload);
  const fs::path place =
      of_workload / sweep_folder_name(test.sweep.name, test.sweep.shard.value_or(Shard{}));
  std::error_code ignored;
  if (fs::exists(place, ignored)) return place;
  return std::nullopt;
}

std::vector<std::string> not_drawn_by(const TestRequest& request,
                                      std::span<const nodes::ProgramEntry> programs) {
  if (request.sweep.plain) return {};
  return faults_not_drawn(request, programs);
}

OpenedSweep go_on(const TestRequest& given, SweepFolder folder,
                  std::span<const nodes::ProgramEntry> programs) {
  OpenedSweep sweep;
  sweep.identity = identity_in(folder);
  sweep.request = request_of(sweep.identity, programs);
  require_same(given, sweep.request);
  TestRequest& request = sweep.request;
  const SweepOptions began = request.sweep;
  request.sweep = given.sweep;
  request.sweep.seeds = began.seeds;
  request.sweep.shard = began.shard;
  request.sweep.plain = began.plain;
  request.json = given.json;
  request.store_directory = given.store_directory;
  sweep.not_drawn = not_drawn_by(request, programs);
  sweep.folder = std::move(folder);
  return sweep;
}

SweepFolder make_folder(const fs::path& directory, const std::string& name,
                        const SweepIdentity& identity, const std::vector<std::string>& not_drawn) {
  const auto head = head_of(identity, not_drawn);
  if (name.empty()) return SweepFolder::make_numbered(directory, identity.shard, head);
  const fs::path place = directory / sweep_folder_name(name, identity.shard);
  if (auto made = SweepFolder::make(place, head)) return std::move(*made);
  throw BadInput(fmt::format(
      "{} is there already, and is not overwritten: go on with it with --resume, or take another "
      "--name",
      place.string()));
}

OpenedSweep begin(TestRequest test, std::span<const nodes::ProgramEntry> programs) {
  complete(test, programs);
  OpenedSweep sweep;
  sweep.identity = identity_of(test);
  sweep.not_drawn = not_drawn_by(test, programs);
  if (!test.no_store) {
    const Store store(test.store_directory, test.options.plan.workload);
    sweep.folder =
        make_folder(store.of_workload(), test.sweep.name, sweep.identity, sweep.not_drawn);
  }
  sweep.request = std::move(test);
  return sweep;
}

// Nothing where there is no such list.
std::vector<std::string> texts_in(const boost::json::object& object, std::string_view name) {
  std::vector<std::string> texts;
  const boost::json::value* list = object.if_contains(name);
  if (list == nullptr || !list->is_array()) return texts;
  for (const boost::json::value& text : list->get_array()) {
    if (text.is_string()) texts.emplace_back(std::string_view(text.get_string()));
  }
  return texts;
}

}  // namespace

OpenedSweep open_sweep(SweepRequest request, std::span<const nodes::ProgramEntry> programs) {
  require_places(request);
  TestRequest& test = request.test;
  test.draws_climates = !test.sweep.plain;
  std::string variable;
  if (!test.is_given("shard")) {
    if (const auto found = shard_of_environment()) {
      test.sweep.shard = found->shard;
      test.given.insert("shard");
      variable = found->variable;
    }
  }
  std::optional<fs::path> place;
  if (test.sweep.resume) place = place_to_go_on(request, programs);
  OpenedSweep sweep =
      place ? go_on(test, SweepFolder(*place), programs) : begin(std::move(test), programs);
  sweep.shard_variable = std::move(variable);
  return sweep;
}

boost::json::object head_of(const SweepIdentity& identity,
                            const std::vector<std::string>& not_drawn) {
  return {
      {"format", kSweepFormat},
      {"program", {{"version", EDDY_VERSION}, {"scenario-format", workloads::Scenario::kFormat}}},
      {"sweep", to_json(identity)},
      {"not-drawn", boost::json::array(not_drawn.begin(), not_drawn.end())}};
}

std::vector<std::string> not_drawn_in(const boost::json::object& head) {
  return texts_in(head, "not-drawn");
}

std::vector<std::string> missing_in(const boost::json::object& head) {
  const boost::json::value* results = head.if_contains("results");
  if (results == nullptr || !results->is_object()) return {};
  return texts_in(results->get_object(), "missing");
}

SweepIdentity identity_in(const SweepFolder& folder) {
  const boost::json::object head = folder.head();
  try {
    const boost::json::value* format = head.if_contains("format");
    if (format == nullptr || *format != kSweepFormat)
      throw BadInput(fmt::format("expected \"format\" to be {}", kSweepFormat));
    const boost::json::value* sweep = head.if_contains("sweep");
    if (sweep == nullptr || !sweep->is_object())
      throw BadInput("expected \"sweep\" to be an object");
    return parse_identity(sweep->get_object());
  } catch (const BadInput& bad) {
    throw BadInput(fmt::format("{}: {}", (folder.path() / "sweep.json").string(), bad.what()));
  }
}

std::string version_in(const SweepFolder& folder) {
  const boost::json::object head = folder.head();
  const boost::json::value* program = head.if_contains("program");
  const boost::json::value* version = program != nullptr && program->is_object()
                                          ? program->get_object().if_contains("version")
                                          : nullptr;
  if (version == nullptr || !version->is_string()) return "unknown";
  return std::string(std::string_view(version->get_string()));
}

}  // namespace eddy::tools

#include "tools/stored_run.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <boost/json/parse.hpp>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>

#include "eddy/checkers/bad_input.h"
#include "tools/history_file.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
namespace json = boost::json;
using checkers::BadInput;
using checkers::CheckOptions;

constexpr std::string_view kResults = "results.json";
constexpr std::string_view kModels = "consistency-models";

// By what a workload judges its runs (workloads/NAME.cpp).
struct Judgement {
  std::string_view workload;
  std::string_view model;
  std::string_view option;  // beside the consistency models; empty: none
  void (*set)(CheckOptions& options);
};

void set_nothing(CheckOptions& /*options*/) {}

constexpr std::array kJudgements = {
    Judgement{"echo", "echo", "", &set_nothing},
    Judgement{"unique-ids", "unique-ids", "", &set_nothing},
    Judgement{"broadcast", "set-full", "add",
              [](CheckOptions& options) { options.add = "broadcast"; }},
    Judgement{"g-set", "set-full", "", &set_nothing},
    Judgement{"g-counter", "pn-counter", "", &set_nothing},
    Judgement{"pn-counter", "pn-counter", "", &set_nothing},
    Judgement{"txn-list-append", "list-append", "", &set_nothing},
    Judgement{"txn-rw-register", "rw-register", "wfr-keys",
              [](CheckOptions& options) { options.wfr_keys = true; }},
    Judgement{"kafka", "kafka", "", &set_nothing},
    Judgement{"lin-kv", "kv", "", &set_nothing},
    Judgement{"lin-mutex", "owned-mutex", "", &set_nothing},
};

const Judgement* find_judgement(std::string_view workload) {
  const auto* found =
      std::find_if(kJudgements.begin(), kJudgements.end(),
                   [&](const Judgement& judgement) { return judgement.workload == workload; });
  return found == kJudgements.end() ? nullptr : found;
}

bool is_there(const fs::path& path) {
  std::error_code ignored;
  return fs::exists(path, ignored);
}

// The file of a folder's history.
fs::path history_in(const fs::path& folder) {
  for (const char* name : {"history.jsonl", "history.edn"}) {
    if (is_there(folder / name)) return folder / name;
  }
  const fs::path latest = folder / "latest";
  throw BadInput(fmt::format("{} holds no run: expected history.jsonl in it{}",
                             history_name(folder.string()),
                             is_there(latest) ? fmt::format(", as in {}", latest.string()) : ""));
}

// What the results of a run say of how it was judged.
class StoredResults {
 public:
  explicit StoredResults(fs::path file) : file_(std::move(file)) {
    std::ifstream in(file_, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    json::error_code error;
    const json::value results = json::parse(text, error);
    if (error || !results.is_object()) refuse("the results of a run, a JSON object");
    results_ = results.get_object();
  }

  const Judgement& judgement() const {
    const json::value* workload = results_.if_contains("workload");
    const Judgement* found = workload != nullptr && workload->is_string()
                                 ? find_judgement(workload->get_string())
                                 : nullptr;
    if (found == nullptr) refuse("\"workload\" to be one of those of eddy test");
    return *found;
  }

  bool has_rising_offsets() const {
    const json::value* offsets = results_.if_contains("committed-offsets");
    return offsets != nullptr && *offsets == "rising";
  }

  std::vector<std::string> consistency_models() const {
    std::vector<std::string> models;
    const json::value* names = results_.if_contains(kModels);
    if (names == nullptr) return models;
    if (!names->is_array()) refuse("\"consistency-models\" to be a list of names");
    for (const json::value& name : names->get_array()) {
      if (!name.is_string()) refuse("\"consistency-models\" to be a list of names");
      models.emplace_back(std::string_view(name.get_string()));
    }
    return models;
  }

  // Nothing where the results do not say.
  std::optional<workloads::Seating> seating() const {
    const auto number = [&](std::string_view name) -> std::size_t {
      const json::value* value = results_.if_contains(name);
      return value != nullptr && value->is_int64() && value->get_int64() > 0
                 ? static_cast<std::size_t>(value->get_int64())
                 : 0;
    };
    const std::size_t nodes = number("node-count");
    const std::size_t threads = number("threads");
    if (nodes == 0 || threads == 0) return std::nullopt;
    return workloads::Seating{threads, nodes};
  }

 private:
  [[noreturn]] void refuse(std::string_view expected) const {
    throw BadInput(fmt::format("{}: expected {}; name the history itself to judge it by --model",
                               history_name(file_.string()), expected));
  }

  fs::path file_;
  json::object results_;
};

bool is_given(const CheckRequest& request, std::string_view option) {
  return std::find(request.given.begin(), request.given.end(), option) != request.given.end();
}

// Judges as the run did, but for what the request itself says.
void complete(CheckRequest& request, const StoredResults& results) {
  const Judgement& judgement = results.judgement();
  if (const auto seating = results.seating()) request.seating = *seating;
  if (request.model.empty()) request.model = judgement.model;
  const checkers::CheckerEntry* checker = find_model(request.model);
  if (checker == nullptr || checker->name != judgement.model) return;
  if (!is_given(request, judgement.option)) judgement.set(request.options);
  if (!is_given(request, "final-reads")) request.options.final_reads = checkers::FinalReadRule::all;
  if (!is_given(request, "committed-offsets"))
    request.options.rising_offsets = results.has_rising_offsets();
  // Anomalies alone are looked for alone.
  if (!is_given(request, kModels) && !is_given(request, "anomalies"))
    request.options.consistency_models = results.consistency_models();
}

}  // namespace

CheckRequest with_stored_run(CheckRequest request) {
  std::error_code ignored;
  const fs::path folder = request.file;
  if (request.file == "-") return request;
  if (!fs::is_directory(folder, ignored)) {
    // Whoever named a folder that is not there is not to be asked for a model.
    if (request.model.empty() && !is_there(folder)) {
      throw BadInput(
          fmt::format("cannot read {}: {}", history_name(request.file), std::strerror(ENOENT)));
    }
    return request;
  }
  request.file = history_in(folder).string();
  if (is_there(folder / kResults)) {
    complete(request, StoredResults(folder / kResults));
  } else if (request.model.empty()) {
    throw BadInput(
        fmt::format("{} does not tell its model: expected results.json in it, or --model",
                    history_name(folder.string())));
  }
  return request;
}

bool is_judged_with(std::string_view workload, std::string_view option) {
  const Judgement* judgement = find_judgement(workload);
  if (judgement == nullptr) return false;
  const auto heeded = checkers::words_of(checkers::find_checker(judgement->model)->options);
  return std::find(heeded.begin(), heeded.end(), option) != heeded.end();
}

}  // namespace eddy::tools

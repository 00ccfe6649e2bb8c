#include "tools/options/check_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>

#include "checkers/peer_name.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/models/anomaly.h"
#include "eddy/checkers/transactional/models/consistency_model.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using checkers::CheckerEntry;
using checkers::CheckOptions;

constexpr WholeRange kSteps{1, 1'000'000'000'000'000};
constexpr WholeRange kMebibytes{1, 1'000'000};
constexpr WholeRange kGroupSizes{1, 1'000'000};

std::vector<std::string> names_of_anomalies() {
  const auto names = checkers::anomaly_names();
  return {names.begin(), names.end()};
}

// With what peers call them.
std::vector<std::string> names_of_models() {
  auto names = checker_names();
  for (const checkers::PeerName& peer : checkers::peer_names()) {
    if (peer.is_alias()) names.emplace_back(peer.name);
  }
  return names;
}

std::int64_t parse_integer(std::string_view option, std::string_view text) {
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || parsed != end || text.empty())
    throw BadInput(fmt::format("{} takes a whole number, got \"{}\"", option, text));
  return number;
}

boost::json::value parse_initial(const std::string& text) {
  boost::system::error_code error;
  auto value = boost::json::parse(text, error);
  if (error)
    throw BadInput(
        fmt::format("--initial takes a value as JSON, such as 0 or null, got \"{}\"", text));
  return value;
}

std::vector<std::string> subscriptions() { return {"assign", "subscribe"}; }

std::vector<std::string> parse_sub_via(const std::string& text) {
  auto names = split_list(text);
  const auto known = subscriptions();
  for (const std::string& name : names) {
    if (std::find(known.begin(), known.end(), name) == known.end())
      throw BadInput(unknown_name("way to subscribe", name, known));
  }
  if (names.empty()) throw BadInput("--sub-via takes assign, subscribe or both, got \"\"");
  return names;
}

// Of an option that only some models heed.
CheckOption of_models(std::string name, std::string metavar, std::string help, ArgumentForm form,
                      const std::function<void(CheckOptions&, const std::string&)>& set) {
  return {
      .name = std::move(name),
      .of_models = true,
      .metavar = std::move(metavar),
      .help = std::move(help),
      .form = std::move(form),
      .set = [set](CheckRequest& request, const std::string& text) { set(request.options, text); }};
}

CheckOption flag_of_models(std::string name, std::string help, bool CheckOptions::*field) {
  return of_models(std::move(name), "", std::move(help), NoArgument{},
                   [field](CheckOptions& options, const std::string&) { options.*field = true; });
}

// An option that is one of two words. `set(options, is_second)`.
CheckOption either(const std::string& name, const std::string& first, const std::string& second,
                   std::string help, const std::function<void(CheckOptions&, bool)>& set) {
  return of_models(name, fmt::format("{}|{}", first, second), std::move(help),
                   OneName{{first, second}}, [=](CheckOptions& options, const std::string& text) {
                     set(options, is_second("--" + name, text, first, second));
                   });
}

std::vector<CheckOption> general_options() {
  return {
      {.name = "model",
       .letter = 'm',
       .metavar = "NAME",
       .help = "What the history has to be: see below; a run's folder needs none",
       .form = OneName{names_of_models()},
       .set = [](CheckRequest& request, const std::string& text) { request.model = text; }},
      {.name = "completions-only",
       .help = "Take a completion without an invocation for an operation of its own, and no "
               "invocation for one that another of its process overtakes",
       .form = NoArgument{},
       .set = [](CheckRequest& request,
                 const std::string&) { request.shape = checkers::HistoryShape::completions_only; }},
      {.name = "max-steps",
       .metavar = "N",
       .help = "Bound on the steps of searches, beyond which the verdict is unknown (1000000000)",
       .form = WholeNumber{kSteps},
       .set =
           [](CheckRequest& request, const std::string& text) {
             request.options.budget.steps = parse_whole("--max-steps", text, kSteps);
           }},
      {.name = "max-memory",
       .metavar = "MIB",
       .help = "Bound on what searches remember (2048)",
       .form = WholeNumber{kMebibytes},
       .set =
           [](CheckRequest& request, const std::string& text) {
             request.options.budget.bytes = parse_whole("--max-memory", text, kMebibytes) << 20U;
           }},
      {.name = "json",
       .help = "Print the result as JSON on standard output",
       .form = NoArgument{},
       .set = [](CheckRequest& request, const std::string&) { request.json = true; }},
      {.name = "drawings",
       .metavar = "DIR",
       .help = "Write drawings here: cycles of transactions as SVG and for Graphviz, what is not "
               "linearizable as SVG; other models draw nothing",
       .form = Directory{},
       .set =
           [](CheckRequest& request, const std::string& text) {
             if (text.empty()) throw BadInput("--drawings takes a directory, got \"\"");
             request.drawings = text;
           }},
  };
}

std::vector<CheckOption> transaction_options() {
  return {
      of_models("consistency-models", "NAMES", "A comma list of models that must hold",
                NameList{checkers::model_names()},
                [](CheckOptions& options, const std::string& text) {
                  parse_names("--consistency-models", "models", text);
                  options.consistency_models.push_back(text);
                }),
      of_models("anomalies", "NAMES",
                "A comma list of anomalies to look for: beside those of the models; without "
                "--consistency-models, these alone",
                NameList{names_of_anomalies()},
                [](CheckOptions& options, const std::string& text) {
                  parse_names("--anomalies", "anomalies", text);
                  options.anomalies.push_back(text);
                }),
      flag_of_models("linearizable-keys",
                     "Each key's versions are in the real-time order of writes",
                     &CheckOptions::linearizable_keys),
      flag_of_models("sequential-keys",
                     "Each key's versions are in the order of each process' writes",
                     &CheckOptions::sequential_keys),
      flag_of_models("wfr-keys", "A read comes before a later write of its key in one transaction",
                     &CheckOptions::wfr_keys),
      flag_of_models("session-order", "The transactions of each process commit in their order",
                     &CheckOptions::session_order),
  };
}

std::vector<CheckOption> plain_options() {
  return {
      of_models("initial", "JSON", "What is there at first, as JSON", FreeText{},
                [](CheckOptions& options, const std::string& text) {
                  options.initial = parse_initial(text);
                }),
      either("failed-cas", "dropped", "saw-another",
             "What a failed cas says: nothing, or that it saw another value (dropped)",
             [](CheckOptions& options, bool saw) {
               if (saw) options.failed_cas = checkers::FailedCas::saw_another;
             }),
      either("nil-read", "any", "empty",
             "What a read of null says: nothing, or that it was empty (any)",
             [](CheckOptions& options, bool empty) {
               if (empty) options.nil_read = checkers::NilRead::empty;
             }),
      of_models("add", "NAME", "The function that adds an element (add)", FreeText{},
                [](CheckOptions& options, const std::string& text) { options.add = text; }),
      flag_of_models("linearizable", "A stale read is invalid", &CheckOptions::linearizable),
      either("final-reads", "any", "all",
             "Must every read marked \"final?\" show all that was acknowledged, and all that "
             "another one shows (any)",
             [](CheckOptions& options, bool all) {
               if (all) options.final_reads = checkers::FinalReadRule::all;
             }),
      of_models("sub-via", "NAMES",
                "How consumers got their keys: assign, subscribe or both (assign)",
                NameList{subscriptions()},
                [](CheckOptions& options, const std::string& text) {
                  options.sub_via = parse_sub_via(text);
                }),
      either("committed-offsets", "any", "rising",
             "Which commit of a key counts: the last or the highest, or always the highest (any)",
             [](CheckOptions& options, bool rising) { options.rising_offsets = rising; }),
      flag_of_models("ww-deps", "The order of offsets is an order of writes",
                     &CheckOptions::ww_deps),
      of_models("total-amount", "N", "The money in all accounts (that of the first read)",
                FreeText{},
                [](CheckOptions& options, const std::string& text) {
                  options.total_amount = parse_integer("--total-amount", text);
                }),
      flag_of_models("negative-balances", "Balances may be negative",
                     &CheckOptions::negative_balances),
      of_models("group-size", "N",
                "How many keys are read together (as many as the first read has)",
                WholeNumber{kGroupSizes},
                [](CheckOptions& options, const std::string& text) {
                  options.group_size = parse_whole("--group-size", text, kGroupSizes);
                }),
  };
}

}  // namespace

std::vector<CheckOption> check_table() {
  std::vector<CheckOption> table = general_options();
  for (auto rows : {transaction_options(), plain_options()})
    table.insert(table.end(), rows.begin(), rows.end());
  return table;
}

std::vector<std::string_view> models_that_heed(std::string_view option) {
  std::vector<std::string_view> models;
  for (const CheckerEntry& entry : checkers::catalog()) {
    const auto heeded = checkers::words_of(entry.options);
    if (std::find(heeded.begin(), heeded.end(), option) != heeded.end())
      models.push_back(entry.name);
  }
  return models;
}

std::vector<std::string> checker_names() {
  std::vector<std::string> names;
  for (const CheckerEntry& entry : checkers::catalog()) names.emplace_back(entry.name);
  return names;
}

}  // namespace eddy::tools

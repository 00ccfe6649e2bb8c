#include "tools/check_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/parse.hpp>
#include <charconv>
#include <functional>
#include <limits>

#include "checkers/bad_input.h"
#include "checkers/peer_name.h"
#include "checkers/transactional/consistency_model.h"
#include "checkers/transactional/model_answers.h"
#include "tools/arguments.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using checkers::CheckerEntry;
using checkers::words_of;

constexpr WholeRange kSteps{1, 1'000'000'000'000'000};
constexpr WholeRange kMebibytes{1, 1'000'000};

std::vector<std::string_view> models_that_heed(std::string_view option) {
  std::vector<std::string_view> models;
  for (const CheckerEntry& entry : checkers::catalog()) {
    const auto heeded = words_of(entry.options);
    if (std::find(heeded.begin(), heeded.end(), option) != heeded.end())
      models.push_back(entry.name);
  }
  return models;
}

// Declares options that only some checkers heed; the help says which. One that none heeds is not
// declared at all.
class ModelOptions {
 public:
  ModelOptions(CLI::App& command, CheckRequest& request) : command_(command), request_(request) {}

  void add(const std::string& name, const std::string& metavar, const std::string& help,
           const std::function<void(const std::string&)>& read) {
    const auto models = models_that_heed(name);
    if (models.empty()) return;
    command_
        .add_option_function<std::string>(
            "--" + name,
            [&request = request_, name, read](const std::string& text) {
              request.given.push_back(name);
              read(text);
            },
            fmt::format("{} [{}]", help, fmt::join(models, ", ")))
        ->option_text(metavar)
        ->trigger_on_parse()
        ->group(kGroup);
  }

  void add_flag(const std::string& name, const std::string& help, bool& flag) {
    const auto models = models_that_heed(name);
    if (models.empty()) return;
    command_
        .add_flag_callback(
            "--" + name,
            [&request = request_, name, &flag] {
              request.given.push_back(name);
              flag = true;
            },
            fmt::format("{} [{}]", help, fmt::join(models, ", ")))
        ->group(kGroup);
  }

 private:
  static constexpr const char* kGroup = "Options of some models";

  CLI::App& command_;
  CheckRequest& request_;
};

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

std::vector<std::string> parse_sub_via(const std::string& text) {
  auto names = split_list(text);
  for (const std::string& name : names) {
    if (name != "assign" && name != "subscribe")
      throw BadInput(unknown_name("way to subscribe", name, {"assign", "subscribe"}));
  }
  if (names.empty()) throw BadInput("--sub-via takes assign, subscribe or both, got \"\"");
  return names;
}

void declare_model_options(ModelOptions add, checkers::CheckOptions& options) {
  add.add("consistency-models", "NAMES", "A comma list of models that must hold",
          [&](const std::string& text) {
            parse_names("--consistency-models", "models", text);
            options.consistency_models.push_back(text);
          });
  add.add("anomalies", "NAMES",
          "A comma list of anomalies to look for: beside those of the models; without "
          "--consistency-models, these alone",
          [&](const std::string& text) {
            parse_names("--anomalies", "anomalies", text);
            options.anomalies.push_back(text);
          });
  add.add_flag("linearizable-keys", "Each key's versions are in the real-time order of writes",
               options.linearizable_keys);
  add.add_flag("sequential-keys", "Each key's versions are in the order of each process' writes",
               options.sequential_keys);
  add.add_flag("wfr-keys", "A read comes before a later write of its key in one transaction",
               options.wfr_keys);
  add.add_flag("session-order", "The transactions of each process commit in their order",
               options.session_order);
  add.add("initial", "JSON", "What is there at first, as JSON",
          [&](const std::string& text) { options.initial = parse_initial(text); });
  add.add("failed-cas", "dropped|saw-another",
          "What a failed cas says: nothing, or that it saw another value (dropped)",
          [&](const std::string& text) {
            if (is_second("--failed-cas", text, "dropped", "saw-another"))
              options.failed_cas = checkers::FailedCas::saw_another;
          });
  add.add("nil-read", "any|empty", "What a read of null says: nothing, or that it was empty (any)",
          [&](const std::string& text) {
            if (is_second("--nil-read", text, "any", "empty"))
              options.nil_read = checkers::NilRead::empty;
          });
  add.add("add", "NAME", "The function that adds an element (add)",
          [&](const std::string& text) { options.add = text; });
  add.add_flag("linearizable", "A stale read is invalid", options.linearizable);
  add.add("final-reads", "any|all",
          "Must every read marked \"final?\" show all that was acknowledged, and all that another "
          "one shows (any)",
          [&](const std::string& text) {
            if (is_second("--final-reads", text, "any", "all"))
              options.final_reads = checkers::FinalReadRule::all;
          });
  add.add("sub-via", "NAMES", "How consumers got their keys: assign, subscribe or both (assign)",
          [&](const std::string& text) { options.sub_via = parse_sub_via(text); });
  add.add("committed-offsets", "any|rising",
          "Which commit of a key counts: the last or the highest, or always the highest (any)",
          [&](const std::string& text) {
            options.rising_offsets = is_second("--committed-offsets", text, "any", "rising");
          });
  add.add_flag("ww-deps", "The order of offsets is an order of writes", options.ww_deps);
  add.add("total-amount", "N", "The money in all accounts (that of the first read)",
          [&](const std::string& text) {
            options.total_amount = parse_integer("--total-amount", text);
          });
  add.add_flag("negative-balances", "Balances may be negative", options.negative_balances);
  add.add("group-size", "N", "How many keys are read together (as many as the first read has)",
          [&](const std::string& text) {
            options.group_size = parse_whole("--group-size", text, {1, 1'000'000});
          });
}

std::vector<std::string> model_names() {
  std::vector<std::string> names;
  for (const CheckerEntry& entry : checkers::catalog()) names.emplace_back(entry.name);
  return names;
}

bool is_consistency_model(const std::string& name) {
  const auto names = checkers::model_names();
  return std::find(names.begin(), names.end(), name) != names.end();
}

// Of a name that no model of ours has.
BadInput refusal_of_model(const std::string& name) {
  if (const checkers::PeerName* peer = checkers::find_peer_name(name))
    return BadInput(fmt::format("unknown model \"{}\": what {} calls so is --model {} {}", name,
                                peer->peers, peer->model, peer->differs));
  if (is_consistency_model(name)) {
    auto answering = models_that_heed("consistency-models");
    std::erase_if(answering, [&](std::string_view model) {
      return checkers::answer_of(model, name) == checkers::Answer::refused;
    });
    return BadInput(fmt::format(
        "unknown model \"{0}\": it is a consistency model, --consistency-models {0} of --model {1}",
        name, fmt::join(answering, " or ")));
  }
  auto known = model_names();
  for (const checkers::PeerName& peer : checkers::peer_names()) {
    if (peer.is_alias()) known.emplace_back(peer.name);
  }
  return BadInput(unknown_name("model", name, known));
}

}  // namespace

void declare_check_options(CLI::App& command, CheckRequest& request) {
  command
      .add_option_function<std::string>(
          "FILE", [&](const std::string& text) { request.file = text; },
          "The history: JSON or EDN, plain, gzip or zstd; - or nothing is standard input; or the "
          "folder of a run, which tells its model and options itself")
      ->option_text(" ");
  command
      .add_option_function<std::string>(
          "-m,--model", [&](const std::string& text) { request.model = text; },
          "What the history has to be: see below; a run's folder needs none")
      ->option_text("NAME");
  command.add_flag_callback(
      "--completions-only", [&] { request.shape = checkers::HistoryShape::completions_only; },
      "Take a completion without an invocation for an operation of its own, and no invocation "
      "for one that another of its process overtakes");
  command
      .add_option_function<std::string>(
          "--max-steps",
          [&](const std::string& text) {
            request.options.budget.steps = parse_whole("--max-steps", text, kSteps);
          },
          "Bound on the steps of searches, beyond which the verdict is unknown (1000000000)")
      ->option_text("N");
  command
      .add_option_function<std::string>(
          "--max-memory",
          [&](const std::string& text) {
            request.options.budget.bytes = parse_whole("--max-memory", text, kMebibytes) << 20U;
          },
          "Bound on what searches remember (2048)")
      ->option_text("MIB");
  command.add_flag("--json", request.json, "Print the result as JSON on standard output");
  command
      .add_option_function<std::string>(
          "--drawings",
          [&](const std::string& text) {
            if (text.empty()) throw BadInput("--drawings takes a directory, got \"\"");
            request.drawings = text;
          },
          "Write drawings here: cycles of transactions as SVG and for Graphviz, what is not "
          "linearizable as SVG; other models draw nothing")
      ->option_text("DIR");
  declare_model_options(ModelOptions(command, request), request.options);
}

const CheckerEntry* find_model(std::string_view name) {
  const checkers::PeerName* peer = checkers::find_peer_name(name);
  return checkers::find_checker(peer != nullptr && peer->is_alias() ? peer->model : name);
}

const CheckerEntry& checker_of(const CheckRequest& request) {
  if (request.model.empty()) {
    throw BadInput(
        fmt::format("which model? --model takes one of {}; the folder of a run, such as "
                    "store/latest, needs none",
                    fmt::join(model_names(), ", ")));
  }
  const CheckerEntry* checker = find_model(request.model);
  if (checker == nullptr) throw refusal_of_model(request.model);
  const auto heeded = words_of(checker->options);
  for (const std::string& option : request.given) {
    if (std::find(heeded.begin(), heeded.end(), option) != heeded.end()) continue;
    throw BadInput(
        fmt::format("--{} means nothing to the model {}, which {}", option, checker->name,
                    heeded.empty() ? "has no such options"
                                   : "takes --" + fmt::format("{}", fmt::join(heeded, ", --"))));
  }
  if (checker->refuse != nullptr) checker->refuse(request.options);
  return *checker;
}

std::string list_of_models() {
  std::string text;
  for (const CheckerEntry& entry : checkers::catalog())
    text += fmt::format("  {:<16}  {}\n", entry.name, entry.summary);
  text += "\nOther names for them:\n";
  for (const checkers::PeerName& peer : checkers::peer_names()) {
    if (peer.is_alias())
      text += fmt::format("  {:<21}  {} ({})\n", peer.name, peer.model, peer.peers);
  }
  return text;
}

}  // namespace eddy::tools

#include "tools/check_request.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>

#include "checkers/peer_name.h"
#include "checkers/transactional/models/model_answers.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "tools/arguments.h"
#include "tools/options/check_table.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;
using checkers::CheckerEntry;
using checkers::words_of;

CLI::Option* declare(CLI::App& command, CheckRequest& request, const CheckOption& row) {
  const auto read = [&request, row](const std::string& text) {
    if (row.of_models) request.given.push_back(row.name);
    row.set(request, text);
  };
  const auto models = models_that_heed(row.name);
  const std::string help =
      row.of_models ? fmt::format("{} [{}]", row.help, fmt::join(models, ", ")) : row.help;
  if (row.metavar.empty())
    return command.add_flag_callback(
        row.option(), [read] { read(""); }, help);
  const std::string names =
      row.letter == '\0' ? row.option() : fmt::format("-{},{}", row.letter, row.option());
  CLI::Option* option = command.add_option_function<std::string>(names, read, help);
  option->option_text(row.metavar);
  return row.of_models ? option->trigger_on_parse() : option;
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
  auto known = checker_names();
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
  for (const CheckOption& row : check_table()) {
    // One that no checker heeds is not declared at all.
    if (row.of_models && models_that_heed(row.name).empty()) continue;
    CLI::Option* option = declare(command, request, row);
    if (row.of_models) option->group("Options of some models");
  }
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
                    fmt::join(checker_names(), ", ")));
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

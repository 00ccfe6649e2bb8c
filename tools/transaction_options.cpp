#include "tools/transaction_options.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <sstream>
#include <utility>
#include <vector>

#include "checkers/bad_input.h"
#include "checkers/transactional/consistency_model.h"
#include "tools/add_option.h"
#include "tools/arguments.h"

namespace eddy::tools {
namespace {

using workloads::Options;

constexpr WholeRange kKeyCount{1, 1'000'000};
constexpr WholeRange kTxnLength{1, 10'000};
constexpr WholeRange kMinTxnLength{0, 10'000};
constexpr WholeRange kWritesPerKey{1, 1'000'000'000};

const char* const kGroup = "Transactions";

// One line for each time that the option was given.
void set_models(Options& options, const std::string& text) {
  std::vector<std::string> lists;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) lists.push_back(std::move(line));
  const std::vector<std::string> models = checkers::parse_models(lists);
  if (models.empty()) {
    throw checkers::BadInput("--consistency-models takes the names of models, got \"\"");
  }
  options.criteria.consistency_models.clear();
  for (const std::string& model : models) {
    options.criteria.consistency_models.push_back(checkers::friendly_model_name(model));
  }
}

}  // namespace

void declare_transaction_options(CLI::App& command, Options& options) {
  add(command, "--key-count", "How many keys are in use at any one time (10 for transactions)", "N",
      [&](const std::string& text) {
        options.plan.key_count = parse_whole("--key-count", text, kKeyCount);
      })
      ->group(kGroup);
  add(command, "--min-txn-length", "Fewest reads and writes of a transaction (1)", "N",
      [&](const std::string& text) {
        options.plan.min_txn_length = parse_whole("--min-txn-length", text, kMinTxnLength);
      })
      ->group(kGroup);
  add(command, "--max-txn-length", "Most reads and writes of a transaction (4)", "N",
      [&](const std::string& text) {
        options.plan.max_txn_length = parse_whole("--max-txn-length", text, kTxnLength);
      })
      ->group(kGroup);
  add(command, "--max-writes-per-key",
      "How often a key is written before a new one takes its place (16)", "N",
      [&](const std::string& text) {
        options.plan.max_writes_per_key = parse_whole("--max-writes-per-key", text, kWritesPerKey);
      })
      ->group(kGroup);
  add(command, "--consistency-models",
      "What transactions are held against, a comma list of such as serializable, "
      "snapshot-isolation, read-committed, PL-2.99 (strict-serializable); check --help tells what "
      "is decided",
      "MODELS", [&](const std::string& text) { set_models(options, text); })
      ->group(kGroup)
      ->multi_option_policy(CLI::MultiOptionPolicy::Join);
}

void declare_kafka_options(CLI::App& command, Options& options) {
  add(command, "--committed-offsets",
      "Which commit of a key counts in kafka: any: the last or the highest; rising: always the "
      "highest (any)",
      "any|rising",
      [&](const std::string& text) {
        options.criteria.rising_offsets = is_second("--committed-offsets", text, "any", "rising");
      })
      ->group("Criteria");
}

std::string transaction_arguments(const Options& options) {
  const Options defaults;
  std::string line;
  const auto add = [&](std::string_view option, const auto& value) {
    line += fmt::format(" {} {}", option, value);
  };
  if (options.plan.key_count) add("--key-count", *options.plan.key_count);
  if (options.plan.min_txn_length != defaults.plan.min_txn_length) {
    add("--min-txn-length", options.plan.min_txn_length);
  }
  if (options.plan.max_txn_length != defaults.plan.max_txn_length) {
    add("--max-txn-length", options.plan.max_txn_length);
  }
  if (options.plan.max_writes_per_key != defaults.plan.max_writes_per_key) {
    add("--max-writes-per-key", options.plan.max_writes_per_key);
  }
  if (options.criteria.consistency_models != defaults.criteria.consistency_models) {
    add("--consistency-models",
        fmt::format("{}", fmt::join(options.criteria.consistency_models, ",")));
  }
  if (options.criteria.rising_offsets) add("--committed-offsets", "rising");
  return line;
}

}  // namespace eddy::tools

#include "tools/sweep/sweep_identity.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>

#include "eddy/checkers/bad_input.h"
#include "tools/options/table.h"
#include "tools/program_arguments.h"
#include "tools/request_rules.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using checkers::BadInput;

[[noreturn]] void expected_in_request(std::string_view name, std::string_view what) {
  throw BadInput(fmt::format("expected \"{}\" of \"sweep\" to be {}", name, what));
}

std::vector<std::string> words_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  std::vector<std::string> words;
  if (value == nullptr || !value->is_array()) expected_in_request(name, "a list of words");
  for (const json::value& word : value->get_array()) {
    if (!word.is_string()) expected_in_request(name, "a list of words");
    words.emplace_back(std::string_view(word.get_string()));
  }
  return words;
}

std::string text_at(const json::object& object, std::string_view name) {
  const json::value* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) expected_in_request(name, "a text");
  return std::string(std::string_view(value->get_string()));
}

// --nodes is another way to say --node-count.
std::set<std::string, std::less<>> pinned_by(const TestRequest& request) {
  std::set<std::string, std::less<>> pinned;
  for (const OptionRow& row : option_table()) {
    if (is_of_a_run(row.part) && request.is_given(row.name))
      pinned.insert(row.name == "nodes" ? "node-count" : row.name);
  }
  return pinned;
}

std::string argument_text(const std::vector<std::string>& arguments) {
  return arguments.empty() ? "left out"
                           : shell_quoted(fmt::format("{}", fmt::join(arguments, ",")));
}

void require_same(const OptionRow& row, const TestRequest& given, const TestRequest& began) {
  const auto now = row.argument.print(given);
  const auto then = row.argument.print(began);
  if (now == then) return;
  if (row.metavar.empty()) {
    throw BadInput(fmt::format("the sweep began without {}: leave it out, or begin another sweep",
                               row.option()));
  }
  throw BadInput(
      fmt::format("the sweep began with {0} {1}, not {2}: leave {0} out, or begin another sweep",
                  row.option(), argument_text(then), argument_text(now)));
}

}  // namespace

SweepIdentity identity_of(const TestRequest& request) {
  return {.arguments = ArgumentWriter(request.options.plan.workload).words_of(request.options),
          .pinned = pinned_by(request),
          .plain = request.sweep.plain,
          .seeds = request.sweep.seeds,
          .shard = request.sweep.shard.value_or(Shard{})};
}

TestRequest request_of(const SweepIdentity& identity,
                       std::span<const nodes::ProgramEntry> programs) {
  TestRequest request;
  CLI::App app;
  declare_options(app, request, {Part::plan, Part::run, Part::criteria});
  std::vector<std::string> words = identity.arguments;
  const auto of_program = cut_program_arguments(words);
  std::reverse(words.begin(), words.end());  // as CLI11 takes them
  try {
    app.parse(std::move(words));
  } catch (const CLI::ParseError& error) {
    throw BadInput(fmt::format("expected \"arguments\" of \"sweep\" to be options of eddy test: {}",
                               error.what()));
  }
  give_program_arguments(request, of_program);
  request.given = identity.pinned;
  request.draws_climates = !identity.plain;
  complete(request, programs);
  request.sweep.plain = identity.plain;
  request.sweep.seeds = identity.seeds;
  request.sweep.shard = identity.shard;
  return request;
}

void require_same(const TestRequest& given, const TestRequest& began) {
  TestRequest now = given;
  if (now.is_given("nodes")) {
    now.options.run.node_count = now.nodes.size();
    now.given.insert("node-count");
  }
  if (now.is_given("workload") && !now.is_given("node")) {
    // The program that the workload has by default, or another one.
    now.options.run.program = began.options.run.program;
  }
  for (const std::string& name : pinned_by(now)) {
    if (!began.sweep.plain && !began.is_given(name)) {
      throw BadInput(fmt::format(
          "the sweep began without --{}, which its climates draw: leave it out, or begin another "
          "sweep",
          name));
    }
  }
  for (const OptionRow& row : option_table()) {
    if (is_of_a_run(row.part) && now.is_given(row.name)) require_same(row, now, began);
  }
  if (now.is_given("bin") &&
      now.options.run.external->command != began.options.run.external->command)
    throw BadInput(
        "the sweep began with other arguments behind \"--\": leave --bin and them out, or begin "
        "another sweep");
  for (const OptionRow& row : sweep_table()) {
    const bool is_identity = row.name == "seeds" || row.name == "plain" || row.name == "shard";
    if (is_identity && now.is_given(row.name)) require_same(row, now, began);
  }
}

json::object to_json(const SweepIdentity& identity) {
  return {{"arguments", json::array(identity.arguments.begin(), identity.arguments.end())},
          {"pinned", json::array(identity.pinned.begin(), identity.pinned.end())},
          {"climates", identity.plain ? "plain" : "drawn"},
          {"seeds", to_string(identity.seeds)},
          {"shard", to_string(identity.shard)}};
}

SweepIdentity parse_identity(const json::object& object) {
  SweepIdentity identity;
  identity.arguments = words_at(object, "arguments");
  const auto pinned = words_at(object, "pinned");
  identity.pinned = {pinned.begin(), pinned.end()};
  const std::string climates = text_at(object, "climates");
  if (climates != "plain" && climates != "drawn")
    expected_in_request("climates", "\"plain\" or \"drawn\"");
  identity.plain = climates == "plain";
  identity.seeds = parse_seed_range("expected \"seeds\":", text_at(object, "seeds"));
  identity.shard = parse_shard("expected \"shard\":", text_at(object, "shard"));
  return identity;
}

}  // namespace eddy::tools

#include "tools/command_line.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <random>
#include <string>
#include <vector>

#include "checkers/bad_input.h"
#include "tools/arguments.h"
#include "tools/check_command.h"
#include "tools/check_request.h"
#include "tools/exit_status.h"
#include "tools/list_nodes.h"
#include "tools/offered_programs.h"
#include "tools/refusal.h"
#include "tools/show_topology.h"
#include "tools/test_command.h"
#include "tools/test_request.h"

namespace eddy {
namespace {

using checkers::BadInput;

using tools::kBadArguments;
using tools::kFaultOfOurs;

constexpr std::string_view kExamples = R"(
Examples:
  {0} test -w echo
  {0} test -w broadcast --node-count 25 --rate 100 --latency 100 --nemesis partition --seed 7
  {0} test -w broadcast --node broadcast-flood --loss 0.1 --test-count 100
  {0} check --model set-full history.edn
  {0} nodes
  {0} topology --topology grid --node-count 25

Exit status: 0 valid, 1 invalid, 2 unknown, 254 bad arguments, 255 a fault of Eddy's.
)";

constexpr std::string_view kTestExamples = R"(
Examples:
  {0} test -w unique-ids --rate 1000 --time-limit 30 --availability total --nemesis partition
  {0} test -w broadcast --node broadcast-efficient --node-count 25 --rate 100 --latency 100 \
      --time-limit 20 --expect 'servers.msgs-per-op < 30' --expect 'stable-latency.p50 < 400ms'
  {0} test -w broadcast --nemesis partition,loss --nemesis-interval 2 --json --no-store
)";

std::uint64_t draw_seed() {
  constexpr std::uint64_t kReadable = 1'000'000'000;
  return std::random_device{}() % kReadable;
}

constexpr std::string_view kTopologyExamples = R"(
Examples:
  {0} topology --topology tree3 --node-count 40
  {0} topology --topology ring --node-count 12 --dot | dot -Tsvg > ring.svg
)";

constexpr std::string_view kCheckExamples = R"(
Models:
{1}
What the operations and values of each model are: checkers/HISTORIES.md, with examples.

Examples:
  {0} check --model set-full store/latest/history.jsonl
  {0} check --model bank --negative-balances history.edn.gz
  zstdcat history.edn.zst | {0} check --model unique-ids --json

Exit status: 0 valid, 1 invalid, 2 unknown, 254 bad arguments or a history that cannot be read.
)";

class CommandLine {
 public:
  CommandLine(const std::string& command, std::span<const sim::NodeProgram> own)
      : command_(command),
        programs_(tools::offered_programs(own)),
        app_("Eddy: runs a distributed system in one process, under virtual time, from one seed.",
             command) {
    app_.set_help_flag("-h,--help", "Print this");
    app_.set_version_flag("--version", "eddy 0.1.0");
    app_.require_subcommand(0, 1);
    app_.allow_extras();
    app_.footer(fmt::format(kExamples, command));
    test_ = app_.add_subcommand("test", "Run a workload against a node program and judge it");
    test_->footer(fmt::format(kTestExamples, command));
    check_ = app_.add_subcommand("check", "Judge a history, whoever recorded it");
    check_->footer(fmt::format(kCheckExamples, command, tools::list_of_models()));
    nodes_ = app_.add_subcommand("nodes", "List the workloads and their node programs");
    nodes_->footer("");
    topology_ = app_.add_subcommand("topology", "Show who is whose neighbour");
    topology_->footer(fmt::format(kTopologyExamples, command));
    for (CLI::App* sub : {test_, check_, nodes_, topology_}) {
      sub->set_help_flag("-h,--help", "Print this");
      sub->allow_extras();
      sub->option_defaults()->disable_flag_override();
    }
    tools::declare_test_options(*test_, request_);
    tools::declare_check_options(*check_, check_request_);
    tools::declare_topology_options(*topology_, topology_request_);
  }

  int run(int argc, char** argv) {
    try {
      app_.parse(argc, argv);
    } catch (const CLI::Success& wanted) {
      return app_.exit(wanted);
    } catch (const CLI::ParseError& error) {
      throw tools::refusal_of_mismatch(chosen(), error);
    }
    const CLI::App* command = chosen();
    if (command == nullptr) return refuse_command();
    if (const auto stray = command->remaining(); !stray.empty()) {
      throw tools::refusal_of_word(*command, stray.front());
    }
    if (const auto stray = app_.remaining(); !stray.empty()) {
      throw tools::refusal_of_early_word(*command, stray.front());
    }
    if (command == nodes_) return tools::list_nodes(programs_);
    if (command == check_) return tools::check_history(check_request_);
    if (command == topology_) return tools::show_topology(topology_request_);
    return test();
  }

 private:
  const CLI::App* chosen() const {
    const auto commands = app_.get_subcommands();
    return commands.empty() ? nullptr : commands.front();
  }

  int refuse_command() {
    const auto stray = app_.remaining();
    if (stray.empty()) {
      fmt::print("{}", app_.help());
      return kBadArguments;
    }
    const std::string& word = stray.front();
    if (test_->get_option_no_throw(word.substr(0, word.find('='))) != nullptr) {
      throw tools::refusal_of_early_word(*test_, word);
    }
    if (word.starts_with('-') || tools::without_fancy_dashes(word)) {
      throw tools::refusal_of_word(app_, word);
    }
    if (word == "help") {
      fmt::print("{}", app_.help());
      return 0;
    }
    throw BadInput(tools::unknown_name("command", word, {"test", "check", "nodes", "topology"}));
  }

  int test() {
    tools::complete(request_, programs_);
    if (!request_.seed_given) request_.options.seed = draw_seed();
    return tools::run_tests(request_, programs_, command_);
  }

  std::string command_;
  std::vector<sim::NodeProgram> programs_;
  CLI::App app_;
  CLI::App* test_;
  CLI::App* check_;
  CLI::App* nodes_;
  CLI::App* topology_;
  tools::TestRequest request_;
  tools::CheckRequest check_request_;
  tools::TopologyRequest topology_request_;
};

int refuse_output(const std::string& command) {
  fmt::print(stderr, "{}: standard output cannot be written\n", command);
  return kFaultOfOurs;
}

}  // namespace

int command_line(int argc, char** argv, std::span<const sim::NodeProgram> programs) {
  const std::string command = argc > 0 ? tools::shell_quoted(argv[0]) : "eddy";
  try {
    const int status = CommandLine(command, programs).run(argc, argv);
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    return written ? status : refuse_output(command);
  } catch (const BadInput& bad) {
    fmt::print(stderr, "{}: {}\n", command, bad.what());
    return kBadArguments;
  } catch (const std::exception& fault) {
    if (std::ferror(stdout) != 0) return refuse_output(command);
    fmt::print(stderr, "{}: a fault of ours: {}\n", command, fault.what());
    return kFaultOfOurs;
  }
}

}  // namespace eddy

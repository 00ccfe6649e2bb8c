#include "eddy/tools/command_line.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <memory>
#include <optional>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/catalog.h"
#include "eddy/workloads/scenario.h"
#include "tools/arguments.h"
#include "tools/check_command.h"
#include "tools/check_request.h"
#include "tools/command_words.h"
#include "tools/completion.h"
#include "tools/exit_status.h"
#include "tools/help.h"
#include "tools/list_figures.h"
#include "tools/list_nodes.h"
#include "tools/maelstrom_line.h"
#include "tools/manual.h"
#include "tools/offered_programs.h"
#include "tools/plan_command.h"
#include "tools/program_arguments.h"
#include "tools/refusal.h"
#include "tools/replay_command.h"
#include "tools/report/recorded.h"
#include "tools/report/report_command.h"
#include "tools/report/serve_command.h"
#include "tools/request_rules.h"
#include "tools/search/diff_command.h"
#include "tools/search/explain_command.h"
#include "tools/search/minimise_command.h"
#include "tools/show_topology.h"
#include "tools/stdio/stdio_command.h"
#include "tools/sweep/merge_command.h"
#include "tools/sweep/sweep_command.h"
#include "tools/terminal.h"
#include "tools/test_command.h"
#include "tools/test_request.h"
#include "tools/wrapping.h"

namespace eddy {
namespace {

using checkers::BadInput;

using tools::kBadArguments;
using tools::kFaultOfOurs;

std::uint64_t draw_seed() {
  constexpr std::uint64_t kReadable = 1'000'000'000;
  return std::random_device{}() % kReadable;
}

class CommandLine {
 public:
  CommandLine(const std::string& command, std::span<const nodes::ProgramEntry> own)
      : command_(command),
        own_(own),
        programs_(tools::offered_programs(own)),
        app_("Eddy: runs a distributed system on one machine, under virtual time, from one seed.",
             command) {
    app_.formatter(std::make_shared<tools::HelpFormatter>(tools::columns_of(STDOUT_FILENO)));
    app_.set_help_flag("-h,--help", "Print this");
    app_.set_version_flag(
        "--version",
        fmt::format("eddy {}, scenario format {}", EDDY_VERSION, workloads::Scenario::kFormat),
        "Print the version");
    app_.require_subcommand(0, 1);
    app_.allow_extras();
    app_.footer(tools::footer("", command));
    test_ = app_.add_subcommand("test", "Run a workload against a node program and judge it");
    sweep_ = app_.add_subcommand("sweep", "Run many seeds of one test on all cores");
    merge_ = app_.add_subcommand("merge", "Join the shards of a sweep");
    plan_ = app_.add_subcommand("plan", "Write the scenario of a run, and run nothing");
    replay_ = app_.add_subcommand("replay", "Run a scenario: one of a stored run, or of a file");
    minimise_ = app_.add_subcommand("minimise", "Find the smallest run that fails the same way");
    minimise_->alias("minimize");
    explain_ = app_.add_subcommand("explain", "Tell what tipped a failing run, or trace a value");
    report_ = app_.add_subcommand("report", "Write the page of a run, opened at what was found");
    serve_ = app_.add_subcommand("serve", "Show stored runs to a browser on this machine");
    diff_ = app_.add_subcommand("diff", "Show where two runs part");
    check_ = app_.add_subcommand("check", "Judge a history, whoever recorded it");
    nodes_ = app_.add_subcommand("nodes", "List the workloads and their node programs");
    topology_ = app_.add_subcommand("topology", "Show who is whose neighbour");
    maelstrom_ = app_.add_subcommand("maelstrom", "Take a command line of Maelstrom's");
    stdio_ = app_.add_subcommand("stdio", "Run a node program of ours as a program of Maelstrom's");
    completion_ = app_.add_subcommand("completion", "Print what a shell completes our words by");
    manual_ = app_.add_subcommand("manual", "Print all commands and options, for man");
    for (CLI::App* sub :
         {test_, sweep_, merge_, plan_, replay_, minimise_, explain_, report_, serve_, diff_,
          check_, nodes_, topology_, maelstrom_, stdio_, completion_, manual_}) {
      sub->footer(tools::footer(sub->get_name(), command));
      sub->set_help_flag("-h,--help", "Print this");
      sub->allow_extras();
      sub->option_defaults()->disable_flag_override();
    }
    tools::declare_test_options(*test_, request_);
    tools::declare_sweep_options(*sweep_, sweep_request_);
    tools::declare_merge_options(*merge_, merge_request_);
    tools::declare_plan_options(*plan_, plan_request_);
    tools::declare_replay_options(*replay_, replay_request_);
    tools::declare_minimise_options(*minimise_, minimise_request_);
    tools::declare_explain_options(*explain_, explain_request_);
    tools::declare_report_options(*report_, report_request_);
    tools::declare_serve_options(*serve_, serve_request_);
    tools::declare_diff_options(*diff_, diff_request_);
    tools::declare_check_options(*check_, check_request_);
    tools::declare_topology_options(*topology_, topology_request_);
    tools::declare_stdio_options(*stdio_, stdio_request_);
    tools::declare_nodes_options(*nodes_, wanted_nodes_);
    tools::declare_completion_options(*completion_, shell_);
    tools::declare_manual_options(*manual_, in_markdown_);
  }

  int run(std::vector<std::string> arguments) {
    if (is_of_maelstrom(arguments)) arguments = from_maelstrom(std::move(arguments));
    const auto of_program = tools::cut_program_arguments(arguments);
    arguments = tools::with_help_option(std::move(arguments), subcommand_names());
    std::reverse(arguments.begin(), arguments.end());  // as CLI11 takes them
    try {
      app_.parse(std::move(arguments));
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
    if (!of_program.empty()) give_arguments(*command, of_program);
    if (command == nodes_) return tools::list_nodes(programs_, wanted_nodes_, command_);
    if (command == plan_) return plan();
    if (command == sweep_) return sweep();
    if (command == merge_) return tools::merge_sweeps(merge_request_, command_);
    if (command == replay_) return tools::replay(replay_request_, programs_, command_);
    if (command == minimise_) return tools::minimise(minimise_request_, programs_, command_);
    if (command == explain_) return tools::explain(explain_request_, programs_, command_);
    if (command == report_) return tools::report(report_request_, programs_);
    if (command == serve_) return serve();
    if (command == diff_) return tools::diff(diff_request_, programs_);
    if (command == check_) return tools::check_history(check_request_);
    if (command == topology_) return tools::show_topology(topology_request_);
    if (command == stdio_) return tools::run_stdio(stdio_request_, programs_, own_);
    if (command == completion_ || command == manual_) return print_words(command == manual_);
    return test();
  }

 private:
  const CLI::App* chosen() const {
    const auto commands = app_.get_subcommands();
    return commands.empty() ? nullptr : commands.front();
  }

  // Not where the help is asked for.
  static bool is_of_maelstrom(const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments.front() != "maelstrom") return false;
    const bool asks_for_help =
        arguments.size() == 2 &&
        (arguments[1] == "help" || arguments[1] == "--help" || arguments[1] == "-h");
    return !asks_for_help;
  }

  // Our words in place of Maelstrom's, behind "maelstrom".
  std::vector<std::string> from_maelstrom(std::vector<std::string> arguments) const {
    arguments.erase(arguments.begin());
    const std::string call =
        tools::is_maelstrom_link(command_) ? command_ : command_ + " maelstrom";
    tools::MaelstromLine line = tools::from_maelstrom(arguments, call);
    if (!line.without_meaning.empty()) {
      fmt::print(stderr, "{}: without a meaning here, and left out: {}\n", call,
                 fmt::join(line.without_meaning, ", "));
    }
    return std::move(line.words);
  }

  // What the command asks to be run; null: nothing is.
  tools::TestRequest* request_of(const CLI::App& command) {
    if (&command == test_) return &request_;
    if (&command == sweep_) return &sweep_request_.test;
    if (&command == plan_) return &plan_request_.test;
    if (&command == minimise_) return &minimise_request_.test;
    if (&command == explain_) return &explain_request_.test;
    if (&command == report_) return &report_request_.test;
    return nullptr;
  }

  void give_arguments(const CLI::App& command, const std::vector<std::string>& of_program) {
    tools::TestRequest* request = request_of(command);
    if (request == nullptr || !tools::give_program_arguments(*request, of_program))
      throw tools::refusal_of_word_behind(command, of_program.front());
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
    throw BadInput(tools::unknown_name("command", word, subcommand_names()));
  }

  std::vector<std::string> subcommand_names() const {
    std::vector<std::string> names;
    for (const CLI::App* sub : app_.get_subcommands({})) names.push_back(sub->get_name());
    return names;
  }

  // The help in another form: the manual, or a shell's completion.
  int print_words(bool all_about) {
    const std::string name = command_.substr(command_.rfind('/') + 1);
    const CommandLine by_name(name, own_);
    const auto words = tools::words_of(by_name.app_, programs_);
    fmt::print("{}", !all_about     ? tools::completion_of(words, name, shell_)
                     : in_markdown_ ? tools::options_page(words, name)
                                    : tools::manual_page(words, name, EDDY_VERSION));
    return 0;
  }

  // Fills in what was not given. The exit status, if there is nothing left to do.
  std::optional<int> complete(tools::TestRequest& request) {
    const auto& options = request.options;
    const bool is_chosen = !options.plan.workload.empty() || !options.run.program.empty();
    if (request.wants_figures && !is_chosen) return tools::list_figures(std::nullopt, command_);
    tools::complete(request, programs_);
    if (request.wants_figures) return tools::list_figures(options, command_);
    if (!request.is_given("seed")) request.options.run.seed = draw_seed();
    return std::nullopt;
  }

  int test() {
    if (const auto done = complete(request_)) return *done;
    return tools::run_tests(request_, programs_, command_);
  }

  int sweep() {
    auto& test = sweep_request_.test;
    if (test.wants_figures) {
      if (const auto done = complete(test)) return *done;
    }
    return tools::run_sweep(sweep_request_, programs_, command_);
  }

  int plan() {
    if (const auto done = complete(plan_request_.test)) return *done;
    return tools::write_plan(plan_request_, programs_);
  }

  int serve() {
    return tools::serve(serve_request_, [this](const std::filesystem::path& run) {
      return tools::page_of_stored(run, programs_);
    });
  }

  std::string command_;
  std::span<const nodes::ProgramEntry> own_;
  std::vector<nodes::ProgramEntry> programs_;
  CLI::App app_;
  CLI::App* test_;
  CLI::App* sweep_;
  CLI::App* merge_;
  CLI::App* plan_;
  CLI::App* replay_;
  CLI::App* minimise_;
  CLI::App* explain_;
  CLI::App* report_;
  CLI::App* serve_;
  CLI::App* diff_;
  CLI::App* check_;
  CLI::App* nodes_;
  CLI::App* topology_;
  CLI::App* maelstrom_;
  CLI::App* stdio_;
  CLI::App* completion_;
  CLI::App* manual_;
  tools::TestRequest request_;
  tools::SweepRequest sweep_request_;
  tools::MergeRequest merge_request_;
  tools::PlanRequest plan_request_;
  tools::ReplayRequest replay_request_;
  tools::MinimiseRequest minimise_request_;
  tools::ExplainRequest explain_request_;
  tools::ReportRequest report_request_;
  tools::ServeRequest serve_request_;
  tools::DiffRequest diff_request_;
  tools::CheckRequest check_request_;
  tools::TopologyRequest topology_request_;
  tools::StdioRequest stdio_request_;
  std::string wanted_nodes_;
  std::string shell_;
  bool in_markdown_ = false;
};

int refuse_output(const std::string& command) {
  fmt::print(stderr, "{}: standard output cannot be written\n", command);
  return kFaultOfOurs;
}

void refuse(const std::string& command, const std::string& why) {
  constexpr std::size_t kIndent = 2;
  fmt::print(stderr, "{}\n",
             tools::wrapped(fmt::format("{}: {}", command, why),
                            {tools::columns_of(STDERR_FILENO), 0, kIndent}));
}

}  // namespace

int command_line(int argc, char** argv, std::span<const nodes::ProgramEntry> programs) {
  const std::string command = argc > 0 ? tools::shell_quoted(argv[0]) : "eddy";
  try {
    std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    if (tools::is_maelstrom_link(command) && !arguments.empty() &&
        tools::is_maelstrom_command(arguments.front()))
      arguments.insert(arguments.begin(), "maelstrom");
    const int status = CommandLine(command, programs).run(std::move(arguments));
    const bool written = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    return written ? status : refuse_output(command);
  } catch (const tools::MisreadLine& bad) {
    refuse(command, bad.what());
    fmt::print(stderr, "{}\n",
               tools::wrapped_command(bad.meant(), {tools::columns_of(STDERR_FILENO)}));
    return kBadArguments;
  } catch (const BadInput& bad) {
    refuse(command, bad.what());
    return kBadArguments;
  } catch (const std::exception& fault) {
    if (std::ferror(stdout) != 0) return refuse_output(command);
    fmt::print(stderr, "{}: a fault of ours: {}\n", command, fault.what());
    return kFaultOfOurs;
  }
}

}  // namespace eddy

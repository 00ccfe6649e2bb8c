#include <fmt/format.h>

#include <limits>

#include "eddy/checkers/availability.h"
#include "eddy/checkers/bad_input.h"
#include "eddy/checkers/expect.h"
#include "eddy/checkers/transactional/models/consistency_model.h"
#include "eddy/workloads/bounds.h"
#include "tools/options/rows.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

// Kept by their friendly names, sorted.
Argument consistency_models() {
  return {NameList{checkers::model_names()},
          [](TestRequest& request, std::string_view option, const std::string& text) {
            const auto models = checkers::parse_models({text});
            if (models.empty())
              throw BadInput(fmt::format("{} takes the names of models, got \"\"", option));
            auto& wanted = request.options.criteria.consistency_models;
            wanted.clear();
            for (const std::string& model : models)
              wanted.push_back(checkers::friendly_model_name(model));
          },
          [](const TestRequest& request) -> std::vector<std::string> {
            return {fmt::format("{}", fmt::join(request.options.criteria.consistency_models, ","))};
          }};
}

Argument expectations() {
  return {Criterion{},
          [](TestRequest& request, std::string_view, const std::string& text) {
            if (text == "help") {
              request.wants_figures = true;
              return;
            }
            checkers::parse_expectation(text);
            request.options.criteria.expectations.push_back(text);
          },
          [](const TestRequest& request) { return request.options.criteria.expectations; }};
}

// A seed, and where it branches.
Argument run_name() {
  return {FreeText{},
          [](TestRequest& request, std::string_view option, const std::string& text) {
            auto name = sim::RunName::parse(text);
            if (!name) {
              throw BadInput(fmt::format(
                  "{} takes a whole number from 0 to {}, or a run that branches, such as "
                  "7@1234>99, got \"{}\"",
                  option, std::numeric_limits<std::uint64_t>::max(), text));
            }
            request.options.run.seed = name->seed;
            request.options.run.branches = std::move(name->branches);
          },
          [](const TestRequest& request) {
            return std::vector<std::string>{to_string(request.options.run.name())};
          }};
}

Argument frozen_node() {
  return {FreeText{},
          [](TestRequest& request, std::string_view option, const std::string& text) {
            request.freeze = parse_node_moment(option, text);
          },
          [](const TestRequest&) { return std::vector<std::string>{}; }};
}

}  // namespace

std::vector<OptionRow> criteria_rows() {
  return {
      {.name = "consistency-models",
       .part = Part::criteria,
       .metavar = "MODELS",
       .help = "What transactions are held against, a comma list of such as serializable, "
               "snapshot-isolation, read-committed, PL-2.99; check --help tells what is decided",
       .argument = consistency_models(),
       .names_in_help = false,
       .repeated = Repeated::joined},
      {.name = "committed-offsets",
       .part = Part::criteria,
       .metavar = "any|rising",
       .help = "Which commit of a key counts in kafka: any: the last or the highest; rising: "
               "always the highest",
       .argument = detail::argument(
           OneName{{"any", "rising"}},
           [](auto& r) -> auto& { return r.options.criteria.rising_offsets; },
           [](std::string_view option, const std::string& text) {
             return is_second(option, text, "any", "rising");
           },
           [](bool rising) { return rising ? "rising" : "any"; }),
       .names_in_help = false},
      {.name = "recovery",
       .part = Part::criteria,
       .metavar = "TIME",
       .help = "How soon after the last fault all must work again, in seconds, or with a unit",
       .argument = time_span(PlainUnit::seconds, {0, in_seconds(workloads::kLongestTime)},
                             [](auto& r) -> auto& { return r.options.criteria.recovery; }),
       .default_note = "10, or 20 × latency and hop where that is more"},
      {.name = "availability",
       .part = Part::criteria,
       .metavar = "total|FRACTION",
       .help = "How many operations must succeed: total, or a fraction",
       .argument = detail::argument(
           AvailabilityGoalText{}, [](auto& r) -> auto& { return r.options.criteria.availability; },
           [](std::string_view, const std::string& text) {
             return checkers::parse_availability(text);
           },
           kAsItIs)},
      {.name = "expect",
       .part = Part::criteria,
       .metavar = "CRITERION",
       .help = "A criterion on any reported figure, such as 'stable-latency.p50 < 400ms'; may be "
               "given again; `help` lists the figures",
       .argument = expectations(),
       .repeated = Repeated::each},
  };
}

std::vector<OptionRow> running_rows() {
  return {
      {.name = "seed",
       .part = Part::seed,
       .metavar = "N",
       .help = "Names the run; 7@1234>99: as that of seed 7 up to its event 1234, then drawn with "
               "99",
       .argument = run_name(),
       .default_note = "drawn, and printed"},
      {.name = "test-count",
       .part = Part::repetition,
       .metavar = "N",
       .help = "Run with so many seeds, from --seed or --climate up, until one is not valid",
       .argument = whole({1, 1'000'000'000}, [](auto& r) -> auto& { return r.test_count; })},
      {.name = "climate",
       .part = Part::climate,
       .metavar = "SEED",
       .help = "Draw from this seed, which is the run's, too, all that is not given of the faults, "
               "the network, the load and the number of nodes",
       .argument = whole({0, std::numeric_limits<std::uint64_t>::max()},
                         [](auto& r) -> auto& { return r.climate; })},
      {.name = "verify",
       .part = Part::watch,
       .help = "Run twice more, compare all events, name the first difference",
       .argument = flag([](auto& r) -> auto& { return r.verify; })},
      {.name = "max-events",
       .part = Part::run,
       .metavar = "N",
       .help = "Bound on events",
       .argument = whole({1, 1'000'000'000'000'000},
                         [](auto& r) -> auto& { return r.options.run.limits.events; })},
      {.name = "max-in-flight",
       .part = Part::run,
       .metavar = "N",
       .help = "Bound on messages in flight",
       .argument =
           whole({1, 16'000'000}, [](auto& r) -> auto& { return r.options.run.limits.in_flight; })},
  };
}

std::vector<OptionRow> output_rows() {
  return {
      {.name = "json",
       .help = "Print the result as JSON on standard output",
       .argument = flag([](auto& r) -> auto& { return r.json; })},
      {.name = "no-store", .help = "Write no files", .argument = flag([](auto& r) -> auto& {
                                                       return r.no_store;
                                                     })},
      {.name = "store",
       .metavar = "DIR",
       .help = "Where the results go",
       .argument = text(Directory{}, [](auto& r) -> auto& { return r.store_directory; })},
      {.name = "trace",
       .part = Part::watch,
       .help = "Write every event of the run to trace.jsonl",
       .argument = flag([](auto& r) -> auto& { return r.trace; })},
      {.name = "report",
       .part = Part::watch,
       .help = "Write report.html, the page of the run, beside its results",
       .argument = flag([](auto& r) -> auto& { return r.report; })},
      {.name = "log-net-send",
       .part = Part::watch,
       .help = "Log messages as they are sent",
       .argument = flag([](auto& r) -> auto& { return r.log_net_send; })},
      {.name = "log-net-recv",
       .part = Part::watch,
       .help = "Log messages as they are received",
       .argument = flag([](auto& r) -> auto& { return r.log_net_recv; })},
      {.name = "log-stderr",
       .part = Part::watch,
       .help = "Log what the nodes log",
       .argument = flag([](auto& r) -> auto& { return r.log_stderr; })},
      {.name = "freeze",
       .part = Part::watch,
       .metavar = "NODE@TIME",
       .help =
           "With --bin: a node stands still there, as n1 at n1@3.2s, and its process is told, so "
           "that a debugger can be attached; then the run ends",
       .argument = frozen_node()},
  };
}

}  // namespace eddy::tools

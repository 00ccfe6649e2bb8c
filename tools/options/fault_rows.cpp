#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <string>
#include <vector>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/bounds.h"
#include "tools/fault_at_argument.h"
#include "tools/options/rows.h"

namespace eddy::tools {
namespace {

using checkers::BadInput;

// Each value once, in the order in which they are given. `what` and `many` say in errors what is
// named: "nemesis", "faults".
template <class E, class Field>
Argument list_of(std::string what, std::string many, Field field) {
  const auto names = all_names_of<E>();
  return {NameList{names},
          [=](TestRequest& request, std::string_view option, const std::string& text) {
            std::vector<E>& values = field(request);
            values.clear();
            for (const std::string& given : parse_names(option, many, text)) {
              const auto value = parse_name<E>(given);
              if (!value) throw BadInput(unknown_name(what, given, names));
              if (std::find(values.begin(), values.end(), *value) == values.end())
                values.push_back(*value);
            }
          },
          [=](const TestRequest& request) -> std::vector<std::string> {
            std::vector<std::string> given;
            for (const E value : field(request)) given.emplace_back(name_of(value));
            if (given.empty()) return {};
            return {fmt::format("{}", fmt::join(given, ","))};
          }};
}

Argument faults_at_events() {
  return {FaultMoment{},
          [](TestRequest& request, std::string_view option, const std::string& text) {
            request.options.plan.nemesis.at.push_back(parse_fault_at(option, text));
          },
          [](const TestRequest& request) {
            std::vector<std::string> texts;
            for (const workloads::FaultAt& at : request.options.plan.nemesis.at)
              texts.push_back(to_argument(at));
            return texts;
          }};
}

}  // namespace

std::vector<OptionRow> fault_rows() {
  return {
      {.name = "nemesis",
       .part = Part::plan,
       .metavar = "FAULTS",
       .help = "Faults to inject",
       .argument = list_of<sim::FaultKind>(
           "nemesis", "faults", [](auto& r) -> auto& { return r.options.plan.nemesis.kinds; }),
       .repeated = Repeated::joined},
      {.name = "nemesis-interval",
       .part = Part::plan,
       .metavar = "TIME",
       .help = "Mean time between the starts and stops of faults, in seconds, or with a unit",
       .argument = time_span(PlainUnit::seconds, {0.001, in_seconds(workloads::kLongestTime)},
                             [](auto& r) -> auto& { return r.options.plan.nemesis.interval; })},
      {.name = "partition-shape",
       .part = Part::plan,
       .metavar = "NAME",
       .help = "Which links a partition cuts",
       .argument = one_name(
           "partition shape", all_names_of<sim::PartitionShape>(), &parse_name<sim::PartitionShape>,
           [](sim::PartitionShape shape) { return name_of(shape); },
           [](auto& r) -> auto& { return r.options.plan.nemesis.shape; }),
       .default_note = "drawn at random"},
      {.name = "nemesis-targets",
       .part = Part::plan,
       .metavar = "NAME",
       .help = "How many nodes a kill, a pause, a wrong clock or disk befalls at once",
       .argument = one_name(
           "targets", all_names_of<workloads::Targets>(), &parse_name<workloads::Targets>,
           [](workloads::Targets targets) { return name_of(targets); },
           [](auto& r) -> auto& { return r.options.plan.nemesis.targets; }),
       .default_note = "drawn at random"},
      {.name = "nemesis-together",
       .part = Part::plan,
       .help = "All kinds of faults strike at the same times, and the same nodes first of all",
       .argument = flag([](auto& r) -> auto& { return r.options.plan.nemesis.together; })},
      {.name = "disk-faults",
       .part = Part::plan,
       .metavar = "FAULTS",
       .help = "What goes wrong with disks",
       .argument = list_of<sim::DiskTrouble>(
           "disk fault", "disk faults",
           [](auto& r) -> auto& { return r.options.plan.nemesis.disk_faults; }),
       .default_note = "all of them",
       .repeated = Repeated::joined},
      {.name = "nemesis-at",
       .part = Part::plan,
       .metavar = "FAULT",
       .help =
           "A fault at an event, as in \"kill before send vote #3 of n1 for 2s\": kill, pause or "
           "cut, before or after, send, receive, sync or unsynced-send; may be given again",
       .argument = faults_at_events(),
       .repeated = Repeated::each},
      {.name = "liveness",
       .part = Part::plan,
       .metavar = "NAME",
       .help = "Which nodes must work again after the load, where core is a drawn majority and the "
               "rest stays broken for ever",
       .argument = one_name(
           "liveness", all_names_of<workloads::Liveness>(), &parse_name<workloads::Liveness>,
           [](workloads::Liveness liveness) { return name_of(liveness); },
           [](auto& r) -> auto& { return r.options.plan.liveness; })},
      {.name = "down-backlog",
       .part = Part::run,
       .metavar = "N",
       .help = "How many messages a node that was killed gets of those that came while it was down",
       .argument = whole({0, workloads::kMostBacklog},
                         [](auto& r) -> auto& { return r.options.run.down_backlog; })},
      {.name = "fault-services",
       .part = Part::run,
       .help = "Faults reach the services, too",
       .argument = flag([](auto& r) -> auto& { return r.options.run.network.fault_services; })},
      {.name = "client-faults",
       .part = Part::run,
       .help = "Messages of clients are lost, doubled and slowed like those of nodes; clients send "
               "a request again, with the same msg_id, until its reply comes",
       .argument = flag([](auto& r) -> auto& { return r.options.run.network.client_faults; })},
      {.name = "timer-slack",
       .part = Part::run,
       .metavar = "TIME",
       .help =
           "Timers of nodes fire late, at the next multiple of this, in milliseconds, or with a "
           "unit",
       .argument =
           time_span(PlainUnit::milliseconds, {0, 1000 * in_seconds(workloads::kLongestLatency)},
                     [](auto& r) -> auto& { return r.options.run.timer_slack; })},
      {.name = "chances",
       .part = Part::run,
       .metavar = "P",
       .help = "How likely it is that a rare path which a program marks with chance() is taken "
               "more often",
       .argument = probability([](auto& r) -> auto& { return r.options.run.chances; })},
  };
}

}  // namespace eddy::tools

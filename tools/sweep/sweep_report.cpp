#include "tools/sweep/sweep_report.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <string_view>
#include <utility>

#include "eddy/workloads/search/wilson.h"
#include "tools/arguments.h"
#include "tools/summary.h"
#include "tools/sweep/lessons_report.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using workloads::FailureGroup;
using workloads::FailureGroups;
using workloads::FeatureCount;
using workloads::SeedOutcome;

// Two digits that mean something.
std::string percent(double share) {
  const double value = 100 * share;
  if (value >= 9.95) return fmt::format("{:.0f} %", value);
  return value >= 0.995 ? fmt::format("{:.1f} %", value) : fmt::format("{:.2g} %", value);
}

// "partition in 31 of 31, loss in 3".
std::string features_text(const std::vector<FeatureCount>& features, std::uint64_t runs) {
  constexpr std::size_t kMostNamed = 8;
  std::string text;
  for (std::size_t i = 0; i < std::min(features.size(), kMostNamed); ++i) {
    text += i == 0 ? fmt::format("{} in {} of {}", features[i].name, grouped(features[i].runs),
                                 grouped(runs))
                   : fmt::format(", {} in {}", features[i].name, grouped(features[i].runs));
  }
  return text;
}

std::string shortest_text(const SeedOutcome& run) {
  std::string text = fmt::format("seed {}", run.seed);
  if (run.events > 0) text += fmt::format(", {} events", grouped(run.events));
  return run.text.empty() ? text : text + ": " + run.text;
}

// Of the sweep's folder, its group of that number; without one, of the shortest run.
std::string search_line(const SweepReport& report, const FailureGroup& group, std::size_t number,
                        std::string_view search) {
  if (!report.stored_in.empty()) {
    return fmt::format("{} {} {}{}", report.command, search, shell_quoted(report.stored_in),
                       number > 1 ? fmt::format(" --group {}", number) : "");
  }
  const std::string& arguments = group.shortest.arguments;
  return fmt::format("{} {}{}", report.command, search,
                     arguments.substr(std::min(arguments.find(' '), arguments.size())));
}

std::string group_text(const SweepReport& report, const FailureGroup& group, std::size_t number) {
  std::string text = line_of("failing", fmt::format("{}: {}, in {}", group.way.checker,
                                                    group.way.kind, frequency_of(report, group)));
  const auto features = report.groups->features_of(group.way);
  if (!features.empty()) text += line_of("comes with", features_text(features, group.runs));
  text += line_of("shortest", shortest_text(group.shortest));
  text += line_of("reproduce", reproduction_of(report, group.shortest));
  for (const char* search : {"minimise", "explain"})
    text += line_of(search, search_line(report, group, number, search));
  return text + '\n';
}

std::string runs_text(const SweepReport& report) {
  const FailureGroups& groups = *report.groups;
  if (report.planned == 0) return "none: the sweep has fewer seeds than shards";
  std::string text = fmt::format("{} of {}: ", grouped(groups.runs()), grouped(report.planned));
  text += fmt::format("{} valid, {} failing",
                      grouped(groups.runs() - groups.failing() - groups.unknown()),
                      grouped(groups.failing()));
  if (groups.unknown() > 0) text += fmt::format(", {} unknown", grouped(groups.unknown()));
  return text + fmt::format("; {} events", grouped(groups.events()));
}

std::string not_drawn_text(const SweepReport& report) {
  const std::string_view them = report.not_drawn.size() == 1 ? "it" : "them";
  const std::string names = fmt::format("{}", fmt::join(report.not_drawn, ", "));
  if (report.is_of_file) {
    return fmt::format("{}: nobody knows whether {} survives {}; say --nemesis {}", names,
                       report.program, them, report.not_drawn.front());
  }
  return fmt::format(
      "{}: {} does not claim to survive {}; say --nemesis {}, or name {} in its entry (survives)",
      names, report.program, them, report.not_drawn.front(), them);
}

std::string course_text(const SweepCourse& course) {
  const double seconds = std::chrono::duration<double>(course.wall).count();
  std::string text = fmt::format("{:.1f} s", seconds);
  if (seconds > 0 && course.runs > 0) {
    text += fmt::format(
        ", {} runs a second",
        grouped(static_cast<std::uint64_t>(static_cast<double>(course.runs) / seconds)));
  }
  return text + fmt::format(" with {} {}", course.jobs, course.jobs == 1 ? "job" : "jobs");
}

json::object to_json(const SweepReport& report, const FailureGroup& group) {
  const auto interval = workloads::wilson_interval(group.runs, report.groups->runs());
  json::object features;
  for (const FeatureCount& feature : report.groups->features_of(group.way))
    features[feature.name] = feature.runs;
  return {{"checker", group.way.checker},
          {"kind", group.way.kind},
          {"runs", group.runs},
          {"share-95", json::array{interval.least, interval.most}},
          {"features", std::move(features)},
          {"shortest",
           {{"seed", group.shortest.seed},
            {"events", group.shortest.events},
            {"text", group.shortest.text},
            {"reproduce", reproduction_of(report, group.shortest)}}}};
}

}  // namespace

checkers::Validity validity_of(const SweepReport& report) {
  const checkers::Validity at_best =
      reservations_of(report).empty() ? checkers::Validity::valid : checkers::Validity::unknown;
  const checkers::Validity of_labels =
      required_labels(report).empty() ? checkers::Validity::valid : checkers::Validity::invalid;
  return checkers::merge(checkers::merge(report.groups->validity(), at_best), of_labels);
}

std::vector<std::string> reservations_of(const SweepReport& report) {
  std::vector<std::string> texts;
  if (report.groups->runs() == 0 && report.planned > 0) texts.emplace_back("nothing was run");
  if (report.given_up) {
    texts.push_back(fmt::format("the run of seed {} did not come to its end", *report.given_up));
  }
  if (report.is_nondeterministic) texts.emplace_back("two runs of a seed differ");
  for (const std::string& part : report.missing) texts.push_back("missing: " + part);
  return texts;
}

std::vector<std::string> required_labels(const SweepReport& report) {
  if (!report.requires_labels || !report.missing.empty()) return {};
  return unreached_labels(*report.lessons);
}

std::string rest_of(const SweepReport& report) {
  const std::uint64_t left = report.planned - report.groups->runs();
  if (left == 0) return "";
  return fmt::format("{} of {} seeds were not run", grouped(left), grouped(report.planned));
}

std::string subject_of(const SweepReport& report) {
  std::string text =
      fmt::format("{} with {}, seeds {}", report.workload, report.program, to_string(report.seeds));
  if (report.shard.count > 1)
    text += fmt::format(", shard {} of {}", report.shard.index, report.shard.count);
  return text;
}

std::string reproduction_of(const SweepReport& report, const SeedOutcome& outcome) {
  return fmt::format("{} {}", report.command, outcome.arguments);
}

std::string frequency_of(const SweepReport& report, const FailureGroup& group) {
  const std::uint64_t runs = report.groups->runs();
  const auto interval = workloads::wilson_interval(group.runs, runs);
  return fmt::format("{} of {} runs, {} (95 %: {} to {})", grouped(group.runs), grouped(runs),
                     percent(static_cast<double>(group.runs) / static_cast<double>(runs)),
                     percent(interval.least), percent(interval.most));
}

std::string to_text(const SweepReport& report, Colour colour) {
  const FailureGroups& groups = *report.groups;
  std::string text = headline(validity_of(report), subject_of(report), colour);
  std::size_t number = 0;
  for (const FailureGroup& group : groups.groups()) text += group_text(report, group, ++number);
  if (const auto& unknown = groups.first_unknown()) {
    text += line_of("unknown",
                    fmt::format("{} of {} runs, the first of them {}", grouped(groups.unknown()),
                                grouped(groups.runs()), shortest_text(*unknown)));
    text += line_of("reproduce", reproduction_of(report, *unknown)) + '\n';
  }
  text += line_of("runs", runs_text(report));
  text += to_text(*report.lessons, report.requires_labels ? LabelsAre::required : LabelsAre::hoped);
  if (!report.not_drawn.empty()) text += line_of("not drawn", not_drawn_text(report));
  if (!report.ended_by.empty()) text += line_of("ended", "by " + report.ended_by);
  if (report.given_up)
    text += line_of("given up",
                    fmt::format("seed {}, whose run did not come to its end", *report.given_up));
  if (report.course) text += line_of("wall", course_text(*report.course));
  if (!report.stored_in.empty()) text += line_of("stored", report.stored_in);
  for (const std::string& part : report.missing) text += line_of("missing", part);
  std::string_view label = "go on";
  for (const std::string& command : report.goes_on_by)
    text += line_of(std::exchange(label, ""), command);
  return text;
}

json::object results_of(const SweepReport& report) {
  const FailureGroups& groups = *report.groups;
  json::array ways;
  for (const FailureGroup& group : groups.groups()) ways.push_back(to_json(report, group));
  json::object results{{"valid?", checkers::to_json(validity_of(report))},
                       {"workload", report.workload},
                       {"node", report.program},
                       {"runs", groups.runs()},
                       {"planned", report.planned},
                       {"failing", groups.failing()},
                       {"unknown", groups.unknown()},
                       {"events", groups.events()},
                       {"ways-to-fail", std::move(ways)}};
  if (const auto& unknown = groups.first_unknown())
    results["first-unknown"] = reproduction_of(report, *unknown);
  add_lessons(results, *report.lessons);
  results["not-drawn"] = json::array(report.not_drawn.begin(), report.not_drawn.end());
  if (!report.ended_by.empty()) results["ended-by"] = report.ended_by;
  if (report.given_up) results["given-up"] = *report.given_up;
  if (!report.missing.empty())
    results["missing"] = json::array(report.missing.begin(), report.missing.end());
  return results;
}

}  // namespace eddy::tools

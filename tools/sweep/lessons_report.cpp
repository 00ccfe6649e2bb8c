#include "tools/sweep/lessons_report.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bit>
#include <boost/json/array.hpp>
#include <cmath>
#include <utility>

#include "tools/summary.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using workloads::BehaviourCurve;
using workloads::Lessons;
using workloads::VacuityCount;

constexpr std::size_t kMostLabelsNamed = 8;

std::uint64_t rounded(double number) { return static_cast<std::uint64_t>(std::llround(number)); }

// "1 run", "12 runs".
std::string counted_runs(std::uint64_t count) {
  return fmt::format("{} {}", grouped(count), count == 1 ? "run" : "runs");
}

std::string runs_of(std::uint64_t count) {
  return count == 1 ? "run" : fmt::format("{} runs", grouped(count));
}

std::string behaviours_text(const Lessons& lessons) {
  const BehaviourCurve& curve = lessons.behaviours();
  std::string text = line_of(
      "behaviours",
      fmt::format("{} known; {} new in the last {}, about {} expected in the next {}",
                  grouped(curve.known()), grouped(lessons.new_lately()), runs_of(lessons.lately()),
                  grouped(rounded(curve.expected_new(Lessons::kLately))),
                  runs_of(Lessons::kLately)));
  constexpr std::uint64_t kFewRuns = 16;
  if (curve.runs() < kFewRuns) return text;
  return text + line_of("", fmt::format("{}  from 1 run to {}, twice as many in two columns",
                                        drawing_of(curve), grouped(curve.runs())));
}

std::string quoted_list(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < std::min(names.size(), kMostLabelsNamed); ++i)
    text += fmt::format("{}\"{}\"", i == 0 ? "" : ", ", names[i]);
  if (names.size() > kMostLabelsNamed)
    text += fmt::format(" and {} more", names.size() - kMostLabelsNamed);
  return text;
}

// Reached, but in less than one run of a hundred.
std::string rare_text(const Lessons& lessons) {
  constexpr std::uint64_t kRareIs = 100;
  const std::uint64_t runs = lessons.behaviours().runs();
  std::string text;
  std::size_t count = 0;
  for (const auto& [name, label] : lessons.labels()) {
    if (label.reached == 0 || label.reached * kRareIs >= runs) continue;
    if (++count > kMostLabelsNamed) continue;
    text += fmt::format("{}\"{}\" in {}", count == 1 ? "" : ", ", name, grouped(label.reached));
  }
  if (count == 0) return "";
  if (count > kMostLabelsNamed) text += fmt::format(" and {} more", count - kMostLabelsNamed);
  return fmt::format("rare: {} of {}", text, runs_of(runs));
}

std::string labels_text(const Lessons& lessons, LabelsAre labels) {
  if (lessons.labels().empty()) {
    return labels == LabelsAre::hoped || lessons.behaviours().runs() == 0
               ? ""
               : line_of("labels", "none was looked for: no run has come by Host::sometimes");
  }
  const auto unreached = unreached_labels(lessons);
  std::string text =
      line_of(unreached.empty() || labels == LabelsAre::hoped ? "labels" : "unreached",
              unreached.empty() ? fmt::format("all {} were reached", lessons.labels().size())
                                : fmt::format("{} of {} were never reached: {}", unreached.size(),
                                              lessons.labels().size(), quoted_list(unreached)));
  if (const std::string rare = rare_text(lessons); !rare.empty()) text += line_of("", rare);
  return text;
}

// What a fault of this kind does when it does something.
std::string_view verb_of(sim::FaultKind kind) {
  switch (kind) {
    case sim::FaultKind::partition:
      return "cut";
    case sim::FaultKind::loss:
    case sim::FaultKind::swizzle:
      return "lost";
    case sim::FaultKind::duplicate:
      return "doubled";
    case sim::FaultKind::slow:
    case sim::FaultKind::kill:
    case sim::FaultKind::pause:
    case sim::FaultKind::clock:
    case sim::FaultKind::flaky:
    case sim::FaultKind::held:
      return "met";
    case sim::FaultKind::disk:
      return "befell";
  }
  return "met";
}
std::string_view object_of(sim::FaultKind kind) {
  switch (kind) {
    case sim::FaultKind::clock:
      return "event";
    case sim::FaultKind::disk:
      return "access";
    default:
      return "message";
  }
}
// A cut at an event is the fault that a swizzle has several of.
std::string_view shown_name(sim::FaultKind kind) {
  return kind == sim::FaultKind::swizzle ? "swizzle or cut" : name_of(kind);
}

bool is_much(std::uint64_t part, std::uint64_t whole) { return whole > 0 && 10 * part >= whole; }

std::vector<std::string> vacuity_lines(const VacuityCount& vacuity) {
  std::vector<std::string> lines;
  for (std::size_t i = 0; i < vacuity.faults.size(); ++i) {
    const VacuityCount::OfKind& of_kind = vacuity.faults[i];
    const sim::FaultKind kind = kValuesOf<sim::FaultKind>[i];
    if (is_much(of_kind.idle_runs, of_kind.runs))
      lines.push_back(fmt::format("{} {} no {} in {} of {} that had it", shown_name(kind),
                                  verb_of(kind), object_of(kind), grouped(of_kind.idle_runs),
                                  counted_runs(of_kind.runs)));
  }
  if (is_much(vacuity.at_events.idle_runs, vacuity.at_events.runs)) {
    lines.push_back(fmt::format("no fault at an event came in {} of {} that had it planned",
                                grouped(vacuity.at_events.idle_runs),
                                counted_runs(vacuity.at_events.runs)));
  }
  const auto add_share = [&](const VacuityCount::Share& share, std::string_view what) {
    if (is_much(share.runs - share.yes, share.runs))
      lines.push_back(fmt::format("{} in {} of {}", what, grouped(share.runs - share.yes),
                                  counted_runs(share.runs)));
  };
  add_share(vacuity.contended, "no two operations on one key overlapped");
  add_share(vacuity.lock_waited_for, "no client waited for a lock");
  return lines;
}

std::string vacuity_text(const VacuityCount& vacuity) {
  std::string text;
  for (const std::string& line : vacuity_lines(vacuity))
    text += line_of(text.empty() ? "vacuity" : "", line);
  return text;
}

json::object share_json(const VacuityCount::Share& share, std::string_view yes) {
  return {{"runs", share.runs}, {json::string_view(yes.data(), yes.size()), share.yes}};
}

json::object vacuity_json(const VacuityCount& vacuity) {
  json::object object;
  const auto add = [&object](std::string_view name, const VacuityCount::OfKind& of_kind) {
    if (of_kind.runs == 0) return;
    object[name] = {{"runs", of_kind.runs},
                    {"idle-runs", of_kind.idle_runs},
                    {"faults", of_kind.faults.count},
                    {"idle-faults", of_kind.faults.idle}};
  };
  for (std::size_t i = 0; i < vacuity.faults.size(); ++i)
    add(name_of(kValuesOf<sim::FaultKind>[i]), vacuity.faults[i]);
  add("at-events", vacuity.at_events);
  if (vacuity.contended.runs > 0) object["contended"] = share_json(vacuity.contended, "contended");
  if (vacuity.lock_waited_for.runs > 0)
    object["locks"] = share_json(vacuity.lock_waited_for, "waited-for");
  return object;
}

json::object behaviours_json(const Lessons& lessons) {
  const BehaviourCurve& curve = lessons.behaviours();
  json::array points;
  for (const auto& point : curve.points()) points.push_back(json::array{point.runs, point.known});
  return {{"known", curve.known()},
          {"new-in-the-last", json::array{lessons.lately(), lessons.new_lately()}},
          {"expected-in-the-next",
           json::array{Lessons::kLately, rounded(curve.expected_new(Lessons::kLately))}},
          {"curve", std::move(points)}};
}

}  // namespace

std::string to_text(const Lessons& lessons, LabelsAre labels) {
  std::string text;
  if (lessons.behaviours().known() > 0) text += behaviours_text(lessons);
  text += labels_text(lessons, labels);
  return text + vacuity_text(lessons.vacuity());
}

std::vector<std::string> unreached_labels(const Lessons& lessons) {
  std::vector<std::string> names;
  for (const auto& [name, count] : lessons.labels()) {
    if (count.reached == 0) names.push_back(name);
  }
  return names;
}

void add_lessons(json::object& results, const Lessons& lessons) {
  json::object labels;
  for (const auto& [name, count] : lessons.labels())
    labels[name] = {{"looked-for", count.looked_for}, {"reached", count.reached}};
  results["behaviours"] = behaviours_json(lessons);
  results["labels"] = std::move(labels);
  results["vacuity"] = vacuity_json(lessons.vacuity());
}

std::string drawing_of(const BehaviourCurve& curve) {
  static constexpr std::array<std::string_view, 8> kHeights = {"▁", "▂", "▃", "▄",
                                                               "▅", "▆", "▇", "█"};
  std::string text;
  const auto draw = [&](std::size_t known) {
    text += kHeights[std::min(kHeights.size() - 1, known * kHeights.size() / curve.known())];
  };
  if (curve.known() == 0) return text;
  std::uint64_t next = 1;
  for (const BehaviourCurve::Point& point : curve.points()) {
    if (point.runs < next) continue;
    draw(point.known);
    const bool is_power = std::has_single_bit(point.runs);
    next = is_power ? point.runs + (point.runs + 1) / 2 : std::bit_ceil(point.runs);
  }
  draw(curve.known());
  return text;
}

}  // namespace eddy::tools

#include "tools/sweep/ci_report.h"

#include <fmt/format.h>

#include <boost/algorithm/string/replace.hpp>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string_view>

#include "checkers/xml_text.h"
#include "eddy/checkers/bad_input.h"

namespace eddy::tools {
namespace {

using checkers::xml_text;
using workloads::FailureGroup;
using workloads::FailureGroups;

std::string title_of(const FailureGroup& group) {
  return fmt::format("{}: {}", group.way.checker, group.way.kind);
}

std::string message_of(const SweepReport& report, const FailureGroup& group) {
  return fmt::format("{}; the shortest is seed {}, {} events: {}", frequency_of(report, group),
                     group.shortest.seed, group.shortest.events, group.shortest.text);
}

// What a system that reads commands from the output takes for text.
std::string github_text(std::string text) {
  boost::replace_all(text, "%", "%25");
  boost::replace_all(text, "\r", "%0D");
  boost::replace_all(text, "\n", "%0A");
  return text;
}
std::string github_property(const std::string& text) {
  std::string out = github_text(text);
  boost::replace_all(out, ":", "%3A");
  boost::replace_all(out, ",", "%2C");
  return out;
}
std::string azure_text(std::string text) {
  boost::replace_all(text, "%", "%AZP25");
  boost::replace_all(text, "\r", "%0D");
  boost::replace_all(text, "\n", "%0A");
  return text;
}

bool is_true(const char* variable) {
  const char* text = std::getenv(variable);
  return text != nullptr && (std::string_view(text) == "true" || std::string_view(text) == "True");
}

std::string annotation(CiSystem system, bool is_error, const std::string& title,
                       const std::string& text) {
  const std::string_view kind = is_error ? "error" : "warning";
  if (system == CiSystem::github)
    return fmt::format("::{} title={}::{}", kind, github_property(title), github_text(text));
  return fmt::format("##vso[task.logissue type={}]{}", kind, azure_text(title + ": " + text));
}

[[noreturn]] void refuse_report(const std::string& place, int error) {
  throw checkers::BadInput(
      fmt::format("cannot write the report to {}: {}", place, std::strerror(error)));
}

}  // namespace

std::string to_junit(const SweepReport& report) {
  const FailureGroups& groups = *report.groups;
  const std::string subject = xml_text(subject_of(report));
  const auto wall =
      report.wall_before + (report.course ? report.course->wall : std::chrono::nanoseconds(0));
  const double seconds = std::chrono::duration<double>(wall).count();
  std::string cases;
  std::size_t count = 0;
  const auto add_case = [&](const std::string& name, const std::string& inner) {
    ++count;
    cases += fmt::format("    <testcase classname=\"{}\" name=\"{}\">{}</testcase>\n", subject,
                         xml_text(name), inner);
  };
  const auto ways = groups.groups();
  for (const FailureGroup& group : ways) {
    add_case(title_of(group),
             fmt::format("\n      <failure type=\"{}\" message=\"{}\">{}</failure>\n    ",
                         xml_text(group.way.kind), xml_text(message_of(report, group)),
                         xml_text("reproduce: " + reproduction_of(report, group.shortest))));
  }
  const auto unreached = required_labels(report);
  for (const std::string& label : unreached) {
    add_case("label: " + label,
             fmt::format("\n      <failure type=\"unreached\" message=\"{}\"/>\n    ",
                         xml_text(fmt::format("none of {} runs has reached it", groups.runs()))));
  }
  std::size_t skipped = 0;
  if (const auto& unknown = groups.first_unknown()) {
    ++skipped;
    const std::uint64_t count_unknown = groups.unknown();
    add_case(
        fmt::format("{} {} unknown", count_unknown, count_unknown == 1 ? "run is" : "runs are"),
        fmt::format("\n      <skipped message=\"{}\"/>\n    ",
                    xml_text(fmt::format("seed {}: {}; reproduce: {}", unknown->seed, unknown->text,
                                         reproduction_of(report, *unknown)))));
  }
  for (const std::string& reservation : reservations_of(report)) {
    ++skipped;
    add_case(reservation, "\n      <skipped/>\n    ");
  }
  if (const std::string rest = rest_of(report); !rest.empty() && !report.ended_by.empty()) {
    ++skipped;
    add_case(rest, fmt::format("\n      <skipped message=\"ended by {}\"/>\n    ",
                               xml_text(report.ended_by)));
  }
  if (report.planned == 0) {
    add_case("the shard has no seeds", "");
  } else if (count == skipped && groups.failing() == 0 && groups.runs() > groups.unknown()) {
    const std::uint64_t valid = groups.runs() - groups.unknown();
    add_case(groups.unknown() == 0 ? fmt::format("all of {} runs are valid", valid)
                                   : fmt::format("{} of {} runs are valid", valid, groups.runs()),
             "");
  }
  const std::string counts = fmt::format("tests=\"{}\" failures=\"{}\" errors=\"0\" skipped=\"{}\"",
                                         count, ways.size() + unreached.size(), skipped);
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuites {0} time=\"{1:.3f}\">\n"
      "  <testsuite name=\"{2}\" {0} time=\"{1:.3f}\">\n{3}  </testsuite>\n</testsuites>\n",
      counts, seconds, subject, cases);
}

CiSystem ci_system() {
  if (is_true("GITHUB_ACTIONS")) return CiSystem::github;
  return is_true("TF_BUILD") ? CiSystem::azure : CiSystem::none;
}

std::vector<std::string> annotations_of(const SweepReport& report, CiSystem system) {
  std::vector<std::string> lines;
  if (system == CiSystem::none) return lines;
  for (const FailureGroup& group : report.groups->groups()) {
    lines.push_back(annotation(
        system, true, subject_of(report) + ": " + title_of(group),
        message_of(report, group) + "\nreproduce: " + reproduction_of(report, group.shortest)));
  }
  for (const std::string& label : required_labels(report)) {
    lines.push_back(annotation(
        system, true, subject_of(report) + ": label",
        fmt::format("none of {} runs has reached the label \"{}\"", report.groups->runs(), label)));
  }
  for (const std::string& reservation : reservations_of(report))
    lines.push_back(annotation(system, false, subject_of(report) + ": unknown", reservation));
  if (const auto& unknown = report.groups->first_unknown()) {
    lines.push_back(
        annotation(system, false, subject_of(report) + ": unknown runs",
                   fmt::format("{} of {} runs; the first is seed {}: {}\nreproduce: {}",
                               report.groups->unknown(), report.groups->runs(), unknown->seed,
                               unknown->text, reproduction_of(report, *unknown))));
  }
  return lines;
}

void tell_ci(const SweepReport& report, std::FILE* out) {
  for (const std::string& line : annotations_of(report, ci_system())) fmt::print(out, "{}\n", line);
}

void require_writable_report(const std::string& place) {
  if (place.empty()) return;
  std::FILE* file = std::fopen(place.c_str(), "a");
  if (file == nullptr) refuse_report(place, errno);
  std::fclose(file);
}

void write_report(const std::string& place, const std::string& text) {
  std::FILE* file = std::fopen(place.c_str(), "w");
  if (file == nullptr) refuse_report(place, errno);
  const bool is_written = std::fputs(text.c_str(), file) >= 0;
  if (std::fclose(file) != 0 || !is_written) refuse_report(place, errno);
}

}  // namespace eddy::tools

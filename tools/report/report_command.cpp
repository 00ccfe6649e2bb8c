#include "tools/report/report_command.h"

#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <functional>
#include <iostream>
#include <ostream>
#include <set>
#include <utility>

#include "eddy/checkers/bad_input.h"
#include "eddy/workloads/search/run_index.h"
#include "eddy/workloads/search/scene.h"
#include "tools/arguments.h"
#include "tools/command_words.h"
#include "tools/end_at_once.h"
#include "tools/options/table.h"
#include "tools/progress_line.h"
#include "tools/report/chosen_scene.h"
#include "tools/report/diagram_notes.h"
#include "tools/report/lamport_diagram.h"
#include "tools/report/mermaid.h"
#include "tools/report/page.h"
#include "tools/report/page_bundle.h"
#include "tools/report/perfetto.h"
#include "tools/report/recorded.h"
#include "tools/report/run_words.h"
#include "tools/report/shiviz.h"
#include "tools/report/store_index.h"
#include "tools/search/chosen_runs.h"
#include "tools/summary.h"

namespace eddy::tools {
namespace {

namespace fs = std::filesystem;
using checkers::BadInput;
using workloads::RunIndex;
using workloads::Scene;
using workloads::Scenes;

constexpr std::array<std::string_view, 5> kFormats = {"html", "svg", "mermaid", "perfetto",
                                                      "shiviz"};
constexpr std::size_t kMostOfDiagram = 2'000;  // events of a whole run

// A diagram, a text or events for other viewers, of one finding or of the whole run.
class Export {
 public:
  // Throws checkers::BadInput where there is no such finding, or too much for a diagram.
  Export(const ReportRequest& request, const ReportedRun& reported)
      : request_(request),
        run_(reported.run),
        index_(run_),
        scenes_(scenes_of(run_, index_, reported.deciding ? &*reported.deciding : nullptr)) {
    if (request.finding) {
      scene_ = &require_scene(*request.finding, scenes_);
      events_ = events_of(*scene_, run_, index_);
    } else if (is_diagram()) {
      require_few();
      for (const sim::Event& event : run_.events) events_.insert(event.number);
    }
  }

  void write(std::ostream& out) const {
    const auto* some = scene_ != nullptr ? &events_ : nullptr;
    if (request_.format == "perfetto") return write_perfetto(out, run_, some);
    if (request_.format == "shiviz") return write_shiviz(out, run_, some);
    const auto notes = scene_ != nullptr ? notes_of(scene_->story) : std::vector<DiagramNote>{};
    const std::string title =
        scene_ != nullptr ? scene_->title : title_of(run_.experiment.scenario);
    out << (request_.format == "svg" ? lamport_diagram(run_.events, events_, notes, title)
                                     : mermaid_diagram(run_.events, events_, notes, title));
  }

 private:
  bool is_diagram() const { return request_.format == "svg" || request_.format == "mermaid"; }
  void require_few() const {
    if (run_.events.size() <= kMostOfDiagram) return;
    throw BadInput(
        fmt::format("--format {}: the whole run has {} events, too many for a diagram: cut it to "
                    "one of its findings with --finding N, or minimise it first",
                    request_.format, grouped(run_.events.size())));
  }

  const ReportRequest& request_;
  const workloads::RecordedRun& run_;
  const RunIndex index_;
  const Scenes scenes_;
  const Scene* scene_ = nullptr;
  std::set<sim::EventNumber> events_;
};

void require_format(const ReportRequest& request) {
  const auto known = std::find(kFormats.begin(), kFormats.end(), request.format);
  if (known == kFormats.end())
    throw BadInput(unknown_name("--format", request.format,
                                std::vector<std::string>(kFormats.begin(), kFormats.end())));
  if (!request.against.empty() && request.format != "html")
    throw BadInput("--against puts two runs on one page: leave --format out");
  std::error_code unknown;
  const bool names_itself = !request.out.empty() && !request.place.empty() &&
                            fs::equivalent(request.out, request.place, unknown);
  if (names_itself && fs::is_regular_file(request.place, unknown))
    throw BadInput(
        fmt::format("--out {}: that is the scenario itself: choose another file", request.out));
}

// Where the page goes.
fs::path place_of_page(const ReportRequest& request) {
  if (!request.out.empty()) return request.out;
  // A page of two runs is not the page of the one.
  const char* name = request.against.empty() ? "report.html" : "against.html";
  const fs::path place(request.place);
  std::error_code ignored;
  if (!request.place.empty() && request.place != "-") {
    if (fs::exists(place / "scenario.json", ignored)) return place / name;
    if (place.filename() == "scenario.json") return place.parent_path() / name;
  }
  return name;
}

ChosenRun chosen_at(const std::string& place, const ReportRequest& request,
                    std::span<const nodes::ProgramEntry> programs) {
  return choose_runs(place, request.test.search.group, request.test, programs).runs.front();
}

// The index of the store links to the page: DIR/WORKLOAD/RUN/report.html.
void list_again(const fs::path& page) {
  std::error_code error;
  const fs::path store = fs::canonical(page, error).parent_path().parent_path().parent_path();
  if (!error && fs::exists(store / "index.html", error)) write_store_index(store);
}

using Write = std::function<void(std::ostream&)>;

void put_out(const ReportRequest& request, const Write& write) {
  const bool is_page = request.format == "html";
  if (request.out == "-" || (request.out.empty() && !is_page)) {
    write(std::cout);
    std::cout.flush();
    return;
  }
  const fs::path file = place_of_page(request);
  write_whole(file, write);
  if (is_page && request.out.empty()) list_again(file);
  const std::string fragment =
      is_page && request.finding ? fmt::format("#finding={}", *request.finding) : "";
  std::error_code unknown;
  const auto bytes = fs::file_size(file, unknown);
  const std::string size = unknown ? "" : fmt::format(" ({})", size_words(bytes));
  fmt::print("{}", line_of("report", file.string() + fragment + size));
}

void tell_difference(const workloads::RecordedRun& one, const workloads::RecordedRun& other) {
  const auto place = sim::first_difference(one.events, other.events);
  fmt::print("{}",
             line_of("difference", place ? fmt::format("from event {} on", grouped(*place + 1))
                                         : "none: the two runs have the same events"));
}

}  // namespace

std::string size_words(std::size_t bytes) {
  constexpr std::size_t kThousand = 1'000;
  if (bytes < kThousand) return fmt::format("{} bytes", bytes);
  if (bytes < kThousand * kThousand) return fmt::format("{} kB", bytes / kThousand);
  return fmt::format("{:.1f} MB", static_cast<double>(bytes) / (kThousand * kThousand));
}

void declare_report_options(CLI::App& command, ReportRequest& request) {
  command
      .add_option("FILE", request.place,
                  "A scenario, the folder of a stored run or of a sweep, or - for standard input")
      ->type_name("");
  const auto add = [&command](const std::string& name, auto& where, const std::string& metavar,
                              const std::string& help) {
    return command.add_option(name, where, help)
        ->option_text(metavar)
        ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast)
        ->group("Report");
  };
  add("--format", request.format, "NAME",
      "What is written: html, a page; svg or mermaid, a diagram; perfetto or shiviz, events for "
      "these viewers (html)");
  add("--finding", request.finding, "N", "Of the findings, as the page numbers them, this one");
  add("--against", request.against, "FILE", "Put another run beside it, on the same page");
  add("-o,--out", request.out, "FILE",
      "Where it goes; - is standard output (report.html beside the run; other formats: -)");
  declare_options(command, request.test,
                  {Part::plan, Part::run, Part::seed, Part::climate, Part::criteria});
}

int report(const ReportRequest& request, std::span<const nodes::ProgramEntry> programs) {
  require_format(request);
  if (request.format == "html") page_bundle();
  ProgressLine progress;
  const auto show = [&](std::string_view what, const std::string& name) {
    if (progress.is_seen()) progress.show(fmt::format("{} {}", what, name));
  };
  std::string text;
  std::optional<ReportedRun> reported;
  std::optional<ReportedRun> other;
  std::optional<Export> other_format;
  {
    const EndAtOnce at_once("interrupted: nothing was written\n");
    const ChosenRun chosen = chosen_at(request.place, request, programs);
    show("running once more, with the recorder on:", chosen.name);
    reported.emplace(record(chosen, programs));
    if (!request.against.empty()) {
      const ChosenRun beside =
          choose_runs(request.against, 1, TestRequest{}, programs).runs.front();
      show("running once more, with the recorder on:", beside.name);
      other.emplace(record(beside, programs));
    }
    show("writing the report of", chosen.name);
    if (request.format == "html") {
      PageRun page = reported->page();
      page.finding = request.finding;
      text = page_of(page, other ? std::optional(other->page()) : std::nullopt);
    } else {
      other_format.emplace(request, *reported);
    }
    progress.clear();
  }
  put_out(request, [&](std::ostream& out) {
    if (other_format) return other_format->write(out);
    out << text;
  });
  if (other && request.out != "-") tell_difference(reported->run, other->run);
  return 0;
}

void report_stored(const fs::path& folder, std::span<const nodes::ProgramEntry> programs) {
  std::string page;
  {
    const EndAtOnce at_once("interrupted: the report was not written\n");
    page = page_of_stored(folder, programs);
  }
  write_whole(folder / "report.html", [&](std::ostream& out) { out << page; });
}

}  // namespace eddy::tools

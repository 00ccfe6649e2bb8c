#include "tools/report/page.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/iostreams/device/back_inserter.hpp>
#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <utility>
#include <vector>

#include "checkers/xml_text.h"
#include "eddy/sim/trace.h"
#include "eddy/workloads/search/run_index.h"
#include "eddy/workloads/search/scene.h"
#include "tools/report/chosen_scene.h"
#include "tools/report/page_bundle.h"
#include "tools/report/plain_text.h"
#include "tools/report/run_data.h"
#include "tools/report/run_words.h"
#include "tools/summary.h"

namespace eddy::tools {
namespace {

using workloads::RecordedRun;
using workloads::RunIndex;
using workloads::Scenes;

// Without a name and a time, so that the same bytes give the same. Of much data the best packing
// would take longer than it is worth.
std::string gzipped(const std::string& bytes) {
  constexpr std::size_t kMuch = std::size_t{8} << 20U;
  const int level = bytes.size() < kMuch ? 9 : 6;
  std::string packed;
  boost::iostreams::filtering_ostream out;
  out.push(boost::iostreams::gzip_compressor(boost::iostreams::gzip_params(level)));
  out.push(boost::iostreams::back_inserter(packed));
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  out.reset();
  return packed;
}

// What there is of one run, packed, in fewer bytes if it must be.
class RunElement {
 public:
  explicit RunElement(const PageRun& made)
      : made_(made), index_(*made.run), scenes_(scenes_of(*made.run, index_, made.deciding)) {
    if (made.finding) require_scene(*made.finding, scenes_);
  }

  std::string text(std::size_t most_bytes, std::optional<RunDataOptions::Difference> difference) {
    RunDataOptions options{.reproduce = made_.reproduce, .difference = std::move(difference)};
    std::string text = packed(options);
    if (text.size() <= most_bytes) return text;
    options.kept = within(scenes_.scenes.size());
    options.cut = cut_words("what lies within the windows of its findings");
    text = packed(options);
    if (text.size() <= most_bytes || scenes_.scenes.empty()) return text;
    options.kept = within(1);
    options.cut = cut_words("what lies within the window of its first finding");
    text = packed(options);
    if (text.size() <= most_bytes) return text;
    options.kept = shown();
    options.cut = cut_words("the messages of its findings");
    return packed(options);
  }

 private:
  std::string packed(const RunDataOptions& options) const {
    return base64(gzipped(run_data(*made_.run, index_, scenes_, options)));
  }
  std::string cut_words(std::string_view what) const {
    return fmt::format("The whole run has {} events, too many for a page: this one has {}.",
                       grouped(made_.run->events.size()), what);
  }
  // What is neither a message nor a timer: few, and what the rest is understood by.
  std::vector<bool> frame() const {
    std::vector<bool> kept(made_.run->events.size());
    for (std::size_t place = 0; place < kept.size(); ++place) {
      const sim::Event& event = made_.run->events[place];
      kept[place] = event.message() == nullptr && !event.is<sim::TimerFired>() &&
                    !event.is<sim::OperationDue>() && !event.is<sim::OperationBegan>();
    }
    return kept;
  }
  // The windows of the first few scenes.
  std::vector<bool> within(std::size_t scenes) const {
    std::vector<bool> kept = frame();
    for (std::size_t i = 0; i < std::min(scenes, scenes_.scenes.size()); ++i) {
      const auto [first, last] = scenes_.scenes[i].window;
      for (std::size_t place = first; place <= last && place < kept.size(); ++place)
        kept[place] = true;
    }
    return kept;
  }
  std::vector<bool> shown() const {
    std::vector<bool> kept = frame();
    for (const workloads::Scene& scene : scenes_.scenes) {
      for (const sim::EventNumber number : events_of(scene, *made_.run, index_)) {
        if (const auto place = sim::place_in(made_.run->events, number)) kept[*place] = true;
      }
    }
    return kept;
  }

  const PageRun& made_;
  const RunIndex index_;
  const Scenes scenes_;
};

std::string element(std::string_view id, const std::string& text) {
  return fmt::format("<script id=\"{}\" type=\"application/octet-stream\">{}</script>\n", id, text);
}

RunDataOptions::Difference difference_between(const RecordedRun& here, const RecordedRun& there,
                                              std::optional<std::size_t> place) {
  if (!place) return {std::nullopt, "The two runs have the same events."};
  const auto words = [&](const RecordedRun& run) {
    return *place < run.events.size() ? to_text(run.events[*place]) : "the run has ended";
  };
  return {place, fmt::format("They differ from event {} on. Here: {}. There: {}.", *place + 1,
                             words(here), words(there))};
}

}  // namespace

std::string page_of(const PageRun& run, const std::optional<PageRun>& against,
                    std::size_t most_bytes) {
  const PageBundle bundle = page_bundle();
  std::optional<RunDataOptions::Difference> here;
  std::optional<RunDataOptions::Difference> there;
  if (against) {
    const auto place = sim::first_difference(run.run->events, against->run->events);
    here = difference_between(*run.run, *against->run, place);
    there = difference_between(*against->run, *run.run, place);
  }
  const std::size_t most = most_bytes / (against ? 2 : 1);
  std::string data = element("run", RunElement(run).text(most, here));
  if (against) data += element("against", RunElement(*against).text(most, there));
  return fmt::format(
      "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
      "<meta name=\"viewport\" content=\"width=device-width\">\n"
      "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src "
      "'sha256-{}'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action "
      "'none'\">\n<title>{}</title>\n<style>{}</style>\n</head>\n<body>\n"
      "<div id=\"app\">Loading …</div>\n{}<script type=\"module\">{}</script>\n</body>\n</html>\n",
      bundle.script_hash, checkers::xml_text(plain_text(title_of(run.run->experiment.scenario))),
      bundle.style, data, bundle.script);
}

}  // namespace eddy::tools

#include "tools/report/run_data.h"

#include <fmt/format.h>

#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <set>

#include "eddy/sim/loss_cause.h"
#include "tools/report/event_columns.h"
#include "tools/report/kept_events.h"
#include "tools/report/operation_columns.h"
#include "tools/report/run_words.h"
#include "tools/report/valid_text.h"
#include "tools/report/value_tables.h"
#include "tools/summary.h"

namespace eddy::tools {
namespace {

namespace json = boost::json;
using workloads::RecordedRun;
using workloads::Scene;

constexpr int kFormat = 2;
constexpr std::size_t kMostDrawings = std::size_t{4} << 20U;  // bytes of all

class RunData {
 public:
  RunData(const RecordedRun& run, const workloads::RunIndex& index, const workloads::Scenes& scenes,
          const RunDataOptions& options)
      : run_(run),
        scenes_(scenes),
        options_(options),
        kept_(run, index, options.kept),
        strings_(columns_),
        lists_(columns_, strings_),
        bodies_(columns_, strings_, lists_) {}

  std::string bytes() {
    const EventColumns events(kept_, columns_, strings_, bodies_);
    add_states(events);
    const OperationColumns operations(kept_, columns_, strings_, lists_);
    add_told(events);
    json::object header{{"format", kFormat}};
    add_words_of_run(header, run_);
    if (scenes_.left_out > 0) {
      header["about"].as_array().push_back(
          json::array{"findings left out", grouped(scenes_.left_out)});
    }
    header["reproduce"] = options_.reproduce;
    const std::vector<std::string> names = kept_.names();
    header["processes"] = json::array(names.begin(), names.end());
    header["types"] = json::array(bodies_.types().begin(), bodies_.types().end());
    header["shapes"] = bodies_.shapes();
    header["functions"] = operations.functions();
    header["kinds"] = EventColumns::kinds();
    header["lossCauses"] = EventColumns::loss_causes();
    header["ends"] = events.are_ranked() ? "rank" : "distance";
    header["faults"] = events.faults();
    header["phases"] = events.phases();
    header["ranges"] = kept_.ranges();
    header["cut"] = options_.cut;
    add_drawings(header);
    add_scenes(header);
    header["difference"] = difference();
    header["columns"] = columns_.directory();
    const std::string text = valid_text(json::serialize(header));
    std::string bytes;
    for (unsigned shift = 0; shift < 32; shift += 8)
      bytes += static_cast<char>(text.size() >> shift & 0xffU);
    return bytes + text + columns_.bytes();
  }

 private:
  // What nodes showed of themselves.
  void add_states(const EventColumns& events) {
    Column& after = columns_.add("state.after");
    Column& node = columns_.add("state.node");
    Column& body = columns_.add("state.body");
    for (const workloads::StateChange& change : run_.states) {
      const auto place = kept_.place_of(change.after);
      if (!place) continue;
      after.add_rise(*kept_.position(*place));
      node.add(events.process_code(*place, change.node));
      body.add(bodies_
                   .add_state(change.state, {change.node.raw(), events.body_told(*place),
                                             EventColumns::page_time(run_.events[*place].at)})
                   .code);
    }
  }
  // What they learned and logged.
  void add_told(const EventColumns& events) {
    const workloads::Run& made = run_.experiment.run;
    Column& values = columns_.add("values");
    for (const sim::Spread& spread : made.spread)
      values.add(reference_to(spread.value, strings_, lists_, {0, 0, 1}));
    Column& learned_after = columns_.add("learned.after");
    Column& learned_node = columns_.add("learned.node");
    Column& learned_value = columns_.add("learned.value");
    for (std::size_t i = 0; i < made.learned.size(); ++i) {
      const auto place = kept_.place_of(run_.learned[i]);
      if (!place) continue;
      learned_after.add_rise(*kept_.position(*place));
      learned_node.add(events.process_code(*place, made.learned[i].node));
      learned_value.add(made.learned[i].value);
    }
    Column& log_after = columns_.add("log.after");
    Column& log_node = columns_.add("log.node");
    Column& log_text = columns_.add("log.text");
    for (const workloads::LoggedLine& line : run_.logs) {
      const auto place = kept_.place_of(line.after);
      if (!place) continue;
      log_after.add_rise(*kept_.position(*place));
      log_node.add(events.process_code(*place, line.node));
      log_text.add(strings_.add(line.text));
    }
  }

  template <class Set, class Position>
  static json::array positions(const Set& set, const Position& position) {
    json::array all;
    for (const auto& one : set) {
      if (const auto there = position(one)) all.push_back(*there);
    }
    return all;
  }
  json::array operations(const std::set<std::size_t>& set) const {
    return positions(set, [&](std::size_t one) { return kept_.operation(one); });
  }

  json::array story_of(const Scene& scene) const {
    json::array lines;
    for (const workloads::StoryLine& line : scene.story.lines) {
      json::array events = positions(
          line.events, [&](sim::EventNumber number) { return kept_.position_of(number); });
      const bool is_indented = line.text.starts_with("  ");
      const bool is_state = is_indented || line.weight == workloads::StoryWeight::state;
      lines.push_back({{"at", sim::nanoseconds(line.at)},
                       {"text", is_indented ? line.text.substr(2) : line.text},
                       {"events", std::move(events)},
                       {"decides", line.decides},
                       {"state", is_state}});
    }
    return lines;
  }
  json::object object_of(const Scene& scene) {
    json::array notes;
    for (const auto& [operation, text] : scene.notes) {
      if (const auto there = kept_.operation(operation)) notes.push_back({*there, text});
    }
    json::array nodes;
    for (const sim::NodeId node : scene.nodes) nodes.push_back(kept_.process(node));
    json::array lacking;
    for (const sim::NodeId node : scene.lacking) lacking.push_back(kept_.process(node));
    json::array faults;
    for (const sim::FaultId fault : scene.faults) {
      if (const auto place = kept_.fault(fault)) faults.push_back(*place);
    }
    json::object object{
        {"title", scene.title},
        {"note", scene.note},
        {"checker", scene.checker},
        {"kind", scene.kind},
        {"text", scene.text},
        {"value", scene.value ? json::value(json::serialize(*scene.value)) : json::value()},
        {"nodes", std::move(nodes)},
        {"lacking", std::move(lacking)},
        {"operations", operations(scene.operations)},
        {"bad", operations(scene.bad)},
        {"notes", std::move(notes)},
        {"messages",
         positions(scene.messages, [&](std::size_t one) { return kept_.message(one); })},
        {"leftOut", scene.left_out},
        {"faults", std::move(faults)},
        {"window", json::array{kept_.from(scene.window.first), kept_.until(scene.window.second)}},
        {"story", story_of(scene)},
        {"storyLeftOut", scene.story.left_out},
        {"remarks", json::array(scene.story.remarks.begin(), scene.story.remarks.end())},
        {"why", json::array(scene.story.why.begin(), scene.story.why.end())},
        {"drawing", nullptr}};
    if (drawings_.contains(scene.drawing)) object["drawing"] = scene.drawing;
    return object;
  }
  void add_scenes(json::object& header) {
    json::array groups;
    for (const workloads::SceneGroup& group : scenes_.groups) {
      json::array places;
      for (std::size_t i = 0; i < group.count; ++i) places.push_back(group.first + i);
      groups.push_back({{"title", group.title}, {"findings", std::move(places)}});
    }
    json::array findings;
    for (const Scene& scene : scenes_.scenes) findings.push_back(object_of(scene));
    header["groups"] = std::move(groups);
    header["findings"] = std::move(findings);
  }
  void add_drawings(json::object& header) {
    json::array drawings;
    std::size_t bytes = 0;
    for (const auto& [name, verdict] : run_.experiment.results.verdicts) {
      for (const checkers::Drawing& drawing : verdict.drawings) {
        if (!drawing.name.ends_with(".svg")) continue;
        bytes += drawing.text.size();
        if (bytes > kMostDrawings) continue;
        drawings_.insert(drawing.name);
        drawings.push_back({drawing.name, drawing.text});
      }
    }
    header["drawings"] = std::move(drawings);
  }
  json::value difference() const {
    if (!options_.difference) return nullptr;
    const auto& [place, text] = *options_.difference;
    const auto position = place ? kept_.position(*place) : std::nullopt;
    return {{"event", position ? static_cast<std::int64_t>(*position) : -1}, {"text", text}};
  }

  const RecordedRun& run_;
  const workloads::Scenes& scenes_;
  const RunDataOptions& options_;
  const KeptEvents kept_;
  Columns columns_;
  StringTable strings_;
  ListTable lists_;
  BodyTable bodies_;
  std::set<std::string> drawings_;
};

}  // namespace

std::string run_data(const RecordedRun& run, const workloads::RunIndex& index,
                     const workloads::Scenes& scenes, const RunDataOptions& options) {
  return RunData(run, index, scenes, options).bytes();
}

}  // namespace eddy::tools

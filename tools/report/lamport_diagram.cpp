#include "tools/report/lamport_diagram.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <optional>

#include "base/overloaded.h"
#include "base/text.h"
#include "checkers/xml_text.h"
#include "eddy/sim/format.h"
#include "tools/report/plain_text.h"
#include "tools/report/shown_events.h"
#include "workloads/search/message_words.h"

namespace eddy::tools {
namespace {

using checkers::xml_text;
using sim::Event;
using sim::EventNumber;
using sim::MessageId;
using sim::NodeId;

constexpr int kLeft = 96;               // for the times
constexpr int kTop = 84;                // for title and names
constexpr int kLane = 240;              // between processes
constexpr int kRow = 34;                // between events
constexpr int kNotes = 560;             // for what stands beside them
constexpr std::size_t kMostLabel = 34;  // bytes on an arrow
constexpr std::size_t kMostNote = 80;

constexpr std::string_view kStyle = R"(
  .page { fill: #ffffff; }
  text { font: 12px sans-serif; fill: #1a1a1a; }
  .title { font-size: 14px; font-weight: bold; }
  .name { font-weight: bold; text-anchor: middle; }
  .time { text-anchor: end; fill: #666666; }
  .label { text-anchor: middle; paint-order: stroke; stroke: #ffffff; stroke-width: 4px; }
  .lane { stroke: #999999; stroke-width: 1; }
  .message { stroke: #1f5fa8; stroke-width: 1.5; fill: none; }
  .lost { stroke: #b3261e; stroke-width: 1.5; stroke-dasharray: 5 3; fill: none; }
  .cross { stroke: #b3261e; stroke-width: 2; }
  .head { fill: #1f5fa8; }
  .dot { fill: #1a1a1a; }
  .fault { stroke: #b3261e; stroke-width: 1; stroke-dasharray: 8 4; }
  @media (prefers-color-scheme: dark) {
    .page { fill: #16181c; }
    text { fill: #e6e6e6; }
    .time { fill: #a0a0a0; }
    .label { stroke: #16181c; }
    .message { stroke: #7db4f0; }
    .head { fill: #7db4f0; }
    .lost, .cross, .fault { stroke: #ff8a80; }
    .dot { fill: #e6e6e6; }
  }
)";

// What nodes say, for an element.
std::string text_of(std::string_view text, std::size_t most_bytes) {
  return xml_text(plain_text(shortened(text, most_bytes)));
}

// Where an event stands.
struct Row {
  const Event* event;
  std::size_t number;
};

class Diagram {
 public:
  Diagram(const sim::Recording& recording, const std::set<EventNumber>& events,
          const std::vector<DiagramNote>& notes, const std::string& title)
      : title_(title) {
    for (const DiagramNote& note : notes) notes_[note.event] = note.text;
    choose(recording, events);
  }

  std::string svg() {
    std::string body;
    for (const auto& [process, lane] : lanes_) body += lane_of(process, lane);
    for (const Row& row : rows_) body += time_of(row);
    for (const Row& row : rows_) body += drawn(row);
    const int width = kLeft + static_cast<int>(lanes_.size()) * kLane + kNotes;
    const int height = kTop + static_cast<int>(rows_.size() + 1) * kRow;
    return fmt::format(
               "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{0}\" height=\"{1}\" "
               "viewBox=\"0 0 {0} {1}\">\n<style>{2}</style>\n"
               "<rect class=\"page\" width=\"{0}\" height=\"{1}\"/>\n"
               "<text class=\"title\" x=\"16\" y=\"28\">{3}</text>\n",
               width, height, kStyle, text_of(title_, 140)) +
           body + "</svg>\n";
  }

 private:
  void choose(const sim::Recording& recording, const std::set<EventNumber>& events) {
    std::vector<const Event*> shown = shown_events(recording, &events);
    // Where nothing is drawn there is no row.
    std::erase_if(shown, [](const Event* event) {
      const bool is_fault = event->is<sim::FaultBegan>() || event->is<sim::FaultEnded>();
      return !is_fault && !process_of(*event);
    });
    for (const Event* event : shown) {
      rows_.push_back({event, rows_.size()});
      if (event->is<sim::Sent>()) sent_[event->message()->id] = rows_.back().number;
    }
    for (const NodeId process : processes_in(shown))
      lanes_.emplace(process, static_cast<int>(lanes_.size()));
  }

  static int x_of_lane(int lane) { return kLeft + kLane / 2 + lane * kLane; }
  int x_of(NodeId process) const { return x_of_lane(lanes_.at(process)); }
  static int y_of(std::size_t row) { return kTop + static_cast<int>(row) * kRow; }
  int x_of_notes() const { return kLeft + static_cast<int>(lanes_.size()) * kLane + 8; }

  std::string lane_of(NodeId process, int lane) const {
    const int x = x_of_lane(lane);
    return fmt::format(
        "<text class=\"name\" x=\"{0}\" y=\"{1}\">{2}</text>\n"
        "<line class=\"lane\" x1=\"{0}\" y1=\"{3}\" x2=\"{0}\" y2=\"{4}\"/>\n",
        x, kTop - 24, xml_text(process.name()), kTop - 16, y_of(rows_.size()));
  }

  std::string time_of(const Row& row) const {
    const bool is_new = row.number == 0 || rows_[row.number - 1].event->at != row.event->at;
    std::string text;
    if (is_new) {
      text += fmt::format("<text class=\"time\" x=\"{}\" y=\"{}\">{}</text>\n", kLeft - 12,
                          y_of(row.number) + 4, workloads::time_words(row.event->at));
    }
    if (const auto note = notes_.find(row.event->number); note != notes_.end()) {
      text += fmt::format("<text x=\"{}\" y=\"{}\">{}</text>\n", x_of_notes(), y_of(row.number) + 4,
                          text_of(note->second, kMostNote));
    }
    return text;
  }

  std::string drawn(const Row& row) const {
    return std::visit(
        Overloaded{[](const sim::Sent& /*drawn where it arrives*/) { return std::string(); },
                   [&](const sim::Delivered& e) { return arrow(row, e.message, true); },
                   [&](const sim::Lost& e) { return arrow(row, e.message, false); },
                   [&](const sim::FaultBegan& /*a line across*/) { return across(row); },
                   [&](const sim::FaultEnded& /*a line across*/) { return across(row); },
                   [&](const auto& /*at one process*/) { return dot(row); }},
        row.event->what);
  }
  std::string across(const Row& row) const {
    return fmt::format("<line class=\"fault\" x1=\"{0}\" y1=\"{2}\" x2=\"{1}\" y2=\"{2}\"/>\n",
                       kLeft, x_of_notes() - 8, y_of(row.number));
  }
  std::string dot(const Row& row) const {
    const auto process = process_of(*row.event);
    if (!process) return "";
    return fmt::format("<circle class=\"dot\" cx=\"{}\" cy=\"{}\" r=\"4\"/>\n", x_of(*process),
                       y_of(row.number));
  }
  std::string arrow(const Row& row, const sim::Message& message, bool arrives) const {
    const auto sent = sent_.find(message.id);
    const int y1 = y_of(sent == sent_.end() ? row.number : sent->second);
    const int y2 = y_of(row.number);
    const int x1 = x_of(message.id.sender);
    const int x2 = x_of(message.dest);
    const int side = x1 == x2 ? 40 : 0;  // one to itself goes round
    const int x_end = arrives ? x2 : (x1 + x2) / 2 + side;
    std::string text = fmt::format("<path class=\"{}\" d=\"M{} {} Q{} {} {} {}\"/>\n",
                                   arrives ? "message" : "lost", x1, y1,
                                   (x1 + x_end) / 2 + 2 * side, (y1 + y2) / 2, x_end, y2);
    if (arrives) {
      const int back = x2 > x1 ? -8 : 8;
      text += fmt::format("<path class=\"head\" d=\"M{0} {1} l{2} -4 l0 8 z\"/>\n", x2, y2, back);
    } else {
      text += fmt::format("<path class=\"cross\" d=\"M{} {} l10 10 m0 -10 l-10 10\"/>\n", x_end - 5,
                          y2 - 5);
    }
    return text + fmt::format("<text class=\"label\" x=\"{}\" y=\"{}\">{}</text>\n",
                              (x1 + x_end) / 2 + side, (y1 + y2) / 2 - 9,
                              text_of(workloads::body_words(message, kMostLabel), kMostLabel + 8));
  }

  const std::string& title_;
  std::vector<Row> rows_;
  std::map<NodeId, int> lanes_;
  std::map<MessageId, std::size_t> sent_;  // in which row
  std::map<EventNumber, std::string> notes_;
};

}  // namespace

std::string lamport_diagram(const sim::Recording& recording, const std::set<EventNumber>& events,
                            const std::vector<DiagramNote>& notes, const std::string& title) {
  return Diagram(recording, events, notes, title).svg();
}

}  // namespace eddy::tools

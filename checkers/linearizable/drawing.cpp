#include "checkers/linearizable/drawing.h"

#include <fmt/format.h>
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "checkers/evidence.h"
#include "checkers/linearizable/explanation.h"
#include "checkers/svg_writer.h"

namespace eddy::checkers::linearizable {

namespace {

constexpr std::size_t kMostPlacedDrawn = 12;
constexpr std::size_t kMostLeftDrawn = 12;

// All in pixels.
constexpr std::size_t kColumn = 96;  // from one event to the next
constexpr std::size_t kPause = 20;   // where no call is open between them
constexpr std::size_t kRow = 34;
constexpr std::size_t kBar = 22;
constexpr std::size_t kTick = 5;   // at the foot of a bar, below its text
constexpr std::size_t kLeft = 90;  // for the names of processes
constexpr std::size_t kTop = 40;
constexpr std::size_t kLine = 18;
constexpr std::size_t kCharacter = 7;
constexpr std::size_t kLeastWidth = 760;

constexpr std::string_view kPlaced = "#b7dfb9";
constexpr std::string_view kStuck = "#f2a7a0";
constexpr std::string_view kOpen = "#f4e3a1";

// At most so many bytes, not cut within a character of UTF-8.
std::string cut(std::string_view text, std::size_t most) {
  if (text.size() <= most) return std::string(text);
  return eddy::shortened(text, most > 1 ? most - 1 : 0);
}

void replace_all(std::string& text, std::string_view words, std::string_view instead) {
  for (auto at = text.find(words); at != std::string::npos; at = text.find(words, at + 1))
    text.replace(at, words.size(), instead);
}

// "cas 1 → 2" for "cas from 1 to 2", "write 3" for "write of 3".
std::string short_name(std::string text) {
  replace_all(text, " of ", " ");
  if (!text.starts_with("cas from ")) return text;
  replace_all(text, " from ", " ");
  replace_all(text, " to ", " → ");
  return text;
}

struct Bar {
  std::size_t call = 0;  // in Failure::calls
  std::string_view colour;
};

class Picture {
 public:
  explicit Picture(const Judgement& judgement)
      : judgement_(judgement), failure_(*judgement.failure) {
    choose_bars();
    for (const Bar& bar : bars_) {
      const ClientCall& call = failure_.calls[bar.call].call;
      rows_.push_back(call.invocation->process);
      columns_.push_back(call.invoked);
      if (call.outcome != Outcome::unknown) columns_.push_back(call.returned);
    }
    sort_out(rows_);
    sort_out(columns_);
    place_columns();
  }

  std::string draw() {
    out_.element("rect", {{"width", "100%"}, {"height", "100%"}, {"fill", "white"}});
    draw_title();
    draw_rows();
    for (const Bar& bar : bars_) draw_bar(bar);
    draw_points();
    draw_list();
    const std::size_t height = y_ + kLine;
    return out_.picture(width(), height, {{"font-family", "sans-serif"}, {"font-size", 12}});
  }

 private:
  template <class T>
  static void sort_out(std::vector<T>& values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
  }

  void choose_bars() {
    const std::size_t placed = std::min(failure_.placed.size(), kMostPlacedDrawn);
    first_placed_ = failure_.placed.size() - placed;
    for (std::size_t i = first_placed_; i < failure_.placed.size(); ++i)
      bars_.push_back({failure_.placed[i].call, kPlaced});
    const std::size_t left = std::min(failure_.left.size(), kMostLeftDrawn);
    for (std::size_t i = 0; i < left; ++i) bars_.push_back({failure_.left[i].call, kOpen});
    bars_.push_back({failure_.stuck, kStuck});
  }

  void place_columns() {
    std::size_t x = kLeft;
    for (const Moment moment : columns_) {
      x_.push_back(x);
      const bool is_open = std::any_of(bars_.begin(), bars_.end(), [&](const Bar& bar) {
        const ClientCall& call = failure_.calls[bar.call].call;
        return call.invoked <= moment &&
               (call.outcome == Outcome::unknown || call.returned > moment);
      });
      x += is_open ? kColumn : kPause;
    }
    right_ = x;
  }

  std::size_t right() const { return right_; }
  std::size_t width() const { return std::max(right() + kColumn, kLeastWidth); }
  std::size_t x_of(Moment moment) const {
    const auto column = std::lower_bound(columns_.begin(), columns_.end(), moment);
    return column == columns_.end() ? right_
                                    : x_[static_cast<std::size_t>(column - columns_.begin())];
  }
  std::size_t y_of(std::int64_t process) const {
    return kTop + kRow * static_cast<std::size_t>(
                             std::lower_bound(rows_.begin(), rows_.end(), process) - rows_.begin());
  }
  std::size_t end_of(const ClientCall& call) const {
    return call.outcome == Outcome::unknown ? right() + kColumn / 2 : x_of(call.returned);
  }

  void text(std::size_t x, std::size_t y, std::string_view words, const SvgAttributes& more = {}) {
    SvgAttributes all = {{"x", x}, {"y", y}};
    all.insert(all.end(), more.begin(), more.end());
    out_.text(all, words);
  }

  void draw_title() {
    text(8, 20,
         cut(fmt::format("{} is not linearizable: {} of its {} operations can be put in order",
                         object_of(judgement_), failure_.length, judgement_.op_count),
             (width() - 16) / kCharacter),
         {{"font-size", 14}, {"font-weight", "bold"}});
  }

  void draw_rows() {
    for (const std::int64_t process : rows_) {
      text(8, y_of(process) + 16, fmt::format("process {}", process));
      out_.element("line", {{"x1", kLeft},
                            {"y1", y_of(process) + kBar / 2},
                            {"x2", right() + kColumn / 2},
                            {"y2", y_of(process) + kBar / 2},
                            {"stroke", "#dddddd"}});
    }
    y_ = kTop + rows_.size() * kRow + 8;
  }

  void draw_bar(const Bar& bar) {
    const NamedCall& named = failure_.calls[bar.call];
    const std::size_t x = x_of(named.call.invoked);
    const std::size_t y = y_of(named.call.invocation->process);
    const std::size_t length = end_of(named.call) - x;
    SvgAttributes shape = {{"x", x},
                           {"y", y},
                           {"width", length},
                           {"height", kBar},
                           {"rx", 3},
                           {"fill", bar.colour},
                           {"stroke", "#555555"}};
    if (named.call.outcome == Outcome::unknown) shape.emplace_back("stroke-dasharray", "4 3");
    out_.open("g");
    out_.title(name_of(named));
    out_.element("rect", shape);
    text(x + 5, y + 14, cut(short_name(named.text), (length - 8) / kCharacter));
    out_.close("g");
    out_.end_line();
  }

  // Each call takes effect after the one before it, and within its bar.
  void draw_points() {
    const std::size_t step = kColumn / (failure_.placed.size() - first_placed_ + 1);
    std::size_t at = 0;
    for (std::size_t i = first_placed_; i < failure_.placed.size(); ++i) {
      const ClientCall& call = failure_.calls[failure_.placed[i].call].call;
      at = std::max(at, x_of(call.invoked)) + step;
      const std::size_t y = y_of(call.invocation->process) + kBar;
      out_.element("line", {{"x1", at},
                            {"y1", y - kTick},
                            {"x2", at},
                            {"y2", y + 1},
                            {"stroke", "#1b5e20"},
                            {"stroke-width", 2}});
      text(at, y + 10, std::to_string(i - first_placed_ + 1),
           {{"font-size", 10}, {"fill", "#1b5e20"}, {"text-anchor", "middle"}});
    }
  }

  void list(std::string_view colour, const std::string& words) {
    out_.element("rect", {{"x", 8},
                          {"y", y_ + 2},
                          {"width", 12},
                          {"height", 12},
                          {"fill", colour},
                          {"stroke", "#555555"}});
    text(28, y_ + 12, cut(words, (width() - 36) / kCharacter));
    y_ += kLine;
  }

  void draw_list() {
    const std::string before =
        first_placed_ == 0 ? failure_.before : failure_.placed[first_placed_ - 1].after;
    list("white", fmt::format("before them: {}", before));
    for (std::size_t i = first_placed_; i < failure_.placed.size(); ++i) {
      list(kPlaced,
           fmt::format("{}. {}: {}", i - first_placed_ + 1,
                       name_of(failure_.calls[failure_.placed[i].call]), failure_.placed[i].after));
    }
    list(kStuck, fmt::format("{} {}", name_of(failure_.calls[failure_.stuck]),
                             failure_.stuck_legal ? "could come next, but not what follows"
                                                  : "cannot come next"));
    if (!failure_.left.empty()) list(kOpen, "not placed either");
  }

  const Judgement& judgement_;
  const Failure& failure_;
  std::vector<Bar> bars_;
  std::size_t first_placed_ = 0;  // of those drawn
  std::vector<std::int64_t> rows_;
  std::vector<Moment> columns_;
  std::vector<std::size_t> x_;  // by column
  std::size_t right_ = kLeft;
  std::size_t y_ = 0;
  SvgWriter out_;
};

}  // namespace

std::string draw(const Judgement& judgement) { return Picture(judgement).draw(); }

}  // namespace eddy::checkers::linearizable

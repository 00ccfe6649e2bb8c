#include "checkers/transactional/report/cycle_svg.h"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>
#include <utility>

#include "checkers/svg_writer.h"
#include "checkers/transactional/report/drawn_text.h"

namespace eddy::checkers {

namespace {

using Length = int;

constexpr Length kMargin = 24;      // around everything
constexpr Length kPadding = 14;     // in a box
constexpr Length kLine = 20;        // from one line of text to the next
constexpr Length kHead = 30;        // of a box: the transaction's name and place
constexpr Length kGap = 64;         // between boxes: an arrow and its label
constexpr Length kLoop = 40;        // how far the way back keeps from the boxes
constexpr Length kBend = 10;        // radius of its corners
constexpr Length kTip = 9;          // length of an arrow's head
constexpr Length kTitle = 34;       // the line at the top
constexpr Length kTenthsWide = 80;  // a character of the fonts below, in tenths of a pixel

Length wide(std::size_t count) { return static_cast<Length>(count) * kTenthsWide / 10; }

struct Box {
  std::string name;
  std::string place;
  std::vector<DrawnOperation> operations;
  Length top = 0;
  Length height = 0;

  Length bottom() const { return top + height; }
};

struct Layout {
  std::vector<Box> boxes;
  Length left = 0;   // of the boxes
  Length width = 0;  // of the boxes
  Length picture_width = 0;
  Length picture_height = 0;

  Length middle() const { return left + width / 2; }
};

Length width_of(const Box& box) {
  std::size_t longest = characters(box.name) + 2 + characters(box.place);
  for (const DrawnOperation& operation : box.operations)
    longest = std::max(longest, characters(operation.text));
  return wide(longest) + 2 * kPadding;
}

// Of the pill with the kind, which stands on the arrow, and of the words beside it.
Length pill_width(const DrawnDependency& dependency) {
  return wide(characters(dependency.kind)) + kPadding;
}

Length reach_of(const DrawnDependency& dependency) {
  return pill_width(dependency) / 2 + kBend + wide(characters(shortened(dependency.label)));
}

Layout lay_out(const DrawnCycle& cycle) {
  constexpr Length kNarrowest = 220;
  Layout layout;
  layout.left = kMargin + kLoop;
  layout.width = kNarrowest;
  Length top = kMargin + kTitle + kGap / 2;
  for (const DrawnTransaction& transaction : cycle.transactions) {
    Box box{transaction.name, shortened(transaction.place), shown_operations(transaction)};
    box.top = top;
    box.height = kHead + static_cast<Length>(box.operations.size()) * kLine + kPadding;
    layout.width = std::max(layout.width, width_of(box));
    top = box.bottom() + kGap;
    layout.boxes.push_back(std::move(box));
  }
  Length right = std::max(layout.left + layout.width, kMargin + wide(characters(cycle.title)));
  for (const DrawnDependency& dependency : cycle.dependencies)
    right = std::max(right, layout.middle() + reach_of(dependency));
  layout.picture_width = right + kMargin;
  layout.picture_height = top + kMargin / 2;
  return layout;
}

std::string_view kind_class(std::string_view kind) {
  return kind == "ww" || kind == "wr" || kind == "rw" || kind == "process" || kind == "realtime"
             ? kind
             : "other";
}

std::string style_sheet() {
  std::string out;
  constexpr std::string_view kPlain =
      "text{font-family:ui-monospace,Menlo,Consolas,'DejaVu Sans Mono',monospace;font-size:13px}"
      ".title{font-size:16px;font-weight:bold}.name,.kind{font-weight:bold}"
      ".arrow{fill:none;stroke-width:2}";
  const auto append_colours = [&out](bool dark, std::string_view page, std::string_view box,
                                     std::string_view line, std::string_view text,
                                     std::string_view faint, std::string_view mark) {
    fmt::format_to(std::back_inserter(out),
                   ".page{{fill:{}}}.box{{fill:{};stroke:{}}}text{{fill:{}}}.faint{{fill:{}}}"
                   ".mark{{fill:{}}}.kind{{fill:{}}}",
                   page, box, line, text, faint, mark, page);
    for (const std::string_view kind : {"ww", "wr", "rw", "process", "realtime", "other"}) {
      const Colours colours = colours_of(kind);
      fmt::format_to(std::back_inserter(out),
                     ".{0}.arrow{{stroke:{1}}}.{0}.tip,.{0}.pill{{fill:{1}}}", kind,
                     dark ? colours.dark : colours.light);
    }
  };
  out += kPlain;
  append_colours(false, "#ffffff", "#f6f8fa", "#8c959f", "#1f2328", "#57606a", "#fff3bf");
  out += "@media (prefers-color-scheme:dark){";
  append_colours(true, "#0d1117", "#161b22", "#6e7681", "#e6edf3", "#9aa4ae", "#4b3a0a");
  return out + "}";
}

void append_box(SvgWriter& out, const Layout& layout, const Box& box) {
  out.element("rect", {{"class", "box"},
                       {"x", layout.left},
                       {"y", box.top},
                       {"width", layout.width},
                       {"height", box.height},
                       {"rx", 6}});
  const Length x = layout.left + kPadding;
  out.open("text", {{"x", x}, {"y", box.top + kLine}});
  out.open("tspan", {{"class", "name"}});
  out.append(box.name);
  out.close("tspan");
  out.open("tspan", {{"class", "faint"}, {"dx", 10}});
  out.append(box.place);
  out.close("tspan");
  out.close("text");
  out.end_line();
  Length baseline = box.top + kHead + kLine - 4;
  for (const DrawnOperation& operation : box.operations) {
    if (operation.in_cycle == InCycle::yes)
      out.element("rect", {{"class", "mark"},
                           {"x", layout.left + kPadding / 2},
                           {"y", baseline - kLine + 5},
                           {"width", layout.width - kPadding},
                           {"height", kLine},
                           {"rx", 3}});
    out.text({{"x", x}, {"y", baseline}}, operation.text);
    baseline += kLine;
  }
}

std::string class_of(std::string_view part, const DrawnDependency& dependency) {
  return fmt::format("{} {}", part, kind_class(dependency.kind));
}

// The kind in a pill on the arrow, what it is about to the right of it.
void append_label(SvgWriter& out, const Layout& layout, const DrawnDependency& dependency,
                  Length y) {
  const Length width = pill_width(dependency);
  out.element("rect", {{"class", class_of("pill", dependency)},
                       {"x", layout.middle() - width / 2},
                       {"y", y - kLine / 2},
                       {"width", width},
                       {"height", kLine},
                       {"rx", kLine / 2}});
  out.text({{"class", "kind"}, {"x", layout.middle()}, {"y", y + 4}, {"text-anchor", "middle"}},
           dependency.kind);
  out.text({{"x", layout.middle() + width / 2 + kBend}, {"y", y + 4}}, shortened(dependency.label));
}

void append_tip(SvgWriter& out, const DrawnDependency& dependency, Length x, Length y) {
  out.element("path", {{"class", class_of("tip", dependency)},
                       {"d", fmt::format("M{} {}l-5 -{}h10z", x, y, kTip)}});
}

void append_down(SvgWriter& out, const Layout& layout, const DrawnDependency& dependency,
                 Length from, Length to) {
  out.element("path", {{"class", class_of("arrow", dependency)},
                       {"d", fmt::format("M{} {}V{}", layout.middle(), from, to - kTip)}});
  append_tip(out, dependency, layout.middle(), to);
  append_label(out, layout, dependency, (from + to - kTip) / 2);
}

// Down a little, to the left edge, up along it, to the middle, and down into the first box.
void append_back(SvgWriter& out, const Layout& layout, const DrawnDependency& dependency) {
  const Length from = layout.boxes.back().bottom();
  const Length to = layout.boxes.front().top;
  const Length below = from + kGap - kBend;
  const Length above = to - kGap / 2 + 4;
  const std::string way = fmt::format(
      "M{0} {1}V{2}q0 {7} -{7} {7}H{3}q-{7} 0 -{7} -{7}V{4}q0 -{7} {7} -{7}H{5}q{7} 0 {7} {7}V{6}",
      layout.middle(), from, below - kBend, kMargin + kBend, above + kBend, layout.middle() - kBend,
      to - kTip, kBend);
  out.element("path", {{"class", class_of("arrow", dependency)}, {"d", way}});
  append_tip(out, dependency, layout.middle(), to);
  append_label(out, layout, dependency, from + kGap / 2 - kBend);
}

}  // namespace

std::string to_svg(const DrawnCycle& cycle) {
  const Layout layout = lay_out(cycle);
  SvgWriter out;
  out.title(cycle.title);
  out.end_line();
  out.style(style_sheet());
  out.element("rect", {{"class", "page"}, {"width", "100%"}, {"height", "100%"}});
  out.text({{"class", "title"}, {"x", kMargin}, {"y", kMargin + kLine / 2}},
           shortened(cycle.title));
  for (const Box& box : layout.boxes) append_box(out, layout, box);
  for (std::size_t i = 0; i < cycle.dependencies.size(); ++i) {
    const DrawnDependency& dependency = cycle.dependencies[i];
    out.open("g");
    out.title(dependency.words);
    out.end_line();
    if (i + 1 < layout.boxes.size()) {
      append_down(out, layout, dependency, layout.boxes[i].bottom(), layout.boxes[i + 1].top);
    } else {
      append_back(out, layout, dependency);
    }
    out.close("g");
    out.end_line();
  }
  return out.picture(layout.picture_width, layout.picture_height);
}

}  // namespace eddy::checkers

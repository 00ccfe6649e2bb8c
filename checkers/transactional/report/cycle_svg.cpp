#include "checkers/transactional/report/cycle_svg.h"

#include <fmt/format.h>
#include <algorithm>
#include <iterator>
#include <utility>

#include "checkers/transactional/report/drawn_text.h"
#include "checkers/xml_text.h"

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

void append_style(std::string& out) {
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
  out += "<style>";
  out += kPlain;
  append_colours(false, "#ffffff", "#f6f8fa", "#8c959f", "#1f2328", "#57606a", "#fff3bf");
  out += "@media (prefers-color-scheme:dark){";
  append_colours(true, "#0d1117", "#161b22", "#6e7681", "#e6edf3", "#9aa4ae", "#4b3a0a");
  out += "}</style>\n";
}

void append_box(std::string& out, const Layout& layout, const Box& box) {
  auto sink = std::back_inserter(out);
  fmt::format_to(sink,
                 R"(<rect class="box" x="{}" y="{}" width="{}" height="{}" rx="6"/>)"
                 "\n",
                 layout.left, box.top, layout.width, box.height);
  const Length x = layout.left + kPadding;
  fmt::format_to(
      sink,
      R"(<text x="{}" y="{}"><tspan class="name">{}</tspan><tspan class="faint" dx="10">{}</tspan></text>)"
      "\n",
      x, box.top + kLine, xml_text(box.name), xml_text(box.place));
  Length baseline = box.top + kHead + kLine - 4;
  for (const DrawnOperation& operation : box.operations) {
    if (operation.in_cycle == InCycle::yes)
      fmt::format_to(sink,
                     R"(<rect class="mark" x="{}" y="{}" width="{}" height="{}" rx="3"/>)"
                     "\n",
                     layout.left + kPadding / 2, baseline - kLine + 5, layout.width - kPadding,
                     kLine);
    fmt::format_to(sink,
                   R"(<text x="{}" y="{}">{}</text>)"
                   "\n",
                   x, baseline, xml_text(operation.text));
    baseline += kLine;
  }
}

// The kind in a pill on the arrow, what it is about to the right of it.
void append_label(std::string& out, const Layout& layout, const DrawnDependency& dependency,
                  Length y) {
  const Length width = pill_width(dependency);
  auto sink = std::back_inserter(out);
  fmt::format_to(sink,
                 R"(<rect class="pill {}" x="{}" y="{}" width="{}" height="{}" rx="{}"/>)"
                 "\n",
                 kind_class(dependency.kind), layout.middle() - width / 2, y - kLine / 2, width,
                 kLine, kLine / 2);
  fmt::format_to(sink,
                 R"(<text class="kind" x="{}" y="{}" text-anchor="middle">{}</text>)"
                 "\n",
                 layout.middle(), y + 4, xml_text(dependency.kind));
  fmt::format_to(sink,
                 R"(<text x="{}" y="{}">{}</text>)"
                 "\n",
                 layout.middle() + width / 2 + kBend, y + 4, xml_text(shortened(dependency.label)));
}

void append_tip(std::string& out, const DrawnDependency& dependency, Length x, Length y) {
  fmt::format_to(std::back_inserter(out),
                 R"(<path class="tip {}" d="M{} {}l-5 -{}h10z"/>)"
                 "\n",
                 kind_class(dependency.kind), x, y, kTip);
}

void append_down(std::string& out, const Layout& layout, const DrawnDependency& dependency,
                 Length from, Length to) {
  fmt::format_to(std::back_inserter(out),
                 R"(<path class="arrow {}" d="M{} {}V{}"/>)"
                 "\n",
                 kind_class(dependency.kind), layout.middle(), from, to - kTip);
  append_tip(out, dependency, layout.middle(), to);
  append_label(out, layout, dependency, (from + to - kTip) / 2);
}

// Down a little, to the left edge, up along it, to the middle, and down into the first box.
void append_back(std::string& out, const Layout& layout, const DrawnDependency& dependency) {
  const Length from = layout.boxes.back().bottom();
  const Length to = layout.boxes.front().top;
  const Length below = from + kGap - kBend;
  const Length above = to - kGap / 2 + 4;
  fmt::format_to(
      std::back_inserter(out),
      R"(<path class="arrow {0}" d="M{1} {2}V{3}q0 {8} -{8} {8}H{4}q-{8} 0 -{8} -{8}V{5})"
      R"(q0 -{8} {8} -{8}H{6}q{8} 0 {8} {8}V{7}"/>)"
      "\n",
      kind_class(dependency.kind), layout.middle(), from, below - kBend, kMargin + kBend,
      above + kBend, layout.middle() - kBend, to - kTip, kBend);
  append_tip(out, dependency, layout.middle(), to);
  append_label(out, layout, dependency, from + kGap / 2 - kBend);
}

}  // namespace

std::string to_svg(const DrawnCycle& cycle) {
  const Layout layout = lay_out(cycle);
  std::string out;
  fmt::format_to(
      std::back_inserter(out),
      R"(<svg xmlns="http://www.w3.org/2000/svg" width="{0}" height="{1}" viewBox="0 0 {0} {1}">)"
      "\n<title>{2}</title>\n",
      layout.picture_width, layout.picture_height, xml_text(cycle.title));
  append_style(out);
  out += R"(<rect class="page" width="100%" height="100%"/>)"
         "\n";
  fmt::format_to(std::back_inserter(out),
                 R"(<text class="title" x="{}" y="{}">{}</text>)"
                 "\n",
                 kMargin, kMargin + kLine / 2, xml_text(shortened(cycle.title)));
  for (const Box& box : layout.boxes) append_box(out, layout, box);
  for (std::size_t i = 0; i < cycle.dependencies.size(); ++i) {
    const DrawnDependency& dependency = cycle.dependencies[i];
    fmt::format_to(std::back_inserter(out), "<g><title>{}</title>\n", xml_text(dependency.words));
    if (i + 1 < layout.boxes.size()) {
      append_down(out, layout, dependency, layout.boxes[i].bottom(), layout.boxes[i + 1].top);
    } else {
      append_back(out, layout, dependency);
    }
    out += "</g>\n";
  }
  return out + "</svg>\n";
}

}  // namespace eddy::checkers

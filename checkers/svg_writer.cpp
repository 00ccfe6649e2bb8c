#include "checkers/svg_writer.h"

#include <fmt/format.h>

#include "checkers/xml_text.h"

namespace eddy::checkers {

namespace {

std::string tag(std::string_view name, const SvgAttributes& attributes) {
  std::string tag = fmt::format("<{}", name);
  for (const SvgAttribute& attribute : attributes)
    tag += fmt::format(R"( {}="{}")", attribute.name, xml_text(attribute.value));
  return tag;
}

}  // namespace

void SvgWriter::element(std::string_view name, const SvgAttributes& attributes) {
  body_ += tag(name, attributes) + "/>\n";
}

void SvgWriter::text(const SvgAttributes& attributes, std::string_view words) {
  open("text", attributes);
  append(words);
  close("text");
  end_line();
}

void SvgWriter::title(std::string_view words) {
  open("title");
  append(words);
  close("title");
}

void SvgWriter::style(std::string_view css) { body_ += fmt::format("<style>{}</style>\n", css); }

void SvgWriter::open(std::string_view name, const SvgAttributes& attributes) {
  body_ += tag(name, attributes) + ">";
}

void SvgWriter::append(std::string_view words) { body_ += xml_text(words); }

void SvgWriter::close(std::string_view name) { body_ += fmt::format("</{}>", name); }

void SvgWriter::end_line() { body_ += '\n'; }

std::string SvgWriter::picture_of(const std::string& width, const std::string& height,
                                  const SvgAttributes& attributes) const {
  SvgAttributes all = {{"xmlns", "http://www.w3.org/2000/svg"},
                       {"width", width},
                       {"height", height},
                       {"viewBox", fmt::format("0 0 {} {}", width, height)}};
  all.insert(all.end(), attributes.begin(), attributes.end());
  return tag("svg", all) + ">\n" + body_ + "</svg>\n";
}

}  // namespace eddy::checkers

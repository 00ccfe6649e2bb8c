// SVG, piece by piece. What stands in elements and attributes is escaped.
#pragma once

#include <concepts>
#include <string>
#include <string_view>
#include <vector>

namespace eddy::checkers {

struct SvgAttribute {
  SvgAttribute(std::string_view its_name, std::string_view text) : name(its_name), value(text) {}
  SvgAttribute(std::string_view its_name, std::integral auto pixels)
      : name(its_name), value(std::to_string(pixels)) {}

  std::string_view name;
  std::string value;
};

using SvgAttributes = std::vector<SvgAttribute>;

class SvgWriter {
 public:
  // An element that holds nothing, on a line.
  void element(std::string_view name, const SvgAttributes& attributes);
  // A text element, on a line.
  void text(const SvgAttributes& attributes, std::string_view words);
  // What a reader shows where the mouse rests on the element that is open.
  void title(std::string_view words);
  void style(std::string_view css);

  void open(std::string_view name, const SvgAttributes& attributes = {});
  void append(std::string_view words);
  void close(std::string_view name);
  void end_line();

  // A picture of all that was written. The attributes are those of the picture.
  std::string picture(std::integral auto width, std::integral auto height,
                      const SvgAttributes& attributes = {}) const {
    return picture_of(std::to_string(width), std::to_string(height), attributes);
  }

 private:
  std::string picture_of(const std::string& width, const std::string& height,
                         const SvgAttributes& attributes) const;

  std::string body_;
};

}  // namespace eddy::checkers

// Text in the XML of a drawing.
#pragma once

#include <string>
#include <string_view>

namespace eddy::checkers {

// For an element or an attribute: what XML reserves is escaped, and what it forbids becomes blank.
std::string xml_text(std::string_view text);

}  // namespace eddy::checkers

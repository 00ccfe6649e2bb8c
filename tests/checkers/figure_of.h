// What a verdict says, by name.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "eddy/checkers/verdict.h"

namespace eddy::checkers {

// The value of a figure; nothing if the figure or its value is missing.
inline std::optional<double> figure_of(const Verdict& verdict, std::string_view name) {
  for (const Figure& figure : verdict.figures) {
    if (figure.name == name) return figure.value;
  }
  return std::nullopt;
}

// The lines of evidence as one text.
inline std::string evidence_of(const Verdict& verdict) {
  std::string text;
  for (const std::string& line : verdict.evidence) text += line + "\n";
  return text;
}

}  // namespace eddy::checkers

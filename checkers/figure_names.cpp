#include "checkers/figure_names.h"

#include <algorithm>

namespace eddy::checkers {

namespace {

constexpr std::string_view kReported = "stable-latency.";
constexpr std::string_view kShort = "stable.";

}  // namespace

std::string reported_name(std::string_view name) {
  if (!name.starts_with(kShort)) return std::string(name);
  return std::string(kReported) + std::string(name.substr(kShort.size()));
}

const Figure* find_figure(const std::vector<Figure>& figures, std::string_view name) {
  const std::string reported = reported_name(name);
  const auto found = std::find_if(figures.begin(), figures.end(),
                                  [&](const Figure& figure) { return figure.name == reported; });
  return found == figures.end() ? nullptr : &*found;
}

std::vector<std::string> names_of(const std::vector<Figure>& figures) {
  std::vector<std::string> names;
  for (const Figure& figure : figures) {
    names.push_back(figure.name);
    if (figure.name.starts_with(kReported))
      names.push_back(std::string(kShort) + figure.name.substr(kReported.size()));
  }
  return names;
}

}  // namespace eddy::checkers

// Figures by name.
#include <doctest/doctest.h>

#include "checkers/figure_names.h"

namespace TEST_FILE {

using namespace eddy::checkers;

TEST_CASE("figure names: a figure is found by either of its names") {
  const std::vector<Figure> figures = {{"stable-latency.p50", 3.0, Unit::milliseconds},
                                       {"stable-count", 7.0, Unit::count}};
  CHECK(find_figure(figures, "stable-latency.p50") == &figures[0]);
  CHECK(find_figure(figures, "stable.p50") == &figures[0]);
  CHECK(find_figure(figures, "stable-count") == &figures[1]);
  CHECK(find_figure(figures, "stable.p51") == nullptr);
  CHECK(find_figure(figures, "stable") == nullptr);
  CHECK(names_of(figures) ==
        std::vector<std::string>{"stable-latency.p50", "stable.p50", "stable-count"});
}

}  // namespace TEST_FILE

#include "tools/report/chosen_scene.h"

#include <fmt/format.h>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>

#include "eddy/checkers/bad_input.h"
#include "tools/arguments.h"

namespace eddy::tools {

const workloads::Scene& require_scene(const std::string& number, const workloads::Scenes& scenes) {
  const std::size_t finding =
      parse_whole("--finding", number, {0, std::numeric_limits<std::int32_t>::max()});
  const std::size_t count = scenes.scenes.size();
  if (finding > 0 && finding <= count) return scenes.scenes[finding - 1];
  if (count == 0) {
    throw checkers::BadInput(fmt::format(
        "--finding {}: nothing was found in this run, and nothing in it was slow", finding));
  }
  const std::string more =
      scenes.left_out > 0 ? fmt::format(" ({} more are not shown)", scenes.left_out) : "";
  const std::string_view noun = !scenes.are_of_findings ? ""
                                : count == 1            ? " finding"
                                                        : " findings";
  throw checkers::BadInput(
      fmt::format("--finding {}: {}there {} {}{}{}: give {}", finding,
                  scenes.are_of_findings ? "" : "this run has no findings; of what was slowest ",
                  count == 1 ? "is" : "are", count, noun, more,
                  count == 1 ? std::string("1") : fmt::format("a number from 1 to {}", count)));
}

}  // namespace eddy::tools

#include "tools/report/chosen_scene.h"

#include <fmt/format.h>

#include <string>

#include "eddy/checkers/bad_input.h"

namespace eddy::tools {

const workloads::Scene& require_scene(std::size_t finding, const workloads::Scenes& scenes) {
  const std::size_t count = scenes.scenes.size();
  if (finding > 0 && finding <= count) return scenes.scenes[finding - 1];
  if (count == 0) {
    throw checkers::BadInput(fmt::format(
        "--finding {}: nothing was found in this run, and nothing in it was slow", finding));
  }
  throw checkers::BadInput(
      count == 1 ? fmt::format("--finding {}: there is one finding: give 1", finding)
                 : fmt::format("--finding {}: there are {} findings: give a number from 1 to {}",
                               finding, count, count));
}

}  // namespace eddy::tools

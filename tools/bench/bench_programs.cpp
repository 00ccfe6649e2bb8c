#include "tools/bench/bench_programs.h"

#include <boost/algorithm/string/classification.hpp>
#include <boost/algorithm/string/split.hpp>

namespace eddy::bench {
namespace {

std::filesystem::path here() {
  return std::filesystem::read_symlink("/proc/self/exe").parent_path();
}

}  // namespace

std::vector<std::string> program(std::string_view words) {
  std::vector<std::string> command;
  boost::algorithm::split(command, words, boost::algorithm::is_any_of(" "));
  command.front() = here() / "programs" / command.front();
  if (!std::filesystem::exists(command.front())) command.clear();
  return command;
}

std::filesystem::path eddy() { return here().parent_path() / "eddy"; }

}  // namespace eddy::bench

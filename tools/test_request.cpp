#include "tools/test_request.h"

#include "tools/options/table.h"

namespace eddy::tools {

void declare_test_options(CLI::App& command, TestRequest& request) {
  declare_options(command, request,
                  {Part::plan, Part::run, Part::seed, Part::criteria, Part::output, Part::watch,
                   Part::repetition, Part::climate});
}

std::string to_arguments(const workloads::Options& options) {
  return "test" + arguments_of(options);
}

}  // namespace eddy::tools

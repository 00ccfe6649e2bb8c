// `eddy serve`: shows a store to a browser on this machine, or at the other end of a tunnel.
#pragma once

#include <CLI/App.hpp>
#include <cstdint>
#include <string>

#include "tools/report/store_answers.h"

namespace eddy::tools {

struct ServeRequest {
  static constexpr std::uint16_t kPort = 7357;

  std::string store = "store";
  std::uint16_t port = kPort;  // 0: one that is free
};

// Declares the options of `eddy serve` on `command`; parsing fills `request`, which must live as
// long.
void declare_serve_options(CLI::App& command, ServeRequest& request);

// Serves until Ctrl-C or SIGTERM, which end the process at once with exit status 0. `page` makes
// the page of a run. Throws checkers::BadInput where there is no store, or the port is in use.
int serve(const ServeRequest& request, PageOfRun page);

}  // namespace eddy::tools

#include "tools/report/serve_command.h"

#include <fmt/format.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <system_error>
#include <utility>

#include "eddy/checkers/bad_input.h"
#include "sim/fatal_signal.h"
#include "tools/arguments.h"
#include "tools/report/http_server.h"

namespace eddy::tools {
namespace {

// It only reads: there is nothing to put in order.
extern "C" void end_serving(int /*signal*/) { ::_exit(0); }

// While it lives, Ctrl-C and SIGTERM end the process, also while a run is made for its page.
class EndBySignal {
 public:
  EndBySignal() {
    sim::leave_interrupts_alone();
    struct sigaction action {};
    sigemptyset(&action.sa_mask);
    action.sa_handler = &end_serving;
    sigaction(SIGINT, &action, &interrupt_before_);
    sigaction(SIGTERM, &action, &termination_before_);
  }
  ~EndBySignal() {
    sigaction(SIGINT, &interrupt_before_, nullptr);
    sigaction(SIGTERM, &termination_before_, nullptr);
  }
  EndBySignal(const EndBySignal&) = delete;
  EndBySignal& operator=(const EndBySignal&) = delete;

 private:
  struct sigaction interrupt_before_ {};
  struct sigaction termination_before_ {};
};

}  // namespace

void declare_serve_options(CLI::App& command, ServeRequest& request) {
  command.add_option("--store", request.store, "The store that is shown")
      ->option_text("DIR (store)")
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
  command
      .add_option_function<std::string>(
          "--port",
          [&](const std::string& text) {
            constexpr WholeRange kPorts = {0, 65'535};
            request.port = static_cast<std::uint16_t>(parse_whole("--port", text, kPorts));
          },
          "Where it listens, on 127.0.0.1 alone; 0: any port that is free")
      ->option_text(fmt::format("N ({})", ServeRequest::kPort))
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeLast);
}

int serve(const ServeRequest& request, PageOfRun page) {
  std::error_code error;
  if (!std::filesystem::is_directory(request.store, error)) {
    throw checkers::BadInput(fmt::format(
        "cannot read the store {}: {}; name the one that eddy test writes to with --store DIR",
        request.store, error ? error.message() : "it is no folder"));
  }
  HttpServer server(request.port);
  const StoreAnswers answers(request.store, server.port(), std::move(page));
  const EndBySignal end_by_signal;
  fmt::print("Serving {} at http://127.0.0.1:{}/ – Ctrl-C ends it\n", request.store, server.port());
  std::fflush(stdout);
  server.run([&](const Request& asked) { return answers.answer(asked); });
  return 0;
}

}  // namespace eddy::tools

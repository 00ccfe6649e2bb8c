// A project of its own that uses the installed package: one node program, the whole command line.
#include <eddy/sim/message.h>
#include <eddy/sim/node.h>
#include <eddy/sim/protocol/echo.h>
#include <eddy/tools/command_line.h>

namespace sim = eddy::sim;

class Shouter final : public sim::Node {
 public:
  explicit Shouter(sim::Host& host) : Node(host) { on(&Shouter::echo); }

 private:
  sim::Result<sim::EchoOk> echo(const sim::Echo& m) {
    ++echoes_;
    log("echo {} of {}", echoes_, id().name());
    return sim::EchoOk{m.echo};
  }

  int echoes_ = 0;
};

int main(int argc, char** argv) {
  const sim::NodeProgram programs[] = {
      {"shouter", "echo", "answers with the payload, and logs it", &sim::make_node<Shouter>}};
  return eddy::command_line(argc, argv, programs);
}

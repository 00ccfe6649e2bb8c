#include <eddy/sim/node.h>
#include <eddy/sim/protocol/echo.h>
#include <eddy/tools/command_line.h>

using namespace eddy::sim;

class MyEcho final : public Node {
 public:
  explicit MyEcho(Host& host) : Node(host) { on(&MyEcho::echo); }

 private:
  Result<EchoOk> echo(const Echo& m) { return EchoOk{m.echo}; }
};

int main(int argc, char** argv) {
  const eddy::nodes::ProgramEntry programs[] = {{.name = "my-echo",
                                                 .workload = "echo",
                                                 .summary = "answers at once",
                                                 .make = &make_node<MyEcho>}};
  return eddy::command_line(argc, argv, programs);
}

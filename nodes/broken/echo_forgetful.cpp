#include "nodes/broken/echo_forgetful.h"

namespace eddy::nodes::broken {

void EchoForgetful::echo(const sim::Echo& m, const sim::Request& request) {
  if (random().chance(sim::Probability::percent(1))) return;
  host().reply(request, sim::EchoOk{m.echo});
}

}  // namespace eddy::nodes::broken

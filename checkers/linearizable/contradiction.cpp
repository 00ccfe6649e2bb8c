#include "checkers/linearizable/contradiction.h"

namespace eddy::checkers::linearizable {

std::vector<ClientCall> cut_off(std::span<const ClientCall> calls, Moment moment) {
  std::vector<ClientCall> cut;
  for (const ClientCall& call : calls) {
    if (call.invoked > moment) break;
    cut.push_back(call);
    // What will fail is known never to take effect.
    if (call.outcome == Outcome::ok && call.returned > moment)
      cut.back().outcome = Outcome::unknown;
  }
  return cut;
}

std::vector<Moment> returns_of(std::span<const ClientCall> calls) {
  std::vector<Moment> returns;
  for (const ClientCall& call : calls) {
    if (call.outcome != Outcome::unknown) returns.push_back(call.returned);
  }
  std::sort(returns.begin(), returns.end());
  return returns;
}

std::vector<NamedCall> number_calls(std::vector<Told> told) {
  std::stable_sort(told.begin(), told.end(), [](const Told& a, const Told& b) {
    return a.named.call.invoked < b.named.call.invoked;
  });
  std::vector<NamedCall> calls;
  for (Told& one : told) {
    *one.place = calls.size();
    calls.push_back(std::move(one.named));
  }
  return calls;
}

}  // namespace eddy::checkers::linearizable

// One function object out of several, to visit a variant with: an alternative that none of them
// takes does not compile.
//
//   std::visit(Overloaded{[](const Partition& p) { … }, [](const Loss& l) { … }}, fault);
#pragma once

namespace eddy {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

}  // namespace eddy

// What the search sees of a call: three numbers whose meaning only its model knows, when it was
// invoked and when it returned.
#pragma once

#include <cstdint>
#include <limits>
#include <string>

namespace eddy::checkers::linearizable {

// A state of a model: a number that stands for it in the model's tables. Equal numbers are equal
// states, and the other way round.
using State = std::uint32_t;

struct Operation {
  std::uint32_t f = 0;
  std::uint32_t a = 0;
  std::uint32_t b = 0;

  bool operator==(const Operation&) const = default;
};

enum class Effect : std::uint8_t {
  observes,    // never changes a state in which it is legal
  harmless,    // when it can come next, all that can follow could follow after it
  overwrites,  // legal in every state, and what it leaves depends on itself alone
  adds,        // what it makes of a state leads on from it; see foresight.h
  changes,     // anything else
};

// A place in the order of events; that of a return that never comes is the last.
using Moment = std::uint32_t;
inline constexpr Moment kNever = std::numeric_limits<Moment>::max();

// An operation that no order can make right, whatever surrounds it.
struct Impossible {
  std::uint32_t entry = 0;  // its position among the entries
  std::string why;          // "nothing leaves 6: it is null at first, and …"
};

// A call that can be linearized.
struct Entry {
  Operation op;
  Effect effect = Effect::changes;
  Moment invoked = 0;
  Moment returned = kNever;      // kNever: it may take effect at any time after, or never
  Moment useful_until = kNever;  // pending ones: after this return it makes no difference
  Moment not_before = 0;         // it cannot come before a call that is invoked then
  std::uint32_t call = 0;        // the caller's number for it

  bool pending() const { return returned == kNever; }
};

}  // namespace eddy::checkers::linearizable

// Whom the coroutines of the tests ask, and with which messages.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "eddy/sim/message.h"
#include "eddy/sim/node.h"

namespace eddy::sim::test {

struct Told {
  static constexpr std::string_view type = "told";
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Told, (), (text))

struct Tell {
  static constexpr std::string_view type = "tell";
  using Reply = Told;
  std::string text;
};
BOOST_DESCRIBE_STRUCT(Tell, (), (text))

struct Poke {
  static constexpr std::string_view type = "poke";
  using Reply = Told;
  std::int64_t number = 0;
};
BOOST_DESCRIBE_STRUCT(Poke, (), (number))

// Long enough to be on the heap, so that what is destroyed twice is seen.
inline const std::string kLong = "a text that is too long to be kept in place";

// Answers every third request, beginning with the third, and refuses the others.
class Partner final : public Node {
 public:
  explicit Partner(Host& host) : Node(host) {
    on(&Partner::tell);
    on(&Partner::poke);
  }

 private:
  Result<Told> tell(const Tell& m) { return answer(m.text); }
  Result<Told> poke(const Poke& m) { return answer(std::to_string(m.number)); }
  Result<Told> answer(const std::string& text) {
    if (++asked_ % 3 != 0) return Error{ErrorCode::temporarily_unavailable, kLong};
    return Told{text + kLong};
  }
  int asked_ = 0;
};

inline constexpr NodeId kPartner = NodeId::node(1);

}  // namespace eddy::sim::test

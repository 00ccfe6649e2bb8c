// A node that says what would do harm where it is taken for markup, for a script, for a terminal's
// command, or for the name of something: in types, keys, values, errors, logs, states, what it
// learns, and as its last words.
#pragma once

#include <boost/json/object.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "eddy/sim/node.h"
#include "eddy/sim/protocol/echo.h"

class Hostile final : public eddy::sim::Node {
 public:
  explicit Hostile(eddy::sim::Host& host) : Node(host) { on(&Hostile::echo); }

  std::optional<boost::json::value> state() const override {
    return boost::json::object{{text_of(asked_), text_of(asked_ + 1)}, {"__proto__", asked_}};
  }

 private:
  static constexpr std::string_view kTexts[] = {
      "<img src=x onerror=\"window.pwned=1\">",
      "</script><script>window.pwned=1</script>",
      "\u202egnp.exe\u202c",
      "\x1b[31mred\x1b[0m",
      "__proto__",
      "constructor",
      "javascript:window.pwned=1",
      "'\"><svg onload=window.pwned=1>",
      "lone \xed\xa0\x80 surrogate",
      "no UTF-8: \xff\xfe",
      "\u2028\u2029\u200b",
      "a\nb\r\nc",
      "; end\nNote over n0: %%{init: {}}%% #quot;",
      "[[[[[",
  };
  static std::string_view text_of(std::size_t number) { return kTexts[number % std::size(kTexts)]; }

  eddy::sim::Result<eddy::sim::EchoOk> echo(const eddy::sim::Echo& /*m*/) {
    constexpr std::size_t kMuch = std::size_t{1} << 20U;
    const std::string_view text = text_of(++asked_);
    log("{}", text);
    host().learned(boost::json::string(text));
    boost::json::object fields{{text, text_of(asked_ + 1)},
                               {"__proto__", {{"pwned", 1}}},
                               {"list", {text, 1, text_of(asked_ + 2)}}};
    if (asked_ == 2) fields["much"] = std::string(kMuch, '<');
    send(nodes().front(), host().raw(text, fields));
    send(eddy::sim::NodeId::node(4'000), host().raw("error", std::move(fields)));
    if (asked_ % 5 == 0)
      return eddy::sim::Error{eddy::sim::ErrorCode::precondition_failed, std::string(text)};
    if (asked_ == 12) throw std::runtime_error(std::string(text));
    return eddy::sim::EchoOk{boost::json::string(asked_ % 3 == 0 ? text : "")};
  }

  std::size_t asked_ = 0;
};

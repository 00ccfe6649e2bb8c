// The search against brute force on every history of a few calls, for any model.
#pragma once

#include <doctest/doctest.h>
#include <fmt/format.h>
#include <boost/json/value.hpp>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "checkers/linearizable/client_call.h"
#include "checkers/linearizable/judge.h"
#include "tests/checkers/linearizable/brute_force.h"
#include "tests/checkers/linearizable/every_history.h"
#include "tests/effort.h"

namespace eddy::checkers::linearizable {

// Of the histories of five calls where a build is slow.
inline constexpr std::size_t kStride = testing::effort(1, 1'009);

// Every kind as a model encodes it, once for all histories.
template <class Model, class Naive>
class EncodedKinds {
 public:
  EncodedKinds(const Naive& naive, const std::vector<Kind>& kinds,
               const LinearizableOptions& options) {
    for (const Kind& kind : kinds) {
      Op& op = ops_.emplace_back();
      op.f = kind.f;
      op.type = kind.outcome;
      op.value = naive.value(kind);
      ClientCall call;
      call.invocation = call.completion = &op;
      call.value = &op.value;
      call.outcome = kind.outcome == OpType::ok     ? Outcome::ok
                     : kind.outcome == OpType::fail ? Outcome::failed
                                                    : Outcome::unknown;
      calls_.push_back(call);
    }
    model_.emplace(options, calls_);
    for (const ClientCall& call : calls_) operations_.push_back(model_->encode(call));
  }

  Model& model() { return *model_; }
  const std::optional<Operation>& operation(std::size_t kind) const { return operations_[kind]; }

 private:
  std::deque<Op> ops_;
  std::vector<ClientCall> calls_;
  std::optional<Model> model_;
  std::vector<std::optional<Operation>> operations_;
};

inline std::string text_of(const std::vector<PlainCall>& calls) {
  std::string text;
  for (const PlainCall& call : calls) {
    text += fmt::format("{} {} {} {} [{}, {}]; ", to_string(call.kind.outcome), call.kind.f,
                        call.kind.a, call.kind.b, call.invoked, call.returned);
  }
  return text;
}

// How many of all histories there are, and are linearizable.
struct Tally {
  std::size_t histories = 0;
  std::size_t linearizable = 0;
};

// Compares all histories of `calls` calls of three processes. Says which one differs.
template <class Model, class Naive>
Tally compare_all(const Naive& naive, const std::vector<Kind>& kinds,
                  const LinearizableOptions& options, std::size_t calls, std::size_t stride) {
  EncodedKinds<Model, Naive> encoded(naive, kinds, options);
  Tally tally;
  std::vector<PlainCall> plain(calls);
  tally.histories = for_every_history(
      calls, 3, kinds.size(), stride,
      [&](const std::vector<Interval>& layout, const std::vector<std::size_t>& chosen) {
        std::vector<Entry> entries;
        for (std::size_t i = 0; i < calls; ++i) {
          plain[i] = {kinds[chosen[i]], layout[i].invoked, layout[i].returned};
          if (!encoded.operation(chosen[i])) continue;
          Entry& entry = entries.emplace_back();
          entry.op = *encoded.operation(chosen[i]);
          entry.invoked = static_cast<Moment>(layout[i].invoked);
          if (plain[i].kind.outcome != OpType::info)
            entry.returned = static_cast<Moment>(layout[i].returned);
        }
        const bool expected = by_brute_force(naive, plain);
        const Answer answer =
            search(encoded.model(), std::move(entries), options.budget).second.answer;
        if (expected) ++tally.linearizable;
        if (answer == (expected ? Answer::linearizable : Answer::not_linearizable)) return;
        FAIL("brute force says " << expected << ": " << text_of(plain));
      });
  return tally;
}

}  // namespace eddy::checkers::linearizable

#include "checkers/linearizable/problem.h"

#include <algorithm>
#include <functional>
#include <queue>
#include <tuple>
#include <utility>

namespace eddy::checkers::linearizable {

namespace {

constexpr std::uint32_t kSmallestBlock = 64;
constexpr std::uint32_t kMostBlocks = 256;

auto identity(const Operation& op) { return std::tuple(op.f, op.a, op.b); }

}  // namespace

Problem::Problem(std::vector<Entry> entries) : entries_(std::move(entries)) {
  std::erase_if(entries_,
                [](const Entry& e) { return e.pending() && e.useful_until <= e.invoked; });
  std::sort(entries_.begin(), entries_.end(), [](const Entry& a, const Entry& b) {
    return std::tuple(a.pending(), a.invoked) < std::tuple(b.pending(), b.invoked);
  });
  returned_ =
      static_cast<std::uint32_t>(std::partition_point(entries_.begin(), entries_.end(),
                                                      [](const Entry& e) { return !e.pending(); }) -
                                 entries_.begin());
  order_events();
  find_twins();
  classify_pending();
}

void Problem::order_events() {
  by_rank_.resize(returned_);
  rank_.resize(returned_);
  slot_.resize(returned_);
  for (std::uint32_t n = 0; n < returned_; ++n) by_rank_[n] = n;
  std::sort(by_rank_.begin(), by_rank_.end(), [&](std::uint32_t a, std::uint32_t b) {
    return entries_[a].returned < entries_[b].returned;
  });
  for (std::uint32_t r = 0; r < returned_; ++r) rank_[by_rank_[r]] = r;

  const std::uint32_t head = 2 * returned_;
  next_.resize(head + 1);
  previous_.resize(head + 1);
  std::uint32_t last = head;
  const auto append = [&](std::uint32_t node) {
    next_[last] = node;
    previous_[node] = last;
    last = node;
  };
  std::priority_queue<std::uint32_t, std::vector<std::uint32_t>, std::greater<>> free_slots;
  std::uint32_t slots = 0;
  std::uint32_t r = 0;
  const auto close = [&] {
    free_slots.push(slot_[by_rank_[r]]);
    append(2 * by_rank_[r] + 1);
    ++r;
  };
  for (std::uint32_t n = 0; n < returned_; ++n) {
    while (r < returned_ && entries_[by_rank_[r]].returned < entries_[n].invoked) close();
    if (free_slots.empty()) {
      slot_[n] = slots++;
    } else {
      slot_[n] = free_slots.top();
      free_slots.pop();
    }
    append(2 * n);
  }
  while (r < returned_) close();
  append(head);
  mask_words_ = (slots + 63) / 64;
}

void Problem::find_twins() {
  twin_.assign(returned_, kNone);
  std::vector<std::uint32_t> order = by_rank_;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return identity(entries_[a].op) < identity(entries_[b].op);
  });
  for (std::size_t i = 1; i < order.size(); ++i) {
    if (entries_[order[i]].op == entries_[order[i - 1]].op) twin_[order[i]] = order[i - 1];
  }
}

void Problem::classify_pending() {
  const auto count = static_cast<std::uint32_t>(entries_.size()) - returned_;
  class_of_.resize(count);
  std::vector<std::uint32_t> order(count);
  for (std::uint32_t i = 0; i < count; ++i) order[i] = returned_ + i;
  std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
    return identity(entries_[a].op) < identity(entries_[b].op);
  });
  const auto first_rank_after = [&](Moment moment) {
    return static_cast<std::uint32_t>(
        std::partition_point(by_rank_.begin(), by_rank_.end(),
                             [&](std::uint32_t n) { return entries_[n].returned <= moment; }) -
        by_rank_.begin());
  };
  for (std::size_t i = 0; i < order.size(); ++i) {
    const Entry& e = entries_[order[i]];
    if (i == 0 || !(entries_[order[i - 1]].op == e.op)) {
      const std::uint32_t end = first_rank_after(e.useful_until);
      classes_.push_back({{}, first_rank_after(e.invoked), end == 0 ? 0 : end - 1});
    }
    classes_.back().members.push_back(order[i]);
    class_of_[order[i] - returned_] = static_cast<std::uint32_t>(classes_.size() - 1);
  }
  block_ranks_ = std::max(kSmallestBlock, returned_ / kMostBlocks + 1);
  blocks_.resize(returned_ / block_ranks_ + 1);
  for (std::uint32_t c = 0; c < classes_.size(); ++c) {
    if (classes_[c].first_rank > classes_[c].last_rank) continue;
    for (std::uint32_t b = classes_[c].first_rank / block_ranks_;
         b <= classes_[c].last_rank / block_ranks_; ++b) {
      blocks_[b].push_back(c);
    }
  }
}

}  // namespace eddy::checkers::linearizable

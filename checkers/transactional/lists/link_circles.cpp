#include "checkers/transactional/lists/link_circles.h"

#include <algorithm>
#include <optional>

namespace eddy::checkers {

namespace {

// A step from one point to another.
struct PointStep {
  std::uint32_t to;
  std::optional<Link> link;  // none from a snapshot to its own commit
};

using Steps = std::vector<std::vector<PointStep>>;

// How a point was reached.
struct Reached {
  std::uint32_t from = 0;
  const PointStep* step = nullptr;  // null if it was not
};

// A shortest circle through a point, as far as the meter reaches. `reached` is a scratch of as many
// as there are points, none of them reached before and after.
std::optional<Links> circle_through(const Steps& steps, std::uint32_t start,
                                    const std::vector<bool>& leave_out,
                                    std::vector<Reached>& reached, StepMeter& meter) {
  std::vector<std::uint32_t> next{start};
  for (std::size_t i = 0; i < next.size() && reached[start].step == nullptr; ++i) {
    if (!meter.spend(1 + steps[next[i]].size())) break;
    for (const PointStep& step : steps[next[i]]) {
      if (reached[step.to].step != nullptr || (leave_out[step.to] && step.to != start)) continue;
      reached[step.to] = {next[i], &step};
      if (step.to != start) next.push_back(step.to);
    }
  }
  std::optional<Links> links;
  if (reached[start].step != nullptr) {
    links.emplace();
    for (std::uint32_t at = start; links->empty() || at != start;) {
      const Reached& how = reached[at];
      if (how.step->link) links->push_back(*how.step->link);
      at = how.from;
    }
    std::reverse(links->begin(), links->end());
  }
  for (const std::uint32_t point : next) reached[point] = {};
  return links;
}

// `Point` tells where a transaction reads, and where it writes.
template <typename Snapshot, typename Commit>
Steps steps_of(const ListViews& views, const Snapshot& snapshot, const Commit& commit,
               std::size_t points, StepMeter& meter) {
  Steps steps(points);
  for (Member m = 0; m < views.size(); ++m) {
    for (const ListView& view : views.views[m]) {
      if (!meter.spend(1 + view.shown.size() + view.missed.size())) return steps;
      for (const Member shown : view.shown)
        steps[commit(shown)].push_back(
            {snapshot(m), Link{LinkKind::saw, shown, m, view.op, view.key}});
      for (const Member missed : view.missed)
        steps[snapshot(m)].push_back(
            {commit(missed), Link{LinkKind::missed, m, missed, view.op, view.key}});
    }
  }
  for (const auto& order : views.orders) {
    link_order(order, [&](const ListAppender& from, const ListAppender& to) {
      steps[commit(from.member)].push_back(
          {commit(to.member), Link{LinkKind::over, from.member, to.member, 0, to.key}});
    });
  }
  return steps;
}

// Those that cannot lie on a circle: who is led to by nobody, or leads to nobody, but for such.
std::vector<bool> outside_of_circles(const Steps& steps, StepMeter& meter) {
  std::vector<bool> outside(steps.size());
  std::vector<std::vector<std::uint32_t>> back(steps.size());
  for (std::uint32_t from = 0; from < steps.size(); ++from) {
    if (!meter.spend(1 + 2 * steps[from].size())) return outside;
    for (const PointStep& step : steps[from]) back[step.to].push_back(from);
  }
  const auto peel = [&](const auto& degree, const auto& for_each_next) {
    std::vector<std::size_t> left(steps.size());
    std::vector<std::uint32_t> next;
    for (std::uint32_t point = 0; point < steps.size(); ++point) {
      left[point] = degree(point);
      if (left[point] == 0) next.push_back(point);
    }
    for (std::size_t i = 0; i < next.size(); ++i) {
      outside[next[i]] = true;
      for_each_next(next[i], [&](std::uint32_t to) {
        if (--left[to] == 0) next.push_back(to);
      });
    }
  };
  peel([&](std::uint32_t point) { return back[point].size(); },
       [&](std::uint32_t point, const auto& use) {
         for (const PointStep& step : steps[point]) use(step.to);
       });
  peel([&](std::uint32_t point) { return steps[point].size(); },
       [&](std::uint32_t point, const auto& use) {
         for (const std::uint32_t from : back[point]) use(from);
       });
  return outside;
}

bool appends(const ListViews& views, Member m) { return !views.appends[m].empty(); }

}  // namespace

std::vector<Links> snapshots_in_a_circle(const ListViews& views, StepMeter& meter) {
  const auto snapshot = [](Member m) { return 2 * m; };
  const auto commit = [](Member m) { return 2 * m + 1; };
  Steps steps = steps_of(views, snapshot, commit, 2 * views.size(), meter);
  for (Member m = 0; m < views.size(); ++m) steps[snapshot(m)].push_back({commit(m), std::nullopt});
  // What lies on no circle needs not be asked about again.
  std::vector<bool> leave_out = outside_of_circles(steps, meter);
  std::vector<Reached> reached(steps.size());
  for (std::uint32_t point = 0; point < steps.size() && !meter.exhausted(); ++point) {
    if (leave_out[point]) continue;
    if (auto links = circle_through(steps, point, leave_out, reached, meter))
      return {std::move(*links)};
    leave_out[point] = true;
  }
  return {};
}

std::vector<Links> updates_in_a_circle(const ListViews& views, StepMeter& meter) {
  const auto point = [](Member m) { return m; };
  const Steps steps = steps_of(views, point, point, views.size(), meter);
  const std::vector<bool> outside = outside_of_circles(steps, meter);
  std::vector<bool> only_reads(views.size());
  std::vector<Reached> reached(steps.size());
  for (Member m = 0; m < views.size(); ++m) only_reads[m] = !appends(views, m);
  for (Member m = 0; m < views.size() && !meter.exhausted(); ++m) {
    if (outside[m]) continue;
    if (auto links = circle_through(steps, m, only_reads, reached, meter))
      return {std::move(*links)};
  }
  return {};
}

}  // namespace eddy::checkers

// Searches among what transactions of a component saw and missed (list_views.h): what one of them
// must have seen.
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <vector>

#include "checkers/transactional/lists/list_views.h"
#include "checkers/transactional/lists/view_rules.h"
#include "checkers/transactional/step_meter.h"

namespace eddy::checkers {

// What a transaction has seen, and by which links.
class LinkSearch {
 public:
  LinkSearch(const ListViews& views, StepMeter& meter);

  // Forgets all, and turns to a transaction.
  void start(Member member);

  // Adds what a read of its own, or of one of those added, shows.
  void see(Member member, const ListView& view);
  // Adds what a read of an earlier transaction shows, which was added, and which `ran` leads from.
  void see_through(Member earlier, const ListView& view, const Link& ran);
  // Adds those over which it, or one of those added, appended, by its appends before a place.
  void see_overwritten(Member member, std::uint32_t place);
  // Adds the one before it in its process.
  void see_before(Member member);
  bool has(Member member) const { return ways_[member].round == round_; }
  // Adds link.from; `rest` leads from link.to to the transaction.
  void add(const Link& link, const Links& rest);

  // Adds all that those added have seen, overwritten or come after, and so on.
  void follow(std::initializer_list<LinkKind> kinds);

  // The links from one of those added that the read misses, the last one to it.
  std::optional<Links> missed_by(const ListView& view) const;

 private:
  // How many of an order's first are added, but for the transaction itself.
  struct Begun {
    std::uint32_t count = 0;
    std::uint32_t round = 0;
  };

  std::uint32_t& begun(std::uint32_t order);
  void see_shown(Member viewer, const ListView& view, const Links& rest);

  struct Way {
    Link link;
    Links rest;  // where the way goes not by those added
    std::uint32_t round = 0;
  };

  const ListViews& views_;
  StepMeter& meter_;
  std::vector<Way> ways_;     // by member
  std::vector<Begun> begun_;  // by order
  std::vector<Member> added_;
  std::size_t followed_ = 0;  // how many of these
  std::uint32_t round_ = 0;
  Member member_ = 0;
};

}  // namespace eddy::checkers

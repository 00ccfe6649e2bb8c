#include "checkers/kafka/fault.h"

#include <boost/describe/enumerators.hpp>
#include <boost/mp11/algorithm.hpp>

#include "eddy/base/named_enum.h"

namespace eddy::checkers::kafka {

BOOST_DESCRIBE_ENUM(Anomaly, g0, g0_realtime, g1a, g1c, g1c_realtime, duplicate,
                    empty_transaction_graph, inconsistent_offsets, int_nonmonotonic_poll,
                    int_nonmonotonic_send, int_poll_skip, int_send_skip, lost_commit, lost_write,
                    nonmonotonic_poll, nonmonotonic_send, poll_skip, precommitted_read,
                    thin_air_read, unseen)

}  // namespace eddy::checkers::kafka

// Adya's phenomena begin with a capital letter.
template <>
struct eddy::EnumNames<eddy::checkers::kafka::Anomaly> {
  using Anomaly = checkers::kafka::Anomaly;
  static constexpr std::size_t kCount = kValuesOf<Anomaly>.size();
  static_assert(kCount == checkers::kafka::kAnomalies);

  static constexpr auto kTexts = [] {
    constexpr std::size_t kMostBytes = 32;
    std::array<std::array<char, kMostBytes>, kCount> texts{};
    std::size_t i = 0;
    boost::mp11::mp_for_each<boost::describe::describe_enumerators<Anomaly>>([&](auto described) {
      const std::string_view name = described.name;
      for (std::size_t at = 0; at < name.size(); ++at)
        texts[i][at] = name[at] == '_' ? '-' : name[at];
      if (name.starts_with("g0") || name.starts_with("g1")) texts[i][0] = 'G';
      ++i;
    });
    return texts;
  }();

  static constexpr auto kNames = [] {
    std::array<std::string_view, kCount> names;
    for (std::size_t i = 0; i < kCount; ++i) names[i] = kTexts[i].data();
    return names;
  }();
};

namespace eddy::checkers::kafka {

std::string_view to_string(Anomaly anomaly) { return name_of(anomaly); }

std::vector<std::string_view> gravest_first() {
  constexpr std::array kOrder = {Anomaly::thin_air_read,
                                 Anomaly::g1a,
                                 Anomaly::inconsistent_offsets,
                                 Anomaly::duplicate,
                                 Anomaly::lost_write,
                                 Anomaly::lost_commit,
                                 Anomaly::unseen,
                                 Anomaly::g0,
                                 Anomaly::g0_realtime,
                                 Anomaly::g1c,
                                 Anomaly::g1c_realtime,
                                 Anomaly::precommitted_read,
                                 Anomaly::int_nonmonotonic_poll,
                                 Anomaly::nonmonotonic_poll,
                                 Anomaly::int_poll_skip,
                                 Anomaly::poll_skip,
                                 Anomaly::int_nonmonotonic_send,
                                 Anomaly::nonmonotonic_send,
                                 Anomaly::int_send_skip,
                                 Anomaly::empty_transaction_graph};
  static_assert(kOrder.size() == kAnomalies);
  std::vector<std::string_view> names;
  for (const Anomaly anomaly : kOrder) names.push_back(to_string(anomaly));
  return names;
}

}  // namespace eddy::checkers::kafka

#include "nodes/broken/lin_kv_raft_torn_tail.h"

#include <boost/endian/conversion.hpp>
#include <boost/json/parse.hpp>

#include "nodes/durable/frame.h"

namespace eddy::nodes::broken {

durable::Reading TrustingJournal::look(std::string_view log, std::string_view marks) const {
  durable::Reading reading;
  reading.last.end = reading.log_size = log.size();
  reading.marks_size = marks.size();
  while (log.size() >= durable::kFrameHeader) {
    const std::size_t length =
        boost::endian::load_little_u32(reinterpret_cast<const unsigned char*>(log.data()));
    const std::string_view record = log.substr(durable::kFrameHeader, length);
    boost::system::error_code unreadable;
    boost::json::parse(record, unreadable);
    if (unreadable) break;
    reading.records.emplace_back(record);
    log.remove_prefix(durable::kFrameHeader + record.size());
  }
  return reading;
}

LinKvRaftTornTail::LinKvRaftTornTail(sim::Host& host)
    : LinKvRaft(host, std::make_unique<raft::Raft>(host.id(), host.nodes()),
                std::make_unique<TrustingJournal>(host)) {}

}  // namespace eddy::nodes::broken

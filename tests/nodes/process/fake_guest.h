// A guest that is no process: what it does is a class of its test.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "nodes/process/guest.h"
#include "nodes/process/guest_setup.h"

namespace eddy::nodes::process::test {

class FakeGuest : public Guest {
 public:
  static constexpr std::int64_t kProcess = 4711;

  explicit FakeGuest(GuestSetup setup) : setup_(std::move(setup)) {}

  Burst start(const ClockReading& now, std::uint64_t draw) final {
    begin_burst(now, draw);
    started();
    return std::exchange(burst_, {});
  }
  Burst give(std::string_view bytes, const ClockReading& now, std::uint64_t draw) final {
    begin_burst(now, draw);
    told(boost::json::parse(boost::json::string_view(bytes)).as_object());
    return std::exchange(burst_, {});
  }
  Burst wake(const ClockReading& now, std::uint64_t draw) final {
    begin_burst(now, draw);
    woken();
    return std::exchange(burst_, {});
  }
  Burst close_input(const ClockReading& now, std::uint64_t draw) final {
    begin_burst(now, draw);
    input_closed();
    return std::exchange(burst_, {});
  }

  std::vector<std::int64_t> stand_still() final { return {kProcess}; }

 protected:
  virtual void started() {}
  // Answers init, and nothing else.
  virtual void told(const boost::json::object& message) {
    if (type_of(message) == "init") reply(message, {{"type", "init_ok"}});
  }
  virtual void woken() {}
  virtual void input_closed() {}

  const GuestSetup& setup() const { return setup_; }
  const ClockReading& now() const { return now_; }
  std::uint64_t draw() const { return draw_; }

  static std::string_view type_of(const boost::json::object& message) {
    return message.at("body").at("type").as_string();
  }
  void print(std::string line) { burst_.lines.push_back({Stream::output, std::move(line)}); }
  void log(std::string line) { burst_.lines.push_back({Stream::error, std::move(line)}); }
  void send(std::string_view dest, const boost::json::object& body) {
    print(boost::json::serialize(boost::json::object{{"dest", dest}, {"body", body}}));
  }
  void reply(const boost::json::object& message, boost::json::object body) {
    body["in_reply_to"] = message.at("body").at("msg_id");
    send(std::string_view(message.at("src").as_string()), body);
  }
  void wake_at(std::int64_t monotonic) { wake_at_ = burst_.wake_at = monotonic; }
  void sleep_for_good() {
    wake_at_.reset();
    burst_.wake_at.reset();
  }
  void end(End::Kind kind, int code, std::string text = {}) {
    burst_.end = End{kind, code, std::move(text)};
  }
  void unrepeatable(std::string why) { burst_.unrepeatable.push_back(std::move(why)); }

 private:
  void begin_burst(const ClockReading& now, std::uint64_t draw) {
    now_ = now;
    draw_ = draw;
    burst_ = {};
    if (wake_at_ && *wake_at_ <= now.monotonic) wake_at_.reset();
    burst_.wake_at = wake_at_;
  }

  GuestSetup setup_;
  ClockReading now_;
  std::uint64_t draw_ = 0;
  std::optional<std::int64_t> wake_at_;
  Burst burst_;
};

template <class G>
std::unique_ptr<Guest> make_guest(const GuestSetup& setup) {
  return std::make_unique<G>(setup);
}

}  // namespace eddy::nodes::process::test
